"""Every operation of the document: its request and its result."""

import base64
import json
import re
from typing import Any

import httpx
import pytest

from fivetran_client.models.connection import Connection
from fivetran_client.models.new_other_connection import NewOtherConnection
from fivetran_client.models.other_config import OtherConfig
from fivetran_connections import (
    BadRequest,
    InvalidConnection,
    InvalidRequest,
    RateLimited,
    RequestFailed,
    UnexpectedAnswer,
    UnsupportedMediaType,
)
from fivetran_openapi import document

from .._operations import CARD, DONE, OPERATIONS
from ._support import BODY, KEY, SECRET, Server, answer, connection, created, ok, refused

DOCUMENTED = {
    operation["operationId"]: (method.upper(), path, operation)
    for path, item in document()["paths"].items()
    for method, operation in item.items()
    if isinstance(operation, dict)
}


ONE_OF_EACH = {method: name for name, (method, *_) in DOCUMENTED.items()}.values()
"""An operation of each method; `make test-deep` takes all where the method decides."""


def test_every_operation_of_the_document_is_reachable():
    """The client has exactly the operations of the document, but for users and their memberships."""
    left = {name for name in set(DOCUMENTED) - set(OPERATIONS) if not re.search("user|membership", name)}
    assert (set(), set()) == (left, set(OPERATIONS) - set(DOCUMENTED))


@pytest.mark.parametrize(
    ("failure", "repeated"),
    [
        (httpx.ConnectError("refused"), {"GET", "DELETE", "POST", "PATCH"}),
        (refused(429), {"GET", "DELETE", "POST", "PATCH"}),
        (httpx.ReadError("reset"), {"GET", "DELETE"}),
        (httpx.ReadTimeout(""), {"GET", "DELETE"}),
        (refused(503), {"GET", "DELETE"}),
        (refused(500), {"GET"}),
        (refused(400), set[str]()),
    ],
    ids=["not sent", "429", "reset", "time-out", "503", "500", "400"],
)
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in ONE_OF_EACH else pytest.mark.slow) for name in OPERATIONS]
)
def test_its_method_decides_whether_a_request_is_repeated(run, name, failure, repeated):
    """After a lost answer, each operation with GET or DELETE is sent again, and each other one is not."""
    use, asked, _, reply = OPERATIONS[name]
    server = Server(failure, reply)

    if DOCUMENTED[name][0] in repeated:
        run(server, use)
        assert [asked, asked] == server.asked
    else:
        with pytest.raises(RequestFailed):
            run(server, use)
        assert [asked] == server.asked


@pytest.mark.parametrize("name", OPERATIONS)
def test_sends_what_the_document_says(run, name):
    """Each operation sends one request to its path, with its body, and reads the answer."""
    use, asked, body, reply = OPERATIONS[name]
    server = Server(reply)

    result = run(server, use)

    method, path, described, *_ = DOCUMENTED[name]
    version = ";version=2" if described.get("x-fivetran-version") == 2 else ""
    assert [asked] == server.asked
    assert method == asked.split()[0]
    assert path.count("/") == asked.split("?")[0].count("/")
    assert body == (server.body() if server.requests[0].content else None)
    assert f"application/json{version}" == server.requests[0].headers["accept"]
    typed = server.requests[0].headers.get("content-type")
    assert ("application/json" if method in ("POST", "PATCH") else None) == typed
    assert method == "DELETE" or result


UNUSABLE: dict[str, tuple[httpx.Response, type[RequestFailed], str]] = {
    "an empty 200": (answer(200, b""), UnexpectedAnswer, "empty"),
    "null": (answer(200, "null"), UnexpectedAnswer, "is not an object"),
    "a 204": (answer(204, b""), UnexpectedAnswer, "empty"),
    "a 415": (answer(415), UnsupportedMediaType, "was answered 415"),
    "a 404 of another server": (answer(404, "<html>"), UnexpectedAnswer, "not in the API's format"),
    "a wait of a day": (refused(429, retry_after="86400"), RateLimited, "asks to wait 86400 s"),
}


@pytest.mark.parametrize("kind", UNUSABLE)
@pytest.mark.parametrize("name", OPERATIONS)
def test_nothing_is_done_that_an_answer_does_not_say(run, name, kind):
    """Each unusable answer is one sentence, and nothing is sent again, but for a 204 where an answer has no data."""
    use, asked, _, reply = OPERATIONS[name]
    unusable, error, said = UNUSABLE[kind]
    server = Server(unusable)

    if unusable.status_code == 204 and reply is DONE:
        assert not run(server, use)
    else:
        with pytest.raises(error, match=said) as caught:
            run(server, use)
        assert len(str(caught.value).splitlines()) == 1
    looks = [asked.replace("DELETE", "GET")] if "DELETE" in asked and unusable.status_code == 404 else []
    assert [asked, *looks] == server.asked


def test_reads_an_approved_fingerprint_without_an_envelope(run):
    """The approval of a fingerprint is read with an envelope, as the Go client does, and without, as published."""
    use, _, _, reply = OPERATIONS["approve_connection_fingerprint"]

    assert run(Server(reply), use) == run(Server(answer(201, json.loads(reply.content)["data"])), use)


@pytest.mark.parametrize(
    ("asked", "body", "use"),
    [
        ("GET /v1/connections", b"", lambda f: f.connections.list()),
        ("POST /v1/connections/c/resync", b"{}", lambda f: f.connections.resync("c")),
        ("POST /v1/connections/c/schemas/reload", b'{"exclude_mode":"PRESERVE"}', lambda f: f.schemas.reload("c")),
    ],
    ids=["list", "resync", "reload"],
)
def test_leaves_out_what_was_not_given(run, asked, body, use):
    """An omitted argument is absent in the request, not null; the documented mode of a reload is sent."""
    server = Server(answer(200, {"code": "Success", "message": "m", "data": {"items": []}}))

    run(server, use)

    assert [asked] == server.asked
    assert body == server.requests[0].content


def test_connect_card_sends_only_what_is_needed(run):
    """Without an argument for the setup guide, none is sent."""
    server = Server(ok(CARD))

    run(server, lambda f: f.connections.connect_card("c", redirect_uri="https://x.test"))

    assert {"connect_card_config": {"redirect_uri": "https://x.test"}} == server.body()


def test_sends_the_headers_that_the_api_wants(run):
    """Requests have Basic auth, and a content type only with a body."""
    server = Server(created(), ok(connection()))

    run(server, lambda f: f.connections.create(BODY))
    run(server, lambda f: f.connections.get("c"))

    create, get = (request.headers for request in server.requests)
    assert "Basic " + base64.b64encode(f"{KEY}:{SECRET}".encode()).decode() == create["authorization"]
    assert "application/json" == create["content-type"]
    assert "content-type" not in get
    assert "fivetran-connections" == get["user-agent"]


def test_takes_generated_models_and_plain_mappings_alike(run):
    """A model and an equal mapping send the same bytes."""
    model = NewOtherConnection(group_id="g", service="s3", config=OtherConfig.from_dict({"schema": "a", "table": "b"}))
    server = Server(created())

    run(server, lambda f: f.connections.create(model))
    run(server, lambda f: f.connections.create(model.to_dict()))

    assert server.requests[0].content == server.requests[1].content


def test_judges_a_body_as_it_will_be_read(run):
    """A body is checked as JSON, in which a numeric key is text."""
    server = Server(created())

    run(server, lambda f: f.connections.create({**BODY, "service": "github", "config": {"schema": "a", 7: ("x", "y")}}))

    assert {"schema": "a", "7": ["x", "y"]} == json.loads(server.requests[0].content)["config"]


def test_keeps_keys_that_a_model_would_drop(run):
    """A mapping is checked unchanged, so that an unknown key is reported and not dropped."""
    server = Server(created())

    with pytest.raises(InvalidConnection) as caught:
        run(server, lambda f: f.connections.create({**BODY, "puased": True}))

    assert ["/puased"] == [violation.pointer for violation in caught.value.violations]
    assert [] == server.requests


NO_IDS: list[Any] = ["", " ", ".", "..", "\ud800", None, 7, b"c"]
NOT_JSON: list[Any] = [{"a": float("nan")}, {"a": object()}, {"a": "\ud800"}]


@pytest.mark.parametrize(
    ("reason", "use"),
    [
        *(("is not an id", lambda f, each=each: f.connections.delete(each)) for each in NO_IDS),
        ("no usable address", lambda f: f.connections.get("a" * 70_000)),
        (r"^schema has an unpaired surrogate", lambda f: f.connections.list(schema="\ud800")),
        *(("written as JSON", lambda f, each=each: f.connections.update_state("c", each)) for each in NOT_JSON),
    ],
    ids=[*map(ascii, NO_IDS), "too long for a URL", "query", "nan", "object", "surrogate"],
)
def test_refuses_what_is_no_address_or_no_json(run, reason, use):
    """An id that no path can have, and a body that JSON cannot represent, are refused, not sent and not quoted."""
    server = Server(DONE)

    with pytest.raises(InvalidRequest, match=reason) as caught:
        run(server, use)

    assert [] == server.requests
    assert "nan" not in str(caught.value)


HOLDERS: dict[str, Any] = {
    "Connection": Connection.from_dict(connection(connect_card={"token": "LEAK", "uri": "LEAK"})),
    "dict": {"auth": {"refresh_token": "LEAK"}},
}


@pytest.mark.parametrize("kind", HOLDERS)
@pytest.mark.parametrize(
    "use",
    [
        lambda f, it: f.connections.state(it),
        lambda f, it: f.connections.delete(it),
        lambda f, it: f.connections.list(group_id=it),
        lambda f, it: f.groups.connections(it),
        lambda f, it: f.schemas.get(it),
    ],
    ids=["state", "delete", "list", "groups.connections", "schemas.get"],
)
def test_what_is_given_for_an_id_is_not_shown(run, kind, use):
    """An object in place of an id is refused by its type and not shown, since it may hold secrets."""
    server = Server(DONE)

    with pytest.raises(InvalidRequest, match=f"value of type {kind}") as caught:
        run(server, lambda f: use(f, HOLDERS[kind]))

    assert "LEAK" not in str(caught.value)
    assert [] == server.requests


WRITES: dict[str, Any] = {
    "create": lambda f, body: f.connections.create(body),
    "ensure": lambda f, body: f.connections.ensure(body, look_first=False),
    "update": lambda f, body: f.connections.update("c", body),
    "update_state": lambda f, body: f.connections.update_state("c", body),
    "schemas.update": lambda f, body: f.schemas.update("c", body),
    "schemas.resync_tables": lambda f, body: f.schemas.resync_tables("c", body),
    "destinations.create": lambda f, body: f.destinations.create(body),
}


@pytest.mark.parametrize("body", [None, [], "x", 5, b"x", NewOtherConnection], ids=repr)
@pytest.mark.parametrize("write", WRITES)
def test_refuses_what_is_no_body(run, write, body):
    """A body that is neither a model nor a mapping is refused by its type."""
    server = Server(DONE)

    with pytest.raises(InvalidRequest, match=f"and not a value of type {type(body).__name__}; nothing was sent"):
        run(server, lambda f: WRITES[write](f, body))

    assert [] == server.requests


def test_refuses_a_model_with_something_else_in_it(run):
    """A model with a value that it cannot convert is refused without quoting it."""
    model: Any = NewOtherConnection(group_id="g", service="s", config="LEAK")  # type: ignore[arg-type] # that is the point

    with pytest.raises(InvalidRequest, match="The NewOtherConnection holds a value of a type that does not fit") as it:
        run(Server(DONE), lambda f: f.connections.create(model))

    assert "LEAK" not in str(it.value)


def endless() -> dict[str, Any]:
    """Return a body that contains itself."""
    body: dict[str, Any] = {**BODY, "service": "other", "config": {"schema": "s"}}
    body["config"]["itself"] = body
    return body


def deep(levels: int) -> dict[str, Any]:
    """Return a body that is nested deeper than any connection."""
    inner: dict[str, Any] = {}
    for _ in range(levels):
        inner = {"a": inner}
    return {**BODY, "service": "other", "config": {"schema": "s", "a": inner}}


@pytest.mark.parametrize(
    "body", [endless(), deep(900), deep(3_000), deep(100_000)], ids=["endless", "900", "3000", "100000"]
)
@pytest.mark.parametrize("write", WRITES)
def test_refuses_a_body_without_end(run, write, body):
    """A recursive or too deep body is refused or sent, and never raises `RecursionError`."""
    server = Server(refused(400, message="rt-1234"))

    with pytest.raises((InvalidRequest, BadRequest)) as caught:
        run(server, lambda f: WRITES[write](f, body))

    assert "rt-1234" not in str(caught.value)


@pytest.mark.slow
def test_a_state_is_sent_however_deep_python_can_write_it(run):
    """A state that Python can still write, but not search for secrets, is sent, and never raises `RecursionError`."""
    server = Server(refused(400, message="rt-1234"))

    for levels in range(820, 980):
        with pytest.raises((InvalidRequest, BadRequest)):
            run(server, lambda f, levels=levels: f.connections.update_state("c", deep(levels)))


def test_an_id_cannot_leave_its_place_in_the_path(run):
    """Slashes, dots and question marks of an id are quoted."""
    server = Server(ok(connection()))

    run(server, lambda f: f.connections.get("../a/b?c=d#e"))

    assert ["GET /v1/connections/..%2Fa%2Fb%3Fc%3Dd%23e"] == server.asked
