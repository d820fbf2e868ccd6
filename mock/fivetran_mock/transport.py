"""The mock as a transport of httpx or httpx2, sync and async in one object."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, Final

import httpx

from ._at_hand import kind_of_answer
from ._mock.formats.messages import (
    BAD_SIZE,
    BODILESS,
    GARBAGE,
    Reply,
    Request,
    SocketFault,
    parts_that_arrive,
    reason_phrase,
)

Handle = Callable[[Request], Reply]


class FivetranTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """
    Answer every request from a mock, without a socket.

    It answers clients of httpx and of httpx2, each with its own kind of response and exceptions. A fault gives the
    same exception as on the wire. A delay longer than the client's read time-out gives `ReadTimeout`; it is waited for
    only if the mock runs in real time.
    """

    def __init__(self, handle: Handle, *, realtime: bool = False) -> None:
        self._handle = handle
        self._realtime = realtime

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of a sync client."""
        reply = self._handle(_request(request, request.read()))
        if reply.delay and self._realtime:
            time.sleep(_patience(request, reply))
        return _response(request, reply)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of an async client."""
        reply = self._handle(_request(request, await request.aread()))
        if reply.delay and self._realtime:
            await asyncio.sleep(_patience(request, reply))
        return _response(request, reply)


def answer(handle: Handle, request: httpx.Request) -> httpx.Response:
    """Answer a request whose body has been read, without waiting."""
    return _response(request, handle(_request(request, request.read())))


def _request(request: httpx.Request, body: bytes) -> Request:
    headers = _asked_headers(tuple(request.headers.raw))
    return Request(request.method, request.url.raw_path.decode("latin-1"), headers, body)


@lru_cache(maxsize=256)
def _asked_headers(raw: tuple[tuple[bytes, bytes], ...]) -> Mapping[str, str]:
    """Read the headers of a request; clients repeat themselves, and the journal keeps what it is given."""
    return MappingProxyType({name.decode().lower(): value.decode("latin-1") for name, value in raw})


def _response(request: httpx.Request, reply: Reply) -> httpx.Response:
    family = _family(request)
    if reply.delay or reply.fault is not None:
        return _troubled(family, request, reply)
    return _whole(family, request, reply)


def _whole(family: Any, request: httpx.Request, reply: Reply) -> httpx.Response:
    """Give an answer whose body is still to be read, as one that comes from a socket is; HEAD asks for none."""
    length = len(reply.body) or _length_of_nothing(reply)
    headers = _answered_headers(family, tuple(reply.headers), length)
    body = b"" if request.method == "HEAD" else reply.body
    response: httpx.Response = kind_of_answer(family)(
        reply.status, headers=headers, stream=family.ByteStream(body), extensions={**_spoken(reply.status)}
    )
    return response


@cache
def _spoken(status: int) -> dict[str, Any]:
    """Say what a transport with a socket says beside an answer; httpx looks for both whenever it logs a call."""
    return {"http_version": b"HTTP/1.1", "reason_phrase": reason_phrase(status)}


def _length_of_nothing(reply: Reply) -> int | None:
    """Say what an answer without a body announces: no length where the status says it all."""
    return None if reply.status in BODILESS else 0


@lru_cache(maxsize=1024)
def _answered_headers(family: Any, headers: tuple[tuple[str, str], ...], length: int | None) -> httpx.Headers:
    """Spell the headers of an answer, which every response copies: most answers have the same few."""
    announced = [] if length is None else [("content-length", str(length))]
    spelt: httpx.Headers = family.Headers([*headers, *announced])
    return spelt


def _family(request: httpx.Request) -> Any:
    """Give the library that a request is of: httpx, or httpx2 which has the same names."""
    return _library_of(type(request))  # type: ignore[arg-type]  # mypy takes a class for unhashable


@cache
def _library_of(kind: type[httpx.Request]) -> Any:
    roots = (each.__module__.partition(".")[0] for each in kind.__mro__)
    return sys.modules[next(root for root in roots if root in _LIBRARIES)]


_LIBRARIES: Final = frozenset({"httpx", "httpx2"})


def _read_timeout(request: httpx.Request) -> float:
    timeout: float | None = request.extensions.get("timeout", {}).get("read")
    return float("inf") if timeout is None else timeout


def _patience(request: httpx.Request, reply: Reply) -> float:
    """Say how long the client waits for a reply: until it comes, or until its time is out."""
    return min(reply.delay, _read_timeout(request))


_RAISED: Final = {
    SocketFault.RESET: ("ReadError", "[Errno 104] Connection reset by peer"),
    SocketFault.CLOSE: ("RemoteProtocolError", "Server disconnected without sending a response."),
    SocketFault.GARBAGE_STATUS: ("RemoteProtocolError", f"illegal status line: {bytearray(GARBAGE)}"),
}
"""What the faults before an answer raise: the classes that the wire raises (measured), by name."""

_CUT: Final = frozenset({SocketFault.TRUNCATE, SocketFault.DRIBBLE, SocketFault.BAD_CHUNK})
"""The faults within a body."""


def _troubled(family: Any, request: httpx.Request, reply: Reply) -> httpx.Response:
    """Give what a client sees of a delay or of a fault on the socket."""
    if reply.delay >= _read_timeout(request) and reply.fault is not SocketFault.DRIBBLE:
        raise family.ReadTimeout("The read operation timed out", request=request)
    if reply.fault is not None and reply.fault in _RAISED:
        name, message = _RAISED[reply.fault]
        raise getattr(family, name)(message, request=request)
    if reply.fault is None or reply.fault not in _CUT:
        return _whole(family, request, reply)
    headers = [*reply.headers, _announced(reply)]
    stream = _cut(family, request, reply.fault, reply.body)
    broken: httpx.Response = family.Response(
        reply.status, headers=headers, stream=stream, extensions={**_spoken(reply.status)}
    )
    return broken


def _cut(family: Any, request: httpx.Request, fault: SocketFault, body: bytes) -> Any:
    """Give a stream of what arrives of a body before it breaks off; HEAD has none that could."""
    if request.method == "HEAD":
        return family.ByteStream(b"")
    parts = parts_that_arrive(fault, body)
    if fault is SocketFault.BAD_CHUNK:
        said = f"illegal chunk header: {bytearray(BAD_SIZE)}"
    else:
        said = (
            "peer closed connection without sending complete message body "
            f"(received {sum(map(len, parts))} bytes, expected {len(body)})"
        )
    return _broken_stream(family)(parts, family.RemoteProtocolError(said, request=request))


def _announced(reply: Reply) -> tuple[str, str]:
    """Say where a body ends that will not come to its end."""
    if reply.fault is SocketFault.BAD_CHUNK:
        return "transfer-encoding", "chunked"
    return "content-length", str(len(reply.body))


@cache
def _broken_stream(family: Any) -> Any:
    """Make the kind of stream that breaks off, for one of the two libraries."""

    class BrokenStream(family.SyncByteStream, family.AsyncByteStream):  # type: ignore[misc]  # its bases differ
        def __init__(self, parts: list[bytes], failure: Exception) -> None:
            self._parts = parts
            self._failure = failure

        def __iter__(self) -> Iterator[bytes]:
            yield from self._parts
            raise self._failure

        async def __aiter__(self) -> AsyncIterator[bytes]:
            for part in self._parts:
                yield part
            raise self._failure

    return BrokenStream
