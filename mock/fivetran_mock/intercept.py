"""
Answer requests of httpx, httpx2, urllib3 (and so requests) and aiohttp to Fivetran's hosts from a mock, in process.

One point of each library is patched. The patches stay while any interception is active, and pass on all other requests.
"""

from __future__ import annotations

import asyncio
import inspect
import os
import socket
import ssl
import sys
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from dataclasses import dataclass
from functools import cache, partial, wraps
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from io import BytesIO
from threading import RLock, active_count
from types import ModuleType
from typing import Any, Final, NamedTuple, cast
from urllib.parse import urlsplit
from weakref import WeakSet

from fivetran_common.nearest import nearest
from fivetran_common.system import variable

from ._mock.api import API_HOST
from ._mock.clock.mock_clock import MockClock
from ._mock.clock.patching import PATCHES
from ._mock.clock.sleepers import MockEnded
from ._mock.facade import BaseMock
from ._mock.findings import Finding
from ._mock.formats.http import UNCONNECTED, UNTRUSTED, Reply, Request, SocketFault, bytes_before_close
from .transport import FivetranTransport

BASES: Final = ("FIVETRAN_BASE_URL", "FIVETRAN_API_URL")
"""The environment variables that name another address of the API; its host is answered by the mock, too."""

HOSTS: Final = ("fivetran.com",)

LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})
"""Hosts that may be looked up at all times, since other servers of a test are there."""


class NotIntercepted(RuntimeError):
    """A request to Fivetran that no patched library sends, or a library that cannot be patched."""


class Interception:
    """
    Answer requests to Fivetran's hosts from a mock, in a `with` block.

    Requests of all threads are answered; where blocks are nested, the inner one answers. Other hosts
    are reached as before. A mock of respx, responses or aioresponses, or a cassette of vcrpy, that is active keeps its
    precedence. A request to Fivetran by anything else raises `NotIntercepted`.
    """

    def __init__(self, mock: BaseMock, clock: MockClock) -> None:
        """Take the mock, and the clock by which its time passes."""
        self.mock = mock
        self.clock = clock
        self.transport: FivetranTransport = FivetranTransport(mock, clock)
        self.hosts: tuple[str, ...] = ()

    def answers(self, host: str | None, port: int | None = None) -> bool:
        """Return whether a host is Fivetran's or the one that the environment names; on this machine, by its port."""
        name = str(host).lower().removesuffix(".")
        if name in LOCAL:
            return f"{name}:{port}" in self.hosts
        return any(name == known or name.endswith(f".{known}") for known in self.hosts)

    def __enter__(self) -> None:
        """Begin; raises `NotIntercepted` for a library without its patched point, `ValueError` for no address."""
        with _LOCK:
            bases = [(base.hostname, base) for base in (urlsplit(variable(name) or "") for name in BASES)]
            named = [f"{host}:{base.port}" if host in LOCAL else host.removesuffix(".") for host, base in bases if host]
            self.hosts = (*HOSTS, *named)
            try:
                _patch(point for point in POINTS if point.library in sys.modules)
            except NotIntercepted:
                if not _ACTIVE:
                    _unpatch()
                raise
            if _FINDER not in sys.meta_path:
                sys.meta_path.insert(0, _FINDER)
            _ACTIVE.append(self)

    def __exit__(self, *error: object) -> None:
        with _LOCK:
            _ACTIVE.remove(self)
            if not _ACTIVE:
                sys.meta_path.remove(_FINDER)
                _unpatch()


class Guard(Interception):
    """Refuse the requests to Fivetran that no mock answers, by the name of the test."""

    def __init__(self) -> None:
        """Need no mock."""

    def __enter__(self) -> None:
        super().__enter__()
        self.hosts: tuple[str, ...] = HOSTS  # the base URL of the environment may be that of a test server


_LOCK: Final = RLock()
_ACTIVE: Final[list[Interception]] = []
"""The running interceptions, the latest last."""


@dataclass(slots=True, eq=False, weakref_slot=True)
class TestScope:
    """A test with the fixture, and whether it has ended."""

    name: str
    has_ended: bool = False


SCOPE: Final[ContextVar[TestScope | None]] = ContextVar("SCOPE", default=None)
"""The test that started the running code: a thread, a task of asyncio or trio, or a task of a pool."""

_SCOPES: Final[WeakSet[TestScope]] = WeakSet()
"""The running test, and the ended ones that a thread or a task still belongs to."""

POOLS: Final = frozenset(
    {"anyio._backends._asyncio", "concurrent.futures.thread", "multiprocessing.pool", "trio._core._thread_cache"}
)
"""The modules whose threads serve the tasks of several tests."""


class EndedTests(Guard):
    """Refuse the requests of code that an ended test has started."""

    def answers(self, host: str | None, port: int | None = None) -> bool:
        """Return whether the running code belongs to an ended test, and the host is Fivetran's."""
        scope = SCOPE.get()
        return scope is not None and scope.has_ended and super().answers(host, port)


ENDED: Final = EndedTests()


@contextmanager
def scope_of(test: str, *, tasks: bool) -> Generator[None]:
    """Remember the test for the threads and, with `tasks`, the tasks that start in this block; then it has ended."""
    scope = TestScope(test)
    with _LOCK:
        if ENDED not in _ACTIVE:
            ENDED.__enter__()
        _SCOPES.add(scope)
    SCOPE.set(scope if tasks else None)
    try:
        yield
    finally:
        scope.has_ended = True
        SCOPE.set(None)
        del scope
        with _LOCK:
            if not _SCOPES:
                ENDED.__exit__()


def _running() -> TestScope | None:
    with _LOCK:
        return next((scope for scope in _SCOPES if not scope.has_ended), None)


def _answering(host: str | None, port: int | None = None, *, others: bool = False) -> Interception | None:
    """
    Return the latest interception that answers an address.

    Raises `MockEnded`, and `NotIntercepted` if it is a guard, or if the host is a misspelling of the API's.
    `others` says that another mock sees the request next: if that sends it, the lookup of the name is refused.
    """
    with _LOCK:
        found = next((active for active in reversed(_ACTIVE) if active.answers(host, port)), None)
        scope = SCOPE.get()
        if found is not None and scope is not None and scope.has_ended:
            raise MockEnded(scope.name)
        if isinstance(found, Guard):
            if others:
                return None
            test = os.environ.get("PYTEST_CURRENT_TEST", "the collection of tests")
            raise _noted(f"{test} sends a request to {host}, which fivetran_guard refuses: use fivetran_mock")
        is_near = found is None and not others and nearest(str(host), [API_HOST], tolerance=1) is not None
        if is_near and any(active.answers(API_HOST) for active in _ACTIVE):
            raise _noted(f"a request to {host} is not sent: did you mean {API_HOST}?")
        return found


UNSENT: Final[list[str]] = []
"""The messages of `NotIntercepted` since the last look of the plugin, for requests that code may have swallowed."""


def unsent() -> list[Finding]:
    """Return and forget the requests since the last look that were neither answered nor sent."""
    lines, UNSENT[:] = UNSENT[:], []
    return [Finding("requests to Fivetran were not sent:", 0, line) for line in lines]


def _noted(message: str) -> NotIntercepted:
    """Return the error for a request that is not sent; a test that catches the error fails all the same."""
    UNSENT.append(message)
    return NotIntercepted(message)


Method = Callable[..., Any]


class Point(NamedTuple):
    """One patched method."""

    library: str
    owner: str
    """The class of the method; empty for a function of the module."""
    method: str
    around: Callable[[Method], Method]
    """Returns the method that answers or passes on; its argument is the replaced one."""


def _patch(points: Iterable[Point]) -> None:
    for point in points:
        owner: Any = sys.modules[point.library]
        owner = getattr(owner, point.owner, None) if point.owner else owner
        real = getattr(owner, point.method, None)
        if real is None:
            version = getattr(sys.modules[point.library], "__version__", "?")
            raise NotIntercepted(
                f"{point.library} {version} has no {point.owner}.{point.method}, which the mock patches: "
                "use a release that docs/pytest.md names, or a server of the mock"
            )
        if not any(made is real for _, _, made, _ in _PATCHES):
            made = wraps(real)(point.around(real))
            setattr(owner, point.method, made)
            _PATCHES.append((owner, point.method, made, real))


_PATCHES: Final[list[tuple[Any, str, Method, Method]]] = []
"""A patched point: the owner, the name, our method and the replaced one."""


def _unpatch() -> None:
    """Undo the patches, but for those that another mock has wrapped: they only pass on now."""
    while _PATCHES:
        owner, name, made, real = _PATCHES.pop()
        if getattr(owner, name) is made:
            setattr(owner, name, real)


class _Finder(MetaPathFinder):
    """Patch a library at its import during an interception."""

    def find_spec(self, name: str, path: Any, target: ModuleType | None = None) -> ModuleSpec | None:
        if name not in {point.library for point in POINTS}:
            return None
        others = (finder.find_spec(name, path, target) for finder in sys.meta_path if finder is not self)
        spec = next(filter(None, others), None)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def execute_and_patch(module: ModuleType) -> None:
                execute(module)
                with _LOCK:
                    _patch(point for point in POINTS if point.library == name and _ACTIVE)

            setattr(spec.loader, "exec_module", execute_and_patch)  # noqa: B010  # methods are not assignable
        return spec


_FINDER: Final = _Finder()


# --- httpx and httpx2 -------------------------------------------------------------------------------------------------


def _around_httpx(real: Method) -> Method:
    def handle_request(transport: Any, request: Any) -> Any:
        others = _respx_is_below()
        found = _answering(request.url.host, request.url.port, others=others)
        if found is None or others:
            with PATCHES.standing(local=request.url.host in LOCAL):
                return real(transport, request)
        return found.transport.handle_request(request)

    return handle_request


def _around_async_httpx(real: Method) -> Method:
    async def handle_async_request(transport: Any, request: Any) -> Any:
        others = _respx_is_below()
        found = _answering(request.url.host, request.url.port, others=others)
        if found is None or others:
            with PATCHES.standing(local=request.url.host in LOCAL):
                return await real(transport, request)
        return await found.transport.handle_async_request(request)

    return handle_async_request


def _respx_is_below() -> bool:
    """Return whether a router of respx is active that patches httpcore, so that it would never see the request."""
    httpcore: Any = sys.modules.get("httpcore")
    return "respx" in sys.modules and httpcore.ConnectionPool.handle_request.__module__.startswith("respx")


# --- urllib3, and so requests -----------------------------------------------------------------------------------------


def _around_urllib3(real: Method) -> Method:
    def urlopen(pool: Any, *args: Any, **named: Any) -> Any:
        urllib3: Any = sys.modules["urllib3"]
        call = inspect.signature(real).bind(pool, *args, **named)
        call.apply_defaults()
        url = call.arguments["url"]
        parsed = pool if url.startswith("/") else urllib3.util.parse_url(url)
        host = parsed.host or pool.host
        cassette = pool.ConnectionCls.__module__.startswith("vcr")
        found = _answering(host, parsed.port, others=cassette)
        if hasattr(pool, "stands_in_for"):
            return real(pool, *args, **named)
        if found is None or cassette:
            with PATCHES.standing(local=host in LOCAL):
                return real(pool, *args, **named)
        retries = call.arguments["retries"]
        if not isinstance(retries, urllib3.Retry):
            redirect = call.arguments["redirect"]
            retries = urllib3.Retry.from_int(retries, redirect=redirect, default=pool.retries)
        call.arguments["retries"] = _patient(retries, found.clock.sleep)
        call.arguments["self"] = _pool_class(urllib3)(found, pool)
        return real(*call.args, **call.kwargs)

    return urlopen


def _patient(retries: Any, sleep: Callable[[float], None]) -> Any:
    """Return the same retries, whose waits pass in the time of the mock."""

    def wait(self: Any, response: Any = None) -> None:
        asked_for = self.get_retry_after(response) if response and self.respect_retry_after_header else None
        sleep(asked_for or self.get_backoff_time())

    patient, kind = copy(retries), retries.__class__
    patient.__class__ = type(kind.__name__, (kind,), {"sleep": wait})
    return patient


@cache
def _pool_class(urllib3: Any) -> Any:
    """Return a class of pools whose connections lead to a mock, in place of another class of urllib3."""

    class MockPool(urllib3.HTTPConnectionPool):  # type: ignore[misc]  # urllib3 is not needed to type-check
        def __init__(self, found: Interception, pool: Any) -> None:
            given = {"timeout": pool.timeout, "headers": pool.headers, "retries": pool.retries}
            urllib3.HTTPConnectionPool.__init__(self, pool.host, pool.port, **given)
            self.scheme = pool.scheme
            self.stands_in_for = pool
            self.ConnectionCls = self._connection
            self._found = found

        def _put_conn(self, conn: Any) -> None:
            if conn:
                conn.close()  # each request has a connection of its own: to keep one would log that the pool is full

        def _connection(self, *args: Any, **named: Any) -> Any:
            made = urllib3.connection.HTTPConnection(*args, **named)
            made.default_port = made.port
            made.connect = lambda: setattr(made, "sock", _MockSocket(self._found, made))
            return made

        def __str__(self) -> str:
            return str(self.stands_in_for)

    return MockPool


class _MockSocket:
    """A socket of urllib3 that collects one request, and from which http.client reads the mock's answer."""

    def __init__(self, found: Interception, connection: Any) -> None:
        self._found = found
        self._connection = connection
        self._sent = bytearray()
        self._patience = float("inf")

    def sendall(self, data: bytes) -> None:
        self._sent += data

    def settimeout(self, seconds: float | None) -> None:
        self._patience = float("inf") if seconds is None else seconds

    def close(self) -> None:
        """Do nothing: no connection is open."""

    def makefile(self, *_: object) -> BytesIO:
        """Return a file of the bytes that arrive, or a file that raises the failure of the socket when it is read."""
        try:
            return BytesIO(self._arriving())
        except Exception as failure:  # noqa: BLE001 - http.client cannot close a response that it has no file for
            return _Broken(failure)

    def _arriving(self) -> bytes:
        request = _whole_request(self._sent)
        if request is None:  # the Content-Length is too high, so that a server would wait for the rest
            raise TimeoutError("timed out")
        reply = self._found.mock.handle(request)
        if reply.fault is not None and reply.fault in UNCONNECTED:
            raise _urllib3_failure(sys.modules["urllib3"].exceptions, self._connection, reply.fault)
        if reply.delay or active_count() > 1:
            self._found.clock.sleep(self._found.clock.of_real(min(reply.delay, self._patience)))
        if reply.delay >= self._patience and reply.fault is not SocketFault.DRIBBLE:
            raise TimeoutError("timed out")
        if reply.fault is SocketFault.RESET:
            raise ConnectionResetError(104, "Connection reset by peer")
        return bytes_before_close(reply, bodiless=request.method == "HEAD")


class _Broken(BytesIO):
    """A file that raises a failure when a line is read."""

    def __init__(self, failure: Exception) -> None:
        super().__init__()
        self._failure = failure

    def readline(self, size: int | None = -1, /) -> bytes:
        del size
        raise self._failure


def _urllib3_failure(errors: Any, connection: Any, fault: SocketFault) -> Exception:
    """Return the exception that urllib3 raises without a connection."""
    made: Exception
    if fault is SocketFault.CONNECT_TIMEOUT:
        made = errors.ConnectTimeoutError(connection, f"Connection to {connection.host} timed out.")
        return made
    cause = made = CAUSES[fault]()
    if fault is SocketFault.DNS and hasattr(errors, "NameResolutionError"):  # urllib3 2
        made = errors.NameResolutionError(connection.host, connection, cause)
    elif fault is not SocketFault.TLS:
        made = errors.NewConnectionError(connection, f"Failed to establish a new connection: {cause}")
    return made


CAUSES: Final[Mapping[SocketFault, Callable[[], Exception]]] = {
    SocketFault.REFUSED: partial(ConnectionRefusedError, 111, "Connection refused"),
    SocketFault.DNS: partial(socket.gaierror, -2, "Name or service not known"),
    SocketFault.TLS: partial(ssl.SSLCertVerificationError, 1, f"[SSL: CERTIFICATE_VERIFY_FAILED] {UNTRUSTED}"),
}
"""The exception of the system for each failure to connect."""


# --- aiohttp ----------------------------------------------------------------------------------------------------------


def _around_aiohttp(real: Method) -> Method:
    async def connect(connector: Any, request: Any, *args: Any, **named: Any) -> Any:
        found = _answering(request.url.host, request.url.port)
        if found is None:
            with PATCHES.standing(local=request.url.host in LOCAL):
                return await real(connector, request, *args, **named)
        return await real(_connector_class(sys.modules["aiohttp"])(found), request, *args, **named)

    return connect


def _around_start(real: Method) -> Method:
    async def start(response: Any, connection: Any) -> Any:
        if isinstance(connection.transport, _MockTransport):
            return await real(response, connection)
        with PATCHES.standing(local=response.url.host in LOCAL):
            return await real(response, connection)

    return start


@cache
def _connector_class(aiohttp: Any) -> Any:
    """Return a class of connectors whose connections lead to a mock."""

    class MockConnector(aiohttp.BaseConnector):  # type: ignore[misc]  # aiohttp is not needed to type-check
        def __init__(self, found: Interception) -> None:
            aiohttp.BaseConnector.__init__(self, force_close=True, limit=0)
            self._found = found

        async def _create_connection(self, req: Any, traces: object, timeout: Any) -> Any:  # noqa: ARG002, ASYNC109  # aiohttp passes them
            from aiohttp.client_proto import ResponseHandler

            protocol: Any = ResponseHandler(asyncio.get_running_loop())
            protocol.connection_made(_MockTransport(self._found, protocol, req, timeout))
            return protocol

    return MockConnector


class _MockTransport(asyncio.Transport):
    """A connection that collects one request of aiohttp, and lets its parser read the mock's answer."""

    def __init__(self, found: Interception, protocol: Any, request: Any, timeout: Any) -> None:
        super().__init__()
        self._found = found
        self._protocol = protocol
        self._request = request
        self._timeout = timeout
        self._sent = bytearray()
        self._closing = False
        self._answers: list[asyncio.Future[None]] = []  # the only one, once the request is whole

    def write(self, data: Any) -> None:
        """Collect the sent bytes, and answer once the request is whole."""
        self._sent += data
        request = _whole_request(self._sent)
        if request is not None:
            self._sent = bytearray()
            self._answers.append(asyncio.ensure_future(self._deliver(self._found.mock.begin(request), request.method)))

    def is_closing(self) -> bool:
        """Return whether aiohttp has closed the connection."""
        return self._closing

    def close(self) -> None:
        """Close the connection."""
        self._closing = True
        for answer in self._answers:
            answer.cancel()

    abort = close

    async def _deliver(self, reply: Reply, method: str) -> None:
        reply = await self._found.mock.webhooks.finish(reply)
        limits: list[float] = [limit for limit in (self._timeout.sock_read, self._timeout.total) if limit]
        failure: Exception | None
        try:
            await self._found.clock.asleep(self._found.clock.of_real(min([reply.delay, *limits])))
        except MockEnded as ended:
            failure = ended
        else:
            failure = _aiohttp_failure(sys.modules["aiohttp"], self._request, reply, self._timeout)
        if failure is not None:
            self._protocol.set_exception(failure)
        elif reply.fault is SocketFault.RESET:
            self._protocol.connection_lost(ConnectionResetError(104, "Connection reset by peer"))
        else:
            self._protocol.data_received(bytes_before_close(reply, bodiless=method == "HEAD"))
            if reply.fault not in (None, SocketFault.SLOW_HEADERS):
                self._protocol.connection_lost(None)


def _whole_request(sent: bytearray) -> Request | None:
    """Read a request whose head was sent at once; None while a part of its body is missing."""
    end = sent.index(b"\r\n\r\n")
    line, *lines = sent[:end].decode("latin-1").split("\r\n")
    method, target, _ = line.split(" ")
    named = (line.partition(":") for line in lines)
    headers = {name.lower(): value.strip() for name, _, value in named}
    begin = end + 4
    if headers.get("transfer-encoding") == "chunked":
        body = _joined(sent, begin) if sent.endswith(b"0\r\n\r\n") else None  # joins the chunks once, at the last one
    else:
        body = bytes(sent[begin:]) if len(sent) - begin >= int(headers.get("content-length", 0)) else None
    if body is None:
        return None
    return Request(method, target, headers, body)


def _joined(sent: bytearray, place: int) -> bytes | None:
    """Return the data of the chunked body from a place on; None while its last chunk, which is empty, is missing."""
    parts: list[bytes] = []
    while (end := sent.find(b"\r\n", place)) >= 0:
        size = int(sent[place:end], 16)
        if size == 0:
            return b"".join(parts)
        place = end + 2 + size + 2
        parts.append(bytes(sent[end + 2 : place - 2]))
    return None


def _aiohttp_failure(aiohttp: Any, request: Any, reply: Reply, timeout: Any) -> Exception | None:
    """Return the exception that aiohttp raises for a fault before a connection, or for a late answer."""
    late, refused = aiohttp.ServerTimeoutError, aiohttp.ClientConnectorError  # in releases before 3.10
    kinds = {
        SocketFault.REFUSED: refused,
        SocketFault.DNS: getattr(aiohttp, "ClientConnectorDNSError", refused),
        SocketFault.TLS: aiohttp.ClientConnectorCertificateError,
    }
    failure: Exception | None = None
    if reply.fault is SocketFault.CONNECT_TIMEOUT:
        kind = getattr(aiohttp, "ConnectionTimeoutError", late)
        failure = kind(f"Connection timeout to host {request.url}")
    elif reply.fault is not None and reply.fault in CAUSES:
        failure = kinds[reply.fault](request.connection_key, CAUSES[reply.fault]())
    elif reply.fault is SocketFault.DRIBBLE:
        return None
    elif reply.delay >= (timeout.sock_read or float("inf")):
        failure = getattr(aiohttp, "SocketTimeoutError", late)("Timeout on reading data from socket")
    elif reply.delay >= (timeout.total or float("inf")):
        failure = TimeoutError()
    return failure


# --- threads and pools ------------------------------------------------------------------------------------------------


def _around_thread(real: Method) -> Method:
    def start(thread: Any) -> None:
        act = getattr(thread, "_target", None) or thread.__class__.run
        module = getattr(act, "__module__", "")
        scope = SCOPE.get() or _running()  # the test that starts this thread
        if scope is not None and module not in POOLS:
            run = thread.run

            def run_in_scope() -> None:
                del thread.run  # it keeps the scope
                _run_in(scope, run)

            thread.run = run_in_scope
        real(thread)

    return start


def _around_submit(real: Method) -> Method:
    def submit(pool: Any, act: Method, /, *args: Any, **named: Any) -> Any:
        scope = SCOPE.get() or _running()
        return real(pool, act if scope is None else partial(_run_in, scope, act), *args, **named)

    return submit


def _run_in(scope: TestScope, act: Method, *args: Any, **named: Any) -> Any:
    token = SCOPE.set(scope)
    try:
        return act(*args, **named)
    finally:
        SCOPE.reset(token)


# --- all else ---------------------------------------------------------------------------------------------------------


def _around_host(real: Method, place: int = 0) -> Method:
    """Refuse Fivetran's hosts in the argument `host`, or in the argument at a place, which may be an address."""

    def look_up_or_connect(*args: Any, **named: Any) -> Any:
        host: Any = named.get("host", next(iter(args[place:]), None))
        host = next(iter(cast("Iterable[Any]", host)), None) if isinstance(host, tuple) else host
        name = host.decode("latin-1") if isinstance(host, bytes | bytearray) else str(host)
        if name not in LOCAL and _answering(name) is not None:
            refused = NotIntercepted if _running() is None else _noted
            if _respx_is_below():
                raise refused(
                    f"a router of respx passes a request to {name} through: answer it with mock.mount(router), or make "
                    'the router with using="httpx", so that the mock answers it'
                )
            raise refused(
                f"a request to {name} is not intercepted by the mock, so it is not sent: send it with httpx, requests, "
                "urllib3 or aiohttp, or to a server of the mock (fixture fivetran_mock_server, class MockServer)"
            )
        return real(*args, **named)

    return look_up_or_connect


POINTS: Final = (
    Point("httpx", "HTTPTransport", "handle_request", _around_httpx),
    Point("httpx", "AsyncHTTPTransport", "handle_async_request", _around_async_httpx),
    Point("httpx2", "HTTPTransport", "handle_request", _around_httpx),
    Point("httpx2", "AsyncHTTPTransport", "handle_async_request", _around_async_httpx),
    Point("urllib3", "HTTPConnectionPool", "urlopen", _around_urllib3),
    Point("aiohttp", "BaseConnector", "connect", _around_aiohttp),
    Point("aiohttp", "ClientResponse", "start", _around_start),
    Point("threading", "Thread", "start", _around_thread),
    Point("concurrent.futures.thread", "ThreadPoolExecutor", "submit", _around_submit),
    Point("socket", "", "getaddrinfo", _around_host),
    Point("socket", "", "gethostbyname", _around_host),
    Point("socket", "", "gethostbyname_ex", _around_host),
    Point("socket", "socket", "connect", partial(_around_host, place=1)),
    Point("socket", "socket", "connect_ex", partial(_around_host, place=1)),
    Point("uvloop", "Loop", "getaddrinfo", partial(_around_host, place=1)),
    Point("uvloop", "Loop", "create_connection", partial(_around_host, place=2)),
)
"""The patched points. The last ones, by which any library looks up a name or connects, refuse what the others miss."""
