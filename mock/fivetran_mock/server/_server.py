"""
The mock on a port: in a thread of a test process, or as a process of its own.

The event loop is asyncio's (uvloop's, where that is installed), the protocol is `Wire`. It
listens 60 ms sooner than under uvicorn and stops within a millisecond, where uvicorn takes
190. `UvicornProtocol` is the same wire for those who want uvicorn.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import gc
import os
import signal
import socket
import ssl
import threading
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from types import NoneType, TracebackType
from typing import TYPE_CHECKING, Any, Final, Self
from weakref import WeakKeyDictionary

from .._mock.facade.arguments import Kind, check
from ..admin import Site
from ._turns import Turns
from ._wire import Answer, Wire

if TYPE_CHECKING:
    from .._mock.facade.base import BaseMock

BACKLOG: Final = 2048
"""Clients that may wait to be accepted."""
GRACE_SECONDS: Final = 1.0
"""How long answers that are owed may keep a server that is told to stop."""


class CannotListen(OSError):
    """The address cannot be listened on; the text says why and what to change."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A listening socket, and what it is called from outside."""

    socket: socket.socket
    host: str
    port: int
    tls: ssl.SSLContext | None = None

    @classmethod
    def bind(cls, host: str = "127.0.0.1", port: int = 0) -> Self:
        """Listen; port 0 takes any that is free. Raises `CannotListen` with one sentence."""
        listening = _bind(host, port)
        return cls(listening, *listening.getsockname()[:2])

    def with_tls(self, context: ssl.SSLContext) -> Self:
        """Give the same socket, with TLS on it."""
        return replace(self, tls=context)

    @property
    def url(self) -> str:
        """Where a client on this machine finds the mock."""
        reachable = _LOOPBACKS.get(self.host, self.host)
        shown = f"[{reachable}]" if ":" in reachable else reachable
        return f"http{'s' if self.tls else ''}://{shown}:{self.port}"

    def environment(self, mock: BaseMock) -> dict[str, str]:
        """Give the variables by which a Fivetran client finds the mock."""
        return {
            "FIVETRAN_BASE_URL": self.url,
            "FIVETRAN_API_KEY": mock.api_key,
            "FIVETRAN_API_SECRET": mock.api_secret,
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.socket.close()


_LOOPBACKS: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 read, not bound


class Listener:
    """Accepts clients on an endpoint, and parts from them in good order; lives in one event loop."""

    def __init__(self, endpoint: Endpoint, answer: Answer, *, wire: Callable[..., Wire] = Wire) -> None:
        self._endpoint = endpoint
        self._answer = answer
        self._wire = wire
        self._clients = _Clients()

    async def serve(self, stop: asyncio.Event, *, ready: Callable[[], None]) -> None:
        """Serve until `stop` is set; `ready` is called as soon as clients are answered."""
        loop = asyncio.get_running_loop()
        turns = Turns(loop)
        server = await loop.create_server(
            lambda: self._wire(self._answer, self._clients, loop=loop, turns=turns),
            sock=self._endpoint.socket,
            ssl=self._endpoint.tls,
            backlog=BACKLOG,
        )
        ready()
        await stop.wait()
        server.close()
        await self._clients.part()


class _Clients(set[Wire]):
    """The connections there are."""

    def __init__(self) -> None:
        super().__init__()
        self._none_left = asyncio.Event()

    def discard(self, wire: object) -> None:
        """Forget one that is closed."""
        super().discard(wire)
        if not self:
            self._none_left.set()

    async def part(self) -> None:
        """Let every client have what it is owed, within reason."""
        self._none_left.clear()
        for wire in tuple(self):
            wire.shutdown()
        if self:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._none_left.wait(), GRACE_SECONDS)
        for wire in tuple(self):
            wire.transport.abort()
        await asyncio.sleep(0)  # the loop closes what was aborted


class ServerThread:
    """Answers on an endpoint from a thread of its own, between `start` and `stop`."""

    def __init__(self, endpoint: Endpoint, answer: Answer, *, wire: Callable[..., Wire] = Wire) -> None:
        self.endpoint = endpoint
        self._listener = Listener(endpoint, answer, wire=wire)
        self._loop = new_event_loop()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="fivetran-mock", daemon=True)
        self._ready = threading.Event()

    def start(self) -> Self:
        """Return as soon as clients are answered."""
        self._thread.start()
        self._ready.wait()
        return self

    def stop(self) -> None:
        """Answer what is owed, close every connection, and end the thread."""
        with contextlib.suppress(RuntimeError):  # the loop is closed: stopped before
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *error: object) -> None:
        self.stop()

    def _run(self) -> None:
        try:
            _run(self._loop, self._listener.serve(self._stop, ready=self._ready.set))
        finally:
            self._ready.set()  # whoever waits learns of a failure by the thread's own report


class MockServer:
    """
    A mock on a real port, served by a thread: for any HTTP library and for other processes.

    Use it in a `with` block, or call `start()` and, once, `stop()`. The port is taken when the
    server is made; raises `CannotListen` if it is in use, and TypeError or ValueError for an
    argument that is none.
    """

    def __init__(
        self,
        mock: BaseMock,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.mock = mock
        check(_ARGUMENTS, host=host, port=port, tls=tls)
        endpoint = Endpoint.bind(host, port)
        self._served = ServerThread(endpoint.with_tls(tls) if tls else endpoint, Site(mock).answer)

    @property
    def url(self) -> str:
        """Where the mock answers."""
        return self._served.endpoint.url

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which a Fivetran client finds the mock."""
        return self._served.endpoint.environment(self.mock)

    def start(self) -> Self:
        """Return as soon as clients are answered."""
        self._served.start()
        return self

    def stop(self) -> None:
        """Answer what is owed, close every connection, and end the thread."""
        self._served.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


_ARGUMENTS: Final = {
    "host": Kind("the name or the address of this machine, as text", (str,)),
    "port": Kind("a number from 0 to 65535, and 0 takes any that is free", (int,), range(65_536).__contains__),
    "tls": Kind("an ssl.SSLContext, or None", (ssl.SSLContext, NoneType)),
}


def serve_process(endpoint: Endpoint, answer: Answer, *, ready: Callable[[], None]) -> None:
    """Serve in the main thread until SIGINT or SIGTERM; the process is the server's own."""
    loop = new_event_loop()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    # What is there by now stays: the garbage collector need not look at it again.
    gc.freeze()
    _run(loop, Listener(endpoint, answer).serve(stop, ready=ready))


def new_event_loop() -> asyncio.AbstractEventLoop:
    """Give uvloop's event loop where it is installed, or asyncio's own."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


def _run(loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, None]) -> None:
    try:
        loop.run_until_complete(work)
    finally:
        loop.close()


def _bind(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise CannotListen(f"Host {host!r} is not known here: {error.strerror}.") from None
    except UnicodeError:  # a part that is too long for the name of a host, or no text at all
        raise CannotListen(f"Host {host!a} is not known here: it is no name of a host.") from None
    if os.name == "posix":  # pragma: no branch - on Windows the option lets two servers have one port
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(address)
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        raise CannotListen(_why(error, host, port)) from None
    return listening


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is in use: name another with --port, or --port 0 for any that is free."
    if error.errno == errno.EACCES:
        return f"Port {port} on {host} is not for this user: name one above 1023 with --port."
    return f"Cannot listen on {host}, port {port}: {error.strerror}."


class UvicornProtocol(Wire):
    """
    The same wire under uvicorn: `uvicorn.Config(mock.asgi_app(), http=UvicornProtocol)`.

    With uvicorn's own protocols the app works too, but for socket faults, which plain ASGI
    cannot express.
    """

    def __init__(
        self,
        config: Any,
        server_state: Any,
        app_state: Mapping[str, Any],  # noqa: ARG002 uvicorn's signature
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        loop = _loop or asyncio.get_running_loop()
        super().__init__(
            config.app.site.answer,
            server_state.connections,
            loop=loop,
            turns=_turns_of(server_state, loop),
        )


def _turns_of(server: Any, loop: asyncio.AbstractEventLoop) -> Turns:
    """Give the turns of a server of uvicorn's, new ones when it runs again in another loop."""
    turns = _TURNS.get(server)
    if turns is None or turns.loop is not loop:
        turns = _TURNS[server] = Turns(loop)
    return turns


_TURNS: Final[WeakKeyDictionary[Any, Turns]] = WeakKeyDictionary()
