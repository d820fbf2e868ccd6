"""The journal and the assertions over it."""

import dataclasses
import json
import pprint
import re
from functools import partial

import pytest

from fivetran_mock import Fault, FivetranMock, Request

from ..._stores import NO_SPACE, Keeping
from ._asking import ask, create


def test_call_is_told_whole(mock):
    """A recorded call has all its details, with secrets masked."""
    create(mock, service="stripe", auth={"access_token": "hush"})
    call = mock.calls[0]

    assert 1 == call.number
    assert "create_connection" == call.operation
    assert "POST" == call.method
    assert "/v1/connections" == call.path
    assert 201 == call.status
    assert "accepted" == call.verdict
    assert {"authorization": "******", "content-type": "application/json"} == call.headers
    assert {"access_token": "******"} == call.body["auth"]
    assert call.response["data"]["id"]
    assert "2026-01-01T00:00:00.000000Z" == call.at
    assert [] == call.to_data()["violations"]


def test_tools_that_show_fields_find_no_secret(mock):
    """Neither a recorded call nor a request has fields that pytest or another tool could show; the call is masked."""
    create(mock, service="stripe", auth={"access_token": "hush"})
    call = mock.calls[0]

    request = Request("POST", "/v1/connections?hush", {"authorization": "hush"}, b"hush")

    assert not dataclasses.is_dataclass(call)
    assert "<request: POST /v1/connections>" == repr(request) == pprint.pformat(request)
    assert "<call 1: POST /v1/connections, 201>" == repr(call) == pprint.pformat(call)
    public = {name: getattr(call, name) for name in dir(call) if not name.startswith("_")}
    assert "hush" not in repr({**public, "data": call.to_data()})


def test_body_of_one_value_is_shown(mock):
    """A body that is JSON but no object or array stands in the journal as it is."""
    mock.handle(Request("POST", "/v1/connections", {}, b"7"))

    assert 7 == mock.calls[0].body


@pytest.mark.parametrize(
    "body",
    [
        *(b"hush", b"[" * 90_000, b'{"a":NaN}', b'{"a":1e999}', b'{"a":"\\ud800"}'),
        b'{"a":' + b"[" * 900 + b"]" * 900 + b"}",
    ],
    ids=["text", "cut off", "NaN", "infinite", "surrogate", "deep"],
)
def test_body_that_is_no_json_is_described(mock, body):
    """The journal shows only the size of a body that JSON cannot represent, and that could not be masked."""
    mock.handle(Request("POST", "/v1/connections", {}, body))

    assert json.dumps(mock.calls[0].to_data(), allow_nan=False)
    assert f"<{len(body)} bytes that are not JSON>" == mock.calls[0].body


def test_huge_body_is_described(mock):
    """A body that was refused for its many values is not shown either, only its size."""
    body = b"[" + b"0," * 100_000 + b"0]"
    mock.handle(Request("POST", "/v1/connections", {}, body))

    assert "<200003 bytes with more than 100,000 values>" == mock.calls[0].body


def test_reason_of_a_refusal_is_readable(mock):
    """A refused call has its reason: violations or the message; after a fault it is the fault, after a success none."""
    ask(mock, "POST", "/v1/connections", {"group_id": "g"})
    ask(mock, "GET", "/v1/connections/gone")
    mock.add_fault(Fault(status=502, body="<html>"))
    ask(mock, "GET", "/v1/groups")

    assert "/service: " in mock.calls[0].reason and "[shape.required]" in mock.calls[0].reason
    assert "Cannot find entity 'Connector' with id 'gone'" == mock.calls[1].reason
    assert "status=502, body" == mock.calls[2].reason
    mock.clear_faults()
    ask(mock, "GET", "/v1/groups")
    assert "" == mock.calls[3].to_data()["reason"]


@pytest.mark.parametrize("name", ["auth", "AUTH", "%61uth", "auth[x]", "token", "api_key", "pass%77ord"])
def test_secret_parameters_are_masked(mock, name):
    """A parameter with the name of a secret, however it is spelled, shows stars, and others show their values."""
    mock.handle(Request("GET", f"/v1/groups?limit=1&{name}=hush&cursor=x", {}, b""))

    assert f"GET /v1/groups?limit=1&{name}=***&cursor=x" == mock.calls[0].request_line


def test_token_of_a_card_is_masked_in_process(mock):
    """The answer to a program that opens a Connect Card in process names the method, and the journal has no token."""
    ask(mock, "GET", "/connect-card/setup?redirect_uri=https%3A%2F%2Fapp.test&auth=hush&hide_setup_guide=false")

    (call,) = mock.calls
    assert "/connect-card/setup" == call.path
    assert "redirect_uri=https%3A%2F%2Fapp.test&auth=***&hide_setup_guide=false" == call.query
    assert 501 == call.status
    assert "call complete_connect_card of the mock" in call.reason


def test_operation_outside_the_document_has_no_id(mock):
    """A call outside the document is recorded without an operation."""
    ask(mock, "GET", "/v1/teams")

    assert mock.calls[0].operation is None


def test_journal_is_bounded_by_number():
    """Only the latest calls are kept, and numbers continue."""
    mock = FivetranMock(journal_entries=3)
    for _ in range(5):
        ask(mock, "GET", "/v1/groups")

    assert [3, 4, 5] == [call.number for call in mock.calls]
    assert 5 == mock.call_count
    with pytest.raises(AssertionError, match=r"\(the journal has dropped the oldest calls: 2\)$"):
        mock.assert_created()
    with pytest.raises(AssertionError, match=r"\(the journal has dropped the oldest calls: 2\)$"):
        mock.assert_called("list_connections")


def test_journal_is_bounded_by_size():
    """The journal has a size limit; a call beyond it alone is not kept."""
    mock = FivetranMock(journal_bytes=10_000)
    for size in (10, 4_000, 4_000, 50_000):
        mock.handle(Request("POST", "/v1/connections", {}, b"x" * size))
        kept = len(mock.calls)

    assert 0 == kept
    assert 4 == mock.call_count


def test_assert_created_gives_the_call(mock):
    """`assert_created` finds a connection by any keys, config keys included."""
    create(mock, "a")
    create(mock, "b", sync_frequency=60)

    assert 1 == mock.assert_created(service="mailchimp", schema="a").number
    assert 2 == mock.assert_created().number
    assert 2 == mock.assert_created(sync_frequency=60, config={"schema": "b"}).number


def test_a_key_of_the_body_goes_before_one_of_its_config():
    """Where body and config have one key, an assertion means the key of the body."""
    mock = FivetranMock(services=["mine"])
    create(mock, service="mine", config={"schema": "s", "group_id": "inner"})

    assert mock.assert_created(group_id="g")


def test_assert_created_shows_the_difference(mock):
    """Without a match, `assert_created` shows the closest connection beside the expected one."""
    create(mock, "pin_eu", sync_frequency=60)
    create(mock, "other")
    with pytest.raises(AssertionError) as caught:
        mock.assert_created(schema="pin_us", sync_frequency=60, paused=True)

    message = str(caught.value)
    assert message.startswith(
        "expected create_connection with schema='pin_us', sync_frequency=60, paused=True that succ"
    )
    assert "closest (- expected, + actual):" in message
    assert '  -   "schema": "pin_us",' in message
    assert '  +   "schema": "pin_eu",' in message
    assert "sync_frequency" not in message.partition("closest")[2]


@pytest.mark.parametrize(
    ("config", "said"), [({1: 2}, "'1'; names are"), ({"schma": 1}, "'schma'; did you mean schema?")]
)
def test_keys_of_config_have_to_exist(mock, config, said):
    """A key within `config` that no body can have is an error, as one beside it is."""
    create(mock)

    for check in (mock.assert_created, partial(mock.assert_not_called, "create_connection")):
        with pytest.raises(ValueError, match=re.escape(f"create_connection has no {said}")):
            check(config=config)


def test_assert_created_says_why_creates_were_refused(mock):
    """If no connection was created, the message has the reasons of refusals, or says that there was no create."""
    with pytest.raises(AssertionError, match="that succeeded at least once, but found 0 times\nthere were no calls"):
        mock.assert_created()
    ask(mock, "POST", "/v1/connections", {"group_id": "g"})
    ask(mock, "POST", "/v1/connections", [])
    with pytest.raises(AssertionError, match=r"(?s)\n  400 POST \S+ \(create_connection\): /service: .*\n  400 "):
        mock.assert_created(schema="a")


def test_a_created_connection_counts_whatever_took_its_answer():
    """A connection is created also if a fault took the answer; the message shows the fault, and a failed save."""
    store = Keeping()
    mock = FivetranMock(store=store, faults=[{"socket": "reset", "when": when} for when in ("after", "before")])
    body = {"group_id": "g", "service": "mailchimp", "config": {"schema": "s"}}
    ask(mock, "POST", "/v1/connections", body)

    assert "socket=reset" == mock.assert_created(schema="s").fault
    mock.clear_calls()
    mock.remove_fault(0)
    ask(mock, "POST", "/v1/connections", {**body, "config": {"schema": "t"}})
    with pytest.raises(AssertionError, match=r"500 POST /v1/connections .*: socket=reset"):
        mock.assert_created(schema="t")
    mock.clear_faults()
    store.problem = NO_SPACE
    mock.add_fault({"socket": "reset", "when": "after"})
    ask(mock, "POST", "/v1/connections", {**body, "config": {"schema": "u"}})
    with pytest.raises(AssertionError):
        mock.assert_created(schema="u")


def test_assert_called_counts(mock):
    """`assert_called` checks calls by body and count, and `assert_not_called` their absence."""
    create(mock, "a")
    ask(mock, "GET", "/v1/groups")

    assert [2] == [call.number for call in mock.assert_called("list_groups")]
    assert 1 == len(mock.assert_called("create_connection", times=1, schema="a"))
    mock.assert_not_called("delete_connection")
    mock.assert_not_called("create_connection", schema="b")


def test_assert_called_lists_what_came_instead(mock):
    """A failed assertion has the count and the latest calls."""
    with pytest.raises(AssertionError, match=r"sync_connection at least once, but found 0 times\nthere were no"):
        mock.assert_called("sync_connection")
    create(mock)
    with pytest.raises(AssertionError, match=r"(?s)with schema='x' 2 times.*201 POST /v1/connections \(create_"):
        mock.assert_called("create_connection", times=2, schema="x")
    with pytest.raises(AssertionError, match="0 times, but found 1 time"):
        mock.assert_not_called("create_connection")


SENDER = {"authorization": "Basic bW9jay1rZXk6cw==", "content-type": "application/json"}


@pytest.mark.parametrize(
    ("headers", "body", "most"),
    [
        ({"x-large": "x" * 20_000}, {}, 9),
        ({}, {"group_id": "g", "service": "pinterest_ads", **{f"k{number}": 1 for number in range(90)}}, 4),
        ({}, {"a": [0] * 1_000}, 9),
    ],
    ids=["headers", "findings", "values"],
)
def test_a_call_counts_with_all_that_it_keeps(headers, body, most):
    """Headers, findings and each small value of a body count toward the journal's limit."""
    mock = FivetranMock(journal_bytes=200_000)
    for _ in range(60):
        mock.handle(Request("POST", "/v1/connections", SENDER | headers, json.dumps(body).encode()))

    assert 1 <= len(mock.calls) <= most


def test_a_long_text_is_one_value(mock):
    """A text with very many commas counts by its length, and stays in the journal."""
    mock.handle(Request("POST", "/v1/connections", SENDER, json.dumps({"a": "," * 3_000_000}).encode()))

    assert 1 == len(mock.calls)


@pytest.mark.parametrize("name", ["X-Api-Key", "Api-Key", "Auth", "Authorization", "Cookie"])
def test_secret_headers_and_keys_are_masked(mock, name):
    """Headers with credentials are masked, and so are their names as keys in a body."""
    body = {"service": "webhooks", "config": {"headers": [{name: "hush"}]}}
    mock.handle(Request("POST", "/v1/connections", {name.lower(): "hush"}, json.dumps(body).encode()))

    assert "hush" not in json.dumps(mock.calls[0].to_data()) or name in ("Authorization", "Cookie")
    assert mock.calls[0].headers == {name.lower(): "******"}


def test_an_update_of_an_unknown_connection_shows_no_secret_of_any_service(mock):
    """Where no answer names the service, each key that is secret for some service is masked."""
    ask(mock, "PATCH", "/v1/connections/none", {"config": {"key": "hush", "schema": "s"}})

    assert {"config": {"key": "******", "schema": "s"}} == mock.calls[0].body


def test_calls_are_found_by_the_ids_in_their_path(mock):
    """`assert_called` takes ids of the path by name, beside the keys of the body."""
    (connection_id,) = mock.seed(
        connections=[{"group_id": "g", "service": "pinterest_ads", "config": {"schema": "pin_eu"}}]
    )
    with mock.client() as fivetran:
        fivetran.connections.sync(connection_id, force=True)

    assert 1 == len(mock.assert_called("sync_connection", connection_id=connection_id, force=True))
    mock.assert_not_called("sync_connection", connection_id="other")
    with pytest.raises(AssertionError) as caught:
        mock.assert_called("sync_connection", connection_id="other", force=True)
    assert f'+   "connection_id": "{connection_id}",' in str(caught.value)
    assert '"force": true' not in str(caught.value).partition("closest")[2]


@pytest.mark.parametrize(
    ("operation", "name", "hint"),
    [
        ("create_connection", "schma", r"create_connection has no 'schma'; did you mean schema\?"),
        ("update_connection", "connection_di", r"has no 'connection_di'; did you mean connection_id\?"),
        ("sync_connection", "qqqqqqqqqq", "has no 'qqqqqqqqqq'; names are keys of the body, of its config, and ids of"),
        ("list_groups", "schema", "list_groups has no 'schema'; "),
    ],
)
def test_a_name_that_an_assertion_does_not_know(mock, operation, name, hint):
    """A misspelt name is an error with a suggestion, also where nothing may be called."""
    with pytest.raises(ValueError, match=hint):
        mock.assert_not_called(operation, **{name: "x"})
    if operation == "create_connection":
        with pytest.raises(ValueError, match=hint):
            mock.assert_created(**{name: "x"})


def test_a_name_that_only_a_call_has(mock):
    """A key that no service has published is known if a call has sent it; keys of a service's config are known."""
    mock.handle(Request("POST", "/v1/groups", {"content-type": "application/json"}, b'{"name": "g", "colour": 1}'))

    mock.assert_called("create_group", colour=1)
    mock.assert_not_called("create_connection", subscriber_name="s")


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        ({"headers": {"Authorization": "Basic a2V5OnNlY3JldA=="}}, r"^headers\['authorization'\] is masked in"),
        ({"query": {"limt": 5}}, r"^list_groups has no parameter 'limt'; did you mean limit\?"),
        ({"query": {"qqqqqqq": 5}}, "^list_groups has no parameter 'qqqqqqq'; there are cursor, limit$"),
    ],
)
def test_parameter_or_header_that_no_call_can_show(mock, sent, problem):
    """A secret header and an unknown parameter are errors, also where nothing may be called."""
    with pytest.raises(ValueError, match=problem) as caught:
        mock.assert_not_called("list_groups", **sent)

    assert "a2V5" not in str(caught.value)


def test_an_assertion_about_query_and_headers(mock):
    """Assertions take parameters of the query and headers, and the difference shows them."""
    mock.handle(Request("GET", "/v1/groups?limit=5&cursor=", {"x-trace": "1"}, b""))

    mock.assert_called("list_groups", query={"limit": 5}, headers={"X-Trace": "1"}, times=1)
    mock.assert_not_called("list_groups", query={"limit": 6})
    with pytest.raises(AssertionError) as caught:
        mock.assert_called("list_groups", query={"limit": 6})

    assert """-     "limit": "6"\n  +     "limit": "5""" in str(caught.value)


def test_masking_keeps_the_shape(mock):
    """Masking replaces every value under a secret key, except null, empty text and booleans."""
    value = {"some_secrets": [{"key": "hush"}, ["hush"], None, "", True, 5], "plain": [{"token": "hush"}]}
    ask(mock, "POST", "/v1/groups", value)

    assert mock.calls[0].body == {
        "some_secrets": [{"key": "******"}, ["******"], None, "", True, "******"],
        "plain": [{"token": "******"}],
    }
