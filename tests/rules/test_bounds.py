"""Huge bodies: a hundred findings are listed, the rest is counted, and the validator is spared."""

from typing import Any
from unittest.mock import patch

import pytest
from jsonschema_rs import Draft202012Validator

import fivetran_rules
from fivetran_rules import Violation
from fivetran_rules import _wording as wording

from ._bodies import Body, check, check_change, found, other, pinterest

MANY = 20_000
KEYS = {f"k{number:06}": 1 for number in range(MANY)}


def _note(violations: list[Violation]) -> str:
    """Return the sentence about unlisted findings."""
    note = violations[0]
    assert "" == note.pointer
    assert "shape.more" == note.rule
    assert "error" == note.severity
    return note.message


@pytest.mark.parametrize(
    ("body", "more", "pointer"),
    [
        (pinterest(**KEYS), MANY - 100, "/k000099"),
        (pinterest(KEYS), MANY - 100, "/config/k000099"),
        (other(**KEYS), MANY - 100, "/k000099"),
        (pinterest({"custom_reports": [KEYS]}), MANY - 100, "/config/custom_reports/0/k000099"),
        (pinterest({"custom_reports": [{"x": 1}] * 150}), 50, "/config/custom_reports/99/x"),
        (pinterest({"sync_mode": "SpecificAdvertisers", "advertisers": [1] * MANY}), 900, "/config/advertisers/99"),
        (other(config={"x": [float("nan")] * 300}), 200, "/config/x/99"),
        (pinterest(dict.fromkeys(KEYS, float("nan"))), MANY - 100, "/config/k000099"),
        (pinterest(schedule={"schedule_type": "MANUAL", **dict.fromkeys(KEYS, 1)}), MANY - 100, "/schedule/k000099"),
        (pinterest(schedule=dict.fromkeys(KEYS, float("nan"))), MANY - 99, "/schedule/k000099"),
    ],
    ids=range(10),
)
def test_the_first_hundred_findings_are_listed(body, more, pointer):
    """A body with many violations gets the first hundred, and one that counts the others."""
    violations = check(body)

    assert f"At least {more} more findings are not listed: correct these first." == _note(violations)
    assert 101 == len(violations)
    assert pointer in [violation.pointer for violation in violations]


@pytest.mark.parametrize(("items", "keys", "more"), [(90, 30, 20), (150, 30, 80), (150, 150, 200)])
def test_what_is_cut_and_what_is_not_listed_are_counted_together(items, keys, more):
    """Each violation is listed or counted once, whether it was cut from the body or found and left out."""
    surplus = {f"k{number:03}": 1 for number in range(keys)}
    violations = check(pinterest({"custom_reports": [{"x": 1}] * items, **surplus}))

    assert f"At least {more} more findings are not listed: correct these first." == _note(violations)


def test_a_change_is_bounded_too():
    """An update with very many unknown keys is judged like a new connection."""
    violations = check_change({"config": KEYS}, {"service": "pinterest_ads"})

    assert 101 == len(violations)
    assert f"At least {MANY - 100} more" in _note(violations)


def test_the_validator_sees_little_of_a_huge_body(monkeypatch):
    """Parts that are certainly wrong are removed before the validator explains a body, which is slow."""
    explained: list[object] = []
    original = wording.findings_of

    def counted(error: Any, guide: Any) -> Any:
        explained.append(error)
        return original(error, guide)

    monkeypatch.setattr("fivetran_rules._shape.findings_of", counted)

    check(pinterest({"advertisers": [1] * MANY, "custom_reports": [{"x": 1}] * MANY, **KEYS}, **KEYS))

    assert len(explained) < 300


@pytest.mark.parametrize("new", [pinterest(), other(config={}), other("mailchimp", config={})])
def test_the_validator_sees_little_of_huge_free_content(new, monkeypatch):
    """The validator copies the content around an error, so content without a schema is removed first."""
    around: list[Any] = []

    def kept(error: Any, _: Any) -> list[Any]:
        around.append(error.instance)
        return []

    monkeypatch.setattr("fivetran_rules._shape.findings_of", kept)

    check({**new, "config": {**new["config"], "x": {"keys": KEYS}, "y": [KEYS], "z": 1}, "surplus": 1})

    (config,) = (each["config"] for each in around if "surplus" in each)
    assert {} == config["x"]
    assert [] == config["y"]
    assert 1 == config["z"]


def test_every_entry_of_a_map_is_judged():
    """Of an object whose keys are free but whose values have a schema, values after the hundredth are judged, too."""
    schemas: Body = {f"s{number}": {"enabled": True} for number in range(150)} | {"last": {"enabled": "yes"}}

    violations = fivetran_rules.check_request("SchemaConfigUpdate", {"schemas": schemas})

    assert [("/schemas/last/enabled", "shape.type")] == found(violations)


def test_the_lists_of_a_huge_body_share_their_validators(monkeypatch):
    """A validator is made once for all lists of one schema, since making it takes longer than judging a list."""
    made: list[object] = []
    original = Draft202012Validator

    def counted(schema: Any) -> Any:
        made.append(schema)
        return original(schema)

    columns = {f"c{number}": {"enabled": True} for number in range(101)}
    tables = {f"t{number}": {"columns": columns, "enabled": True} for number in range(101)}
    monkeypatch.setattr("fivetran_rules._shape.Draft202012Validator", counted)

    schemas: Body = {"s": {"enabled": "yes", "tables": tables}}
    assert 1 == len(fivetran_rules.check_request("SchemaConfigUpdate", {"schemas": schemas}))
    assert len(made) == 2


@pytest.mark.parametrize(
    ("more", "schemas"),
    [(900, KEYS), (200, dict.fromkeys(map(str, range(300)), float("nan")))],
    ids=["type", "no JSON"],
)
def test_wrong_entries_of_a_map_are_counted(more, schemas):
    """A map with very many wrong values is cut like a list; a value with two mistakes is one finding."""
    violations = fivetran_rules.check_request("SchemaConfigUpdate", {"schemas": schemas})

    assert f"At least {more} more findings are not listed: correct these first." == _note(violations)


@pytest.mark.parametrize(
    "config", [{"advertisers": [1] * 200}, {"custom_reports": [{"x": 1}] * 200, **KEYS}], ids=["numbers", "objects"]
)
def test_nothing_is_cut_where_several_schemas_are_allowed(config):
    """A config of an unknown service may fit any service, so a list that one of them refuses is no finding."""
    assert [] == check_change({"config": config}, {})


def test_names_are_suggested_for_the_first_ten_keys():
    """Only the first ten unknown keys get a suggestion, since comparing names is slow."""
    misspelt = {f"synk_mode{number:02}": "x" for number in range(30)}

    with patch.object(wording, "nearest", wraps=wording.nearest) as compared:
        violations = check(pinterest(misspelt))

    assert 10 == compared.call_count
    assert 10 == sum("did you mean sync_mode?" in violation.message for violation in violations)
    assert 20 == sum(violation.message.endswith(": remove it.") for violation in violations)


@pytest.mark.parametrize(
    ("place", "item", "rule"),
    [(0, 1, "shape.type"), (5_000, 1, "shape.type"), (99_999, 1, "shape.type"), (1_000, object(), "shape.body")],
)
def test_one_wrong_item_among_very_many_is_found(place, item, rule):
    """One wrong item in a long list is found at any place."""
    items: list[object] = ["1"] * 100_000
    items[place] = item

    violations = check(pinterest({"sync_mode": "SpecificAdvertisers", "advertisers": items}))

    assert (f"/config/advertisers/{place}", rule) in found(violations)


def test_very_much_that_is_right_beside_something_wrong_is_no_finding():
    """A valid long list, and an object without a schema, add no finding, unless JSON cannot represent the content."""
    free: Body = {"keys": KEYS, "list": [[{}]] * MANY, "deep": {"odd": [object()]}}
    listed = pinterest({"sync_mode": "SpecificAdvertisers", "advertisers": ["1"] * MANY}, paused="no")

    assert [("/paused", "shape.type")] == found(check(listed))
    assert [("/config/x/deep/odd/0", "shape.body"), ("/paused", "shape.type")] == found(
        check(other(config={"x": free}, paused="no"))
    )


@pytest.mark.parametrize(("fields", "severity"), [({}, "warning"), ({"paused": "no"}, "error")])
def test_unlisted_findings_are_as_serious_as_the_worst_listed_one(fields, severity):
    """Among warnings of the catalogue, one error makes the sentence about the others an error."""
    surplus = {f"k{number:03}": 1 for number in range(150)}
    violations = fivetran_rules.check(other("mailchimp", config={"schema": "s", **surplus}, **fields))

    assert "shape.more" == violations[0].rule
    assert severity == violations[0].severity
    assert bool(fields) == ("/paused" in [each.pointer for each in violations])


@pytest.mark.parametrize(("wrong", "severity"), [(50, "warning"), (100, "warning"), (101, "error")])
def test_findings_that_were_not_explained_may_be_errors(wrong, severity):
    """Beside listed warnings, the sentence about the others is an error exactly if an item was not explained."""
    surplus = {f"k{number:03}": 1 for number in range(150)}
    reports: list[Body] = [*([{"x": 1}] * wrong), *([{}] * 100)]
    (note, *listed) = fivetran_rules.check(
        other("apple_search_ads", config={"schema": "s", "custom_reports": reports, **surplus})
    )

    assert "shape.more" == note.rule
    assert severity == note.severity
    assert {"warning"} == {violation.severity for violation in listed}


@pytest.mark.parametrize(("length", "is_cut"), [(100, False), (101, True)])
def test_a_key_of_a_hundred_letters_is_shown_whole(length, is_cut):
    """In a message, a key is cut behind its hundredth letter; the pointer has the whole key."""
    (violation,) = check(pinterest({"k" * length: 1}))

    assert "/config/" + "k" * length == violation.pointer
    assert "k" * 100 in violation.message
    assert is_cut == ("k" * 100 + "..." in violation.message)
