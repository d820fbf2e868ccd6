"""Webhooks on a port: the posts to a receiver, and repetitions after a failure."""

from __future__ import annotations

import json
import logging
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from fivetran_connections import BadRequest, Fivetran, TimedOut
from fivetran_connections.webhooks import parse
from fivetran_mock import FivetranMock
from fivetran_mock.server import MockServer

from .conftest import tls

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
SECRET = "a secret of the test"  # of this test


class Handler(BaseHTTPRequestHandler):
    """Takes an event for its receiver."""

    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.requests.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.server.seen.append(self.server.look())
        with suppress(OSError):  # the mock has read enough
            self.server.answer(self.connection)


class Receiver(ThreadingHTTPServer):
    """A receiver of webhooks in threads, which answers with bytes."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}/hook"
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.seen: list[object] = []
        self.look: Callable[[], object] = lambda: None
        self.answer: Callable[[socket.socket], object] = lambda line: line.sendall(OK)
        threading.Thread(target=self.serve_forever, args=[0.01], daemon=True).start()

    @property
    def events(self) -> list[str]:
        """The events that came."""
        return [json.loads(body)["event"] for _, body in self.requests]

    def says(self, answer: bytes) -> None:
        """Answer with these bytes from now on."""
        self.answer = lambda line: line.sendall(answer)

    @contextmanager
    def holding(self) -> Iterator[threading.Event]:
        """Answer nothing before the end of the block; return the event of a request that came."""
        came, ended = threading.Event(), threading.Event()

        def answer(line: socket.socket) -> None:
            came.set()
            ended.wait(60)
            line.sendall(OK)

        self.answer = answer
        try:
            yield came
        finally:
            ended.set()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Return a receiver that answers 200."""
    with Receiver() as receiver:
        yield receiver
        receiver.shutdown()


@pytest.fixture
def server() -> Iterator[MockServer]:
    """Serve a mock on a port."""
    with MockServer(FivetranMock(), webhooks_to=["receiver.test"]) as server:
        yield server


@pytest.fixture
def fivetran(server: MockServer) -> Iterator[Fivetran]:
    """Return a client of the server."""
    with Fivetran(api_key="k", api_secret="s", base_url=server.url, retries=0) as fivetran:
        yield fivetran


def hook(fivetran: Fivetran, receiver: Receiver, *events: str, **more: Any) -> str:
    """Create a webhook, forget its first call, and return its id."""
    made = fivetran.webhooks.create({"url": receiver.url, "events": list(events or ("sync_end",)), **more})
    receiver.requests.clear()
    receiver.seen.clear()
    return str(made.id)


def connect(fivetran: Fivetran) -> str:
    """Create a connection that syncs every hour."""
    body = {"group_id": "g", "service": "mailchimp", "config": {"schema": "s"}, "sync_frequency": 60}
    return str(fivetran.connections.create(body).id)


def advance(server: MockServer, **time: float) -> Any:
    """Move the time of the mock by its own API."""
    return httpx.post(f"{server.url}/__mock__/advance", json=time, timeout=60).json()


def now(server: MockServer) -> Any:
    """Ask the mock for its time."""
    return httpx.get(f"{server.url}/__mock__/state").json()["now"]


def test_a_receiver_gets_signed_events_at_their_moments(server, fivetran, receiver):
    """Time stands at each event until the receiver has answered, and it can verify and read each event."""
    hook(fivetran, receiver, "sync_start", "sync_end", secret=SECRET)
    receiver.look = lambda: now(server)
    connect(fivetran)
    answer = advance(server, hours=2)
    read = [parse(body, headers["x-fivetran-signature-256"], SECRET) for headers, body in receiver.requests]

    assert {"now": "2026-01-01T02:00:00.000000Z", "open_deliveries": 0} == answer
    assert ["sync_start", "sync_end"] * 2 == [each.event for each in read]
    assert [f"2026-01-01T{each}:00.000000Z" for each in ("00:01", "00:11", "01:01", "01:02")] == receiver.seen


@pytest.mark.asyncio
async def test_delivered_waits_for_the_server(server, fivetran, receiver):
    """In a running loop a move of time does not wait, `delivered` does, and a failed assertion says so."""
    hook(fivetran, receiver, "sync_end")
    connect(fivetran)
    with receiver.holding():
        server.mock.advance(hours=1)
        with pytest.raises(AssertionError, match=r"first `await mock\.webhooks\.delivered\(\)`"):
            server.mock.webhooks.assert_delivered(event="sync_end")
    await server.mock.webhooks.delivered()

    assert ["sync_end"] == receiver.events


@pytest.mark.anyio
async def test_a_client_in_process_of_a_served_mock_has_its_receiver_called(server, receiver):
    """A server also posts the first call of a webhook that a client in process creates, and calls nothing mounted."""
    body = {"url": receiver.url, "events": ["sync_end"]}
    receiver.says(b"HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n")
    with pytest.raises(BadRequest, match="response status 500"):
        server.mock.client().webhooks.create(body)
    receiver.says(OK)
    async with server.mock.async_client() as fivetran:
        await fivetran.webhooks.create(body)

    assert 2 == len(receiver.requests)
    with pytest.raises(ValueError, match="calls no mounted one: serve the receiver"):
        server.mock.webhooks.mount(receiver.url, lambda _: 200)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"", "RemoteProtocolError: Server disconnected without sending a response."),
        (b"nonsense\r\n\r\n", "RemoteProtocolError: illegal status line: bytearray(b'nonsense')"),
        (b"HTTP/1.1 500 No\r\ncontent-length: 0\r\n\r\n", "'response status 500'"),
        (b"HTTP/1.1 302 Found\r\nlocation: /other\r\ncontent-length: 0\r\n\r\n", "'response status 302'"),
    ],
    ids=["closes", "no HTTP", "500", "redirect"],
)
def test_a_receiver_that_answers_no_success_is_named(fivetran, receiver, answer, error):
    """A create is refused with the answer of the first call, and nothing is stored; a redirect is not followed."""
    receiver.says(answer)
    with pytest.raises(BadRequest, match="Failed to call webhook endpoint: '") as refused:
        hook(fivetran, receiver)

    assert error in str(refused.value)
    assert ["sync_end"] == receiver.events
    assert [] == list(fivetran.webhooks.list())


def test_a_receiver_that_drips_runs_out_of_time(fivetran, receiver, monkeypatch):
    """The time is that of the whole answer, however short the pauses between its bytes are."""
    monkeypatch.setattr("fivetran_mock.server._posting.ANSWER_SECONDS", 0.3)
    never = threading.Event()

    def drip(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(20):
            line.sendall(b"a")
            never.wait(0.1)

    receiver.answer = drip
    with pytest.raises(BadRequest, match=r"'java\.net\.SocketTimeoutException: Read timed out'"):
        hook(fivetran, receiver)


def test_a_certificate_is_checked(fivetran):
    """A receiver with an untrusted certificate is refused."""
    server, _ = tls()
    with MockServer(FivetranMock(), tls=server) as other, pytest.raises(BadRequest, match=r"CERTIFICATE_VERIFY_FAILED"):
        fivetran.webhooks.create({"url": other.url, "events": ["sync_end"]})


def test_a_client_that_leaves_does_not_end_its_create(server, fivetran, receiver):
    """A create whose client waits no longer is done once the receiver has answered."""
    with receiver.holding() as came:
        with pytest.raises(TimedOut):
            hook(fivetran.with_options(timeout=0.2), receiver)
        assert came.wait(60)
    while not server.mock.webhooks.deliveries:
        list(fivetran.groups.list())

    assert [receiver.url] == [each.url for each in fivetran.webhooks.list()]


def test_an_answer_without_end_is_read_to_a_limit(server, fivetran, receiver):
    """Of a long answer the beginning is kept."""

    def answer(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            line.sendall(b"a" * 65_536)

    receiver.answer = answer
    hook(fivetran, receiver)

    assert "a" * 4096 == server.mock.webhooks.deliveries[0].answer


def test_a_move_waits_a_minute_at_most(server, fivetran, receiver, monkeypatch):
    """A move of time has a limit for its waits, says how many deliveries are open, and posts the rest by itself."""
    monkeypatch.setattr("fivetran_mock._mock.receivers.PATIENCE", 0.1)
    hook(fivetran, receiver, "sync_start", "sync_end")
    with receiver.holding():
        connect(fivetran)
        first = advance(server, hours=2)
    monkeypatch.setattr("fivetran_mock._mock.receivers.PATIENCE", 60)
    advance(server, seconds=1)

    assert 4 == first["open_deliveries"]
    assert ["sync_start", "sync_end"] * 2 == receiver.events


def test_a_long_move_is_refused_with_a_step(server, fivetran, receiver, monkeypatch):
    """A server refuses a move that brings too many events, and names one that it takes, of a second or more."""
    hook(fivetran, receiver, "sync_start", "sync_end")
    fivetran.webhooks.create_in_group("other", {"url": receiver.url, "events": ["sync_end"]})
    connect(fivetran)
    before = now(server)

    assert "this one may bring 72,000: move time in steps of at most 12000000 seconds" in str(
        advance(server, days=1000)
    )
    monkeypatch.setattr("fivetran_mock._mock.receivers.MOST_EVENTS", 0)
    assert "in steps of at most 1 seconds" in str(advance(server, days=1))
    assert before == now(server)


def test_a_server_that_stops_ends_a_move(server, fivetran, receiver):
    """A move of time that waits for a receiver ends with its server, and does not go on in process."""
    hook(fivetran, receiver, "sync_start")
    connect(fivetran)
    with receiver.holding() as came, ThreadPoolExecutor(1) as thread:
        move = thread.submit(server.mock.advance, days=9)
        assert came.wait(60)
        server.stop()
        with pytest.raises(RuntimeError, match="the server has stopped while time moved"):
            move.result()

    assert "2026-01-01T00:01:00.000000Z" == server.mock.now


def test_a_reset_gives_up_what_is_under_way(server, fivetran, receiver):
    """A reset ends a move that waits for a receiver, and refuses a webhook whose first call has no answer yet."""
    hook(fivetran, receiver, "sync_start")
    connect(fivetran)
    with ThreadPoolExecutor(2) as threads, receiver.holding() as came:
        move = threads.submit(advance, server, days=9)
        assert came.wait(60)
        came.clear()
        created = threads.submit(hook, fivetran, receiver)
        assert came.wait(60)
        server.mock.reset()
        assert {"now": "2026-01-01T00:00:00.000000Z"} == move.result()
    with pytest.raises(BadRequest, match="Failed to call webhook endpoint: 'the mock was reset'"):
        created.result()

    assert ([], []) == (server.mock.webhooks.deliveries, server.mock.calls)
    assert [] == list(fivetran.webhooks.list())


def test_a_finished_post_is_not_open(server, fivetran, receiver):
    """A first attempt that has its answer is not counted as open, also while it is listed; a reset cancels others."""
    hook(fivetran, receiver, "create_connector", "pause_connector")
    done, waiting = Future[None](), Future[None]()
    seen: list[int] = []
    done.add_done_callback(lambda _: seen.append(server.mock.webhooks.open))
    posts = [waiting, done]
    server.mock.webhooks.post_by(lambda _: posts.pop(), [])
    connection = connect(fivetran)
    open_before = server.mock.webhooks.open
    done.set_result(None)
    fivetran.connections.pause(connection)
    server.mock.reset()

    assert (1, [0], True) == (open_before, seen, waiting.cancelled())


def test_a_failure_is_repeated_beside_the_others(server, fivetran, receiver, monkeypatch):
    """An event that failed is posted again at its time, and its repetition holds no first attempt back."""
    hook(fivetran, receiver, "create_connector", "pause_connector")
    receiver.says(b"HTTP/1.1 503 No\r\ncontent-length: 0\r\n\r\n")
    connection = connect(fivetran)
    advance(server, seconds=1)
    monkeypatch.setattr("fivetran_mock._mock.receivers.PATIENCE", 0.1)
    with receiver.holding() as came:
        advance(server, minutes=5)
        assert came.wait(60)
        fivetran.connections.update(connection, {"paused": True})
        while len(receiver.requests) < 3:
            list(fivetran.groups.list())
        answered = [each.attempt for each in server.mock.webhooks.deliveries]

    assert ["create_connector", "create_connector", "pause_connector"] == receiver.events
    assert [1, 1] == answered


def test_a_webhook_that_is_deleted_gets_nothing_more(server, fivetran, receiver):
    """Requests are answered while a receiver is called; a deleted webhook's waiting deliveries are dropped."""
    identifier = hook(fivetran, receiver, "create_connector", "pause_connector")
    with receiver.holding() as came:
        connection = connect(fivetran)
        assert came.wait(60)
        fivetran.connections.update(connection, {"paused": True})
        fivetran.webhooks.delete(identifier)
    server.mock.advance(seconds=0)

    assert ["create_connector"] == receiver.events


def test_deliveries_have_room_for_a_number_of_bytes(server, fivetran, receiver, monkeypatch):
    """Deliveries that wait for a receiver are bounded in bytes: one too many has failed, an answered one makes room."""
    hook(fivetran, receiver, "create_connector", "pause_connector", "delete_connector")
    monkeypatch.setattr("fivetran_mock.server._posting.MOST_BYTES", 1)
    connection = connect(fivetran)
    server.mock.advance(seconds=0)
    with monkeypatch.context() as patch:
        patch.setattr("fivetran_mock.server._posting.MOST_BYTES", -1)  # less than what waits
        server.mock.pause(connection)
    server.mock.delete(connection)

    assert ["create_connector", "delete_connector"] == receiver.events
    assert ["", "too many others wait", ""] == [each.error for each in server.mock.webhooks.deliveries[1:]]


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://example.com/", "it has to be HTTPS"),
        ("https://example.com/", "the mock posts to this machine only, unless --webhooks-to example.com"),
        ("ftp://localhost/", "it has to be an absolute HTTPS URL"),
        ("https://127.0.0.1.example.com/", "the mock posts to this machine only"),
        ("https://[", "it has to be an absolute HTTPS URL"),
        ("/hook", "it has to be an absolute HTTPS URL"),
    ],
)
def test_only_this_machine_is_posted_to(fivetran, url, sentence):
    """A URL of another host, or one that is no HTTPS, is refused, also when a webhook changes or becomes active."""
    made = fivetran.webhooks.create({"url": "https://your-host.your-domain/", "events": ["sync_end"], "active": False})
    with pytest.raises(BadRequest, match=sentence):
        fivetran.webhooks.update(str(made.id), {"url": url, "active": "machine" in sentence})
    with pytest.raises(BadRequest, match=sentence):
        fivetran.webhooks.create({"url": url, "events": ["sync_end"]})


@pytest.mark.parametrize("named", [False, True])
def test_another_machine_leads_no_webhook_to_this_one(monkeypatch, named):
    """A loopback URL is accepted from another machine only if its host is named; the refusal says how."""
    monkeypatch.setattr("fivetran_mock.server._protocol.is_local_peer", lambda _: False)
    allowed = nullcontext() if named else pytest.raises(BadRequest, match="unless --webhooks-to localhost")
    url = {"url": "http://localhost:9/", "active": False}
    with (
        MockServer(FivetranMock(), webhooks_to=["a.test", *(["LocalHost"] if named else [])]) as server,
        Fivetran(api_key="k", api_secret="s", base_url=server.url, retries=0) as fivetran,
    ):
        made = fivetran.webhooks.create({**url, "url": "https://a.test/", "events": ["sync_end"]})
        with allowed:
            fivetran.webhooks.create({**url, "events": ["sync_end"]})
        with allowed:
            fivetran.webhooks.update(made.id, url)

        assert named == (fivetran.webhooks.get(made.id).url == url["url"])


def test_a_page_leads_no_webhook_to_this_machine(server):
    """A page of a browser on this machine, which sends `Origin`, may not name a loopback URL."""
    url, body = f"{server.url}/v1/webhooks/account", {"url": "http://[::1]:9/", "events": [], "active": False}
    headers = ({"origin": "http://rebound.test"}, {"origin": "null"}, {})

    assert [400, 400, 200] == [
        httpx.post(url, json=body, auth=("k", "s"), headers=sent, trust_env=False).status_code for sent in headers
    ]


@pytest.mark.parametrize("path", ["/console/clock/reset", "/advance", "/health", ""])
def test_a_webhook_controls_no_mock(server, fivetran, path):
    """The mock's own API answers no delivery, its own or another mock's; so nothing is reset."""
    connection = connect(fivetran)
    with MockServer(FivetranMock()) as other:
        for url in (server.url, other.url):
            with pytest.raises(BadRequest, match="response status 403"):
                fivetran.webhooks.create({"url": f"{url}/__mock__{path}", "events": ["sync_end"]})

    assert [connection] == [each.id for each in fivetran.connections.list()]


def test_the_password_of_a_url_is_sent_and_not_logged(fivetran, receiver, caplog):
    """User and password of a URL become the header Authorization, and no log has them, also not that of httpx."""
    with caplog.at_level(logging.DEBUG):
        fivetran.webhooks.create({"url": receiver.url.replace("//", "//us%40er:hu%3Ash@"), "events": ["sync_end"]})
    ((headers, _),) = receiver.requests

    assert "Basic dXNAZXI6aHU6c2g=" == headers["authorization"]
    assert "hu%3Ash" not in caplog.text


@pytest.mark.parametrize(("scope", "problem"), [("eth0ß", "UnicodeEncodeError"), ("a..b", "ExceptionGroup")])
def test_a_host_that_cannot_be_encoded_is_a_failed_delivery(monkeypatch, scope, problem):
    """A scope that is not ASCII, or has an empty label, is refused with the failure of its first call."""
    monkeypatch.setitem(sys.modules, "uvloop", None)  # it looks up any name
    mock = FivetranMock()
    refused = pytest.raises(BadRequest, match=f"Failed to call webhook endpoint: '{problem}")
    with MockServer(mock), refused, mock.client() as fivetran:
        fivetran.webhooks.create({"url": f"http://[::1%{scope}]/", "events": ["sync_end"]})


def test_a_webhook_from_before_the_server_is_not_posted_elsewhere():
    """A URL that was accepted in process is not called by a server, unless its host is named."""
    mock = FivetranMock()
    mock.client().webhooks.create({"url": "https://example.com/", "events": ["create_connector"]})
    with MockServer(mock):
        connect(mock.client())
        mock.advance(seconds=1)

    assert "the mock posts to this machine only" in mock.webhooks.deliveries[1].error


@pytest.mark.parametrize("url", ["https://receiver.test/", "http://localhost/", "http://[::1]/", "http://127.9.9.9/"])
def test_more_hosts_can_be_named(fivetran, url):
    """Plain HTTP is allowed to this machine, a named host needs HTTPS; an inactive webhook is not called."""
    assert url == fivetran.webhooks.create({"url": url, "events": ["sync_end"], "active": False}).url


def test_a_webhook_that_becomes_active_is_called(fivetran, receiver):
    """The first call is made by the update that makes it active, and a failure leaves it as it was."""
    identifier = hook(fivetran, receiver, active=False)
    receiver.says(b"")
    with pytest.raises(BadRequest, match="Failed to call webhook endpoint"):
        fivetran.webhooks.update(identifier, {"active": True})
    assert fivetran.webhooks.get(identifier).active is False

    receiver.says(OK)
    assert fivetran.webhooks.update(identifier, {"active": True}).active is True
    receiver.requests.clear()
    fivetran.webhooks.update(identifier, {"events": ["sync_start"]})
    assert [] == receiver.requests


def test_a_webhook_that_is_gone_while_it_is_called(fivetran, receiver):
    """An update whose webhook was deleted during the first call is not found."""
    identifier = hook(fivetran, receiver, active=False)
    receiver.look = lambda: fivetran.webhooks.delete(identifier)
    with pytest.raises(Exception, match="404 NotFound_Webhook"):
        fivetran.webhooks.update(identifier, {"active": True})


def test_a_fault_comes_before_the_first_call(server, fivetran, receiver):
    """A create that a fault answers calls no receiver; one that acts stores the webhook."""
    server.mock.add_fault({"operation": "create_account_webhook", "status": 500, "when": "after"})
    with pytest.raises(Exception, match="was answered 500"):
        fivetran.webhooks.create({"url": receiver.url, "events": ["sync_end"]})

    assert 1 == len(list(fivetran.webhooks.list()))
    assert [] == receiver.requests


def test_a_mock_in_real_time_looks_again_and_again(receiver, monkeypatch):
    """Where time moves by itself, events are posted without a request."""
    monkeypatch.setattr("fivetran_mock._mock.clock.moments.LOOK_SECONDS", 0.01)
    came = threading.Event()
    with (
        MockServer(FivetranMock(realtime=True, sync_seconds=0.02)) as server,
        Fivetran(api_key="k", api_secret="s", base_url=server.url) as fivetran,
    ):
        hook(fivetran, receiver, "sync_end")
        receiver.look = came.set
        fivetran.connections.sync(connect(fivetran))
        assert came.wait(60)


def test_after_the_server_nothing_is_posted(receiver):
    """Once the server has stopped, its mock collects deliveries as one in process does."""
    with MockServer(FivetranMock()) as server:
        hook(server.mock.client(), receiver, "create_connector")
    connect(server.mock.client())
    server.mock.advance(seconds=1)

    assert [] == receiver.requests
    assert 200 == server.mock.webhooks.deliveries[-1].status
