"""Rules of shape: place, rule and message of each violation of the document."""

import enum
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from fivetran_rules import SERVICE_RULES, _judge, all_rules, connection
from fivetran_rules._shape import Shape

from ._bodies import AUTH, FULL, Body, check, check_change, found, google, other, pinterest, without

MODES = "AllAdvertisers or SpecificAdvertisers"
FREQUENCIES = "1, 5, 15, 30, 60, 120, 180, 360, 480, 720 or 1440"
METHODS = "Directly, PrivateLink, SshTunnel or ProxyAgent"
SCHEDULES = "INTERVAL, TIME_OF_DAY, CRON or MANUAL"
REMOVE = "remove it; the API may silently ignore it."
PINTEREST = {"service": "pinterest_ads"}


class Masked(str):
    """A secret with a masked repr."""

    __slots__ = ()

    def __str__(self) -> str:
        return "******"


class Word(enum.StrEnum):
    """A text enum."""

    ALL = "AllAdvertisers"


class Minutes(int):
    """A subclass of int."""


class Number(float):
    """A number of another library, like numpy's."""


CREATES: dict[str, list[tuple[object, str]]] = {
    "shape.body": [([], ": The body has to be a JSON object."), (None, ": The body has to be a JSON object.")],
    "shape.required": [
        (
            without(pinterest(), "group_id"),
            "/group_id: Add group_id. Id of the group, and so of the destination, that the connection belongs to.",
        ),
        (without(pinterest(), "service"), "/service: Add service. Id of the connector service."),
        (without(pinterest(), "config"), "/config: Add config. The configuration of a new pinterest_ads connection."),
        (pinterest(schedule={}), "/schedule/schedule_type: Add schedule_type. The kind of a schedule."),
    ],
    "shape.type": [
        (pinterest(paused="true"), "/paused: paused has to be true or false, not text. Write it without quotes."),
        (pinterest(paused="no"), "/paused: paused has to be true or false, not text."),
        (pinterest(paused=None), "/paused: paused has to be true or false, not null. Remove it instead."),
        (
            pinterest(sync_frequency="1440"),
            "/sync_frequency: sync_frequency has to be a whole number, not text. Write it without quotes.",
        ),
        (
            pinterest(sync_frequency=True),
            "/sync_frequency: sync_frequency has to be a whole number, not true or false.",
        ),
        (
            pinterest(data_delay_threshold=0.5, data_delay_sensitivity="CUSTOM"),
            "/data_delay_threshold: data_delay_threshold has to be a whole number, not a fraction.",
        ),
        (pinterest() | {"group_id": 5}, "/group_id: group_id has to be text, not a number. Put it into quotes."),
        (pinterest() | {"group_id": 5.5}, "/group_id: group_id has to be text, not a fraction. Put it into quotes."),
        (pinterest() | {"group_id": {}}, "/group_id: group_id has to be text, not an object."),
        (pinterest() | {"service": ["x"]}, "/service: service has to be text, not a list."),
        (pinterest() | {"config": 1}, "/config: config has to be an object, not a number."),
        (
            pinterest({"advertisers": "1"}),
            "/config/advertisers: advertisers has to be a list, not text. Put it into a list.",
        ),
        (
            pinterest({"advertisers": ["1", 2]}),
            "/config/advertisers/1: advertisers[1] has to be text, not a number. Put it into quotes.",
        ),
        (pinterest({"schema": None}), "/config/schema: schema has to be text, not null. Fill it."),
        (pinterest({"sync_mode": None}), "/config/sync_mode: sync_mode has to be text, not null. Remove it instead."),
    ],
    "shape.enum": [
        (
            pinterest({"sync_mode": "SpecificAdvertiser"}),
            f"/config/sync_mode: sync_mode has to be {MODES}. Did you mean SpecificAdvertisers?",
        ),
        (
            pinterest({"custom_reports": [{"granularity": "daily"}]}),
            "/config/custom_reports/0/granularity: granularity has to be TOTAL, HOUR, DAY, WEEK or MONTH.",
        ),
        (pinterest(sync_frequency=100), f"/sync_frequency: sync_frequency has to be {FREQUENCIES}."),
        (
            pinterest(networking_method="directly"),
            f"/networking_method: networking_method has to be {METHODS}. Did you mean Directly?",
        ),
    ],
    "shape.unknown": [
        (
            pinterest({"timefame_months": "SIX"}),
            "/config/timefame_months: timefame_months is not a field of config: did you mean timeframe_months?",
        ),
        (pinterest(groupId="g"), "/groupId: groupId is not a field of the body: remove it, group_id is there as well."),
        (pinterest(advertisers=["1"]), "/advertisers: advertisers is not a field of the body: it belongs into config."),
        (
            pinterest({"schedule_type": "auto"}),
            "/config/schedule_type: schedule_type is not a field of config: it belongs into the body.",
        ),
        (
            pinterest(auth={**AUTH, "client_id": "ci"}),
            "/auth/client_id: client_id is not a field of auth: it belongs into client_access.",
        ),
        (pinterest({"colour": "red"}), f"/config/colour: colour is not a field of config: {REMOVE}"),
        (pinterest({"a/b~c": 1}), f"/config/a~1b~0c: a/b~c is not a field of config: {REMOVE}"),
    ],
    "shape.placeholder": [
        (pinterest(group_id="<group>"), "/group_id: /group_id is still the placeholder <group>: fill in a value."),
        (
            {"group_id": "g", "service": "no_such_service", "config": {"schema": "s", "ids": ["<html>", "<ids>"]}},
            "/config/ids/1: /config/ids/1 is still the placeholder <ids>: fill in a value.",
        ),
    ],
    "shape.masked": [
        (
            pinterest(auth={**AUTH, "refresh_token": "******"}),
            "/auth/refresh_token: /auth/refresh_token is the mask of an answer: write the secret itself.",
        ),
        (
            {"group_id": "g", "service": "no_such_service", "config": {"schema": "s", "keys": [{"key": "********"}]}},
            "/config/keys/0/key: /config/keys/0/key is the mask of an answer: write the secret itself.",
        ),
    ],
    "shape.range": [
        (pinterest(data_delay_threshold=-1), "/data_delay_threshold: data_delay_threshold has to be at least 0."),
        (
            pinterest(data_delay_sensitivity="CUSTOM", data_delay_threshold=2**31),
            "/data_delay_threshold: data_delay_threshold has to be at most 2147483647.",
        ),
    ],
    "shape.empty": [
        (pinterest() | {"group_id": ""}, "/group_id: group_id is empty: fill it."),
        (pinterest({"schema": ""}), "/config/schema: schema is empty: fill it."),
        (other(""), "/service: service is empty: fill it."),
    ],
}


@pytest.mark.parametrize(("rule", "body", "finding"), [(rule, *row) for rule, rows in CREATES.items() for row in rows])
def test_the_shape_of_a_new_connection(rule, body, finding):
    """Each wrong key has one violation: the mistake and the next step."""
    (violation,) = check(body)

    assert rule == violation.rule
    assert finding == f"{violation.pointer}: {violation.message}"
    assert "error" == violation.severity


CHANGES: dict[str, list[tuple[object, Body | None, str]]] = {
    "shape.body": [(5, None, ": The body has to be a JSON object.")],
    "shape.type": [
        ({"paused": 1}, None, "/paused: paused has to be true or false, not a number."),
        (
            {"sync_frequency": "60"},
            None,
            "/sync_frequency: sync_frequency has to be a whole number or null, not text. Write it without quotes.",
        ),
        ({"config": 3}, None, "/config: config has to be an object, not a number."),
        ({"config": None}, PINTEREST, "/config: config has to be an object, not null. Remove it instead."),
        (
            {"private_link_id": 5},
            None,
            "/private_link_id: private_link_id has to be text or null, not a number. Put it into quotes.",
        ),
        (
            {"config": {"accounts": 5}},
            {"service": "google_ads"},
            "/config/accounts: accounts has to be a list, not a number.",
        ),
        (
            {"auth": {"refresh_token": 5}},
            PINTEREST,
            "/auth/refresh_token: refresh_token has to be text, not a number. Put it into quotes.",
        ),
        ({"auth": 5}, {"service": "postgres"}, "/auth: auth has to be an object, not a number."),
    ],
    "shape.enum": [
        ({"sync_frequency": 61}, None, f"/sync_frequency: sync_frequency has to be {FREQUENCIES}."),
        (
            {"schedule": {"schedule_type": "INTERVALS"}},
            None,
            f"/schedule/schedule_type: schedule_type has to be {SCHEDULES}. Did you mean INTERVAL?",
        ),
    ],
    "shape.unknown": [
        ({"id": "word_word"}, None, f"/id: id is not a field of the body: {REMOVE}"),
        (
            {"config": {"advertiser": ["1"]}},
            PINTEREST,
            "/config/advertiser: advertiser is not a field of config: did you mean advertisers?",
        ),
    ],
}


@pytest.mark.parametrize(
    ("rule", "patch", "stored", "finding"), [(rule, *row) for rule, rows in CHANGES.items() for row in rows]
)
def test_the_shape_of_a_change(rule, patch, stored, finding):
    """A change is judged by the schema of an update, and its config by the stored service."""
    (violation,) = check_change(patch, stored)

    assert rule == violation.rule
    assert finding == f"{violation.pointer}: {violation.message}"
    assert "error" == violation.severity


@pytest.mark.parametrize(
    ("patch", "stored"),
    [
        ({"sync_frequency": None}, None),
        ({"private_link_id": None, "schedule": None}, PINTEREST),
        ({"config": {"custom_reports": None, "refresh_token_expires_at": None}}, PINTEREST),
        ({"config": {"anything": [1]}}, None),
        ({"config": {"anything": [1]}}, {"service": "postgres"}),
        ({"config": {"timeframe_months": "SIX"}}, {"service": "google_ads"}),
        ({"auth": {"client_access": {"client_secret": "cs"}}}, PINTEREST),
        ({"auth": {"anything": 1}, "paused": True}, {"service": 5}),
    ],
    ids=str,
)
def test_a_sound_change_passes(patch, stored):
    """A valid change passes, with null in clearable fields, and any config of an undescribed service."""
    assert [] == check_change(patch, stored)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (float("nan"), "is not a finite number."),
        (float("-inf"), "is not a finite number."),
        ("\ud800", "holds an unpaired surrogate, which is no character."),
        ({1, 2}, "is a Python set, which JSON does not have."),
        (b"bytes", "is a Python bytes, which JSON does not have."),
        (2**1024, "has too many digits."),
        (2**1025, "has too many digits."),
        (-(2**1024), "has too many digits."),
        ({1: "one"}, "has a key that is not text."),
        ({"\ud800": "half"}, "has a key that is not text."),
    ],
    ids=["nan", "inf", "surrogate", "set", "bytes", "large", "larger", "small", "number as key", "surrogate as key"],
)
def test_what_json_cannot_hold_is_named(value, reason):
    """A value that JSON cannot represent is refused with its pointer, even where the document allows any value."""
    free = other(config={"list": [0, value]})
    (in_free,) = check(free)
    (in_typed,) = check(pinterest({"schema": value}))
    (in_change,) = check_change({"config": free["config"]})

    assert "/config/list/1" == in_free.pointer == in_change.pointer
    assert f"/config/list/1 {reason}" == in_free.message == in_change.message
    assert "/config/schema" == in_typed.pointer
    assert f"/config/schema {reason}" == in_typed.message


def test_a_body_that_is_no_json_itself_is_named():
    """A key that is not text is a violation of the body itself."""
    (violation,) = check({**pinterest(), 5: "five"})

    assert "" == violation.pointer
    assert "shape.body" == violation.rule
    assert "The body has a key that is not text." == violation.message


@pytest.mark.parametrize("value", [2**1024 - 1, -(2**1024) + 1, 1.5e308, True, None, "\U0001f600", (1, [2])])
def test_what_json_can_hold_passes(value):
    """Large numbers, all Unicode characters and tuples are accepted as JSON."""
    assert [] == check(other(config={"value": value}))


def test_everything_else_is_judged_beside_what_is_no_json():
    """A value outside of JSON does not hide other violations."""
    body = pinterest({"schema": "\ud800", "sync_mode": "all"}, paused=float("nan"))

    assert [("/config/schema", "shape.body"), ("/config/sync_mode", "shape.enum"), ("/paused", "shape.body")] == found(
        check(body)
    )


def _nested(levels: int, *, value: object = 1) -> Body:
    for _ in range(levels):
        value = {"deeper": value}
    return {"config": value}


def test_deep_nesting_is_refused_where_it_gets_too_deep():
    """A hundred levels of nesting are accepted, and not one more."""
    body = other() | _nested(100)

    (violation,) = check(body)

    assert [] == check(other() | _nested(99))
    assert "/config" + "/deeper" * 100 == violation.pointer
    assert violation.message.endswith("is nested too deeply.")


def test_a_body_that_holds_itself_is_refused():
    """A list or object inside of itself is refused at each recursion."""
    loop: list[Any] = []
    loop += [loop, {"again": loop}, "fine"]
    ring: Body = {}
    ring["ring"] = ring
    places = ["/config/loop/0", "/config/loop/1/again", "/config/ring/ring"]

    told = {each.pointer: each.message for each in check(other(config={"loop": loop, "ring": ring}))}

    assert {place: f"{place} holds itself." for place in places} == told
    assert ("/config/advertisers/0", "shape.body") in found(check(pinterest({"advertisers": loop})))
    assert ("/config/ring/ring", "shape.body") in found(check_change({"config": {"ring": ring}}))


def test_what_a_body_holds_twice_does_not_hold_itself():
    """One object at two places is not a recursion."""
    both = ["1"]

    assert [] == check(other(config={"a": both, "b": [both, both], "c": {"d": both}}))


@pytest.mark.parametrize(
    "body",
    [
        pinterest(auth={**AUTH, "refresh_token": Masked("rt")}),
        pinterest({"sync_mode": Word.ALL}),
        pinterest(sync_frequency=Minutes(60)),
        pinterest(sync_frequency=Number(60)),
        other(config={"password": Masked("pw"), "minutes": Minutes(5)}),
        pinterest({Masked("sync_mode"): "AllAdvertisers"}, paused=Minutes(1) == 1),
    ],
    ids=["secret", "enum", "number", "float", "free", "key"],
)
def test_text_and_numbers_of_other_types_are_taken_as_such(body):
    """Subclasses of text and numbers are judged as text and numbers."""
    assert [] == check(body)


def test_a_secret_is_judged_by_what_it_holds():
    """A secret's value is judged, not its mask, and no message shows it."""
    (violation,) = check(pinterest({"sync_mode": Masked("AllAdvertiser")}))

    assert f"sync_mode has to be {MODES}. Did you mean AllAdvertisers?" == violation.message


@pytest.mark.parametrize("value", ["hunter2-hunter2", 5, ["hunter2-hunter2"], {"hunter2-hunter2": 1}])
def test_no_message_repeats_a_value(value):
    """No message repeats a value, which may be a secret in the wrong place; only names of schemas show."""
    config = dict.fromkeys(FULL["config"], value) | {"schema": "pin"}
    body = dict.fromkeys(FULL, value) | {"service": "pinterest_ads", "config": config}

    assert [] == [each.message for each in check(body) if "hunter2" in each.message and "hunter2" not in each.pointer]


def test_fields_of_the_connection_are_judged_for_any_service():
    """For an undescribed service, the fields of the connection are judged, and its config is not."""
    body = other(config={"host": "h"}, auth={"password": "p"}, syncfrequency=60, schedule_type="hourly")

    assert [("/schedule_type", "shape.enum"), ("/syncfrequency", "shape.unknown")] == found(check(body))


def test_each_service_is_judged_by_its_own_schema():
    """Each service is judged by its own schema."""
    body = google({"advertisers": ["1"]})

    assert [("/config/advertisers", "shape.unknown")] == found(check(body))


def test_a_rule_speaks_instead_of_the_shape():
    """If a rule explains a wrong key, the shape check does not repeat it."""
    body = pinterest(daily_sync_time="05:30", sync_frequency=1440) | {"config": {}}

    assert [("/config/schema", "schema.required"), ("/daily_sync_time", "daily_sync_time.on_the_hour")] == found(
        check(body)
    )


def test_the_shape_speaks_where_a_rule_says_something_else():
    """A wrong type is reported beside another broken rule at the same place."""
    assert [("/private_link_id", "private_link_id.method"), ("/private_link_id", "shape.type")] == found(
        check(other(private_link_id=5))
    )


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Return a function that replaces the rules; compiled ones are forgotten before and after."""
    _judge._judge_of.cache_clear()  # noqa: SLF001  # nobody else needs that
    yield monkeypatch
    _judge._judge_of.cache_clear()  # noqa: SLF001  # nobody else needs that


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (pinterest({"sync_mode": "SpecificAdvertisers"}), ("/config/advertisers", "shape.required")),
        (pinterest({"sync_mode": "SpecificAdvertisers", "advertisers": []}), ("/config/advertisers", "shape.empty")),
        (pinterest(daily_sync_time="05:00"), ("/sync_frequency", "shape.required")),
        (pinterest(daily_sync_time="05:00", sync_frequency=60), ("/sync_frequency", "shape.enum")),
        (pinterest(auth={"refresh_token": "rt"}), ("/auth/client_access", "shape.required")),
        (pinterest(daily_sync_time="05:30", sync_frequency=1440), ("/daily_sync_time", "shape.format")),
        (pinterest({"refresh_token_expires_at": "x"}), ("/config/refresh_token_expires_at", "shape.format")),
        (google({"sync_mode": "ManagerAccounts"}), ("/config/manager_accounts", "shape.required")),
    ],
)
def test_what_the_document_refuses_is_refused_without_any_rule(body, expected, rules):
    """Without a rule that explains a refusal, the document's own message is reported."""
    rules.setattr(connection, "RULES", ())
    rules.setattr(connection, "SCHEMA_RULES", ())
    rules.setattr(_judge, "SERVICE_RULES", dict.fromkeys(SERVICE_RULES, ()))

    assert [expected] == found(check(body))


def test_a_warning_explains_no_refusal(rules):
    """If a rule only warns, the document's refusal is reported beside it."""
    warning = next(
        rule for rule in SERVICE_RULES["pinterest_ads"] if rule.id == "pinterest_ads.networking_method.directly"
    )
    rules.setattr(connection, "RULES", (warning,))

    violations = check(other(daily_sync_time="05:00", networking_method="SshTunnel"))

    assert [("/networking_method", warning.id), ("/sync_frequency", "shape.required")] == found(violations)


def test_a_rule_that_the_document_does_not_state_is_met(rules):
    """A documented rule is met by a body that breaks nothing else, whether or not the document states it too."""
    known = next(rule for rule in connection.RULES if rule.id == "sync_frequency.schedule")
    rule = replace(known, id="alone", severity_override="error")
    rules.setattr(connection, "RULES", (rule,))
    both = {"schedule": {"schedule_type": "INTERVAL", "interval": 60}, "sync_frequency": 60}

    for body in (pinterest(**both), other("reddit_ads", config={"schema": "s"}, **both)):  # with and without a schema
        assert [("/sync_frequency", "alone")] == found(check(body))


def test_a_form_is_explained_with_an_example(monkeypatch):
    """Without a rule, a wrong format is explained by the document's description and example."""
    monkeypatch.setattr(_judge, "_INSTEAD_OF", {})

    form = "An hour of the day as text, from 00:00 to 23:00."

    violations = check(pinterest(daily_sync_time="05:30", sync_frequency=1440))

    assert [
        "Write daily_sync_time as a full hour from 00:00 to 23:00, for instance 14:00.",
        f"daily_sync_time does not have the right form. {form} For instance 14:00.",
    ] == [violation.message for violation in violations]


def test_a_refusal_of_another_kind_is_reported():
    """A JSON Schema keyword without its own message is reported too."""
    components = {"schemas": {"Few": {"type": "object", "maxProperties": 1, "properties": {"of": {"maxLength": 1}}}}}
    shape = Shape({"$ref": "#/components/schemas/Few", "components": components})

    findings = shape.findings({"of": "it", "and": "more"})

    assert [("", "The body does not fit the document."), ("/of", "of does not fit the document.")] == sorted(
        (violation.pointer, violation.message) for violation in findings.always
    )


def test_every_rule_of_shape_is_shown_here():
    """The table of creates breaks each rule of shape but two: a form has a test of its own, and so has the count."""
    assert {"shape.format", "shape.more"} == {
        each.id for each in all_rules() if each.id[:6] == "shape."
    } - CREATES.keys()
