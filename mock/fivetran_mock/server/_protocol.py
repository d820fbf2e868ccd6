"""
One client's connection, as a protocol of asyncio: bytes in, the mock's replies out.

Plain ASGI costs a task and a dozen dictionaries for each request, and it cannot reset a connection. This protocol
answers within `data_received`, in order, and uses timers only for delays and dribbles.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import struct
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final, cast

from fivetran_common.system import is_local_peer
from fivetran_common.text import printable
from fivetran_rules import without_url_secrets

from .._mock.formats.http import UNCONNECTED, Reply, Request, SocketFault, bytes_before_close, frame, parts_that_arrive
from .._mock.formats.refusals import Refusal, refused
from ..admin import RequestHandler
from ._parsing import BODY_LIMIT, Incoming, Received, Unacceptable

DRIBBLE_SECONDS: Final = 0.005
"""Time between two bytes of a dribble: short, since no client's read time-out ends it."""
PIPELINE_LIMIT: Final = 64
"""Requests of a connection that may wait for their answer, but for those of one slice; it is read no further then."""
TURN: Final = 32
"""The requests of a connection to answer before others have their turn."""
SLICE: Final = 4096
"""The bytes to parse at once."""
SLICES: Final = 16
"""The slices of a connection to parse before others have their turn; a slice may hold a thousand chunks."""

WAITING_LIMIT: Final = 64 * 1_048_576
"""The bytes of bodies that may wait on all connections together; the newest incomplete request is refused beyond."""

REQUEST_SECONDS: Final = 30.0
"""The time of a client from the first byte of a request to its last; 408 beyond."""
IDLE_SECONDS: Final = 75.0
"""The time without a request, or without a read of an answer, after which the connection is closed."""
LINGER_SECONDS: Final = 2.0
"""The time in which a client may send on after a refusal; a socket closed at once would lose the refusal."""

logger = logging.getLogger("fivetran_mock")


class Waiting(dict["HTTPProtocol", int]):
    """The bytes of the bodies that wait on each connection of a server, the newest last."""

    def note(self, client: HTTPProtocol, size: int) -> HTTPProtocol | None:
        """Note the bytes that wait on a connection; return the newest one to refuse if too many wait on all."""
        self[client] = size
        if not size:
            del self[client]
        is_too_much = sum(self.values()) > WAITING_LIMIT
        return next((each for each in reversed(self) if each.is_incomplete), None) if is_too_much else None


class HTTPProtocol(asyncio.Protocol):
    """Speak HTTP/1.1 with one client; `is_allowed` tells which requests may have a large body."""

    def __init__(
        self,
        answer: RequestHandler,
        connections: set[Any],
        loop: asyncio.AbstractEventLoop,
        is_allowed: Callable[[Request], bool],
        waiting: Waiting,
    ) -> None:
        self._is_allowed = is_allowed
        self._waiting = waiting
        self.transport: asyncio.Transport
        self._loop = loop
        self._answer = answer
        self._connections = connections
        self._incoming: Incoming
        self._unread = b""  # received but not parsed
        self._received = 0  # requests
        self._ended = False  # the client sends no more
        self._deaf = False  # further requests are ignored
        self._busy = False  # an answer is delayed; others wait in the queue
        self._full = False  # the client does not read; answers wait in the queue
        self._lingers = False  # the client may still be sending after its last answer
        self._queue: deque[tuple[Request | Reply, bool]] = deque()  # each with its keep-alive
        self._since = 0.0  # when the incomplete request or the idle time began
        self._watch: asyncio.TimerHandle | None = None
        self._step: asyncio.TimerHandle | None = None
        self._later: asyncio.Future[None] | None = None
        self._turn: asyncio.Handle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self.transport = cast("asyncio.Transport", transport)
        self._connections.add(self)
        self._since = self._loop.time()
        self._watch_for(IDLE_SECONDS)
        local = is_local_peer(transport.get_extra_info("peername"))
        self._incoming = Incoming(local=local, is_allowed=self._is_allowed)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 asyncio's signature
        """Discard the requests that wait."""
        self._connections.discard(self)
        self._deaf = True
        self._queue.clear()
        self._unread = b""
        self._waiting.note(self, 0)
        for timer in (self._watch, self._step, self._turn, self._later):
            if timer is not None:
                timer.cancel()

    def data_received(self, data: bytes) -> None:
        """Answer every request that these bytes complete, as far as it is this connection's turn."""
        if not self._deaf:
            self._unread += data
            self._read_on()

    def eof_received(self) -> bool:
        """Note that the client sends no more; it may still wait for answers."""
        self._ended = True
        self._read_on()
        return self._has_pending and self.transport.get_extra_info("sslcontext") is None

    def pause_writing(self) -> None:
        """Stop reading and answering while the client does not read."""
        self._full = True
        self.transport.pause_reading()

    def resume_writing(self) -> None:
        """Continue."""
        self._full = False
        self._since = self._loop.time()
        self._catch_up()

    def shutdown(self) -> None:
        """Send the pending answers, then close."""
        self._deaf = True
        self._close_if_done()

    def later(self, seconds: float, act: Callable[..., None], *arguments: object) -> None:
        """Call `act` after some time, unless the client has left by then."""
        self._step = self._loop.call_later(seconds, act, *arguments)

    def finish(self) -> None:
        """Close the connection and discard its pending answers."""
        self._queue.clear()
        self.transport.close()

    @property
    def _has_pending(self) -> bool:
        return self._busy or bool(self._queue or self._unread)

    @property
    def _has_enough(self) -> bool:
        """Whether as much waits on this connection as may wait."""
        if not self._queue:
            return False
        return len(self._queue) >= PIPELINE_LIMIT or self._held > BODY_LIMIT

    @property
    def _held(self) -> int:
        """The bytes of the bodies that wait."""
        return self._incoming.held + sum(len(received.body) for received, _ in self._queue)

    @property
    def is_incomplete(self) -> bool:
        """Whether a body has begun and is not complete."""
        return self._incoming.held > 0

    def refuse_body(self) -> None:
        """Refuse the incomplete request, since too many bytes wait on the server."""
        self._refuse(Unacceptable(503, "Too many bytes of other requests wait on this server: send it again later."))
        self._unread = b""
        self._waiting.note(self, self._held)

    def _weigh(self) -> None:
        """Count the bytes that wait here, and refuse the newest incomplete request if too many wait on all."""
        newest = self._waiting.note(self, self._held)
        if newest:
            newest.refuse_body()
            if newest is not self:
                newest.shutdown()

    def _read_on(self) -> None:
        """Parse the received bytes, until it is another connection's turn or enough requests wait."""
        last, rest = self._received + TURN, len(self._unread) - SLICES * SLICE
        while self._unread and not (self._deaf or self._has_enough):
            if self._received >= last or len(self._unread) <= rest:
                self.transport.pause_reading()
                self._turn = self._loop.call_soon(self._read_on)
                return
            self._parse()
        if self._deaf:
            self._unread = b""
        elif self._has_enough:
            self.transport.pause_reading()
        elif self._ended:
            if self._incoming.partial:
                self._refuse(Unacceptable(400, "The connection was closed before the request was complete."))
            self._deaf = True
        elif not self._full:
            self.transport.resume_reading()
        if self._deaf:
            self._close_if_done()

    def _parse(self) -> None:
        """Parse a slice, and watch the time of a request that begins in it."""
        data, self._unread = self._unread[:SLICE], self._unread[SLICE:]
        if not (begun := self._incoming.partial):
            self._since = self._loop.time()
        for event in self._incoming.feed(data):
            match event:
                case Received(request, keep_alive):
                    self._since = self._loop.time()
                    self._received += 1
                    self._take(request, keep_alive)
                case Unacceptable():
                    self._refuse(event)
                case _:
                    if not self._has_pending:
                        self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        self._weigh()
        if self._incoming.partial and not begun:
            self._watch_for(REQUEST_SECONDS)

    def _refuse(self, problem: Unacceptable) -> None:
        """Answer bytes other than a request, and ignore all that follows."""
        if self._deaf:
            return
        self._incoming.discard()
        self._lingers = True
        self._take(refused(problem), False)
        self._deaf = True

    def _take(self, received: Request | Reply, keep_alive: bool) -> None:
        """Answer now, or after the pending answers."""
        if not (self._busy or self._full or self._queue):
            self._serve(received, keep_alive)
        else:
            self._queue.append((received, keep_alive))

    def _serve(self, received: Request | Reply, keep_alive: bool) -> None:
        bodiless = isinstance(received, Request) and received.method == "HEAD"
        reply = self._ask(received) if isinstance(received, Request) else received
        if not isinstance(reply, Reply):
            self._busy = True
            self._later = asyncio.ensure_future(self._wait_for(reply, keep_alive, bodiless))
        elif reply.fault is None and not reply.delay:
            self._send(reply, keep_alive, bodiless)
        else:
            self._delay(reply, keep_alive, bodiless)

    def _ask(self, request: Request) -> Reply | Awaitable[Reply]:
        try:
            return self._answer(request)
        except Exception:
            target = printable(without_url_secrets(request.target))
            logger.exception("The mock failed to answer %s %s", request.method, target)
            return _failed()

    async def _wait_for(self, answer: Awaitable[Reply], keep_alive: bool, bodiless: bool) -> None:
        """Send a reply once it is ready; the work for it goes on after the client has left."""
        try:
            reply = await asyncio.shield(answer)
        except Exception:
            logger.exception("The mock failed to answer a request that moved time or tried a webhook")
            reply = _failed()
        self._delay(reply, keep_alive, bodiless)

    def _send(self, reply: Reply, keep_alive: bool, bodiless: bool) -> None:
        self.transport.write(frame(reply, keep_alive=keep_alive, bodiless=bodiless))
        if not keep_alive:
            self._deaf = True
            self._queue.clear()

    def _delay(self, reply: Reply, keep_alive: bool, bodiless: bool) -> None:
        """Wait for the reply's delay, then send the reply or its fault."""
        self._busy = True
        fault = reply.fault
        if fault in _FAULTS:
            self._deaf = True
            self.later(reply.delay, _FAULTS[fault], self, reply)
        else:
            self.later(reply.delay, self._after_delay, reply, keep_alive, bodiless)

    def _after_delay(self, reply: Reply, keep_alive: bool, bodiless: bool) -> None:
        self._busy = False
        self._since = self._loop.time()
        self._send(reply, keep_alive, bodiless)
        self._catch_up()

    def _catch_up(self) -> None:
        """Send the answers that waited, as far as the client reads them, then read on."""
        while self._queue and not (self._busy or self._full):
            received, keep_alive = self._queue.popleft()
            self._weigh()
            self._serve(received, keep_alive)
        if not (self._busy or self._full):
            self._read_on()

    def _close_if_done(self) -> None:
        """Close a connection that takes no more requests, once no answer is pending."""
        if self._has_pending:
            return
        if not self._lingers:
            self.transport.close()
            return
        self._lingers = False
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.later(LINGER_SECONDS, self.transport.close)

    def _watch_for(self, seconds: float) -> None:
        if self._watch is not None:
            self._watch.cancel()
        self._watch = self._loop.call_later(seconds, self._check_time)

    def _check_time(self) -> None:
        """Refuse a slow request, close an idle connection; one timer for a connection, none for a request."""
        partial = self._incoming.partial
        allowed = REQUEST_SECONDS if partial else IDLE_SECONDS
        left = self._since + allowed - self._loop.time()
        if self._busy or left > 0:
            self._watch_for(allowed if self._busy else left)
        elif self._full:  # a regular close would wait for unsent answers
            self.transport.abort()
        elif partial:
            self._refuse(Unacceptable(408, f"The request was not complete after {allowed:g} seconds."))
            self._close_if_done()
        else:
            self.transport.close()


def _failed() -> Reply:
    return refused(Refusal(500, "InternalError", "The mock failed to answer; its log says why."))


# --- faults on the socket ---------------------------------------------------------------------------------------------


def _reset(protocol: HTTPProtocol, reply: Reply) -> None:  # noqa: ARG001 nothing of the reply is sent
    """Close and discard unsent data, which the peer sees as a reset."""
    protocol.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    protocol.transport.abort()


def _cut(protocol: HTTPProtocol, reply: Reply) -> None:
    """Send the bytes that the fault lets through, at once, and close."""
    protocol.transport.write(bytes_before_close(reply))
    protocol.finish()


def _dribble(protocol: HTTPProtocol, reply: Reply) -> None:
    """Send the head, then a part of the body byte by byte."""
    protocol.transport.write(frame(reply, keep_alive=False, bodiless=True))
    _drip(protocol, parts_that_arrive(SocketFault.DRIBBLE, reply.body))


def _drip(protocol: HTTPProtocol, rest: list[bytes]) -> None:
    if not rest:
        protocol.finish()
        return
    protocol.transport.write(rest[0])
    protocol.later(DRIBBLE_SECONDS, _drip, protocol, rest[1:])


_FAULTS: Final[Mapping[SocketFault | None, Callable[[HTTPProtocol, Reply], None]]] = {
    SocketFault.RESET: _reset,
    SocketFault.CLOSE: _cut,
    SocketFault.TRUNCATE: _cut,
    SocketFault.BAD_CHUNK: _cut,
    SocketFault.GARBAGE_STATUS: _cut,
    SocketFault.DRIBBLE: _dribble,
    **dict.fromkeys(UNCONNECTED, _reset),
}
"""`SocketFault.SLOW_HEADERS` is missing: it is a delay and then the answer. A refused connection becomes a reset."""
