"""Connections: create, get, list, update and delete."""

import pytest

from fivetran_mock import FivetranMock

WHOLE = {
    "group_id": "amber_kettle",
    "service": "pinterest_ads",
    "paused": True,
    "sync_frequency": 1440,
    "daily_sync_time": "05:00",
    "networking_method": "Directly",
    "destination_schema_names": "FIVETRAN_NAMING",
    "config": {
        "schema": "pin_eu",
        "sync_mode": "SpecificAdvertisers",
        "advertisers": ["549755885175"],
        "click_attribution_window": "THIRTY",
    },
    "auth": {"refresh_token": "rt-1", "client_access": {"client_id": "id-1", "client_secret": "cs-1"}},
}


def test_create_answers_as_the_api_does(api):
    """A create returns 201, the API's message, the keys of the one recorded body, and the service's version."""
    answer = api.send("POST", "/v1/connections", WHOLE)

    assert 201 == answer.status
    assert "Connection has been created" == answer.json()["message"]
    assert [
        *("id", "group_id", "service", "service_version", "schema", "connected_by", "created_at", "succeeded_at"),
        *("failed_at", "paused", "pause_after_trial", "sync_frequency", "data_delay_threshold"),
        *("data_delay_sensitivity", "private_link_id", "networking_method", "proxy_agent_id", "schedule_type"),
        *("daily_sync_time", "destination_schema_names", "status"),
    ] == list(answer.data)[:21]
    assert [1, 0] == [made["service_version"] for made in (answer.data, api.create("google_calendar", schema="s"))]


def test_fresh_connection_is_as_observed(api):
    """Without setup tests, a connection is incomplete, scheduled and at the start of its history."""
    data = api.create("pinterest_ads", run_setup_tests=False)

    assert data["status"] == {
        "setup_state": "incomplete",
        "schema_status": "ready",
        "sync_state": "scheduled",
        "update_state": "on_schedule",
        "is_historical_sync": True,
        "tasks": [],
        "warnings": [],
    }
    assert "setup_tests" not in data
    assert 360 == data["sync_frequency"]
    assert "pin_eu" == data["schema"]


def test_secrets_are_never_shown(api):
    """Neither auth nor a secret in config comes back, from any operation or from the journal."""
    secrets = {"password": "hush-1", "nested": {"api_key": "hush-2", "list": [{"private_key": "hush-3"}]}}
    created = api.create(config={**secrets, "host": "h"}, auth={"anything": "hush-4"})
    answers = [
        api.send("GET", f"/v1/connections/{created['id']}").body,
        api.send("PATCH", f"/v1/connections/{created['id']}", {"config": {"password": "hush-5"}}).body,
        api.send("POST", f"/v1/connections/{created['id']}/test", {}).body,
        api.send("GET", "/v1/connections").body,
        repr(api.mock.calls).encode(),
        str([call.to_data() for call in api.mock.calls]).encode(),
        api.mock.snapshot(),
    ]

    assert "******" == created["config"]["password"]
    assert "h" == created["config"]["host"]
    assert not any(b"hush" in answer for answer in answers)


@pytest.mark.parametrize(
    ("service", "config", "schema"),
    [
        ("mailchimp", {"schema": "a"}, "a"),
        ("google_sheets", {"schema": "a", "table": "t"}, "a.t"),
        ("s3", {"schema": "a", "table_group_name": "g"}, "a.g"),
        ("postgres", {"schema_prefix": "p"}, "p"),
        ("postgres", {"schema_prefix": "p", "schema": "a"}, "p"),
        ("mailchimp", {"schema_prefix": "p", "schema": "a"}, "a"),
        ("own_service", {"schema": "", "table": "t"}, "t"),
        ("own_service", {"schema": 5, "table": "t"}, "t"),
        ("own_service", {"schema": 5}, "own_service"),
    ],
)
def test_schema_names_the_connection(api_of, service, config, schema):
    """A connection is named by schema, schema and table, or prefix, as its service wants it; only text names one."""
    api = api_of(FivetranMock(services=["own_service"]))
    body = {"group_id": "g", "service": service, "config": config}

    assert schema == api.send("POST", "/v1/connections", body).data["schema"]


def test_number_is_shown_as_it_was_written(api):
    """Equal numbers of two creates are each shown as their body has them: a whole number or one with a point."""
    shown = [api.create(schema=f"s{number}", sync_frequency=number)["sync_frequency"] for number in (60, 60.0)]

    assert ["60", "60.0"] == [repr(each) for each in shown]


@pytest.mark.usefixtures("naming_keys")
def test_sheets_say_how_they_are_authorized(api):
    """The config of a google_sheets connection has `auth_type`."""
    assert "ServiceAccount" == api.create("google_sheets")["config"]["auth_type"]


def test_schema_is_unique_within_a_group(api):
    """A second connection with the schema is refused in the same group, and allowed in another."""
    api.create(schema="same")
    again = {"group_id": "amber_kettle", "service": "mailchimp", "config": {"schema": "same"}}

    assert "409 SchemaExists" == api.send("POST", "/v1/connections", again).refusal
    assert 201 == api.send("POST", "/v1/connections", {**again, "group_id": "other_group"}).status


def test_patch_merges_key_by_key(api):
    """A patch changes the config keys that it names, and keeps the others."""
    made = api.create("pinterest_ads", config={"click_attribution_window": "ONE", "view_attribution_window": "ONE"})
    data = api.patch(made["id"], config={"click_attribution_window": "SIXTY"}, pause_after_trial=True)

    assert "SIXTY" == data["config"]["click_attribution_window"]
    assert "ONE" == data["config"]["view_attribution_window"]
    assert data["pause_after_trial"] is True
    assert data == api.get(made["id"])


@pytest.mark.usefixtures("naming_keys")
def test_null_clears(api):
    """Null resets a field to its default, and removes a config key."""
    made = api.create(config={"host": "h"}, sync_frequency=60, destination_configuration={"virtual_warehouse": "w"})
    data = api.patch(made["id"], sync_frequency=None, destination_configuration=None, config={"host": None})

    assert 360 == data["sync_frequency"]
    assert "destination_configuration" not in data
    assert "host" not in data["config"]


def test_secrets_with_names_keep_their_names(api):
    """A list of secrets shows the names, which identify the items, and masks everything else."""
    named = [{"key": "token", "value": "hush-1"}, {"key": "other", "value": "hush-2"}]
    shown = api.create("connector_sdk", config={"secrets_list": named})["config"]["secrets_list"]

    assert [{"key": "token", "value": "******"}, {"key": "other", "value": "******"}] == shown


@pytest.mark.parametrize("service", ["pinterest_ads", "connector_sdk"])
def test_create_takes_what_official_clients_send(api, service):
    """A create accepts two habits of official clients: null for absent, and quoted frequencies and booleans."""
    nulls = {"data_delay_sensitivity": None, "data_delay_threshold": None, "hybrid_deployment_agent_id": None}
    data = api.create(service, sync_frequency="60", paused="true", run_setup_tests="false", **nulls)

    assert "setup_tests" not in data
    assert data["paused"] is True
    assert 60 == data["sync_frequency"]
    assert "NORMAL" == data["data_delay_sensitivity"]
    assert 0 == data["data_delay_threshold"]
    assert data.get("hybrid_deployment_agent_id") is None


def test_patch_takes_what_official_clients_send(api):
    """A patch may repeat the current schema beside a change, and quote a frequency, true or false."""
    made = api.create("pinterest_ads", schema="pin_eu")
    config = {"schema": "pin_eu", "click_attribution_window": "SIXTY"}
    data = api.patch(made["id"], config=config, sync_frequency="60", paused="true", proxy_agent_id=None)

    assert "pin_eu" == data["schema"]
    assert {**made["config"], "click_attribution_window": "SIXTY"} == data["config"]
    assert 60 == data["sync_frequency"]
    assert data["paused"]


@pytest.mark.parametrize(
    "wrong", [{"sync_frequency": "7"}, {"sync_frequency": " 60"}, {"paused": None}, {"paused": "yes"}, {"paused": "1"}]
)
def test_other_spellings_are_refused(api, wrong):
    """Other nulls and quoted values, which no official client sends, are refused."""
    body = {"group_id": "amber_kettle", "service": "mailchimp", "config": {"schema": "s"}, **wrong}

    assert "400 InvalidInput" == api.send("POST", "/v1/connections", body).refusal


@pytest.mark.parametrize(
    "patch",
    [
        {"config": {"timeframe_months": "SIX"}},
        {"config": {"schema": "other"}},
        {"group_id": "other_group"},
        {"service": "google_ads"},
        {"destination_schema_names": "SOURCE_NAMING"},
        {"run_setup_tests": False},
        {},
    ],
)
def test_patch_refuses_what_only_a_create_may_set(api, patch):
    """A patch of a permanent field, or without a stored field, is refused and changes nothing."""
    made = api.create("pinterest_ads", run_setup_tests=False)
    answer = api.send("PATCH", f"/v1/connections/{made['id']}", patch)

    assert "400 InvalidInput" == answer.refusal
    assert answer.violations
    assert made == api.get(made["id"])


def test_patch_sees_what_is_stored(api):
    """A patch with a daily sync time is accepted only if the stored frequency is daily."""
    daily = api.create(schema="a", sync_frequency=1440)
    hourly = api.create(schema="b", sync_frequency=60)

    assert "07:00" == api.patch(daily["id"], daily_sync_time="07:00")["daily_sync_time"]
    assert 400 == api.send("PATCH", f"/v1/connections/{hourly['id']}", {"daily_sync_time": "07:00"}).status


def test_patched_connection_is_shown_as_a_created_one(api):
    """A patched connection has its keys in the order of a created one."""
    created = api.send("POST", "/v1/connections", WHOLE).data
    added = {
        "sync_frequency": 1440,
        "daily_sync_time": "05:00",
        "destination_configuration": {"virtual_warehouse": "W"},
        "config": {"click_attribution_window": "THIRTY"},
    }
    without = {"group_id": "g", "service": "pinterest_ads", "config": WHOLE["config"]}
    late = api.send("POST", "/v1/connections", without).data

    patched = api.send("PATCH", f"/v1/connections/{late['id']}", added).data

    assert [key for key in patched if key != "destination_configuration"] == [
        key for key in created if key != "destination_schema_names"
    ]


def test_hour_is_forgotten_with_the_daily_frequency(api):
    """An answer has the hour of the sync only for a daily frequency."""
    created = api.send("POST", "/v1/connections", WHOLE).data
    patched = api.send("PATCH", f"/v1/connections/{created['id']}", {"sync_frequency": 60}).data

    assert "05:00" == created["daily_sync_time"]
    assert "daily_sync_time" not in patched


def test_schema_status_is_set_by_a_patch(api):
    """A patch releases a connection that waits for its columns to be masked."""
    made = api.create(paused=True)
    assert "blocked_on_capture" == api.patch(made["id"], schema_status="blocked_on_capture")["status"]["schema_status"]

    assert "ready" == api.patch(made["id"], schema_status="ready")["status"]["schema_status"]


def test_deleted_is_gone(api):
    """A delete returns the API's message; afterwards the connection is not found, and its schema can be used again."""
    made = api.create()
    path = f"/v1/connections/{made['id']}"
    deleted = api.send("DELETE", path)

    assert {"code": "Success", "message": f"Connection with id '{made['id']}' has been deleted"} == deleted.json()
    assert "404 NotFound_Connector" == api.send("GET", path).refusal
    assert "404 NotFound_Connector" == api.send("DELETE", path).refusal
    assert {"items": []} == api.send("GET", "/v1/connections").data
    assert made["id"] != api.create()["id"]


def test_cursor_survives_what_comes_and_goes(api):
    """If connections are deleted or added between pages, the next page neither skips nor repeats one."""
    made = [api.create(schema=f"s{number}")["id"] for number in range(4)]
    cursor = api.send("GET", "/v1/connections?limit=2").data["next_cursor"]
    for gone in made[:2]:
        api.send("DELETE", f"/v1/connections/{gone}")
    new = api.create(schema="new")["id"]
    page = api.send("GET", f"/v1/connections?limit=2&cursor={cursor}").data

    assert made[2:] == [each["id"] for each in page["items"]]
    assert [new] == [
        each["id"] for each in api.send("GET", f"/v1/connections?cursor={page['next_cursor']}").data["items"]
    ]


def test_list_filters_by_group_and_schema(api):
    """The list filters by group, by exact schema name, and by both."""
    body = {"service": "mailchimp", "run_setup_tests": False}
    for group in ("g1", "g2"):
        for schema in ("a", "b"):
            api.send("POST", "/v1/connections", {**body, "group_id": group, "config": {"schema": schema}})

    def listed(target: str) -> list[tuple[str, str]]:
        return [(each["group_id"], each["schema"]) for each in api.send("GET", target).data["items"]]

    assert [("g1", "a"), ("g1", "b")] == listed("/v1/connections?group_id=g1")
    assert [("g1", "a"), ("g2", "a")] == listed("/v1/connections?schema=a")
    assert [("g2", "a")] == listed("/v1/connections?schema=a&group_id=g2")
    assert [] == listed("/v1/connections?schema=A")
    assert [("g2", "b")] == listed("/v1/groups/g2/connections?schema=b")


@pytest.mark.parametrize(
    "query",
    [
        *("limit=0", "limit=-1", "limit=ten", "limit=", "limit=1e2", "limit=" + "9" * 400),
        *("limit=%D9%A1", "cursor=nonsense!", "cursor=" + "x" * 5000, "cursor=bnVsbA"),
        *("cursor=eyJhZnRlciI6LTF9", "cursor=eyJhZnRlciI6MWU5OTl9", "cursor=eyJhZnRlciI6dHJ1ZX0"),
        *("cursor=eyJhZnRlciI6OTIyMzM3MjAzNjg1NDc3NTgwOH0", "cursor=eyJhZnRlciI6MX0!!!!"),
        "cursor=eyJhZnRlciI6MTg0NDY3NDQwNzM3MDk1NTE2MTZ9",
        *("group_id=", "schema=", "schema=%ff"),
    ],
)
def test_absurd_query_is_refused(api, query):
    """An invalid limit or cursor, and an empty filter, are refused with 400."""
    assert "400 InvalidInput" == api.send("GET", f"/v1/connections?{query}").refusal


def test_highest_cursor_has_nothing_behind_it(api):
    """A cursor behind every connection returns an empty page."""
    api.create()

    assert {"items": []} == api.send("GET", "/v1/connections?cursor=eyJhZnRlciI6OTIyMzM3MjAzNjg1NDc3NTgwN30").data


def test_first_of_two_equal_parameters_is_used(api):
    """The first of two equal parameters is used."""
    api.create(schema="a")

    assert 1 == len(api.send("GET", "/v1/connections?schema=a&schema=b").data["items"])


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("/v1/connections?grop_id=x", "'grop_id' in the query; did you mean group_id?"),
        ("/v1/connections?group=a", "'group' in the query; the parameters here are: cursor, group_id, limit, schema"),
        ("/v1/groups/g/connections?schma=zz", "'schma' in the query; did you mean schema?"),
        ("/v1/connectors?limit=1&lmit=1", "'lmit' in the query; did you mean limit?"),
        ("/v1/account/info?=", "'' in the query; the parameters here are: none"),
    ],
)
def test_unknown_query_is_refused(api, target, said):
    """A parameter that the operation does not have is refused, with the nearest one."""
    answer = api.send("GET", target)

    assert "400 InvalidInput" == answer.refusal
    assert f"Unknown parameter {said}" == answer.json()["message"]


def test_connect_card_is_shown_only_when_asked_for(api):
    """A create with a Connect Card config returns the card once, and repeats the config."""
    config = {"redirect_uri": "https://example.test/done?x=1", "hide_setup_guide": True}
    made = api.create(run_setup_tests=False, connect_card_config=config)

    assert made["connect_card_config"] == config
    uri = made["connect_card"]["uri"]
    assert "/connect-card/setup?redirect_uri=https%3A%2F%2Fexample.test%2Fdone%3Fx%3D1&auth=ey" in uri
    assert uri.endswith("&hide_setup_guide=true")
    assert not {"connect_card", "connect_card_config"} & api.get(made["id"]).keys()
