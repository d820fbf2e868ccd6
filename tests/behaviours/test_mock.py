"""The mock under each value of each behaviour: its answers show the value."""

import json
import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from fivetran_mock import Delivery, FivetranMock, Reply, Request
from fivetran_rules.behaviours import BEHAVIOURS, DEFAULTS

from ..contract._judges import model_of_data
from ..mock.core._asking import ask, create
from ..mock.core._everything import Everything

Mock = Callable[..., FivetranMock]
"""Makes a mock with the behaviour; arguments are further settings."""


def data_of(reply: Reply) -> Any:
    """Return the data of an answer, which has to be a success."""
    assert reply.status in (200, 201), reply.body
    return json.loads(reply.body)["data"]


def refusal_of(reply: Reply) -> tuple[int, str]:
    """Return status and code of an answer."""
    return reply.status, json.loads(reply.body)["code"]


def shown(mock: FivetranMock, **fields: Any) -> Any:
    """Create a connection, and return it as a read shows it."""
    return data_of(ask(mock, "GET", f"/v1/connections/{create(mock, **fields)['id']}"))


def changed(mock: FivetranMock, patch: Mapping[str, Any], **fields: Any) -> tuple[Any, Any]:
    """Create a connection and change it; return the answer of the change, and of a read after it."""
    path = f"/v1/connections/{create(mock, **fields)['id']}"
    answer = data_of(ask(mock, "PATCH", path, patch))
    return answer, data_of(ask(mock, "GET", path))


def list_config(make: Mock) -> str:
    mock = make()
    create(mock)
    (item,) = data_of(ask(mock, "GET", "/v1/connections"))["items"]
    assert item == data_of(ask(mock, "GET", "/v1/groups/g/connections"))["items"][0]
    return "present" if "config" in item else "absent"


def naming_keys(make: Mock) -> str:
    config = shown(make(), service="google_sheets", config={"schema": "s", "table": "t", "named_range": "r"})["config"]
    found = {"schema", "table"} & config.keys()
    assert len(found) in (0, 2) and config["named_range"] == "r"
    return "present" if found else "absent"


def unknown_config_key(make: Mock) -> str:
    body = {"group_id": "g", "service": "pinterest_ads", "config": {"schema": "s", "colour": "teal"}}
    reply = ask(make(), "POST", "/v1/connections", body)
    if reply.status == 400:
        return "refused"
    assert "colour" not in data_of(reply)["config"]
    return "dropped"


def unknown_column(make: Mock) -> str:
    mock = make()
    path = f"/v1/connections/{create(mock)['id']}/schemas"
    ask(mock, "POST", f"{path}/reload")
    reply = ask(mock, "PATCH", f"{path}/s/tables/user/columns/emial", {"enabled": True, "hashed": True})
    assert ask(mock, "PATCH", f"{path}/s/tables/user/columns/name", {"enabled": True}).status == 200
    return {404: "refused", 200: "stored"}[reply.status]


def create_only_key(make: Mock) -> str:
    mock = make()
    path = f"/v1/connections/{create(mock, service='pinterest_ads')['id']}"
    given = {
        "pause_after_trial": True,
        "destination_schema_names": "SOURCE_NAMING",
        "group_id": "other",
        "service": "google_ads",
        "connect_card_config": {"redirect_uri": "https://example.com"},
        "data_checks": True,
        "config": {"schema": "other", "sync_mode": "AllAdvertisers"},
    }
    reply = ask(mock, "PATCH", path, given)
    if reply.status == 400:
        return "refused"
    after = data_of(ask(mock, "GET", path))
    assert after["pause_after_trial"]
    assert "g" == after["group_id"]
    assert "s" == after["schema"]
    assert not {"destination_schema_names", "data_checks", "connect_card"} & after.keys()
    return "ignored"


def duplicate_schema(make: Mock) -> str:
    mock = make()
    create(mock)
    reply = ask(mock, "POST", "/v1/connections", {"group_id": "g", "service": "mailchimp", "config": {"schema": "s"}})
    status, code = refusal_of(reply)
    return "allowed" if status == 201 else f"{code}_{status}"


def pause_answer(make: Mock) -> str:
    answer, after = changed(make(), {"paused": True}, run_setup_tests=False)
    whole = "config" in answer
    assert "setup_tests" not in answer
    assert "incomplete" == after["status"]["setup_state"]
    assert "config" in after and after["paused"]
    return "whole" if whole else "bare"


def update_tests(make: Mock) -> str:
    empty, given = ({"sync_frequency": 60, "config": config} for config in ({}, {"tag": "x"}))
    (answer, after), (tested, _) = (changed(make(), patch, run_setup_tests=False) for patch in (empty, given))
    assert ("setup_tests" in answer) == (after["status"]["setup_state"] == "connected")
    assert tested["setup_tests"]
    return "always" if "setup_tests" in answer else "config_or_auth"


def update_answer(make: Mock) -> str:
    answer, after = changed(make(), {"config": {"tag": "x"}}, run_setup_tests=False)
    assert ("config" in answer) == ("setup_tests" in answer)
    assert "connected" == after["status"]["setup_state"]
    return "whole" if "config" in answer else "bare"


def nested_objects(make: Mock) -> str:
    config = {"schema": "s", "nested": {"a": 1, "b": {"c": 2, "d": 3}}}
    patch = {"config": {"nested": {"b": {"c": 4}}}}
    _, after = changed(make(services=["own"]), patch, service="own", config=config)
    return {"{'b': {'c': 4}}": "replaced", "{'a': 1, 'b': {'c': 4, 'd': 3}}": "merged"}[str(after["config"]["nested"])]


def named_secrets(make: Mock) -> str:
    secrets = [{"key": key, "value": "x"} for key in ("a", "b")]
    patch = {"config": {"secrets_list": [{"key": "c", "value": "x"}]}}
    _, after = changed(make(), patch, service="connector_sdk", config={"schema": "s", "secrets_list": secrets})
    return {"c": "replaced", "abc": "merged"}["".join(each["key"] for each in after["config"]["secrets_list"])]


def auth_in_update(make: Mock) -> str:
    mock = make()
    states: set[str] = set()
    client = {"client_access": {"client_id": "i", "client_secret": "c"}}
    for tests in (True, False):
        made = create(mock, f"s{tests}", service="pinterest_ads", auth={"refresh_token": "t", **client})["id"]
        path = f"/v1/connections/{made}"
        assert 200 == ask(mock, "PATCH", path, {"auth": {"refresh_token": "u"}}).status
        ask(mock, "PATCH", path, {"auth": client, "run_setup_tests": tests})
        states.add(data_of(ask(mock, "POST", f"{path}/test", {}))["setup_tests"][0]["status"])
    return {"PASSED": "merged", "FAILED": "replaced"}["".join(states)]


def null_in_update(make: Mock) -> str:
    patch = {"sync_frequency": None, "config": {"host": None, "user": "me"}}
    _, after = changed(make(), patch, sync_frequency=60, service="postgres", config={"schema_prefix": "s", "host": "h"})
    assert after["config"]["user"] == "me"
    return {(360, None): "clears", (60, "h"): "kept"}[after["sync_frequency"], after["config"].get("host")]


def config_defaults(make: Mock) -> str:
    return "shown" if "timeframe_months" in shown(make(), service="pinterest_ads")["config"] else "hidden"


def unset(key: str) -> Callable[[Mock], str]:
    """Return a probe of an unset key of `config`."""

    def probe(make: Mock) -> str:
        config = shown(make(), service="postgres", config={"schema_prefix": "s", "port": 5432})["config"]
        assert config["port"] == 5432
        return {(True, None): "null", (False, None): "absent"}[key in config, config.get(key)]

    return probe


unset_secret = unset("password")
unset_key = unset("user")


def set_secret(make: Mock) -> str:
    config = {"schema": "s", "table": "t", "bucket": "b", "role_arn": "arn:aws:iam::1:role/r", "secret": "x"}
    keys = {"role_arn", "secret"} & shown(make(), service="s3", config=config)["config"].keys()
    assert len(keys) in (0, 2)
    return "masked" if keys else "absent"


def empty_list(make: Mock) -> str:
    config = shown(make(services=["own"]), service="own", config={"schema": "s", "ids": []})["config"]
    return {"{'ids': []}": "returned", "{}": "absent"}[str({key: config[key] for key in config if key == "ids"})]


def mask(make: Mock) -> str:
    config = {"schema": "s", "password": "hush", "list": [{"api_key": "hush"}], "role_arn": "arn:aws:iam::1:role/r"}
    one = shown(make(services=["own"]), service="own", config=config)["config"]
    body = {"group_id": "new", "service": "big_query", "time_zone_offset": "0", "config": {"secret_key": "hush"}}
    mock = make(groups=["new"])
    ask(mock, "DELETE", "/v1/destinations/new")
    destination = data_of(ask(mock, "POST", "/v1/destinations", body))["config"]
    (stars,) = {one["password"], destination["secret_key"]}
    return {
        ("*" * 6, "*" * 6, "*" * 6): "six",
        ("*" * 8, "*" * 8, "*" * 8): "eight",
        ("*" * 8, "*" * 8, f"arn:{'*' * 8}"): "prefixed",
        ("*" * 6, "*" * 8, "*" * 6): "mixed",
    }[stars, one["list"][0]["api_key"], one["role_arn"]]


def last_page(make: Mock) -> str:
    mock = make()
    create(mock)
    page = data_of(ask(mock, "GET", "/v1/connections"))
    assert isinstance(data_of(ask(make(), "GET", "/v1/metadata/connector-types"))["next_cursor"], str)
    return {None: "null", "": "empty", "no key": "absent"}[page.get("next_cursor", "no key")]


def list_order(make: Mock) -> str:
    mock = make()
    made = [create(mock, name)["id"] for name in "abcde"]
    listed: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = data_of(ask(mock, "GET", f"/v1/connections?limit=2{cursor and f'&cursor={cursor}'}"))
        listed += [each["id"] for each in page["items"]]
        cursor = page.get("next_cursor")
    assert made != sorted(made) != made[::-1]
    return next(
        name
        for name, order in (("oldest_first", made), ("newest_first", made[::-1]), ("by_id", sorted(made)))
        if order == listed
    )


def list_lag(make: Mock) -> str:
    mock = make()
    old = create(mock, "a")["id"]
    mock.advance(minutes=2)
    create(mock, "b")
    create(mock, "c", group_id="other")
    ask(mock, "DELETE", f"/v1/connections/{old}")
    listed = [each["schema"] for each in data_of(ask(mock, "GET", "/v1/groups/g/connections"))["items"]]
    assert refusal_of(ask(mock, "GET", f"/v1/connections/{old}"))[0] == 404
    mock.advance(seconds=60)
    assert [each["schema"] for each in data_of(ask(mock, "GET", "/v1/connections"))["items"]] == ["b", "c"]
    return {("a",): "60", ("b",): "none"}[tuple(listed)]


def schema_filter(make: Mock) -> str:
    mock = make()
    for name in "ab":
        create(mock, name)
    found = data_of(ask(mock, "GET", "/v1/connections?schema=a"))["items"]
    return {1: "honoured", 2: "ignored"}[len(found)]


def unknown_query(make: Mock) -> str:
    mock = make()
    path = f"/v1/connections/{create(mock)['id']}"
    assert data_of(ask(mock, "GET", f"{path}?limit=5&cursor=x"))["schema"] == "s"
    reply = ask(mock, "GET", "/v1/connections?grop_id=other")
    if reply.status == 400:
        return "refused"
    (_,) = data_of(reply)["items"]
    return "ignored"


def untyped_post(make: Mock) -> str:
    mock = make()
    path, pair = f"/v1/connections/{create(mock)['id']}", f"{mock.api_key}:{mock.api_secret}".encode()
    headers = {"authorization": f"Basic {b64encode(pair).decode()}"}
    typed = {**headers, "content-type": "application/json;version=2"}
    tries = [("POST", f"{path}/force", typed, b"{}"), ("PATCH", path, headers, b'{"paused": true}')]
    assert [mock.handle(Request(*each)).status for each in tries] == [200, 415]
    return {200: "accepted", 415: "refused"}[mock.handle(Request("POST", f"{path}/resync", headers, b"")).status]


def read_messages(make: Mock) -> str:
    mock = make()
    made = create(mock)
    found = {
        "message" in json.loads(ask(mock, "GET", f"/v1/{path}").body) for path in (f"connections/{made['id']}", "users")
    }
    assert "message" in json.loads(ask(mock, "DELETE", f"/v1/connections/{made['id']}").body)
    assert "message" in json.loads(ask(mock, "GET", f"/v1/connections/{made['id']}").body)
    return {(True,): "present", (False,): "absent"}[tuple(found)]


def large_limit(make: Mock) -> str:
    mock = make()
    statuses = [ask(mock, "GET", f"/v1/connections?limit={limit}").status for limit in (1000, 1001, 0)]
    return {(200, 400, 400): "refused", (200, 200, 400): "cut"}[tuple(statuses)]


def unknown_group(make: Mock) -> str:
    body = {"group_id": "other", "service": "mailchimp", "config": {"schema": "s"}}
    status, code = refusal_of(ask(make(groups=["g"]), "POST", "/v1/connections", body))
    assert code == "NotFound_Group"
    return str(status)


def unknown_connection(make: Mock) -> str:
    status, code = refusal_of(ask(make(), "GET", "/v1/connections/missing"))
    assert status == 404
    return code


def retry_after(make: Mock) -> str:
    mock = make(rate_limits="trial")
    replies = [ask(mock, "GET", "/v1/groups") for _ in range(501)]
    assert [429] == [reply.status for reply in replies if reply.status != 200]
    return "present" if "retry-after" in dict(replies[-1].headers) else "absent"


def answer_to_sync(mock: FivetranMock, **fields: Any) -> str:
    """Return what a sync of a new connection is answered; a resync of it is accepted."""
    path = f"/v1/connections/{create(mock, 'a', **fields)['id']}"
    status = ask(mock, "POST", f"{path}/sync", {}).status
    assert ask(mock, "POST", f"{path}/resync", {}).status == 200
    assert ask(mock, "POST", f"/v1/connections/{create(mock, 'b')['id']}/sync", {}).status == 200
    return "accepted" if status == 200 else str(status)


def sync_paused(make: Mock) -> str:
    assert answer_to_sync(make(), run_setup_tests=False) == "accepted"
    return answer_to_sync(make(), paused=True)


def sync_incomplete(make: Mock) -> str:
    assert answer_to_sync(make(), paused=True) == "accepted"
    return answer_to_sync(make(), run_setup_tests=False)


def status_of(mock: FivetranMock, path: str) -> tuple[str, str, list[str]]:
    """Return the states of a connection, with the codes of its tasks."""
    status = data_of(ask(mock, "GET", path))["status"]
    return status["setup_state"], status["sync_state"], [task["code"] for task in status["tasks"]]


def broken_sync(make: Mock) -> str:
    mock = make(groups=["g"])
    path = f"/v1/connections/{create(mock)['id']}"
    mock.script_setup_tests(status="FAILED", times=1)
    ask(mock, "POST", f"{path}/test", {})
    assert status_of(mock, path) == ("broken", "scheduled", ["reconnect"])
    mock.advance(hours=24)
    assert status_of(mock, path)[0] == "broken"
    ask(mock, "POST", f"{path}/sync", {})
    starts = status_of(mock, path)[1] == "syncing"
    heals = data_of(ask(mock, "POST", f"{path}/test", {}))["status"]["setup_state"] == "connected"
    assert status_of(mock, path)[1] == "syncing"
    mock.advance(minutes=15)
    assert status_of(mock, path) == ("connected", "scheduled", [])
    return {(True, True): "heals", (True, False): "heals_alone", (False, True): "waits"}[starts, heals]


def pause_while_syncing(make: Mock) -> str:
    mock = make()
    mock.script_syncs("rescheduled")
    path = f"/v1/connections/{create(mock)['id']}"
    ask(mock, "POST", f"{path}/sync", {})
    assert data_of(ask(mock, "PATCH", path, {"paused": True}))["paused"] is True
    mock.restore(mock.snapshot())
    state = status_of(mock, path)[1]
    assert data_of(ask(mock, "PATCH", path, {"paused": True, "sync_frequency": 60}))["sync_frequency"] == 60
    assert status_of(mock, path)[1] == state
    mock.advance(hours=24)
    assert status_of(mock, path) == ("connected", "paused", [])
    assert "rescheduled_for" not in data_of(ask(mock, "GET", path))["status"]
    return {"paused": "at_once", "syncing": "after_sync"}[state]


def flags_in_answers(make: Mock) -> str:
    one = shown(make(), run_setup_tests=True, trust_certificates=True)
    (found,) = {one.get(flag, "absent") for flag in ("run_setup_tests", "trust_certificates", "trust_fingerprints")}
    return str(found).lower()


def schema_names_default(make: Mock) -> str:
    named = shown(make(), destination_schema_names="SOURCE_NAMING")
    assert named["destination_schema_names"] == "SOURCE_NAMING"
    return str(shown(make()).get("destination_schema_names", "absent"))


def reload_paused(make: Mock) -> str:
    mock = make()
    status = ask(mock, "POST", f"/v1/connections/{create(mock, paused=True)['id']}/schemas/reload").status
    return "accepted" if status == 200 else str(status)


def schema_spelling(make: Mock) -> str:
    mock = make()
    body = {"group_id": "g", "service": "google_sheets", "config": {"schema": "My Sheets", "table": "T"}}
    reply = ask(mock, "POST", "/v1/connections", body)
    assert create(mock, "plain_1")["schema"] == "plain_1"
    if reply.status == 400:
        return "refused"
    return {"My Sheets.T": "kept", "my_sheets.t": "lowered"}[data_of(reply)["schema"]]


def unoffered_trust(make: Mock) -> str:
    mock = make()
    path = f"/v1/connections/{create(mock)['id']}/certificates"
    status = ask(mock, "POST", path, {"hash": "h", "encoded_cert": "c"}).status
    assert len(data_of(ask(mock, "GET", path))["items"]) == (status == 201)
    return "accepted" if status == 201 else str(status)


def starts_paused(make: Mock) -> str:
    mock = make()
    assert create(mock, "a", service="google_ads", paused=False)["paused"] is False
    assert create(mock, "b", service="pinterest_ads")["paused"] is False
    postgres = create(mock, service="postgres_rds", config={"schema_prefix": "d", "host": "h", "user": "u"})
    (found,) = {create(mock, "c", service="google_ads")["paused"], postgres["paused"]}
    return str(found).lower()


def synced(mock: FivetranMock, **fields: Any) -> Any:
    """Return a connection after its first sync."""
    path = f"/v1/connections/{create(mock, **fields)['id']}"
    mock.advance(minutes=15)
    return data_of(ask(mock, "GET", path))


def sync_end(make: Mock) -> str:
    done = synced(make())
    failing = make()
    failing.script_syncs("failed")
    failed = synced(failing)
    assert not done["status"]["is_historical_sync"] and failed["status"]["update_state"] == "delayed"
    return {(False, False): "silent", (True, True): "moves"}[
        done["succeeded_at"] is not None, failed["failed_at"] is not None
    ]


def authorization(make: Mock) -> str:
    made = create(make(), service="pinterest_ads", config={"schema": "p", "sync_mode": "AllAdvertisers"})
    return {"incomplete": "required", "connected": "assumed"}[made["status"]["setup_state"]]


def setup_test_details(make: Mock) -> str:
    (kind,) = {type(each.get("details")) for each in create(make())["setup_tests"]}
    return {type(None): "absent", str: "text", dict: "object", list: "list"}[kind]


def time_digits(make: Mock) -> str:
    made = synced(make())
    assert len("2026-01-01T00:00:00.000001Z") == len(made["created_at"])
    return {27: "six", 24: "three"}[len(made["succeeded_at"])]


def destination_port(make: Mock) -> str:
    port = data_of(ask(make(), "GET", "/v1/destinations/g"))["config"]["port"]
    return {"443": "text", 443: "number"}[port]


def listed_daylight_saving(make: Mock) -> str:
    mock = make()
    assert data_of(ask(mock, "GET", "/v1/destinations/g"))["daylight_saving_time_enabled"]
    (listed,) = data_of(ask(mock, "GET", "/v1/destinations"))["items"]
    return {False: "false", True: "stored"}[listed["daylight_saving_time_enabled"]]


def text_values(make: Mock) -> str:
    body = {
        "group_id": "g",
        "service": "google_ads",
        "paused": "False",
        "sync_frequency": "60",
        "config": {"schema": "s", "conversion_window_size": "30"},
    }
    reply = ask(make(), "POST", "/v1/connections", body)
    if reply.status == 400:
        return "refused"
    made = data_of(reply)
    assert not made["paused"]
    assert 60 == made["sync_frequency"]
    assert 30 == made["config"]["conversion_window_size"]
    return "accepted"


WEBHOOK = {"url": "https://receiver.example/", "events": ["sync_end"], "active": False}


def webhook_created(make: Mock) -> str:
    return str(ask(make(), "POST", "/v1/webhooks/account", WEBHOOK).status)


def delivered(make: Mock, event: str) -> Delivery:
    """Return the delivery of an event, of a connection whose first sync fails."""
    mock = make()
    hook = {"url": "https://receiver.example/", "events": [event], "secret": "a"}
    ask(mock, "POST", "/v1/webhooks/account", hook)
    mock.script_syncs("failed", message="gone")
    create(mock)
    mock.advance(hours=1)
    return mock.webhooks.assert_delivered(event=event)[0]


def webhook_digits(make: Mock) -> str:
    signature = delivered(make, "sync_end").headers["x-fivetran-signature-256"]
    return "upper" if signature.isupper() else "lower"


def webhook_spacing(make: Mock) -> str:
    made = delivered(make, "sync_end")
    assert json.loads(made.body) == made.payload
    return "spaced" if b'": "' in made.body else "compact"


def webhook_group(make: Mock) -> str:
    return list(delivered(make, "sync_end").payload)[-2]


def webhook_data(make: Mock) -> str:
    payload = delivered(make, "sync_start").payload
    assert {} == payload.get("data", {})
    return "empty" if "data" in payload else "absent"


def webhook_reason(make: Mock) -> str:
    return "present" if delivered(make, "sync_end").payload["data"].get("reason") == "gone" else "absent"


PROBES: Mapping[str, Callable[[Mock], str]] = {name: globals()[name] for name in DEFAULTS}
"""The function above of each behaviour: it asks a mock, and returns the value that its answers show."""


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, each in BEHAVIOURS.items() for value in ("", *each.values)], ids=str
)
def test_answers_show_the_value(name, value):
    """A mock answers by the given value of a behaviour, else by its default, as the document says."""

    def make(**settings: Any) -> FivetranMock:
        return FivetranMock(check_replies=True, behaviours={name: value} if value else {}, **settings)

    assert (value or DEFAULTS[name]) == PROBES[name](make)


@pytest.mark.usefixtures("naming_keys")
@pytest.mark.parametrize(("key", "value"), [("surely_none", 1), ("hosst", "h"), ("databse", "d")])
def test_a_key_that_the_catalogue_lacks_is_dropped(key, value):
    """Of a service of the catalogue, too, an unknown key is dropped if the behaviour says so, and known ones stay."""
    mock = FivetranMock(behaviours={"unknown_config_key": "dropped"})
    made = create(mock, service="postgres", config={"schema_prefix": "p", "user": "u", key: value})
    path = f"/v1/connections/{made['id']}"
    changed = ask(mock, "PATCH", path, {"config": {"user": "v", key: value}})

    named = {"schema_prefix": "p"}
    assert {**named, "user": "u"} == {**named, **made["config"]}
    assert {**named, "user": "v"} == {**named, **data_of(changed)["config"]}
    assert {**named, "user": "v"} == {**named, **data_of(ask(mock, "GET", path))["config"]}


READ_BY_MODELS = (
    *("create_connection", "get_connection", "list_connections", "list_group_connections", "update_connection"),
    *("run_setup_tests", "get_destination", "list_destinations", "create_destination", "get_schema_config"),
    *("approve_connection_certificate", "list_columns", "list_users"),
)


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, each in BEHAVIOURS.items() for value in each.values], ids=str
)
def test_models_carry_every_answer(name, value):
    """The generated models read each answer under each value, and write it unchanged."""
    everything = Everything(FivetranMock(check_replies=True, behaviours={name: value}))
    for operation in READ_BY_MODELS:
        reply = everything.ask(operation)
        data = data_of(reply)
        written = json.dumps(model_of_data(operation, reply.status).from_dict(data).to_dict())

        assert data == json.loads(re.sub(r"(T[\d:.]+)\+00:00", r"\1Z", written)), operation
