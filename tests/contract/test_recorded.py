"""Recorded answers of the real API: document and client accept them, and the mock can return them."""

import copy
import json
import pickle
import re
from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivetran_connections import Fivetran, StatusError
from fivetran_mock import FivetranMock, SetupTest

from ._judges import CONTRACT, OPERATIONS, model_of_data, sent
from ._recorded import NAMED, RECORDED, Recorded

EACH = pytest.mark.parametrize("recorded", RECORDED, ids=[each.name for each in RECORDED])
ID = "brisk_otter"
NEW = {"group_id": "amber_kettle", "service": "pinterest_ads", "config": {"schema": "pinterest_demo"}}

CALLS: Mapping[str, Callable[[Fivetran], Any]] = {
    "create_connection": lambda f: f.connections.create(NEW),
    "get_connection": lambda f: f.connections.get(ID),
    "list_connections": lambda f: next(f.connections.list(), None),
    "delete_connection": lambda f: f.connections.delete(ID),
    "sync_connection": lambda f: f.connections.sync(ID),
    "resync_connection": lambda f: f.connections.resync(ID),
    "run_setup_tests": lambda f: f.connections.test(ID),
    "create_connect_card": lambda f: f.connections.connect_card(ID, redirect_uri="https://example.test/done"),
    "get_schema_config": lambda f: f.schemas.get(ID),
    "get_account_info": lambda f: f.account.info(),
    "create_account_webhook": lambda f: f.webhooks.create({"url": "https://receiver.example/", "events": ["sync_end"]}),
}


def call(recorded: Recorded) -> Any:
    """Call the operation with a client whose server returns the answer."""
    answer = httpx.MockTransport(
        lambda _: httpx.Response(recorded.status, json=recorded.body, headers=recorded.headers)
    )
    with Fivetran(api_key="key", api_secret="secret", transport=answer, retries=0) as fivetran:
        return CALLS[recorded.operation](fivetran)


def as_written(value: Any) -> Any:
    """Return a value with times in the API's format."""
    if isinstance(value, dict):
        return {key: as_written(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_written(each) for each in value]
    return re.sub(r"(T\S+)\+00:00$", r"\1Z", value) if isinstance(value, str) else value


@EACH
def test_document_accepts_it(recorded, tally):
    """The document declares the status, and the body fits."""
    tally.add(operations=(recorded.operation,))

    assert [] == CONTRACT.differences(recorded.operation, recorded.reply)


WITH_DATA = [each for each in RECORDED if "data" in each.body]


def model_of(recorded: Recorded) -> Any:
    """Return the generated model of the data of an answer."""
    return model_of_data(recorded.operation, recorded.status)


@pytest.mark.parametrize("recorded", WITH_DATA, ids=lambda each: each.name)
def test_generated_model_carries_it_whole(recorded):
    """The generated model reads the data of the answer, writes them unchanged, and survives pickling and copying."""
    answer = model_of(recorded).from_dict(recorded.body["data"])

    assert recorded.body["data"] == as_written(answer.to_dict())
    assert answer == pickle.loads(pickle.dumps(answer)) == copy.deepcopy(answer)  # noqa: S301 - our own bytes
    assert "UNSET" not in repr(answer)


SPOILT: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 1) | st.sampled_from(["", "NORMAL", "2026-01-01T00:00:00Z", "id"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["id", "status", "k"]), inner),
    max_leaves=4,
)


@given(st.data())
def test_a_spoilt_answer_is_read_or_refused_with_its_pointer(data):
    """Any answer is read and can be printed, or raises an error with the pointer."""
    recorded = data.draw(st.sampled_from(WITH_DATA))
    good = recorded.body["data"]
    spoilt = {**good, data.draw(st.sampled_from(sorted(good))): data.draw(SPOILT)}

    try:
        answer = model_of(recorded).from_dict(spoilt)
    except ValueError as error:
        assert str(error).startswith("/")  # noqa: PT017 - either end is right
    else:
        assert spoilt == answer.to_dict()
        assert repr(answer)


@pytest.mark.parametrize("recorded", [each for each in RECORDED if each.status < 400], ids=lambda each: each.name)
def test_client_takes_it(recorded):
    """The client returns the data of the answer."""
    given = call(recorded)

    data = recorded.body.get("data", recorded.body)
    expected = data.get("id") or data.get("account_id")
    assert expected is None or expected in (getattr(given, "id", None), getattr(given, "account_id", None))


@pytest.mark.parametrize("recorded", [each for each in RECORDED if each.status >= 400], ids=lambda each: each.name)
def test_client_raises_it(recorded):
    """An error reaches the caller with status, code and message as the API gave them."""
    with pytest.raises(StatusError) as caught:
        call(recorded)

    assert recorded.status == caught.value.status
    assert recorded.body["code"] == caught.value.code
    assert recorded.body["message"] == caught.value.api_message


class Server:
    """A mock, and requests to it."""

    def __init__(self, **options: Any) -> None:
        self.mock = FivetranMock(check_replies=True, **options)

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Send a request with credentials; return status and body."""
        reply = self.mock.handle(sent(method, path, body))
        return reply.status, json.loads(reply.body)

    def held(self, **state: Any) -> str:
        """Seed a connection; return its path."""
        self.mock.seed(connections=[NEW | {"id": ID} | state])
        return f"/v1/connections/{ID}"

    def create(self, **changes: Any) -> tuple[int, Any]:
        """Create a connection."""
        return self.ask("POST", "/v1/connections", NEW | {"run_setup_tests": False} | changes)

    def tested(self, *tests: SetupTest, path: str = "") -> tuple[int, Any]:
        """Run setup tests with the given results."""
        self.mock.script_setup_tests(*tests)
        return self.ask("POST", f"{path or self.held()}/test", {})

    def told(self, name: str) -> tuple[int, Any]:
        """Return a recorded answer by a fault, if it is unknown when the API returns it."""
        recorded = NAMED[name]
        self.mock.add_fault({"operation": recorded.operation, "status": recorded.status, "body": recorded.body})
        called = OPERATIONS[recorded.operation]
        return self.ask(
            called.method, called.path.replace("{connectionId}", ID), NEW if called.method == "POST" else None
        )


def list_of_two_pages(server: Server) -> tuple[int, Any]:
    """Return the first of two pages."""
    server.held()
    server.create(config=NEW["config"] | {"schema": "pinterest_demo_2"})
    return server.ask("GET", "/v1/connections?limit=1")


def failed_at_creation(server: Server) -> tuple[int, Any]:
    """Return a create whose setup test fails."""
    server.mock.script_setup_tests(status="FAILED", message="Invalid login credentials.")
    return server.create(run_setup_tests=True)


def broken(server: Server) -> tuple[int, Any]:
    """Return a connection that was set up and whose tests fail now."""
    path = server.held(status={"setup_state": "connected"})
    for outcome in ("succeeded", "failed"):
        server.mock.script_syncs(outcome, times=1)
        server.ask("POST", f"{path}/sync", {"force": True})
        server.mock.advance(minutes=60)
    server.mock.script_setup_tests(status="FAILED")
    server.ask("POST", f"{path}/test", {})
    return server.ask("GET", path)


def rescheduled(server: Server) -> tuple[int, Any]:
    """Return a connection whose sync waits for the source's quota."""
    path = server.held(status={"setup_state": "connected"})
    server.mock.script_syncs("rescheduled")
    server.ask("POST", f"{path}/sync", {"force": True})
    server.mock.advance(minutes=60)
    return server.ask("GET", path)


def blocked(server: Server) -> tuple[int, Any]:
    """Return a connection that waits for its columns to be masked."""
    path = server.held()
    server.ask("PATCH", path, {"schema_status": "blocked_on_capture", "run_setup_tests": False})
    return server.ask("GET", path)


def captured(server: Server) -> tuple[int, Any]:
    """Return a schema configuration after its reload."""
    path = server.held(status={"setup_state": "connected"})
    server.ask("POST", f"{path}/schemas/reload", {})
    return server.ask("GET", f"{path}/schemas")


def too_many(server: Server) -> tuple[int, Any]:
    """Return the refusal of one create too many in a trial account."""
    server.mock.add_fault({"operation": "create_connection", "retry_after": 3600})
    return server.create()


CARD = {"connect_card_config": {"redirect_uri": "https://example.test/done", "hide_setup_guide": True}}
WEBHOOK = {"url": "https://receiver.example/fivetran", "events": ["sync_end"], "secret": "a secret"}
FINGERPRINT = {"hash": "aGFzaA==", "public_key": "key", "type": "ssh-rsa", "name": "host"}

RECIPES: Mapping[str, Callable[[Server], tuple[int, Any]]] = {
    "created": lambda s: s.create(config=NEW["config"] | {"sync_mode": "AllAdvertisers"}),
    "details": lambda s: s.ask("GET", s.held(config=NEW["config"] | {"sync_mode": "AllAdvertisers"})),
    "details_without_message": lambda s: s.told("details_without_message"),
    "list": list_of_two_pages,
    "list_last_page": lambda s: s.ask("GET", "/v1/connections"),
    "deleted": lambda s: s.ask("DELETE", s.held()),
    "synced": lambda s: s.ask("POST", f"{s.held()}/sync", {}),
    "resynced": lambda s: s.ask("POST", f"{s.held()}/resync", {}),
    "created_with_failed_test": failed_at_creation,
    "setup_tests_passed": lambda s: s.tested(SetupTest(), SetupTest(title="Check Permissions", status="SKIPPED")),
    "setup_tests_with_object": lambda s: s.tested(
        SetupTest(title="SSH Tunnel Connection", status="FAILED", details=FINGERPRINT)
    ),
    "setup_tests_with_array": lambda s: s.tested(
        SetupTest(title="Validate Certificate", status="FAILED", details=[{"name": "CN=host", "hash": "aGFzaA=="}])
    ),
    "setup_tests_with_text": lambda s: s.tested(
        SetupTest(title="Test Connection", status="WARNING", message="slow", details="The source took 40 seconds")
    ),
    "connect_card": lambda s: s.ask("POST", f"{s.held()}/connect-card", CARD),
    "broken": broken,
    "rescheduled": rescheduled,
    "schema_status": blocked,
    "schemas": captured,
    "account": lambda s: s.ask("GET", "/v1/account/info"),
    "error_schema_required": lambda s: s.create(config={}),
    "error_config_invalid": lambda s: s.create(config={"schema": "x", "sync_mode": "Some"}),
    "error_not_found_connector": lambda s: s.ask("GET", f"/v1/connections/{ID}"),
    "error_not_found_connection": lambda s: s.told("error_not_found_connection"),
    "error_not_found_schema_config": lambda s: s.ask("GET", f"{s.held()}/schemas"),
    "error_forbidden": lambda s: s.told("error_forbidden"),
    "error_too_many_requests": too_many,
    "error_private_link": lambda s: s.create(networking_method="Directly", private_link_id="pl"),
    "webhook_created": lambda s: s.ask("POST", "/v1/webhooks/account", WEBHOOK),
    "error_webhook_not_called": lambda s: s.told("error_webhook_not_called"),
    "error_not_found_group": lambda s: s.create(group_id="no_group"),
}

MADE_UP = frozenset(
    {
        *("id", "connected_by", "created_at", "succeeded_at", "failed_at", "rescheduled_for", "next_cursor"),
        *("token", "uri", "account_id", "account_name", "user_id", "details", "redirect_uri", "created_by"),
    }
)
"""Keys whose values identify somebody, or a moment: any value of the type will do."""


def lacking(given: Any, recorded: Any, place: str = "") -> list[str]:
    """Return the places where an answer differs from a recorded one; it may have more keys."""
    if isinstance(recorded, dict) and isinstance(given, dict):
        gone = [f"{place}/{key} is missing" for key in recorded.keys() - given.keys()]
        both = [key for key in recorded if key in given]
        return gone + [each for key in both for each in lacking(given[key], recorded[key], f"{place}/{key}")]
    if isinstance(recorded, list) and isinstance(given, list) and len(recorded) <= len(given):
        pairs = zip(given, recorded, strict=False)
        return [each for number, pair in enumerate(pairs) for each in lacking(*pair, f"{place}/{number}")]
    if place.rpartition("/")[2] in MADE_UP and type(given) is type(recorded):
        return []
    return [] if given == recorded else [f"{place} is {given!r} instead of {recorded!r}"]


@EACH
def test_mock_can_be_brought_to_give_it(recorded, tally):
    """The mock can return each recorded answer: every key, and every value with a meaning."""
    server = Server(groups=["amber_kettle"])
    status, body = RECIPES[recorded.name](server)
    tally.add(requests=len(server.mock.calls))
    if status >= 400:  # texts are paraphrased in the facts, codes are not
        body["message"] = recorded.body["message"]

    assert recorded.status == status
    assert [] == lacking(body, recorded.body)
