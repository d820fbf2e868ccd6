"""
The only module that imports httpx: the functions that the rest needs of it.

A successor of httpx changes this file and no other.
"""

from __future__ import annotations

import os
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Final, Generic, TypeAlias, TypeVar
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies

import httpx

from fivetran_common.system import is_loopback

from .._arguments import require_seconds
from ..errors import InvalidRequest

Transport: TypeAlias = httpx.BaseTransport
AsyncTransport: TypeAlias = httpx.AsyncBaseTransport
Client: TypeAlias = httpx.Client
AsyncClient: TypeAlias = httpx.AsyncClient
Request: TypeAlias = httpx.Request
Response: TypeAlias = httpx.Response

HttpClient = TypeVar("HttpClient", bound=httpx.Client | httpx.AsyncClient)

# OSError: the user's own transport may raise it.
# InvalidURL: httpx parses the address of a redirect, although none is followed.
FAILURES: tuple[type[Exception], ...] = (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, OSError)
TIMEOUTS: tuple[type[Exception], ...] = (httpx.TimeoutException, TimeoutError)
INVALID_URL: type[Exception] = httpx.InvalidURL
UNREADABLE: tuple[type[Exception], ...] = (httpx.DecodingError, INVALID_URL)

# After each of these, no byte of the request has reached the API. A failed write
# is not in the list: a part may have arrived.
NEVER_SENT: tuple[type[Exception], ...] = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    ConnectionRefusedError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """
    Seconds to wait for each step of a request, and for all of them together; `None` waits for ever.

    The wait `read` for the next part of an answer is long: create, update and test run the setup tests before they
    answer, and setup tests take up to a minute or more. `total` also ends an answer whose parts never end. The blocking
    client checks `total` after each part of a body, so only the async client bounds slow headers and answers 1xx.
    """

    connect: float | None = 5.0
    read: float | None = 120.0
    write: float | None = 30.0
    pool: float | None = 30.0
    total: float | None = 600.0

    @classmethod
    def of(cls, timeout: float | Timeouts | None) -> Timeouts:
        """Return time-outs, or those of a client that waits so many seconds for an answer."""
        if timeout is None:
            return cls()
        if isinstance(timeout, Timeouts):
            return timeout
        require_seconds("timeout", timeout, zero=False)
        return cls(read=timeout, total=max(timeout, cls().total or 0))

    def __post_init__(self) -> None:
        """Require a time that a socket can wait; raises `InvalidRequest`."""
        for step in fields(self):
            if (seconds := getattr(self, step.name)) is not None:
                require_seconds(step.name, seconds, zero=False)


NO_AUTH = httpx.Auth()
"""Adds nothing: each request has its Authorization header. For None, httpx would look for a user in the address."""


MOST_BYTES = 32 * 1024 * 1024
"""The size limit of an answer, as it is read and after gzip or deflate: a megabyte of gzip can unfold to a thousand."""

MOST_VALUES = 2_000_000
"""The most values that an answer may hold: in memory each takes some hundred bytes, and in JSON as few as three."""

_PACKED: Final = frozenset({"gzip", "x-gzip", "deflate"})


class UnreadableAnswer(httpx.DecodingError):
    """An answer is larger than any of the API, or coded in a way that the API does not use."""


class TookTooLong(httpx.TimeoutException):
    """A request and its answer took longer than `Timeouts.total`."""

    def __init__(self, seconds: float) -> None:
        """Take the seconds that were allowed."""
        super().__init__(f"the whole request took longer than {seconds:g} s")


@dataclass(frozen=True, slots=True)
class WholeAnswer:
    """A whole answer."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)


def send(client: Client, request: Request, *, total: float | None, monotonic: Callable[[], float]) -> WholeAnswer:
    """Send a request and read its answer; raises exceptions of httpx, `UnreadableAnswer` and `TookTooLong`."""
    started = monotonic()
    response = client.send(request, auth=NO_AUTH, stream=True)
    try:
        body = _Body(response, total)
        if response.is_stream_consumed:
            body.add(response.content, monotonic() - started)
        else:
            for part in response.iter_raw():
                body.add(part, monotonic() - started)
        return WholeAnswer(response.status_code, response.headers, body.whole())
    finally:
        response.close()


async def send_async(
    client: AsyncClient, request: Request, *, total: float | None, monotonic: Callable[[], float]
) -> WholeAnswer:
    """Do the same as `send`."""
    from anyio import move_on_after  # httpx imports it for its own async connections

    started = monotonic()
    with move_on_after(total):
        response = await client.send(request, auth=NO_AUTH, stream=True)
        try:
            body = _Body(response, total)
            if response.is_stream_consumed:
                body.add(response.content, monotonic() - started)
            else:
                async for part in response.aiter_raw():
                    body.add(part, monotonic() - started)
            return WholeAnswer(response.status_code, response.headers, body.whole())
        finally:
            await response.aclose()
    raise TookTooLong(total or 0)


class _Body:
    """The body of an answer, decoded part by part; the bytes that were read count, and never a header."""

    def __init__(self, response: Response, total: float | None) -> None:
        self._content = bytearray()
        self._total = total
        self._read = 0
        coding = response.headers.get("content-encoding", "").strip().lower()
        if coding not in {"", "identity", *_PACKED}:
            raise UnreadableAnswer(f"its coding is {coding[:40]!r}, and not one gzip or deflate")
        # A transport in the same process may have read and decoded it.
        packed = coding in _PACKED and not response.is_stream_consumed
        self._decoder = zlib.decompressobj(zlib.MAX_WBITS | 32) if packed else None  # detects gzip or zlib

    def add(self, part: bytes, seconds: float) -> None:
        """Decode a part, which came some seconds after the begin."""
        self._read += len(part)
        try:
            # A part may expand a thousandfold, so the decoder stops at the limit.
            self._content += self._decoder.decompress(part, MOST_BYTES + 1) if self._decoder else part
        except zlib.error as error:
            raise UnreadableAnswer(str(error)) from None
        if max(self._read, len(self._content)) > MOST_BYTES:
            raise UnreadableAnswer(f"it is larger than {MOST_BYTES // 1024**2} MiB")
        if self._total is not None and seconds > self._total:
            raise TookTooLong(self._total)

    def whole(self) -> bytes:
        """Return the body, which was read to its end."""
        # Each value but the first stands after one of these marks; those within texts count too.
        if sum(self._content.count(mark) for mark in b",[{") > MOST_VALUES:
            raise UnreadableAnswer(f"it holds more than {MOST_VALUES:,} values")
        return bytes(self._content)


class Pool(Generic[HttpClient]):
    """The connections of a client in one process: on one connection, two would read each other's answers."""

    def __init__(self, opened: HttpClient) -> None:
        """Take the client of httpx."""
        self.opened = opened
        self._process = os.getpid()

    def client(self) -> HttpClient:
        """Return the client of httpx; raise `InvalidRequest` if it was closed, or opened in another process."""
        if self._process != os.getpid():
            raise InvalidRequest("This client belongs to another process; nothing was sent. Make one in this process.")
        if self.opened.is_closed:
            raise InvalidRequest("This client is closed; nothing was sent. Make a new one.")
        return self.opened


def open_client(kind: type[HttpClient], transport: Any, *, address: str) -> HttpClient:
    """
    Open a pool of connections; that of an `AsyncClient` is for one event loop.

    It follows no redirect, since a redirect would take the key elsewhere, and no request of it sends a cookie. Each
    request brings its own time-out.
    """
    method = "handle_request" if kind is Client else "handle_async_request"
    if transport is not None and not callable(getattr(transport, method, None)):
        raise InvalidRequest(
            f"transport takes an httpx transport with the method {method}, such as FivetranMock().transport(), "
            f"and not a value of type {type(transport).__name__}; nothing was sent."
        )
    no_cookies = CookieJar(policy=DefaultCookiePolicy(allowed_domains=[]))
    # A refusal names the variable that httpx refuses, and never its value, which may have a password.
    try:
        return kind(transport=transport, mounts=_past_proxies(address), cookies=no_cookies)
    except ImportError:
        raise InvalidRequest(
            "A proxy variable of the environment, such as ALL_PROXY, asks for SOCKS: pip install 'httpx[socks]', "
            "or name a proxy that begins with http://."
        ) from None
    except OSError as error:
        raise InvalidRequest(
            f"The certificates that SSL_CERT_FILE or SSL_CERT_DIR in the environment name cannot be read, or the file "
            f"that SSLKEYLOGFILE names cannot be written ({type(error).__name__}): correct or unset them."
        ) from None
    except (ValueError, httpx.InvalidURL):
        raise InvalidRequest(
            "A proxy variable of the environment (ALL_PROXY, HTTPS_PROXY, HTTP_PROXY or NO_PROXY) is not of the form "
            "http://host:port: correct or unset it."
        ) from None


def _past_proxies(address: str) -> dict[str, None]:
    """
    Send requests to this machine without the proxy, which would look for the server on its own machine.

    Such an address may be plain HTTP, so the proxy could read the key as well.
    """
    host = httpx.URL(address).host
    if not (is_loopback(host) and getproxies()):
        return {}
    return {f"all://[{host}]" if ":" in host else f"all://{host}": None}


def proxy_secrets() -> Iterator[str]:
    """Yield the passwords of proxies, plain and as `Proxy-Authorization` has them: a proxy may repeat either."""
    for address in getproxies().values():
        with suppress(ValueError):  # not a URL: httpx refuses it and names the variable
            parts = urlsplit(address)
            if parts.password:
                user, password = unquote(parts.username or ""), unquote(parts.password)
                yield password
                yield b64encode(f"{user}:{password}".encode()).decode()


def is_usable_address(address: str) -> bool:
    """Return whether httpx can read an address, and a socket look up its host."""
    try:
        httpx.URL(address).raw_host.decode().encode("idna")
    except (UnicodeError, httpx.InvalidURL):
        return False
    return True
