"""Responses, hooks, and event loops."""

import base64
import copy
from typing import Any

import anyio
import httpx
import pytest

from fivetran_connections import AsyncFivetran, BadRequest, HttpResponse, ReceivedResponse, SentRequest
from fivetran_mock import FivetranMock

from ._support import BODY, KEY, SECRET, Both, Clock, Server, connection, created, ok, page, refused


def test_an_answer_has_its_response(run):
    """The answer of a call has the status and the headers of the last response, of which the case is free."""
    answer = ok(connection(), 201)
    answer.headers["x-request-id"] = "r-1"

    made = run(Server(refused(429), answer), lambda f: f.connections.create(BODY))

    assert isinstance(made.http, HttpResponse)
    assert 201 == made.http.status
    assert "r-1" == made.http.headers["X-Request-Id"]
    assert copy.copy(made) == made
    assert copy.copy(made).http is None


def test_an_item_of_a_list_has_no_response(run):
    """An item of a list has no response of its own."""
    assert [None] == [item.http for item in run(Server(page(connection())), lambda f: f.connections.list())]


def hooked(run: Both, server: Any, use: Any) -> tuple[list[SentRequest], list[ReceivedResponse], Any]:
    """Run code with both hooks, and return their arguments."""
    sent, received = list[SentRequest](), list[ReceivedResponse]()
    try:
        outcome = run(server, use, on_request=sent.append, on_response=received.append)
    except Exception as error:  # noqa: BLE001 - returned to the test
        outcome = error
    return sent, received, outcome


def test_hooks_are_told_of_every_try(run):
    """Hooks receive each request and response, with the number of the try."""
    sent, received, _ = hooked(run, Server(refused(503), ok(connection())), lambda f: f.connections.get("c"))

    assert ["GET /v1/connections/c"] * 2 == [str(each.summary) for each in sent]
    assert [1, 2] == [each.attempt for each in sent]
    assert [503, 200] == [each.status for each in received]
    assert sent == [each.request for each in received]
    assert all(each.seconds >= 0 for each in received)


def test_hooks_see_no_secret(run):
    """Hooks receive no secret in body and headers, even if the server repeats one."""
    packed = base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
    answer = refused(400, "C", "m", x_echo=f"{SECRET} rt-1234 {packed}")

    sent, received, error = hooked(run, Server(answer), lambda f: f.connections.create(BODY))

    assert isinstance(error, BadRequest)
    assert "*** *** ***" == received[0].headers["x-echo"]
    for secret in (SECRET, packed, "rt-1234", "cs-1234"):
        assert secret not in repr((sent, received))


def test_the_end_of_an_interrupted_request_is_told(run):
    """If Ctrl-C interrupts a request, the hook's response has no status, and the interruption goes on."""
    received: list[ReceivedResponse] = []

    with pytest.raises(KeyboardInterrupt):
        run(Server(interrupt), lambda f: f.connections.get("c"), on_response=received.append)

    assert [None] == [each.status for each in received]


def test_an_interrupted_hook_leaves_no_nonsense(run):
    """If Ctrl-C interrupts the first hook, the second one gets a duration near 0."""
    received: list[ReceivedResponse] = []

    with pytest.raises(KeyboardInterrupt):
        run(Server(), lambda f: f.connections.get("c"), on_request=interrupt, on_response=received.append)

    (told,) = received
    assert 0 <= told.seconds < 10


def interrupt(request: object) -> httpx.Response:
    """Interrupt the request, as Ctrl-C does."""
    raise KeyboardInterrupt(request)


@pytest.mark.parametrize("hook", ["on_request", "on_response"])
def test_a_hook_that_raises_does_not_change_the_call(run, hook, caplog):
    """An error of a hook is logged, and the call goes on: the API may have acted already."""

    def broken(_event: object) -> None:
        raise ZeroDivisionError

    assert "brisk_otter" == run(Server(created()), lambda f: f.connections.create(BODY), **{hook: broken}).id
    assert [f"The hook {hook} raised an error; the call goes on."] == [
        record.getMessage() for record in caplog.records if record.levelname == "ERROR"
    ]


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_runs_under_asyncio_and_trio(backend):
    """Calls, waits and concurrent calls run under asyncio and trio."""
    mock = FivetranMock(seconds_per_call=60)
    clock = Clock()

    async def go() -> None:
        options = {"api_key": mock.api_key, "api_secret": mock.api_secret, "transport": mock.transport()}
        async with AsyncFivetran(**options, monotonic=clock.monotonic) as fivetran:  # and its own sleep
            result = await fivetran.connections.ensure_many([BODY])
            assert result[0].ensured
            mock.add_fault({"operation": "get_connection", "nth": 1, "status": 503, "headers": {"Retry-After": "0"}})
            ended = await fivetran.connections.wait_for_sync(result[0].ensured.connection, interval=0)
            assert ended.connection.schema == "pin_eu"

    anyio.run(go, backend=backend)
