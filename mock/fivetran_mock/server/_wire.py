"""
One client's connection: bytes in, the mock's reply out, all within `data_received`.

Plain ASGI costs a task and a dozen dictionaries for each request, and it cannot reset a
connection. So this is a protocol of asyncio's, which answers at once and in order, and
leaves to the event loop only what takes time: a delay, a dribble.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import Any, Final, NamedTuple, Protocol, cast

from .._mock.formats.envelope import Refusal, refused
from .._mock.formats.masking import without_token
from .._mock.formats.messages import SLOW_SECONDS, Reply, Request, SocketFault
from ..admin._access import is_loopback
from ._busy_poll import BusyPoll
from ._framing import frame
from ._parsing import Incoming, Limits, Unacceptable
from ._turns import Turn, Turns
from ._wire_faults import FAULTS

PIPELINE_LIMIT: Final = 64
"""Requests that may wait behind a slow answer before the connection is read no further."""

logger = logging.getLogger("fivetran_mock")


class Answer(Protocol):
    """What gives the reply to a request."""

    def __call__(self, request: Request, /, *, local: bool) -> Reply:
        """Answer a request; `local` says that the client is on this machine."""
        ...


class Patience(NamedTuple):
    """How many seconds a client may take."""

    request: float = 30.0
    """From the first byte of a request to its last; 408 beyond."""
    idle: float = 75.0
    """Without a request; then the connection is closed."""
    linger: float = 2.0
    """Sending on after a refusal; a socket closed at once would reset and lose the refusal."""


class _Turn(NamedTuple):
    """One answer that is owed behind another: to a request, or already decided."""

    asked: Request | Reply
    keep_alive: bool


class Wire(asyncio.Protocol):
    """Speak HTTP/1.1 with one client."""

    def __init__(
        self,
        answer: Answer,
        connections: set[Any],
        *,
        loop: asyncio.AbstractEventLoop,
        turns: Turns,
        limits: Limits = Limits(),  # noqa: B008 a frozen value
        patience: Patience = Patience(),  # noqa: B008 a frozen value
    ) -> None:
        self.loop = loop
        self.transport: asyncio.Transport
        self._answer = answer
        self._connections = connections
        self._patience = patience
        self._incoming = Incoming(self._receive, self._go_on, limits=limits)
        self._local = False
        self._turn = Turn(turns, self)
        self._deaf = False  # whatever arrives from here on is ignored
        self._busy = False  # an answer takes its time; others wait in line
        self._lingers = False  # the client may still be sending when we are done
        self._out: list[bytes] = []
        self._line: deque[_Turn] = deque()
        self._poll = BusyPoll(loop)
        self._since = 0.0  # when the request that arrives, or the idleness, began
        self._watch: asyncio.TimerHandle | None = None
        self._step: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self.transport = cast("asyncio.Transport", transport)
        self._connections.add(self)
        self._local = is_loopback(transport.get_extra_info("peername"))
        self._since = self.loop.time()
        self._look_again(self._patience.idle)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 asyncio's signature
        """Forget everything: nobody is there to be answered."""
        self._connections.discard(self)
        self._deaf = True
        self._line.clear()
        for timer in (self._watch, self._step):
            if timer is not None:
                timer.cancel()

    def data_received(self, data: bytes) -> None:
        """Hear these bytes when it is this client's turn, which is now while there is no other."""
        if len(self._connections) > 1 or self._turn.waits:
            self._turn.wait(data)
        elif self.hear(data):
            self.speak()

    def hear(self, data: bytes) -> bool:
        """Find the answer to every request that these bytes complete."""
        if self._deaf:
            return False
        incoming = self._incoming
        if not (begun := incoming.partial):
            self._since = self.loop.time()
            self._poll.arrived()
        try:
            incoming.feed(data)
        except Unacceptable as problem:
            self._refuse(problem)
        if incoming.partial and not begun:
            self._look_again(self._patience.request)
        return True

    def speak(self) -> None:
        """Give the answers that were found."""
        self._flush()
        if not self._incoming.partial:
            self._poll.answered()

    def drop(self) -> None:
        """Part with the client at once."""
        self.transport.abort()

    def eof_received(self) -> bool:
        """Take note that the client sends no more; it may still wait for answers."""
        self._turn.come()
        if self._incoming.partial and not self._deaf:
            self._refuse(Unacceptable(400, "The connection was closed before the request was whole."))
        self._deaf = True
        self._flush()
        return self._busy and self.transport.get_extra_info("sslcontext") is None

    def pause_writing(self) -> None:
        """Read no further while the client does not read."""
        self.transport.pause_reading()

    def resume_writing(self) -> None:
        """Read on."""
        self.transport.resume_reading()

    def shutdown(self) -> None:
        """Give the answers that are owed, then close."""
        self._turn.come()
        self._deaf = True
        self._flush()

    def send(self, data: bytes) -> None:
        """Write at once; for answers that are no whole HTTP messages."""
        self.transport.write(data)

    def later(self, seconds: float, act: Callable[..., None], *arguments: object) -> None:
        """Go on with the answer at hand after some time, unless the client has left by then."""
        self._step = self.loop.call_later(seconds, act, *arguments)

    def finish(self) -> None:
        """Close after an answer that ends the connection, whatever else is owed."""
        self._line.clear()
        self.transport.close()

    def _receive(self, request: Request, keep_alive: bool) -> None:
        self._since = self.loop.time()
        if not self._deaf:
            self._take(request, keep_alive)

    def _go_on(self) -> None:
        """Tell a client that waits to be told so (`Expect: 100-continue`) to send its body."""
        if not (self._busy or self._deaf):
            self._out.append(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _refuse(self, problem: Unacceptable) -> None:
        """Answer what is no request, and hear no more of this client."""
        if self._deaf:
            return
        self._incoming.partial = False
        self._lingers = True
        reply = refused(Refusal(problem.status, "BadRequest", problem.message))
        self._take(reply, False)
        self._deaf = True

    def _take(self, asked: Request | Reply, keep_alive: bool) -> None:
        """Answer now, or after those before."""
        if self._busy:
            self._line.append(_Turn(asked, keep_alive))
            if len(self._line) == PIPELINE_LIMIT:
                self.transport.pause_reading()
            return
        bodiless = False
        if isinstance(asked, Request):
            bodiless = asked.method == "HEAD"
            reply = self._ask(asked)
        else:
            reply = asked
        if reply.fault is None and not reply.delay:
            self._say(_framed(reply, keep_alive=keep_alive, bodiless=bodiless), keep_alive)
        else:
            self._take_time(reply, keep_alive, bodiless)

    def _ask(self, request: Request) -> Reply:
        try:
            return self._answer(request, local=self._local)
        except Exception:
            logger.exception("The mock failed to answer %s %s", request.method, without_token(request.target))
            return _failed()

    def _say(self, message: bytes, keep_alive: bool) -> None:
        self._out.append(message)
        if not keep_alive:
            self._deaf = True
            self._line.clear()

    def _take_time(self, reply: Reply, keep_alive: bool, bodiless: bool) -> None:
        """Wait for the reply's delay before the reply or its fault; others wait in line."""
        self._busy = True  # before what is written: a client that has hung up is still owed this answer
        self._flush()
        fault = reply.fault
        slow = SLOW_SECONDS if fault is SocketFault.SLOW_HEADERS else 0.0
        if fault in FAULTS:
            self._deaf = True
            self.later(reply.delay, FAULTS[fault], self, reply)
        else:
            message = _framed(reply, keep_alive=keep_alive, bodiless=bodiless)
            self.later(reply.delay or slow, self._proceed, message, keep_alive)

    def _proceed(self, message: bytes, keep_alive: bool) -> None:
        """Give the answer that took its time, then those that waited behind it."""
        self._busy = False
        self._since = self.loop.time()
        self._say(message, keep_alive)
        while self._line and not self._busy:
            self._take(*self._line.popleft())
        self._flush()
        if not self._deaf:
            self.transport.resume_reading()

    def _flush(self) -> None:
        """Write what is ready in one go; close if nothing more is owed."""
        out = self._out
        if out:
            self.transport.write(out[0] if len(out) == 1 else b"".join(out))
            self._out = []
        if self._deaf and not self._busy:
            self._close()

    def _close(self) -> None:
        if not self._lingers:
            self.transport.close()
            return
        self._lingers = False
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.later(self._patience.linger, self.transport.close)

    def _look_again(self, seconds: float) -> None:
        if self._watch is not None:
            self._watch.cancel()
        self._watch = self.loop.call_later(seconds, self._look)

    def _look(self) -> None:
        """Refuse what is too slow, close what is idle; one timer for a connection, none for a request."""
        self._turn.come()
        partial = self._incoming.partial
        allowed = self._patience.request if partial else self._patience.idle
        left = self._since + allowed - self.loop.time()
        if self._busy:
            self._look_again(allowed)
        elif left > 0:
            self._look_again(left)
        elif partial:
            self._refuse(Unacceptable(408, f"The request was not whole after {allowed:g} seconds."))
            self._flush()
        else:
            self.transport.close()


def _failed() -> Reply:
    return refused(Refusal(500, "InternalError", "The mock failed to answer; its log says why."))


def _framed(reply: Reply, *, keep_alive: bool, bodiless: bool) -> bytes:
    """Spell an answer, or say that it cannot be spelt: whoever handles requests of their own may give anything."""
    try:
        return frame(reply, keep_alive=keep_alive, bodiless=bodiless)
    except Exception:
        logger.exception("The mock gave an answer that cannot be sent")
        return frame(_failed(), keep_alive=keep_alive, bodiless=bodiless)
