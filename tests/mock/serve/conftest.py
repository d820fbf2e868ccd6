"""A real server with test answers, and a client that sends and receives bytes."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
import trustme

from fivetran_mock import Reply, Request, SocketFault
from fivetran_mock.admin import _api, console
from fivetran_mock.cli import _prepare
from fivetran_mock.server import Endpoint, ServerThread, _protocol

OPERATIONS = _api.OPERATIONS
VIEWS = console.VIEWS
logged = _prepare.logged
PIPELINE_LIMIT = _protocol.PIPELINE_LIMIT
HTTPProtocol = _protocol.HTTPProtocol

JSON = ("content-type", "application/json")
SECONDS = 60
"""The seconds that a client waits for a server on a busy machine."""


def tls() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Return the context of a server on 127.0.0.1, and that of a client that trusts it."""
    authority = trustme.CA()
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("127.0.0.1").configure_cert(server)
    authority.configure_trust(client)
    return server, client


class Line:
    """A raw connection to the server."""

    def __init__(self, server: ServerThread) -> None:
        self.socket = socket.create_connection(server.endpoint.socket.getsockname(), timeout=SECONDS)

    def send(self, data: bytes) -> Line:
        """Send bytes."""
        self.socket.sendall(data)
        return self

    def hang_up(self) -> Line:
        """Close the sending side of the connection."""
        self.socket.shutdown(socket.SHUT_WR)
        return self

    def until(self, mark: bytes) -> bytes:
        """Return the bytes that arrive, up to a mark."""
        heard = b""
        while mark not in heard:
            piece = self.socket.recv(1)
            assert piece, heard
            heard += piece
        return heard

    def rest(self) -> bytes:
        """Return the bytes that arrive until the server closes."""
        return b"".join(iter(lambda: self.socket.recv(65_536), b""))

    def close(self) -> None:
        """Close the connection."""
        self.socket.close()


async def later(request: Request) -> Reply:
    """Return the answer of `echo` to the rest of the path, in a later turn of the loop."""
    await asyncio.sleep(0)
    answered = echo(request._replace(target=request.target.removeprefix("/later")))
    assert isinstance(answered, Reply)
    return answered


def echo(request: Request) -> Reply | Awaitable[Reply]:
    """Return the request as JSON; the path selects delays, faults and failures."""
    _, what, how = [*request.target.split("/"), "", ""][:3]
    if what == "later":
        return later(request)
    if what == "fail":
        raise RuntimeError(how)
    said = {
        "method": request.method,
        "target": request.target,
        "headers": dict(request.headers),
        "body": request.body.decode(),
        "local": request.local,
    }
    reply = Reply(200, [JSON], json.dumps(said).encode())
    if what == "delay":
        reply.delay = float(how)
    if what == "fault":
        reply.fault = SocketFault(how)
    if what == "slow":
        reply.fault, reply.delay = SocketFault.SLOW_HEADERS, float(how)
    if what == "status":
        reply.status = int(how)
    return reply


Serve = Callable[..., ServerThread]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Return a function that starts servers, which stop after the test."""
    with ExitStack() as stack:

        def start(*, tls: ssl.SSLContext | None = None) -> ServerThread:
            endpoint = stack.enter_context(Endpoint.bind(tls=tls))
            return stack.enter_context(ServerThread(endpoint, echo))

        yield start


@pytest.fixture
def dial(serve: Serve) -> Iterator[Callable[..., Line]]:
    """Open connections to the test's server."""
    with ExitStack() as stack:
        servers: list[ServerThread] = []

        def open_line() -> Line:
            if not servers:
                servers.append(serve())
            line = Line(servers[0])
            stack.callback(line.close)
            return line

        yield open_line


def parse(message: bytes) -> tuple[int, dict[str, str], bytes]:
    """Split one complete answer into status, headers and body."""
    head, _, body = message.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    return int(first.split()[1]), headers, body


@dataclass
class Timer:
    """A call at a moment to come."""

    moment: float
    act: Callable[..., None]
    arguments: tuple[object, ...]
    is_due: bool = True

    def cancel(self) -> None:
        """Forget the call."""
        self.is_due = False


class Peer(asyncio.Transport):
    """A client, and the loop of its connection: the bytes that it received, and a time that the test moves."""

    def __init__(self, answer: Any = echo, *, address: object = None, beside: Peer | None = None) -> None:
        super().__init__()
        self.now = 0.0
        self.heard = b""
        self.ended: str | None = None
        self.is_read = True
        self._address = address
        self._timers: list[Timer] = []
        loop: Any = self
        self.peers: set[Any] = beside.peers if beside else set()
        self.waiting = beside.waiting if beside else _protocol.Waiting()
        self.wire = HTTPProtocol(answer, self.peers, loop, lambda _: False, self.waiting)
        self.wire.connection_made(self)

    def send(self, data: bytes) -> bytes:
        """Send bytes, and return those that are answered at once."""
        self.heard = b""
        self.wire.data_received(data)
        return self.heard

    def waits(self, seconds: float) -> str | None:
        """Let time pass; return how the server has ended the connection, if it has."""
        end = self.now + seconds
        while self.step(end):
            pass
        self.now = end
        return self.ended

    def step(self, end: float | None = None) -> bool:
        """Run the first call due by a moment, or else within a second; return whether there was one."""
        latest = self.now + 1 if end is None else end
        due = [timer for timer in self._timers if timer.is_due and timer.moment <= latest]
        if due:
            first = min(due, key=lambda timer: timer.moment)
            self._timers.remove(first)
            self.now = first.moment
            first.act(*first.arguments)
        return bool(due)

    def time(self) -> float:
        """Return the time of the loop."""
        return self.now

    def call_later(self, seconds: float, act: Callable[..., None], *arguments: object) -> Timer:
        """Call a function after some time."""
        self._timers.append(Timer(self.now + seconds, act, arguments))
        return self._timers[-1]

    def call_soon(self, act: Callable[..., None], *arguments: object) -> Timer:
        """Call a function in the next turn."""
        return self.call_later(0, act, *arguments)

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """Return the address of the client, which is all that the connection has."""
        return self._address if name == "peername" else default

    def write(self, data: Any) -> None:
        """Receive bytes."""
        self.heard += data

    def can_write_eof(self) -> bool:
        """Return that TCP can close one direction."""
        return True

    def write_eof(self) -> None:
        """Hear that the server sends no more."""
        self.ended = "says no more"

    def pause_reading(self) -> None:
        """Let the server read no further."""
        self.is_read = False

    def resume_reading(self) -> None:
        """Let the server read on."""
        self.is_read = True

    def close(self) -> None:
        """Hear that the server has closed the connection."""
        self.ended = "closed"

    def abort(self) -> None:
        """Hear that the server has broken off the connection."""
        self.ended = "broken off"
