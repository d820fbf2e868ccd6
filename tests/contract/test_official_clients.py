"""
The requests and assumptions of live tests of Fivetran's Terraform provider and Go client, and of released clients.

Each case is a request that the mock once answered in another way; docs/evidence.md names the sources.
"""

import hashlib
import json
from base64 import b64encode
from typing import Any

import pytest

from fivetran_mock import FivetranMock, Request

from ..mock.core._asking import ask, create

USER = {"email": "john.fox@example.com", "given_name": "John", "family_name": "Fox"}
PROXY = {"networking_method": "ProxyAgent", "proxy_agent_id": "agent"}
CERTIFICATE = b64encode(b"any bytes").decode()


@pytest.fixture
def mock() -> FivetranMock:
    """Return a mock that checks its answers against the document."""
    return FivetranMock(check_replies=True)


def data(mock: FivetranMock, method: str, target: str, body: Any = None, *, status: int = 200) -> Any:
    """Send a request, and return the data of its answer, which has the status."""
    reply = ask(mock, method, target, body)
    assert status == reply.status, reply.body
    return json.loads(reply.body).get("data")


def notes(mock: FivetranMock) -> list[tuple[str, str]]:
    """Return pointer and severity of the findings about the latest call."""
    return [(each.pointer, each.severity) for each in mock.calls[-1].violations]


@pytest.mark.parametrize(
    ("path", "change", "pointers"),
    [
        ("", {"schemas": {"s": {"tables": {"event": {"enabled": False}}}}}, ["/schemas/s/enabled"]),
        ("/s", {"tables": {"event": {"enabled": False}}}, ["/enabled"]),
        ("/s", {"tables": {"event": {"sync_mode": "LIVE"}}}, ["/enabled", "/tables/event/enabled"]),
        ("/s/tables/event", {"sync_mode": "LIVE"}, ["/enabled"]),
        ("/s/tables/event/columns/name", {"hashed": True}, ["/enabled"]),
        ("", {"schemas": {"s": {"enabled": True}}}, []),
    ],
)
def test_schemas_take_differences(mock, path, change, pointers):
    """A change may leave out `enabled` at any level: it stays as it is, and the journal has a note for each place."""
    made = create(mock)["id"]
    before = data(mock, "POST", f"/v1/connections/{made}/schemas/reload")["schemas"]["s"]
    after = data(mock, "PATCH", f"/v1/connections/{made}/schemas{path}", change)["schemas"]["s"]

    assert [(pointer, "warning") for pointer in pointers] == notes(mock)
    assert before["enabled"] == after["enabled"]
    assert before["tables"]["user"] == after["tables"]["user"]
    assert (before == after) == (not pointers)


def test_a_destination_takes_a_config_of_null(mock):
    """An update with `config` null leaves the configuration as it is; the journal has a note."""
    before = data(mock, "GET", "/v1/destinations/g")
    after = data(mock, "PATCH", "/v1/destinations/g", {"config": None, "run_setup_tests": False})

    assert before == after
    assert [("/config", "warning")] == notes(mock)


DELAY = {"data_delay_threshold": 0}
"""The provider sends this beside the flags, which alone are refused."""


@pytest.mark.parametrize("flag", [True, False])
@pytest.mark.parametrize("key", ["trust_certificates", "trust_fingerprints"])
def test_trust_without_tests_is_no_refusal(mock, key, flag):
    """An update may have a flag of trust and no setup tests; a warning stands in the journal."""
    made = create(mock)["id"]
    data(mock, "PATCH", f"/v1/connections/{made}", {key: flag, "run_setup_tests": False, **DELAY})

    assert [(f"/{key}", "warning")] == notes(mock)


@pytest.mark.parametrize("sync_end", ["moves", "silent"])
def test_a_sync_captures_the_schema(sync_end):
    """A connection whose sync succeeded has a schema configuration without a reload, also if no time moves."""
    mock = FivetranMock(check_replies=True, behaviours={"sync_end": sync_end})
    made = create(mock)["id"]
    refused = json.loads(ask(mock, "GET", f"/v1/connections/{made}/schemas").body)
    assert f"Connection with id '{made}' doesn't have schema config" == refused["message"]
    mock.advance(hours=1)

    assert ["s"] == list(data(mock, "GET", f"/v1/connections/{made}/schemas")["schemas"])


def test_a_seed_that_has_synced_has_a_schema(mock):
    """So has a seeded connection with `succeeded_at`, which another configuration then contradicts."""
    seeded = {
        "group_id": "g",
        "service": "mailchimp",
        "config": {"schema": "s"},
        "succeeded_at": "2025-01-01T00:00:00.000000Z",
    }
    mock.seed(connections=[seeded])
    path = f"/v1/connections/{mock.connections()[0]['id']}/schemas"

    assert ["s"] == list(data(mock, "GET", path)["schemas"])
    data(mock, "POST", path, {"schemas": {"other": {}}}, status=409)


def test_a_user_without_role_has_none(mock):
    """A user who is invited without a role has null, as Terraform's state then has."""
    assert data(mock, "POST", "/v1/users", USER, status=201)["role"] is None


@pytest.mark.parametrize(
    ("kind", "path", "body"),
    [
        ("users", "users", USER),
        ("webhooks", "webhooks/account", {"url": "https://example.com/", "events": ["sync_end"]}),
    ],
)
def test_what_is_deleted_is_not_found(mock, kind, path, body):
    """The details of a deleted user or webhook are refused with the code `NotFound`."""
    made = json.loads(ask(mock, "POST", f"/v1/{path}", body).body)["data"]["id"]
    data(mock, "DELETE", f"/v1/{kind}/{made}")

    reply = ask(mock, "GET", f"/v1/{kind}/{made}")
    assert (404, "NotFound") == (reply.status, json.loads(reply.body)["code"])


def test_a_group_lists_every_user(mock):
    """A group lists its creator and its members with their roles, and others with none, who can be removed again."""
    john = data(mock, "POST", "/v1/users", USER, status=201)["id"]
    group = data(mock, "POST", "/v1/groups", {"name": "n"}, status=201)["id"]
    path, member = f"/v1/groups/{group}/users", {"email": USER["email"], "role": "Destination Analyst"}
    owner = data(mock, "GET", "/v1/account/info")["user_id"]
    roles: list[dict[str, str]] = []
    for method, target, body in (("GET", path, None), ("POST", path, member), ("DELETE", f"{path}/{john}", None)):
        data(mock, method, target, body)
        roles.append({each["id"]: each["role"] for each in data(mock, "GET", path)["items"]})

    creator = {owner: "Account Administrator"}
    assert [{**creator, john: role} for role in ("", member["role"], "")] == roles
    assert [] == data(mock, "GET", f"/v1/users/{john}/groups")["items"]
    data(mock, "DELETE", f"{path}/{john}")
    data(mock, "DELETE", f"{path}/nobody", status=404)
    data(mock, "POST", path, member)


@pytest.mark.parametrize("given", [{}, {"proxy_agent_id": ""}, {"proxy_agent_id": None}])
def test_another_method_ends_the_proxy(mock, given):
    """An update to another networking method than ProxyAgent makes `proxy_agent_id` null."""
    made = create(mock, **PROXY)["id"]
    path = f"/v1/connections/{made}"
    kept = data(mock, "PATCH", path, {"networking_method": "ProxyAgent", "run_setup_tests": False})

    assert "agent" == kept["proxy_agent_id"]
    changed = data(mock, "PATCH", path, {"networking_method": "Directly", "run_setup_tests": False, **given})
    assert changed["proxy_agent_id"] is None


@pytest.mark.parametrize(
    ("encoded", "content"), [(CERTIFICATE, b"any bytes"), ("no base64 at all", b"no base64 at all")]
)
def test_an_approved_certificate_is_described(mock, encoded, content):
    """`sha256` is the hash of the decoded certificate, which may be any text."""
    made = create(mock)["id"]
    body = {"hash": "h", "encoded_cert": encoded}
    shown = data(mock, "POST", f"/v1/connections/{made}/certificates", body, status=201)

    assert hashlib.sha256(content).hexdigest() == shown["sha256"]


def test_the_first_service_is_described(mock):
    """The list begins with 15five, with two icons, a link, a time and three features that have notes."""
    first = data(mock, "GET", "/v1/metadata/connector-types?limit=1")["items"][0]

    assert "15Five" == first["name"]
    assert "HumanResources" == first["type"]
    assert "lite" == first["connector_class"]
    assert 2 == len(first["icons"])
    assert first["link_to_erd"]
    assert first["service_status_updated_at"]
    assert 3 == len([each for each in first["supported_features"] if each["id"] and each["notes"]])


def test_google_ads_is_described(mock):
    """Its config has a title and no description, and the modes in the order of the live test."""
    config = data(mock, "GET", "/v1/metadata/connector-types/google_ads")["config"]

    assert "Google Ads config object" == config["title"]
    assert "description" not in config
    assert ["ManagerAccounts", "AllAccounts", "SpecificAccounts"] == config["properties"]["sync_mode"]["enum"]
    assert config["properties"]["reports"]["items"]["properties"]["fields"]["items"]["description"]
    assert {"general_availability"} == {field["fieldStatus"] for field in config["properties"].values()}


@pytest.mark.parametrize("query", ["limit=10000", "cursor="])
def test_a_first_page_may_be_asked_for_so(mock, query):
    """One released client asks for 10,000 items by default, another begins with an empty cursor."""
    create(mock)

    assert 1 == len(data(mock, "GET", f"/v1/connections?{query}")["items"])


@pytest.mark.parametrize(
    ("service", "config", "message"),
    [
        ("salesforce", {"schema": "s", "username": "u", "password": "p"}, "field `password` could not be set because"),
        ("salesforce", {"schema": "s", "username": "u"}, "Can't create connector `config`: field `username` could not"),
        ("share_point", {"schema": "s", "table": "t"}, "a table name in the request for Magic Folder mode"),
    ],
)
def test_a_body_that_was_refused(mock, service, config, message):
    """A field in its sunset period, and a table in Magic Folder mode, are refused with the text of the API."""
    reply = ask(mock, "POST", "/v1/connections", {"service": service, "group_id": "g", "config": config})

    assert (400, "InvalidInput") == (reply.status, json.loads(reply.body)["code"])
    assert message in json.loads(reply.body)["message"]


def test_an_older_connection_keeps_its_fields():
    """A field in its sunset period can be set for a connection that was created before."""
    mock = FivetranMock(check_replies=True, start_time="2023-07-27T00:00:00Z")
    old = create(mock, service="salesforce", config={"schema": "s", "username": "u"})["id"]
    mock.advance(days=1)
    new = create(mock, service="salesforce", config={"schema": "new"})["id"]
    statuses = [
        ask(mock, "PATCH", f"/v1/connections/{each}", {"config": {"username": name}}).status
        for each, name in ((old, "v"), (new, "v"), (new, None))
    ]

    assert [200, 400, 200] == statuses


SEVEN_DAYS = "start_time=2026-01-01T00:00:00Z&end_time=2026-01-08T00:00:00Z"


def history(mock: FivetranMock, query: str = "", *, at: str = "/v1/connections") -> list[dict[str, Any]]:
    """Return the syncs of the only connection."""
    items: list[dict[str, Any]] = data(mock, "GET", f"{at}/{mock.connections()[0]['id']}/sync-history{query}")["items"]
    return items


def test_a_history_has_the_syncs(mock):
    """It has the id, start, end, status and stages of each sync that ended, by either path; a page goes on."""
    create(mock, sync_frequency=60)
    assert [] == history(mock)
    mock.advance(hours=3)
    syncs = history(mock, f"?{SEVEN_DAYS}")

    assert ["00:01:00", "01:01:00", "02:01:00"] == [each["start"][11:19] for each in syncs]
    assert ["00:11:00", "01:02:00", "02:02:00"] == [each["end"][11:19] for each in syncs]
    assert {"COMPLETED"} == {each["status"] for each in syncs}
    assert 3 == len({each["sync_id"] for each in syncs})
    assert {"start", "end", "status", "stages", "sync_id"} == syncs[0].keys()
    assert syncs[-1:] == history(mock, at="/v1/connectors")
    assert syncs[:2] == history(mock, f"?limit=2&{SEVEN_DAYS}")
    assert [] == history(mock, "?end_time=2025-12-31T23:00:00Z")
    assert syncs[1:2] == history(mock, "?start_time=2026-01-01T01:00:00Z")


def test_a_failure_has_its_reason(mock):
    """A sync that failed has the message of its script as its reason."""
    made = create(mock, sync_frequency=60)["id"]
    mock.script_syncs(outcome="failed", message="Denied", connection_id=made, times=1)
    mock.advance(hours=2)

    failed, done = history(mock, f"?{SEVEN_DAYS}")
    assert "FAILURE" == failed["status"]
    assert "Denied" == failed["reason"]
    assert "COMPLETED" == done["status"]
    assert "reason" not in done


@pytest.mark.parametrize("steps", [1, 24, 1440])
def test_a_history_is_the_same_however_time_moves(mock, steps):
    """The syncs of a day are the same in one move and in many."""
    create(mock, sync_frequency=15)
    for _ in range(steps):
        mock.advance(minutes=1440 // steps)
        mock.connections()
    starts = [each["start"][11:16] for each in history(mock, f"?{SEVEN_DAYS}")]

    assert [f"{hour:02}:{minute:02}" for hour in range(24) for minute in (1, 16, 31, 46)] == starts


def test_a_short_range_of_many_years_is_quick(mock):
    """The history of fifty years is kept, of which a range has its syncs only."""
    create(mock, sync_frequency=1)
    mock.advance(days=50 * 365)

    assert 59 == len(history(mock))  # the last one runs
    assert 10 == len(history(mock, "?start_time=2040-01-01T00:00:00Z&end_time=2040-01-01T00:10:00Z"))


@pytest.mark.parametrize(
    "query",
    [
        *("start_time=yesterday", "end_time=2026-01-01", "start_time=2026-01-01T00:00:00", "start_time="),
        "start_time=2026-01-01T00:00:00Z&end_time=2026-01-01T00:00:00Z",
        "start_time=2026-01-01T00:00:00Z&end_time=2026-01-08T00:00:01Z",
    ],
)
def test_a_wrong_range_is_refused(mock, query):
    """A time without zone, an end before the start, and more than seven days are 400."""
    made = create(mock)["id"]

    assert 400 == ask(mock, "GET", f"/v1/connections/{made}/sync-history?{query}").status


OWNER = {"given_name": "Go", "family_name": "5Tran", "email": "go@example.com", "phone": "+1234567890"}


@pytest.fixture
def empty() -> FivetranMock:
    """Return a mock in which the suites find their user and no left-overs."""
    return FivetranMock(check_replies=True, user_id="recoup_befell", owner=OWNER, unimitated="empty")


def test_the_suite_finds_its_user(empty):
    """The owner has the names, the address and the phone number that were set; `validated_by` is the whole name."""
    shown = data(empty, "GET", "/v1/users/recoup_befell")
    body = {"hash": "h", "public_key": "any text"}

    assert OWNER == {key: shown[key] for key in OWNER}
    assert "Go 5Tran" == data(empty, "POST", "/v1/destinations/g/fingerprints", body, status=201)["validated_by"]


LISTS = (
    *("external-logging", "hybrid-deployment-agents", "private-links", "proxy", "teams", "transformations"),
    *("connector-sdk/packages", "transformations/package-metadata", "external-secrets-managers-entities"),
    *("local-processing-agents", "users/recoup_befell/connectors", "dbt/projects"),
)


@pytest.mark.parametrize(
    ("unimitated", "call", "status", "answer"),
    [
        *(("empty", f"GET /v1/{family}?limit=1000", 200, b'"items":[]') for family in LISTS),
        *(("empty", call, 404, b'"NotFound"') for call in ("POST /v1/teams", "GET /v1/teams/t", "DELETE /v1/dbt/p")),
        ("refused", "GET /v1/teams", 501, b'"NotImplemented"'),
    ],
)
def test_a_family_that_is_not_imitated(unimitated, call, status, answer):
    """With `empty`, its lists are empty and its other paths 404, as the journal notes; by default all are 501."""
    mock = FivetranMock(check_replies=True, unimitated=unimitated)

    reply = ask(mock, *call.split())

    assert status == reply.status
    assert answer in reply.body
    assert ("refused" if status == 501 else "unimitated") == mock.calls[-1].verdict


@pytest.mark.parametrize(("unimitated", "status"), [("empty", 200), ("refused", 501)])
def test_the_public_list_needs_no_credentials(unimitated, status):
    """The list of connector types below `/public/` is not imitated, with credentials or without."""
    reply = FivetranMock(unimitated=unimitated).handle(Request("GET", "/public/connector-types", {}, b""))

    assert status == reply.status
