"""Serve the mock on a port: from a thread of a test process, or as a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final, Self

from fivetran_common.lazy import EXTRA
from fivetran_common.system import ending_signals

from .._mock.facade import BaseMock
from .._mock.formats.http import Request
from .._mock.formats.json import listed
from .._mock.formats.schema import NAME, Checker, an_object, array, whole
from .._mock.state.settings import CARD_PAGE
from ..admin import PREFIX, Access, RequestHandler
from ..mock import FivetranMock
from ._posting import Posting

if TYPE_CHECKING:
    from ._protocol import HTTPProtocol

BACKLOG: Final = 2048
"""Connections that the system holds until they are accepted."""
GRACE_SECONDS: Final = 1.0
"""The time that a thread's server, once stopped, waits for delayed answers."""
GRACE_OF_PROCESS: Final = 8.0
"""The time that a process's server waits after SIGTERM; container engines kill after ten seconds."""


class MissingExtra(ImportError):
    """A package that an extra of this distribution brings is not installed."""


class CannotListen(OSError):
    """The server cannot listen on the address; the text has the reason and the next step."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A listening socket and its address."""

    socket: socket.socket
    host: str
    port: int
    name: str
    """The host as it was asked for, which may be a name."""
    tls: ssl.SSLContext | None = None
    accesses: list[Access] = field(default_factory=list[Access])
    """The rules that `access` has returned."""

    @classmethod
    def bind(cls, host: str = "127.0.0.1", port: int = 0, *, tls: ssl.SSLContext | None = None) -> Self:
        """
        Listen on a port; 0 takes any free one.

        Raises `CannotListen`, or `MissingExtra` where the HTTP parser is not installed.
        """
        if find_spec("httptools") is None:
            raise MissingExtra(f"A server needs {EXTRA.format('mock')}")
        try:
            family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
            listening = socket.socket(family, kind, protocol)
        except OSError as error:
            raise CannotListen(f"Host {host!r} cannot be resolved: {error.strerror}.") from None
        except UnicodeError:  # a label longer than 63 bytes, or an unpaired surrogate
            raise CannotListen(f"Host {host!a} cannot be resolved: it is not a valid host name.") from None
        if os.name == "posix":  # pragma: no branch - on Windows the option lets two servers share a port
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(address)
            listening.listen(BACKLOG)
        except OSError as error:
            listening.close()
            raise CannotListen(_why(error, host, port)) from None
        bound, number = listening.getsockname()[:2]
        return cls(listening, bound, number, host, tls)

    @property
    def url(self) -> str:
        """The address for clients on this machine."""
        reachable = _LOOPBACKS.get(self.host, self.host)
        shown = f"[{reachable}]" if ":" in reachable else reachable
        return f"http{'s' if self.tls else ''}://{shown}:{self.port}"

    def access(self, *names: str, admin_token: str | None = None) -> Access:
        """Return the rule by which clients may use the mock's own API at this address, or by further names."""
        self.accesses.append(Access(names=(self.name, self.host, *names), token=admin_token))
        return self.accesses[-1]

    def may_be_large(self, request: Request) -> bool:
        """Return whether a request may have a large body: to the mock's own API, from a client that may use it."""
        is_own = request.target.startswith(f"{PREFIX}/")
        return is_own and any(access.refusal(request) is None for access in self.accesses)

    def environment(self, mock: BaseMock) -> dict[str, str]:
        """Return the environment variables by which a Fivetran client finds the mock."""
        return {"FIVETRAN_BASE_URL": self.url, "FIVETRAN_API_KEY": mock.api_key, "FIVETRAN_API_SECRET": mock.api_secret}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.socket.close()


_LOOPBACKS: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 read, not bound


class Listener(set["HTTPProtocol"]):
    """Accept connections on an endpoint, keep them, and close them in the end; used within one event loop."""

    def __init__(self, endpoint: Endpoint, answer: RequestHandler) -> None:
        super().__init__()
        self._endpoint = endpoint
        self._answer = answer
        self._none_left = asyncio.Event()

    async def serve(
        self,
        stop: asyncio.Event,
        *,
        ready: Callable[[], None],
        closing: Callable[[], None],
        grace: float = GRACE_SECONDS,
    ) -> None:
        """
        Serve until `stop` is set, then wait for delayed answers.

        Calls `ready` once connections are accepted, and `closing` before answers under way are broken off.
        """
        from ._protocol import HTTPProtocol, Waiting

        loop, waiting = asyncio.get_running_loop(), Waiting()
        server = await loop.create_server(
            lambda: HTTPProtocol(self._answer, self, loop, self._endpoint.may_be_large, waiting),
            sock=self._endpoint.socket,
            ssl=self._endpoint.tls,
            backlog=BACKLOG,
        )
        ready()
        await stop.wait()
        server.close()
        self._none_left.clear()
        for client in tuple(self):
            client.shutdown()
        if self:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._none_left.wait(), grace)
        for client in tuple(self):
            client.transport.abort()
        closing()
        await asyncio.sleep(0)  # posts of other threads become tasks
        posts = asyncio.all_tasks() - {asyncio.current_task()}
        for post in posts:
            post.cancel()
        await asyncio.wait([*posts, asyncio.create_task(asyncio.sleep(0))])  # the loop closes the aborted connections

    def discard(self, client: object) -> None:
        """Remove a closed connection."""
        super().discard(client)
        if not self:
            self._none_left.set()

    def hurry(self) -> None:
        """Stop waiting for delayed answers."""
        self._none_left.set()


# --- TLS for tests, with a certificate authority that exists only while the server runs -------------------------------


def temporary_identity(hosts: Iterable[str]) -> tuple[ssl.SSLContext, bytes]:
    """Return a server's certificate for `hosts`, and its authority as PEM; raises `MissingExtra` without trustme."""
    try:
        import trustme
    except ImportError:
        raise MissingExtra(f"TLS needs {EXTRA.format('mock')}") from None
    authority = trustme.CA(organization_name="fivetran-mock, for tests only")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate: Any = authority.issue_cert(*dict.fromkeys(hosts))  # trustme also names a type of pyOpenSSL's
    certificate.configure_cert(context)
    return context, authority.cert_pem.bytes()


def trust(authority_file: str) -> dict[str, str]:
    """Return the environment variables that make OpenSSL, requests, curl and Node trust an authority."""
    names = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
    return dict.fromkeys(names, authority_file)


class ServerThread:
    """Serve an endpoint from a thread, between `start` and `stop`."""

    def __init__(
        self, endpoint: Endpoint, answer: RequestHandler, *, closing: Callable[[], None] = lambda: None
    ) -> None:
        self.endpoint = endpoint
        self._closing = closing
        self._listener = Listener(endpoint, answer)
        self._loop = new_event_loop()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, name="fivetran-mock", daemon=True)
        self._ready = threading.Event()

    def start(self) -> Self:
        """Start, and return once connections are accepted."""
        self._thread.start()
        self._ready.wait()
        return self

    def stop(self) -> None:
        """Send the answers under way, close every connection, and end the thread."""
        with contextlib.suppress(RuntimeError):  # the loop is closed: the server was stopped before
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *error: object) -> None:
        self.stop()

    def _run(self) -> None:
        try:
            with contextlib.closing(self._loop) as loop:
                loop.run_until_complete(self._listener.serve(self._stop, ready=self._ready.set, closing=self._closing))
        finally:
            self._ready.set()  # after a failure too, which the thread itself reports


class MockServer(ServerThread):
    """
    A mock on a real port, served from a thread: for any HTTP library and for other processes.

    While it runs, Connect Cards link to its own page, unless the mock was made with another `card_page`. The mock's own
    API answers clients on this machine, and others that send `admin_token` as a bearer token. Events of webhooks are
    posted to this machine, and to the hosts of `webhooks_to`.

    Use it in a `with` block, or call `start()` and `stop()`. The constructor takes the port; it raises `CannotListen`
    if that is in use, `MissingExtra` without the extra `mock`, and TypeError or ValueError for a wrong argument.
    """

    def __init__(
        self,
        mock: FivetranMock,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: ssl.SSLContext | None = None,
        admin_token: str | None = None,
        webhooks_to: Iterable[str] = (),
    ) -> None:
        self.mock = mock
        hosts = listed(webhooks_to)
        _ARGUMENTS.check_arguments(port=port, webhooks_to=hosts)
        if tls is not None and not isinstance(tls, ssl.SSLContext):  # pyright: ignore[reportUnnecessaryIsInstance]  # for callers without type checks
            raise TypeError("tls has to be an ssl.SSLContext, or None")
        endpoint = Endpoint.bind(host, port, tls=tls)
        self._posting = Posting(mock, endpoint.access(admin_token=admin_token), hosts=hosts)
        super().__init__(endpoint, self._posting.answer, closing=self._posting.close)

    @property
    def url(self) -> str:
        """The address of the mock."""
        return self.endpoint.url

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables by which a Fivetran client finds the mock, also in another process."""
        return self.endpoint.environment(self.mock)

    def start(self) -> Self:
        """Start, and return once connections are accepted."""
        if self.mock.card_page == CARD_PAGE:
            self.mock.card_page = self.url
        self._posting.open_to(self._loop)
        return super().start()

    def stop(self) -> None:
        """Send the answers under way, close every connection, and end the thread."""
        super().stop()
        if self.mock.card_page == self.url:
            self.mock.card_page = CARD_PAGE


_HOST: Final = {**NAME, "pattern": r"^[^/@?#:\s]+$|:.*:", "title": "the name or address of a host alone"}
_ARGUMENTS: Final = Checker(an_object({"port": whole(0, 65_535), "webhooks_to": array(_HOST)}))


def serve_process(
    endpoint: Endpoint,
    answer: RequestHandler,
    *,
    ready: Callable[[], None],
    closing: Callable[[], None],
    parent: int | None = None,
) -> None:
    """
    Serve in the main thread until SIGINT, SIGTERM or SIGHUP; for a process that does nothing else.

    `parent` is the descriptor of a pipe or socket; its end stops the server, too.

    It sends delayed answers before it returns, for at most `GRACE_OF_PROCESS`; a second signal ends the wait.
    Then `closing` is called, which ends a move of time.
    """
    loop = new_event_loop()
    stop = asyncio.Event()
    listener = Listener(endpoint, answer)

    def end() -> None:
        if stop.is_set():
            listener.hurry()
        stop.set()

    def read(descriptor: int) -> None:
        with contextlib.suppress(OSError):  # a parent that was killed may reset its socket
            if os.read(descriptor, 65_536):
                return
        loop.remove_reader(descriptor)
        end()

    for number in ending_signals():
        loop.add_signal_handler(number, end)
    if parent is not None:
        loop.add_reader(parent, read, parent)
    with contextlib.closing(loop):
        loop.run_until_complete(listener.serve(stop, ready=ready, closing=closing, grace=GRACE_OF_PROCESS))


def new_event_loop() -> asyncio.AbstractEventLoop:
    """Return an event loop of uvloop's, or of asyncio's where uvloop is not installed."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is in use: choose another with --port, or any free one with --port 0."
    if error.errno == errno.EACCES:
        return f"Port {port} on {host} needs more rights: choose one above 1023 with --port."
    return f"Cannot listen on {host}, port {port}: {error.strerror}."
