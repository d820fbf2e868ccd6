"""Judgement by the catalogue of services: rules, severity, and the way to skip it."""

import pytest

from fivetran_rules import ServiceCatalogue, check, check_change, naming_keys, naming_of
from fivetran_rules.published.verdicts import misspelt

from ._bodies import Body, found

STORED: Body = {"service": "google_sheets"}


def sheets(config: Body | None = None, /, **fields: object) -> Body:
    """Return a new connection of a service that only the catalogue describes."""
    config = {"schema": "s", "table": "t", **(config or {})}
    return {"group_id": "g", "service": "google_sheets", "config": config, **fields}


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        ({"config": {"sheet_id": "x"}}, []),
        ({"config": {"sheet_idd": "x"}}, [("/config/sheet_idd", "published.misspelt_key", "error")]),
        ({"config": {"sheet": "x"}}, [("/config/sheet", "published.unknown", "warning")]),
        ({"config": {"shema": "x"}}, [("/config/shema", "published.unknown", "warning")]),
        ({"config": {"sheet_id": 5}}, [("/config/sheet_id", "published.type", "error")]),
        ({"config": {"sheet_id": None}}, [("/config/sheet_id", "published.null", "warning")]),
        ({"config": {"table": "x"}}, [("/config/table", "published.permanent", "error")]),
        ({"config": {"schema": "x"}}, [("/config/schema", "schema.permanent", "error")]),
        ({"auth": {"client_access": None}}, []),
        ({"config": "x"}, [("/config", "shape.type", "error")]),
        ({"config": {"sheet_id": "\ud800"}}, [("/config/sheet_id", "shape.body", "error")]),
        ({"puased": True}, [("/puased", "shape.unknown", "error")]),
    ],
)
def test_a_change_is_judged_by_the_stored_service(patch, expected):
    """A change is judged by the fields of its service; keys that name the destination are permanent."""
    assert expected == [(each.pointer, each.rule, each.severity) for each in check_change(patch, STORED)]


def test_a_schema_that_names_nothing_hides_no_other_violation():
    """Where a change may carry `schema`, its other violations are found."""
    patch = {"config": {"schema": "x"}, "daily_sync_time": "14:00", "sync_frequency": 60}

    assert [("/daily_sync_time", "daily_sync_time.frequency")] == found(check_change(patch, {"service": "db2luw"}))


@pytest.mark.parametrize("unchecked", [False, True], ids=["checked", "unchecked"])
@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("db2luw", []),
        ("postgres", [("/config/schema", "published.naming", "warning")]),
        ("hubspot", [("/config/schema", "schema.permanent", "error")]),
        ("no_such_source", [("/config/schema", "schema.permanent", "error")]),
        (None, [("/config/schema", "schema.permanent", "error")]),
    ],
)
def test_a_schema_is_permanent_where_it_names_the_destination(service, expected, unchecked):
    """A change may carry `schema` where `schema_prefix` names the destination; where nothing is known it may not."""
    found = check_change({"config": {"schema": "x"}}, {"service": service}, unchecked=unchecked)

    seen = [each for each in expected if not (unchecked and each[1].startswith("published."))]
    assert seen == [(each.pointer, each.rule, each.severity) for each in found]


@pytest.mark.parametrize(
    ("service", "keys"),
    [
        ("hubspot", ("schema",)),
        ("postgres", ("schema_prefix",)),
        ("db2luw", ("schema_prefix",)),
        ("s3", ("schema", "table_group_name", "table")),
        ("no_such_source", ("schema", "schema_prefix", "table", "table_group_name")),
        (None, ("schema", "schema_prefix", "table", "table_group_name")),
    ],
)
def test_the_naming_keys_of_a_service_are_known(service, keys):
    """The keys that name the destination are those of the service; of an unknown one, all that can."""
    assert keys == naming_keys(service)


@pytest.mark.parametrize(
    ("service", "schema", "keys"),
    [
        ("postgres", "s", {"schema_prefix": "s"}),
        ("google_sheets", "s.t", {"schema": "s", "table": "t"}),
        ("google_sheets", "s", {"schema": "s"}),
        ("hubspot", "s.t", {"schema": "s.t"}),
        (None, "s.t", {"schema": "s", "table": "t"}),
    ],
)
def test_the_naming_keys_follow_from_the_schema_of_an_answer(service, schema, keys):
    """A dot in the schema of an answer stands between schema and table where the service has both."""
    assert keys == naming_of(service, schema)


def test_a_change_of_an_unknown_service_is_free():
    """Without a known service, the `config` of a change is not judged."""
    for stored in (None, {"service": "no_such_source"}):
        assert [] == check_change({"config": {"anything": 1}}, stored)


def test_strictness_makes_warnings_errors():
    """A published rule is a warning if its sources may be incomplete, and an error with `strict`."""
    body = sheets({"sheet": "x"})

    assert ["warning"] == [each.severity for each in check(body)]
    assert ["error"] == [each.severity for each in check(body, strict=True)]


@pytest.mark.parametrize(
    "body",
    [sheets({"sheet_id": 5}), {"group_id": "g", "service": "google_sheets"}, {**sheets(), "service": "postgress"}],
    ids=["type", "no config", "misspelt"],
)
def test_there_is_a_way_round_every_error(body):
    """An error of the catalogue says how to skip the catalogue, and `unchecked` does so."""
    (violation, *_) = check(body)

    key = violation.pointer.partition("/config/")[2]
    assert violation.message.endswith(f" If the API takes it, pass unchecked={[key] if key else True}.")
    assert [] == check(body, unchecked=True)
    assert [] == check_change({"config": {"table": "x"}}, STORED, unchecked=True)


def test_the_way_round_is_told_in_the_callers_words():
    """A caller whose users have no argument `unchecked` names their option instead; a warning needs none."""
    (odd, wrong) = check(sheets({"sheet_id": 5, "sheet": "x"}), bypass="add --unchecked google_sheets:{}".format)
    (changed,) = check_change({"config": {"sheet_id": 5}}, STORED, bypass="ask for {}".format)
    (strict,) = check(sheets({"sheet": "x"}), strict=True, bypass="ask for {}".format)

    assert wrong.message.endswith(" If the API takes it, add --unchecked google_sheets:sheet_id.")
    assert "If the API takes it" not in odd.message
    assert changed.message.endswith(" If the API takes it, ask for sheet_id.")
    assert strict.message.endswith(" If the API takes it, ask for sheet.")


@pytest.mark.parametrize(
    ("service", "rule", "part"),
    [
        ("postgress", "published.misspelt", "Did you mean the service postgres?"),
        ("google sheets", "published.misspelt", "Did you mean the service google_sheets?"),
        ("snowflakes_db", "published.misspelt", "Did you mean the service snowflake_db?"),
        ("stirpe", "published.misspelt", "Did you mean the service stripe?"),
        ("zuoro", "published.service", "; the nearest is zuora."),
        ("s4", "published.service", "The service s4 is not among the 818 published on 2026-07-11"),
        ("snowflakes", "published.service", "; the nearest is snowflake_db."),
        ("jlevel", "published.service", "The service jlevel is not among the 818 published on 2026-07-11."),
        ("../etc/passwd", "published.service", "The service ../etc/passwd is not among"),
        ("x" * 10_000, "published.service", f"The service {'x' * 100}... is not among"),
    ],
)
def test_a_service_that_is_not_published_is_doubted(service, rule, part):
    """A service one letter from a published one is an error, and any other unknown one a warning."""
    (violation,) = (each for each in check({"group_id": "g", "service": service, "config": {}}) if each.rule == rule)

    assert part in violation.message
    assert ("error" if rule == "published.misspelt" else "warning") == violation.severity
    assert "/service" == violation.pointer


def postgres(config: Body | None = None, /, **fields: object) -> Body:
    """Return a new connection of postgres."""
    return {
        "group_id": "g",
        "service": "postgres",
        "config": {"schema_prefix": "s", "host": "h", **(config or {})},
        **fields,
    }


@pytest.mark.parametrize(
    ("config", "rule", "message"),
    [
        ({"databse": "d"}, "published.misspelt_key", "databse is not a field of config: did you mean database?"),
        ({"data_base": "d"}, "published.misspelt_key", "did you mean database?"),
        ({"replication_solt": "d"}, "published.misspelt_key", "did you mean replication_slot?"),
        ({"databse": "d", "database": "d"}, "published.unknown", "remove it, database is there as well."),
        ({"prt": 5}, "published.misspelt_key", "did you mean port?"),
        ({"databases": "d"}, "published.unknown", "did you mean database?"),
        ({"database2": "d"}, "published.unknown", "did you mean database?"),
        ({"ddatabses": "d"}, "published.unknown", "did you mean database?"),
        ({"replication_old_slot": "d"}, "published.unknown", "did you mean replication_slot?"),
        ({"update_schema_method": "d"}, "published.unknown", "did you mean update_method?"),
        ({"public_keey": "d"}, "published.unknown", "public_keey is not a field of config"),
    ],
)
def test_a_key_one_letter_away_is_an_error(config, rule, message):
    """A key is an error if it is one edit, more than an `s` or a digit, from a long field that the body lacks."""
    (violation,) = check(postgres(config))

    assert rule == violation.rule
    assert ("error" if rule == "published.misspelt_key" else "warning") == violation.severity
    assert message in violation.message


@pytest.mark.slow
def test_hardly_any_real_key_would_be_taken_for_a_slip():
    """Left out one by one, two of the 4,684 known keys of `config` would be called misspelt."""
    known = ServiceCatalogue.packaged()
    entries = [service for name in known.names() if (service := known.entry(name))]
    keys = {service.name: {*service.config, *service.naming_keys} for service in entries}
    mistaken = {(name, key) for name, all_keys in keys.items() for key in all_keys if misspelt(key, all_keys - {key})}

    assert 4684 == sum(map(len, keys.values()))
    assert {("sonarqube", "sub_domain"), ("sonarqube", "subdomain")} == mistaken


@pytest.mark.parametrize(
    ("service", "naming", "config"),
    [
        *(("s3", "schema", {"bucket": "b", **table}) for table in ({}, {"table": "t"}, {"table_group_name": "t"})),
        *(
            (f"{each}postgres", "schema_prefix", {"update_method": "XMIN", "host": "h"})
            for each in ("", "aurora_", "heroku_")
        ),
        ("share_point", "schema", {"file_type": "unstructured"}),
        ("azure_service_bus", "schema", {"subscriber_name": "me"}),
        ("hubspot", "schema", {"sync_sensitive_data": True, "sync_highly_sensitive_data": False}),
        ("jira", "schema", {"sync_files": True}),
        ("the_trade_desk", "schema", {"report_templates": []}),
        ("walmart_dsp", "schema", {"report_templates": []}),
        ("workday_adaptive", "schema", {"client_id": "c", "host": "h", "isu": "i", "private_key": "k", "tenant": "t"}),
        ("workday_hcm", "schema", {"subscriber_id": "s"}),
    ],
)
def test_what_live_tests_and_the_newest_definition_have_is_known(service, naming, config):
    """Values and keys of live tests and answers are valid, also a file source with and without a table."""
    body: Body = {"group_id": "g", "service": service, "config": {naming: "s", **config}}

    assert [] == check(body, strict=True)


def test_a_choice_of_values_may_be_null_where_the_field_may():
    """Null is a value of a nullable field with a choice of values, and of no other one."""
    body: Body = {"group_id": "g", "service": "google_analytics_4_export", "config": {"schema": "s"}}

    assert [] == check({**body, "config": {"schema": "s", "list_sync_mode": None}}, strict=True)
    assert [("/config/update_method", "published.null")] == found(check(postgres({"update_method": None})))


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ({"config": {"port": None}}, "port is null, which clears it in an update; remove it to keep its value."),
        ({"auth": {"password": None}}, "password has to be text, not null. Remove it instead."),
    ],
)
def test_null_in_an_update_clears_a_key(part, message):
    """The warning about a null in `config` of an update says that it clears the key; elsewhere it is to be removed."""
    (violation,) = check_change(part, {"service": "postgres"})

    assert "published.null" == violation.rule
    assert "warning" == violation.severity
    assert message == violation.message


def test_a_password_may_stand_in_auth_of_an_update():
    """An update of postgres may have `auth.password`, as a live test of the provider sends it."""
    assert [] == check_change({"auth": {"password": "x"}}, {"service": "postgres"}, strict=True)


@pytest.mark.parametrize("service", ["google_analytics", "db2", "sendinblue"])
def test_a_service_without_a_definition_is_doubted(service):
    """A service that only the provider still lists is said to be in no definition of the catalogue's date."""
    naming = naming_keys(service)[0]
    (violation,) = check(
        {"group_id": "g", "service": service, "config": {naming: "s", "host": "h"}}, unchecked=["host"]
    )

    assert "/service" == violation.pointer
    assert "published.undefined" == violation.rule
    assert "warning" == violation.severity
    assert f"The service {service} is in no definition of 2026-07-11: it may be gone." == violation.message


@pytest.mark.parametrize("stars", ["******", "********"])
@pytest.mark.parametrize("key", ["password", "tunnel_user", "update_method", "surely_no_field"])
def test_a_mask_is_no_value(key, stars):
    """Stars alone are an error in every field, of a create and of an update; a password may end with stars."""
    expected = (f"/config/{key}", "shape.masked", "error")

    for violations in (
        check(postgres({key: stars})),
        check(postgres({key: stars}), unchecked=True),
        check_change({"config": {key: stars}}, {"service": "postgres"}),
        check_change({"config": {key: stars}}),
    ):
        assert expected in [(each.pointer, each.rule, each.severity) for each in violations]
    assert "shape.masked" not in [each.rule for each in check(postgres({key: f"x{stars}"}))]


@pytest.mark.parametrize(
    ("body", "pointer", "message"),
    [
        (postgres(group_id=""), "/group_id", "group_id is empty: fill it."),
        (postgres(service=""), "/service", "service is empty: fill it."),
        (postgres({"schema_prefix": ""}), "/config/schema_prefix", "schema_prefix is empty: fill it."),
        (postgres({"schema_prefix": None}), "/config/schema_prefix", "has to be text, not null. Fill it."),
        (sheets({"table": ""}), "/config/table", "table is empty: fill it."),
        (postgres({"database": None}), "/config/database", "has to be text, not null. Remove it instead."),
    ],
)
def test_a_required_key_has_to_be_filled(body, pointer, message):
    """An empty text or a null of a required key is an error that asks to fill it; another null is to be removed."""
    said = {violation.pointer: violation.message for violation in check(body)}

    assert message in said[pointer]


@pytest.mark.parametrize(
    ("service", "key", "message"),
    [
        ("google_analytics_4_export", "list_sync_mode", "list_sync_mode has to be COLUMNS, JSON or null."),
        ("toggl_track", "rate_limit_plan", 'rate_limit_plan has to be "", 220, 27 or 580.'),
        ("klarna", "csv_delimiter", 'csv_delimiter has to be ",", ":", ";" or "|".'),
    ],
)
def test_the_values_of_a_field_are_listed_as_json_has_them(service, key, message):
    """The list of values shows null as null, and a text without letters and digits in quotes."""
    (violation,) = check({"group_id": "g", "service": service, "config": {"schema": "s", key: "zzz"}})

    assert message == violation.message
