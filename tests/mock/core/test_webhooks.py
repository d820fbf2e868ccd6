"""Webhooks in process: which events are delivered, when, in which order, and to whom."""

import asyncio
import json
import logging
from base64 import b64encode
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

import anyio.lowlevel
import httpx
import pytest
import time_machine
from aiohttp import ClientSession
from aiohttp.web import Application

from fivetran_connections.webhooks import parse
from fivetran_mock import Delivery, FivetranMock, Request
from fivetran_mock.admin import Site

from ..._stores import Keeping
from ._asking import ask, create, data

SENDER = {"authorization": "Basic a2V5OnNlY3JldA=="}

URL = "https://receiver.example/hook"
EVENTS = (
    *("create_connector", "connection_successful", "connection_failure", "edit_connector", "pause_connector"),
    *("resume_connector", "delete_connector", "force_update_connector", "resync_connector", "resync_table"),
    *("sync_start", "sync_end"),
)


def hook(mock: FivetranMock, *events: str, path: str = "account", **more: Any) -> str:
    """Create a webhook, and return its id."""
    return str(data(mock, "POST", f"/v1/webhooks/{path}", {"url": URL, "events": list(events or EVENTS), **more})["id"])


@pytest.fixture
def mock() -> FivetranMock:
    """Return a mock with a webhook for all events of connections."""
    mock = FivetranMock(check_replies=True)
    hook(mock)
    return mock


def delivered(mock: FivetranMock) -> list[Delivery]:
    """Return the deliveries, but those that try a webhook."""
    return [each for each in mock.webhooks.deliveries if not each.test]


def events(mock: FivetranMock) -> list[str]:
    """Return the events that were delivered."""
    return [each.event for each in delivered(mock)]


RECORDED: dict[str, Any] = {
    "event": "sync_end",
    "created": "2026-05-22T00:06:08.638Z",
    "connector_type": "google_cloud_postgresql",
    "connector_id": "amber_kettle",
    "connector_name": "my_pg",
    "sync_id": "b4703f73-6315-4e22-8d7a-3bfb18b2fed2",
    "destination_group_id": "some_group",
    "data": {"status": "SUCCESSFUL"},
}
"""The one recorded event; ids are made up."""


def test_an_event_has_the_keys_of_the_recorded_one(mock):
    """The event of an ended sync equals the recorded one: its keys, their order, and compact JSON."""
    create(mock)
    mock.advance(hours=1)
    (made,) = mock.webhooks.assert_delivered(event="sync_end")

    assert [*RECORDED] == [*made.payload]
    assert RECORDED["data"] == made.payload["data"]
    assert len(RECORDED["created"]) == len(made.payload["created"])
    assert UUID(RECORDED["sync_id"]).version == UUID(made.payload["sync_id"]).version
    assert json.dumps(made.payload, separators=(",", ":")).encode() == made.body


def test_the_receivers_side_reads_a_delivery():
    """`webhooks.parse` accepts the mock's signatures; without a secret there is no signature."""
    mock = FivetranMock()
    hook(mock, "sync_end", secret="of the webhook")
    hook(mock, "sync_end")
    create(mock)
    mock.advance(hours=1)
    signed, unsigned = delivered(mock)

    assert "s" == parse(signed.body, signed.headers["x-fivetran-signature-256"], "of the webhook").connector_name
    assert ["content-type", "x-fivetran-mock-delivery"] == [*unsigned.headers]


def paused(mock: FivetranMock, path: str) -> None:
    ask(mock, "PATCH", path, {"paused": True, "run_setup_tests": False})


def resumed(mock: FivetranMock, path: str) -> None:
    paused(mock, path)
    ask(mock, "PATCH", path, {"paused": False, "run_setup_tests": False})


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (paused, ["pause_connector"]),
        (resumed, ["pause_connector", "resume_connector"]),
        (lambda m, p: ask(m, "PATCH", p, {"config": {"x": 1}}), ["edit_connector", "connection_successful"]),
        (lambda m, p: ask(m, "PATCH", p, {"sync_frequency": 60}), ["edit_connector"]),
        (lambda m, p: ask(m, "PATCH", p, {"paused": False, "run_setup_tests": False}), []),
        (lambda m, p: ask(m, "POST", f"{p}/test", {}), ["connection_successful"]),
        (lambda m, p: m.run_setup_tests(p.rpartition("/")[2], status="FAILED"), ["connection_failure"]),
        (lambda m, p: ask(m, "POST", f"{p}/sync", {"force": True}), ["force_update_connector", "sync_start"]),
        (lambda m, p: ask(m, "POST", f"{p}/resync"), ["resync_connector", "sync_start"]),
        (lambda m, p: ask(m, "POST", f"{p}/resync", {"scope": {"s": ["event"]}}), ["resync_table", "sync_start"]),
        (lambda m, p: ask(m, "POST", f"{p}/schemas/tables/resync", {"s": ["event"]}), ["resync_table", "sync_start"]),
        (lambda m, p: ask(m, "DELETE", p), ["delete_connector"]),
        (lambda m, p: m.delete(p.rpartition("/")[2]), ["delete_connector"]),
        (lambda m, p: m.pause(p.rpartition("/")[2]), ["pause_connector"]),
        (lambda m, p: m.start_sync(p.rpartition("/")[2]), ["sync_start"]),
        (lambda m, p: m.complete_connect_card(p.rpartition("/")[2]), ["connection_successful"]),
    ],
)
def test_each_act_has_its_events(mock, act, told):
    """Each act on a connection sends its events, in order."""
    path = f"/v1/connections/{create(mock)['id']}"
    mock.advance(hours=1)
    count = len(events(mock))
    act(mock, path)
    mock.webhooks.deliver()

    assert ["create_connector", "connection_successful", "sync_start", "sync_end"] == events(mock)[:count]
    assert told == events(mock)[count:]


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        ("succeeded", {"status": "SUCCESSFUL"}),
        ("failed", {"status": "FAILED", "reason": "The source did not answer"}),
        ("rescheduled", {"status": "RESCHEDULED"}),
    ],
)
def test_the_end_of_a_sync_has_its_outcome(mock, outcome, told):
    """`data` says how a sync ended, and the history when it began, also if it was ended before its time."""
    made = create(mock)
    mock.start_sync(made["id"])
    mock.advance(seconds=5)
    mock.end_sync(made["id"], outcome)
    (listed,) = data(mock, "GET", f"/v1/connections/{made['id']}/sync-history")["items"]

    assert told == delivered(mock)[-1].payload["data"]
    assert ["2026-01-01T00:00:00", "2026-01-01T00:00:05"] == [listed[key][:19] for key in ("start", "end")]


def test_a_sync_has_one_id(mock):
    """Its events and the history name a sync alike, also after a restore, and if no webhook heard how it began."""
    path = f"/v1/connections/{create(mock)['id']}"
    mock.advance(minutes=5)
    later = FivetranMock()
    later.restore(mock.snapshot())
    later.advance(minutes=30)
    (webhook,) = data(later, "GET", "/v1/webhooks")["items"]
    ask(later, "PATCH", f"/v1/webhooks/{webhook['id']}", {"active": False})
    ask(later, "POST", f"{path}/sync", {"force": True})
    ask(later, "PATCH", f"/v1/webhooks/{webhook['id']}", {"active": True})
    later.advance(minutes=5)
    told = [each.payload.get("sync_id") for each in (*delivered(mock), *delivered(later))]
    first, second = (each["sync_id"] for each in data(later, "GET", f"{path}/sync-history")["items"])

    assert [first, first, second] == [each for each in told if each]


def test_a_failure_that_needs_a_person_says_so(mock):
    """A sync that setup tests break off ends with the status that names a task."""
    made = create(mock)
    mock.start_sync(made["id"])
    mock.run_setup_tests(made["id"], status="FAILED")

    assert "FAILURE_WITH_TASK" == mock.webhooks.assert_delivered(event="sync_end")[0].payload["data"]["status"]


def test_time_moves_from_event_to_event(mock):
    """A day of a connection that syncs every five minutes has all its syncs, each at its moment."""
    moments: list[tuple[str, str]] = []

    def receive(request: Request) -> None:
        moments.append((mock.now[:23], json.loads(request.body)["created"][:23]))

    mock.webhooks.mount("https://receiver.example", receive)
    create(mock, sync_frequency=5)
    mock.advance(days=1)

    assert 287 == len(mock.webhooks.assert_delivered(event="sync_end"))  # the first takes ten minutes
    assert [now for now, _ in moments] == [created for _, created in moments]
    assert "2026-01-02T00:00:00.000000Z" == mock.now


def test_what_a_receiver_causes_comes_after_it(mock):
    """A receiver may call the mock and move time; the events of that come behind its own."""
    seen: list[str] = []

    def receive(request: Request) -> None:
        event = json.loads(request.body)["event"]
        seen.append(f"{event} begins")
        if event == "create_connector":
            mock.pause(made["id"])
            mock.advance(minutes=1)
        seen.append(f"{event} ends")

    mock.webhooks.mount(URL, receive)
    made = create(mock, run_setup_tests=False)
    mock.advance(seconds=1)

    assert [
        "create_connector begins",
        "create_connector ends",
        "pause_connector begins",
        "pause_connector ends",
    ] == seen
    assert "2026-01-01T00:01:00" == mock.now[:19]


def test_receivers_that_cause_events_without_end_are_stopped(mock, monkeypatch):
    """A receiver whose every event causes the next one fails the move instead of running for ever."""
    monkeypatch.setattr("fivetran_mock._mock.receivers.MOST_EVENTS", 3)
    path = f"/v1/connections/{create(mock)['id']}"
    mock.webhooks.mount(URL, lambda _: ask(mock, "POST", f"{path}/test", {}).status)
    with pytest.raises(RuntimeError, match="8 deliveries at one moment: receivers cause events without end"):
        mock.advance(hours=1)

    assert 8 == len(delivered(mock))
    for page, body in (("advance", b'{"hours": 1}'), ("console/clock/advance", b"amount=1&unit=hours")):
        refused = Site(mock).answer(Request("POST", f"/__mock__/{page}", {}, body))
        assert (400, True) == (refused.status, b"8 deliveries at one moment" in refused.body)


@pytest.mark.parametrize("act", ["reset", "restore"])
def test_a_reset_within_a_move_ends_it(act):
    """A receiver that resets or restores the mock ends the move of time, and its event is not repeated."""
    mock = FivetranMock()
    hook(mock, "sync_end")
    create(mock, sync_frequency=60)
    acts: dict[str, Callable[[], object]] = {"reset": mock.reset, "restore": partial(mock.restore, mock.snapshot())}
    mock.webhooks.mount(URL, lambda _: acts[act]() or 500)
    mock.advance(hours=3)

    assert "2026-01-01T00:00:00.000000Z" == mock.now
    mock.webhooks.mount(URL, lambda _: None)
    mock.advance(minutes=50)
    assert (["sync_end"] if act == "restore" else []) == events(mock)


def test_real_time_brings_events():
    """The next method of a mock in real time delivers the events that were due meanwhile."""
    with time_machine.travel("2026-01-01T00:00:00Z", tick=False) as now:
        mock = FivetranMock(realtime=True)
        hook(mock, "sync_end")
        create(mock)
        now.shift(3600)

        assert 1 == len(mock.webhooks.assert_delivered(event="sync_end"))


libraries = pytest.mark.parametrize("library", ["asyncio", "trio"])


@libraries
def test_async_receivers_are_tasks_of_the_running_loop(mock, library):
    """In a loop, time stands until an async receiver has ended, sync ones take turns, and `delivered` waits for all."""

    moments: list[tuple[str, str]] = []

    async def take(created: str) -> None:
        await anyio.lowlevel.checkpoint()
        moments.append((created, mock.now[:19]))

    def receive(request: Request) -> Any:
        event = json.loads(request.body)
        created = event["created"][:19]
        return moments.append((created, mock.now[:19])) if event["event"] == "sync_start" else take(created)

    async def main() -> None:
        mock.webhooks.mount(URL, receive)
        mock.advance(hours=1)
        assert [] == moments
        await mock.webhooks.delivered()

    create(mock)
    anyio.run(main, backend=library)

    assert ["2026-01-01T00:00:00"] * 2 + ["2026-01-01T00:01:00", "2026-01-01T00:11:00"] == [each for _, each in moments]
    assert all(created == now for created, now in moments)
    assert "2026-01-01T01:00:00" == mock.now[:19]


async def asgi(scope: Any, receive: Any, send: Any) -> None:
    """Answer as an ASGI application, with a long body that ends with the host."""
    message = await receive()
    assert not (await receive())["more_body"]
    status = 200 if b"sync_end" in message["body"] and scope["path"] == "/hook" else 500
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b"a" * 5000, "more_body": True})
    await send({"type": "http.response.body", "body": dict(scope["headers"])[b"host"]})
    assert "http.disconnect" == (await receive())["type"]


def wsgi(environ: Any, start_response: Any) -> list[bytes]:
    """Answer as a WSGI application."""
    body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    start_response("200 OK" if b"sync_end" in body and environ["PATH_INFO"] == "/hook" else "500 No", [])
    return [b"a" * 5000]


@pytest.mark.parametrize("application", [{"asgi": asgi}, {"wsgi": wsgi}], ids=["asgi", "wsgi"])
def test_applications_receive_events(application):
    """An ASGI or WSGI application answers as on a port, and the beginning of its answer is kept."""
    mock = FivetranMock()
    hook(mock, "sync_end")
    mock.webhooks.mount("https://receiver.example", **application)
    create(mock)
    mock.advance(hours=1)
    (made,) = delivered(mock)

    assert 200 == made.status
    assert "a" * 4096 == made.answer


class Broken(Exception):
    """The exception that a receiver raises."""


def raising(_: Request) -> None:
    raise Broken


async def raising_later(_: Request) -> None:
    raise Broken


@pytest.mark.parametrize("receiver", [raising, raising_later])
def test_what_a_receiver_raises_is_raised_by_who_moves_time(mock, receiver):
    """The method that moved time raises it, the attempt is kept, and the others wait for the next move."""
    mock.webhooks.mount(URL, receiver)
    create(mock)
    with pytest.raises(Broken):
        mock.advance(hours=1)

    assert "the receiver raised Broken" == delivered(mock)[0].error
    assert "2026-01-01T00:00:00.000000Z" == mock.now

    mock.webhooks.mount(URL, lambda _: None)
    mock.advance(hours=1)
    assert ["connection_successful", "sync_start", "create_connector", "sync_end"] == events(mock)[1:]


def test_what_a_receiver_raises_in_a_sleep_is_kept(mock):
    """Code that sleeps does not get a receiver's exception, which is kept; `delivered` raises the first."""
    mock.webhooks.mount(URL, raising)
    create(mock, run_setup_tests=False)
    mock.clock.sleep(60)

    assert [Broken] == [type(each) for each in mock.webhooks.failures]
    mock.webhooks.mount(URL, lambda _: None)
    mock.webhooks.failures.append(ValueError("of another"))
    with pytest.raises(Broken):
        asyncio.run(mock.webhooks.delivered())


@pytest.mark.parametrize("receiver", [raising_later, "sync after async"])
def test_what_a_task_raises_is_raised_by_delivered(mock, receiver):
    """In a loop, `delivered` raises a receiver's exception, and then the mock can go on."""
    calls: list[Request] = []

    async def first(request: Request) -> None:
        calls.append(request)

    def mixed(request: Request) -> Any:
        return raising(request) if calls else first(request)

    async def main() -> None:
        mock.webhooks.mount(URL, mixed if receiver == "sync after async" else receiver)
        mock.advance(hours=1)
        with pytest.raises(Broken):
            await mock.webhooks.delivered()
        mock.webhooks.mount(URL, lambda _: None)
        await mock.webhooks.delivered()

    create(mock)
    asyncio.run(main())


@libraries
def test_a_sleep_waits_for_async_receivers(mock, library):
    """Time stands until an async receiver has ended, unless it sleeps in the mock's time itself."""
    moments: list[str] = []

    async def receive(_: Request) -> None:
        await anyio.sleep(0.01)
        moments.append(mock.now[11:19])
        await mock.clock.asleep(9)
        moments.append(mock.now[11:19])

    async def main() -> None:
        mock.webhooks.mount(URL, receive)
        await mock.clock.asleep(3600)

    create(mock, run_setup_tests=False)
    anyio.run(main, backend=library)

    assert ["00:00:00", "00:00:09"] == moments


def test_a_receiver_has_ten_seconds(mock):
    """An answer after ten seconds of the mock's time is none, and its event is repeated."""
    mock.webhooks.mount(URL, lambda _: mock.clock.sleep((10, 11, 9)[len(delivered(mock))]))
    create(mock, paused=True, run_setup_tests=False)
    mock.advance(hours=1)

    assert [None, None, 200] == [each.status for each in delivered(mock)]
    assert "java.net.SocketTimeoutException: Read timed out" == delivered(mock)[0].error


@pytest.mark.parametrize("answer", ["OK", 99, 600, True])
def test_a_receiver_has_to_return_a_status(mock, answer):
    """Any other value is named by its type."""
    mock.webhooks.mount(URL, lambda _: answer)
    create(mock)
    with pytest.raises(TypeError, match=f"has to return a status, a response or None, not {type(answer).__name__}"):
        mock.advance(hours=1)


def test_a_receiver_is_found_by_the_longest_address(mock):
    """The receiver of a path goes before that of its host; a host that only begins alike has none."""
    seen: list[str] = []
    hook(mock, "delete_connector", url="https://receiver.example.org/")
    mock.webhooks.mount("https://receiver.example/", lambda _: seen.append("host"))
    mock.webhooks.mount("https://receiver.example/hook", lambda request: seen.append(request.target))
    hook(mock, "delete_connector", url="https://receiver.example/hook?a=1")
    seen.clear()
    mock.delete(create(mock, run_setup_tests=False)["id"])

    assert ["/hook", "/hook", "/hook?a=1"] == seen


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({}, "mount takes one receiver"),
        ({"asgi": asgi, "wsgi": wsgi}, "mount takes one receiver"),
        ({"receiver": 1}, "mount takes one receiver"),
        ({"asgi": Application()}, r"aiohttp is neither ASGI nor WSGI: .* aiohttp\.test_utils\.TestClient"),
        ({"url": "hook" * 51, "wsgi": wsgi}, "'(hook){50}': it has to be an absolute HTTPS URL"),
    ],
)
def test_a_mount_takes_one_receiver(mock, wrong, problem):
    """None, two, or one that cannot be called is refused, and a URL that no webhook can have."""
    with pytest.raises((TypeError, ValueError), match=problem):
        mock.webhooks.mount(**{"url": URL, **wrong})


def test_a_delivery_that_no_receiver_takes_fails(mock):
    """Once a receiver is mounted, an event for another URL has no status, is not repeated, and is raised."""
    mock.webhooks.mount("https://receiver.example/hok", lambda _: None)
    create(mock, paused=True, run_setup_tests=False)
    mock.advance(days=2)
    refused = ask(mock, "POST", "/v1/webhooks/account", {"url": URL, "events": ["sync_end"]})

    assert [None] == [each.status for each in delivered(mock)]
    assert 400 == refused.status
    problem = "^no receiver is mounted at https://receiver.example/hook; did you mean https://receiver.example/hok"
    with pytest.raises(AssertionError, match=problem):
        mock.webhooks.assert_delivered(status=200)
    assert [] == mock.webhooks.failures


def test_a_response_is_an_answer(mock):
    """A receiver may return the response of an HTTP library, as that of a test client, and its text is kept."""
    mock.webhooks.mount(URL, lambda _: httpx.Response(202, text="taken"))
    create(mock, run_setup_tests=False)

    (made,) = mock.webhooks.assert_delivered(status=202)
    assert "taken" == made.answer
    assert not [shown for shown in ("taken", "began") if shown in repr(made)]


@pytest.mark.parametrize("client", ["sync", "async", "aiohttp", "asgi"])
@pytest.mark.parametrize(("status", "refused"), [(204, 200), (500, 400)])
def test_a_create_waits_for_an_async_receiver(client, status, refused):
    """The first call of a webhook is made within its request, also in a running loop and by each kind of client."""
    mock, body = FivetranMock(behaviours={"webhook_created": "200"}), {"url": URL, "events": ["sync_end"]}

    async def receive(_: Request) -> int:
        await asyncio.sleep(0)
        return status

    async def main() -> int:
        path = "https://api.fivetran.com/v1/webhooks/account"
        if client == "sync":
            return ask(mock, "POST", "/v1/webhooks/account", body).status
        if client == "aiohttp":
            with mock.intercept():
                async with ClientSession(headers=SENDER) as session, session.post(path, json=body) as answer:
                    return answer.status
        transport = httpx.ASGITransport(mock.asgi_app()) if client == "asgi" else mock.transport()
        async with httpx.AsyncClient(transport=transport, headers=SENDER) as session:
            return (await session.post(path, json=body)).status_code

    mock.webhooks.mount(URL, receive)
    assert refused == asyncio.run(main())
    assert refused == ask(mock, "POST", "/v1/webhooks/account", body).status
    assert [status] * 2 == [each.status for each in mock.webhooks.deliveries]


def test_a_create_does_not_wait_without_end(mock, monkeypatch):
    """A receiver that waits for the loop which a blocking request holds runs out of time."""
    monkeypatch.setattr("fivetran_mock._mock.receivers.ANSWER_SECONDS", 0.01)

    async def receive(_: Request) -> None:
        await asyncio.Event().wait()

    async def main() -> bytes:
        return ask(mock, "POST", "/v1/webhooks/account", {"url": URL, "events": ["sync_end"]}).body

    mock.webhooks.mount(URL, receive)
    assert b"Read timed out" in asyncio.run(main())


def test_what_a_receiver_raises_refuses_its_webhook(mock):
    """The create is answered 400, and the error is kept for the end of the test."""
    mock.webhooks.mount(URL, raising)
    refused = ask(mock, "POST", "/v1/webhooks/account", {"url": URL, "events": ["sync_end"]})

    assert b"'the receiver raised Broken'" in refused.body
    with pytest.raises(Broken):
        mock.webhooks.assert_delivered()


def test_an_assertion_in_a_loop_names_what_to_await(mock):
    """While async receivers run, a failed assertion says how to wait for them."""

    async def main() -> None:
        mock.webhooks.mount(URL, lambda _: asyncio.sleep(0, 200))
        mock.advance(hours=1)
        with pytest.raises(AssertionError, match=r"first `await mock\.webhooks\.delivered\(\)`"):
            mock.webhooks.assert_delivered(event="sync_end")
        await mock.webhooks.delivered()

    create(mock)
    asyncio.run(main())


def test_a_fault_on_deliveries_has_to_be_used(mock):
    """A fault that has taken fewer deliveries than it says is unused; a delivery that is late comes after others."""
    mock.webhooks.delay("sync_start", 900, schema="s")
    mock.webhooks.lose("sync_end")
    mock.webhooks.lose("sync_end", schema="s")
    bounds: list[dict[str, Any]] = [{"times": 0}, {"times": 10_001}, {"seconds": -1}, {"seconds": 3_162_240_001}]
    for wrong in bounds:
        with pytest.raises(ValueError, match="times has to be from 1 to 10,000, and seconds at most a hundred years"):
            mock.webhooks.delay("sync_end", **{"seconds": 0, **wrong})
    create(mock)
    mock.advance(minutes=30)

    assert ["create_connector", "connection_successful", "sync_end", "sync_start"] == events(mock)
    assert "lost by a fault of the mock" == mock.webhooks.assert_delivered(event="sync_end")[0].error
    with pytest.raises(AssertionError, match=r"\n  webhooks\.lose\('sync_end', schema='s'\): there"):
        mock.verify()
    mock.webhooks.delay("sync_end", 100 * 366 * 86_400)
    mock.clear_faults()
    mock.verify()


def test_a_receiver_may_sleep_while_its_own_event_waits(mock):
    """A receiver that changes something and then sleeps holds up no time: its event comes after its answer."""
    path, slept = f"/v1/connections/{create(mock)['id']}", list[str]()

    def receive(request: Request) -> None:
        if not slept:
            ask(mock, "PATCH", path, {"paused": True})
            mock.clock.sleep(60)
        slept.append(json.loads(request.body)["event"])

    mock.webhooks.mount(URL, receive)
    mock.webhooks.deliver()

    assert ["create_connector", "connection_successful", "pause_connector"] == slept


def test_a_repetition_uses_up_no_fault(mock):
    """A fault for deliveries takes an event, and no repetition of an earlier one; a repeat by hand begins anew."""
    answers = [500, *[200] * 99]
    mock.webhooks.mount(URL, lambda _: answers.pop(0))
    create(mock)
    mock.webhooks.deliver()
    mock.webhooks.lose("create_connector")
    mock.advance(days=1)

    first = mock.webhooks.assert_delivered(event="create_connector")
    assert [(1, 500, False), (2, 200, True)] == [(each.attempt, each.status, each.ok) for each in first]
    mock.webhooks.repeat(first[-1])
    last = mock.webhooks.assert_delivered(event="create_connector")[-1]
    assert (1, None) == (last.attempt, last.status)


def mock_with(*names: str, **settings: int) -> FivetranMock:
    """Return a mock with connections that sync every five minutes, and with a webhook for their syncs."""
    mock = FivetranMock(**settings)
    connection = {"service": "mailchimp", "group_id": "g", "sync_frequency": 5, "status": {"setup_state": "connected"}}
    mock.seed(connections=[{**connection, "config": {"schema": name}} for name in names])
    mock.script_syncs("succeeded", seconds=60)
    webhook = {"url": "https://receiver.example/", "events": ["sync_start", "sync_end"]}
    ask(mock, "POST", "/v1/webhooks/account", webhook)
    return mock


def told(deliveries: list[Delivery]) -> list[tuple[int, str, str]]:
    """Return the minute, the schema and the kind of each event."""
    return [(int(each.payload["created"][14:16]), each.schema, each.event) for each in deliveries]


def test_each_sync_is_told_in_order():
    """The starts and ends of all connections come in the order of their moments, then of the connections."""
    mock = mock_with("a", "b")

    mock.advance(minutes=6)

    expected = [(minute, name, kind) for minute, kind in ((1, "sync_start"), (2, "sync_end")) for name in "ab"]
    assert [*expected, (6, "a", "sync_start"), (6, "b", "sync_start")] == told(delivered(mock))
    assert 4 == len({each.payload["sync_id"] for each in delivered(mock)})


def test_a_move_delivers_without_limit(monkeypatch):
    """A move delivers all its events in process, and the latest of them are kept."""
    monkeypatch.setattr("fivetran_mock._mock.lifecycle.deliveries.MOST_EVENTS", 2)
    seen: list[Request] = []
    mock = mock_with("a", "b", "c")
    mock.webhooks.mount(URL.removesuffix("/hook"), seen.append)

    mock.advance(minutes=31)

    assert 39 == len(seen)
    assert [(31, "b", "sync_start"), (31, "c", "sync_start")] == told(mock.webhooks.deliveries)


def test_a_request_tells_later():
    """Events that become due during a request are delivered after it, in order."""
    mock = mock_with("a", "b")
    mock.advance(seconds=1)
    taking = FivetranMock(seconds_per_call=180, sync_seconds=6)
    taking.restore(mock.snapshot())

    ask(taking, "GET", "/v1/groups")
    within = delivered(taking)
    taking.webhooks.deliver()

    assert [] == within
    assert [(1, "a"), (1, "b"), (2, "a"), (2, "b")] == [each[:2] for each in told(delivered(taking))]


def test_a_failure_is_repeated_in_virtual_time(mock):
    """A delivery that fails is repeated after 5, 15 and 30 minutes, and holds no other back, until it succeeds."""
    answers = [599, 200, 100, 404, 200]
    mock.webhooks.mount(URL, lambda _: answers.pop(0))
    create(mock, paused=True)
    mock.advance(hours=1)
    made = delivered(mock)

    assert ["create_connector", "connection_successful"] + ["create_connector"] * 3 == events(mock)
    assert ["00:00", "00:00", "00:05", "00:15", "00:30"] == [each.at[11:16] for each in made]
    assert [1, 1, 2, 3, 4] == [each.attempt for each in made]


def test_a_receiver_that_fails_for_a_day_is_switched_off(mock, caplog):
    """After 24 hours of repetitions the webhook is not active any more, which the log says, with its id escaped."""
    mock.webhooks.mount(URL, lambda _: 503)
    create(mock, paused=True, run_setup_tests=False)
    (webhook,) = data(mock, "GET", "/v1/webhooks")["items"]
    mock.restore(mock.snapshot().replace(webhook["id"].encode(), rb"\u001b[2J"))
    with caplog.at_level(logging.WARNING, "fivetran_mock"):
        mock.advance(days=2)
    (webhook,) = data(mock, "GET", "/v1/webhooks")["items"]

    assert webhook["active"] is False
    assert "Webhook \\x1b[2J is switched off: an event was not taken for a day" == caplog.messages[-1]
    assert 24 == len(delivered(mock))
    assert "2026-01-01T23:00" == delivered(mock)[-1].at[:16]


@pytest.mark.parametrize("act", [{"active": False}, None])
def test_a_webhook_that_is_gone_gets_no_repetition(mock, act):
    """A deleted or disabled webhook gets no more events; enabled again, it gets only new ones."""
    mock.webhooks.mount(URL, lambda _: 503)
    (webhook,) = data(mock, "GET", "/v1/webhooks")["items"]
    path = f"/v1/webhooks/{webhook['id']}"
    create(mock, paused=True, run_setup_tests=False)
    mock.advance(seconds=1)
    ask(mock, "DELETE" if act is None else "PATCH", path, act)
    mock.advance(days=2)

    assert 1 == len(delivered(mock))


def test_repetitions_and_time_outlive_the_process():
    """A mock that begins with another's store goes on at its time, and repeats undelivered events."""
    store = Keeping()
    mock = FivetranMock(store=store)
    hook(mock, "create_connector", secret="s")
    mock.webhooks.mount(URL, lambda _: 500)
    create(mock, paused=True)
    mock.advance(minutes=6)
    mock.advance(minutes=1)
    again = FivetranMock(store=store)
    began = again.now
    again.advance(hours=1)
    (made,) = again.webhooks.deliveries

    assert mock.now == began
    assert ("2026-01-01T00:15", 3, delivered(mock)[0].body) == (made.at[:16], made.attempt, made.body)
    assert delivered(mock)[0].headers == made.headers


def test_a_webhook_of_a_group_hears_of_its_group_alone():
    """A webhook of a group gets the events of its connections, one of the account those of all."""
    mock = FivetranMock()
    of_group = hook(mock, "create_connector", path="group/g")
    of_all = hook(mock, "create_connector")
    create(mock)
    create(mock, group_id="other")
    mock.webhooks.deliver()

    assert [of_group, of_all, of_all] == [each.webhook_id for each in delivered(mock)]


def test_a_webhook_hears_nothing_of_before():
    """A webhook does not get events that were due before its creation, even if no read had applied them."""
    mock = FivetranMock()
    create(mock, sync_frequency=60)
    mock.advance(hours=5)
    hook(mock)
    mock.advance(hours=1)

    assert ["sync_start", "sync_end"] == events(mock)


def test_a_list_of_events_is_replaced(mock):
    """An update replaces the events, and keeps the other fields."""
    (webhook,) = data(mock, "GET", "/v1/webhooks")["items"]
    changed = data(mock, "PATCH", f"/v1/webhooks/{webhook['id']}", {"events": ["sync_end"]})
    create(mock)
    mock.advance(hours=1)

    assert {**webhook, "events": ["sync_end"]} == changed
    assert ["sync_end"] == events(mock)


@pytest.mark.parametrize(
    ("receiver", "answered"),
    [
        (lambda _: 204, {"succeed": True, "status": 204, "message": "The receiver answered with status 204"}),
        (lambda _: 500, {"succeed": False, "status": 500, "message": "The receiver answered with status 500"}),
        (raising, {"succeed": False, "status": 0, "message": "the receiver raised Broken"}),
    ],
)
def test_a_test_posts_an_event_about_no_connection(mock, receiver, answered):
    """The operation calls the receiver once, of a webhook that is active or not, and returns its answer."""
    identifier, active = hook(mock, active=False, path="group/g"), hook(mock)
    mock.webhooks.mount(URL, receiver)
    result = data(mock, "POST", f"/v1/webhooks/{identifier}/test", {"event": "sync_end"})
    ask(mock, "POST", f"/v1/webhooks/{active}/test", {"event": "sync_end"})
    mock.advance(days=1)
    (made,) = [each for each in mock.webhooks.deliveries if each.webhook_id == identifier]

    assert answered == result
    assert made.test
    assert [] == delivered(mock)
    assert "_connection_1" == made.connection_id
    assert {"status": "SUCCESSFUL"} == made.payload["data"]


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_a_webhook_that_is_not_there_is_not_found(mock, method):
    """Its id is named."""
    reply = ask(mock, method, "/v1/webhooks/nobody", {})

    assert 404 == reply.status
    assert "Cannot find entity 'Webhook' with id 'nobody'" == json.loads(reply.body)["message"]


def test_an_assertion_lists_what_was_delivered(mock):
    """A failed assertion names the expected values, and lists the latest deliveries."""
    with pytest.raises(AssertionError, match=r"expected a delivery with any values, but there were 0; there was none$"):
        mock.webhooks.assert_delivered()
    create(mock)
    assert 1 == len(mock.webhooks.assert_delivered(event="create_connector"))
    mock.advance(hours=1)

    assert 1 == len(mock.webhooks.assert_delivered(event="sync_end", schema="s", data={"status": "SUCCESSFUL"}))
    with pytest.raises(AssertionError, match=r"expected 2 deliveries with event='sync_end', but there were 1; the lat"):
        mock.webhooks.assert_delivered(times=2, event="sync_end")
    with pytest.raises(ValueError, match="a delivery has no 'evnt'; did you mean event"):
        mock.webhooks.assert_delivered(evnt="sync_end")
    with pytest.raises(ValueError, match="no sync ends with the status 'SUCESSFUL'; did you mean SUCCESSFUL"):
        mock.webhooks.assert_delivered(times=0, data={"status": "SUCESSFUL"})
    with pytest.raises(TypeError, match="the data of an event has no 'stauts'; did you mean status"):
        mock.webhooks.assert_delivered(times=0, data={"stauts": "SUCCESSFUL"})
    mock.webhooks.assert_delivered(times=0, data={"reason": "none was given"})
    mock.advance(days=1)
    with pytest.raises(AssertionError, match=r"; the latest were:(\n  [^\n]+){10}$"):
        mock.webhooks.assert_delivered(status=500)


def test_a_delivery_can_be_repeated(mock):
    """The same body is delivered again, and an event by hand; what nothing is delivered for raises."""
    create(mock)
    mock.webhooks.deliver()
    mock.webhooks.repeat(delivered(mock)[0])
    mock.webhooks.repeat(2)
    first, _, *again = delivered(mock)

    assert [first.body] * 2 == [each.body for each in again]
    assert [(4, 1), (5, 1)] == [(each.number, each.attempt) for each in again]
    with pytest.raises(KeyError, match="there is no delivery 6 to an active webhook"):
        mock.webhooks.repeat(6)
    mock.webhooks.send("sync_end", data={"status": "RESCHEDULED"})
    mock.webhooks.send("sync_end")
    mock.webhooks.send("sync_end", data={"status": "PARTIAL"})
    with pytest.raises(ValueError, match="no sync ends with the status 'SUCCESFUL'; did you mean SUCCESSFUL"):
        mock.webhooks.send("sync_end", data={"status": "SUCCESFUL"})
    sent = [each.payload["data"]["status"] for each in delivered(mock)[-3:]]
    assert ["RESCHEDULED", "SUCCESSFUL", "PARTIAL"] == sent
    with pytest.raises(ValueError, match="no active webhook listens for transformation_failed"):
        mock.webhooks.send("transformation_failed")


def test_a_secret_is_shown_nowhere():
    """Neither answers, journal nor the repr of a delivery have the secret of a webhook, or the password of its URL."""
    mock, seen = FivetranMock(), list[Request]()
    url = {"url": "https://me:deep@in:i%74@receiver.example/?token=deeper"}
    identifier = hook(mock, "create_connector", secret="a deep secret")
    mock.webhooks.mount(url["url"], seen.append)
    ask(mock, "PATCH", f"/v1/webhooks/{identifier}", url)
    create(mock)
    mock.webhooks.deliver()
    with pytest.raises(AssertionError, match=r"to https://me:\*\*\*@receiver\.example/\?token=\*\*\*: answered 200$"):
        mock.webhooks.assert_delivered(event="status")

    assert {**url, "secret": "******"}.items() <= data(mock, "GET", f"/v1/webhooks/{identifier}").items()
    assert "deep" not in str([(call.to_data(), call.body, call.response) for call in mock.calls])
    assert "deep" not in repr(delivered(mock))
    assert "deep" not in json.dumps([each.to_data() for each in delivered(mock)])
    sent = ("receiver.example", f"Basic {b64encode(b'me:deep@in:it').decode()}")  # as on a port
    assert sent == tuple(seen[0].headers[name] for name in ("host", "authorization"))


@pytest.mark.parametrize(
    ("length", "left"), [(0, ["pause_connector", "resume_connector"]), (900, ["resume_connector"])]
)
def test_past_deliveries_are_bounded(mock, monkeypatch, length, left):
    """The oldest deliveries are forgotten beyond the most bytes, to which long addresses count."""
    monkeypatch.setattr("fivetran_mock._mock.lifecycle.deliveries.MOST_BYTES", 2_600)
    (webhook,) = data(mock, "GET", "/v1/webhooks")["items"]
    ask(mock, "PATCH", f"/v1/webhooks/{webhook['id']}", {"url": URL + "x" * length})
    path = f"/v1/connections/{create(mock)['id']}"
    for paused in (True, False):
        mock.webhooks.deliver()
        ask(mock, "PATCH", path, {"paused": paused})
    mock.webhooks.deliver()

    assert left == events(mock)


def test_what_waits_is_bounded(monkeypatch, caplog):
    """Events beyond the most bytes are left out, and those that are delivered make room again."""
    mock, came = FivetranMock(), list[Request]()
    for _ in range(3):
        hook(mock, "create_connector")
    mock.webhooks.mount(URL, came.append)
    monkeypatch.setattr("fivetran_mock._mock.lifecycle.deliveries.MOST_BYTES", 2_000)
    for schema in ("a", "b"):
        create(mock, schema)
        mock.webhooks.deliver()

    assert ["An event is left out, create_connector: 2 deliveries wait already"] * 2 == caplog.messages
    assert ["a", "a", "b", "b"] == [json.loads(request.body)["connector_name"] for request in came]
