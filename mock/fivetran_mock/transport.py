"""A transport for httpx and httpx2, sync and async, answered by a mock in process."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Awaitable, Iterator
from functools import cache
from http.client import responses
from inspect import CO_COROUTINE, currentframe
from threading import active_count
from typing import Any, Final

import httpx

from ._mock.clock.mock_clock import MockClock
from ._mock.clock.patching import package_of
from ._mock.facade import BaseMock
from ._mock.formats import http
from ._mock.formats.http import Reply, Request, SocketFault


class FivetranTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """
    Answer every request from a mock, without a socket.

    Clients of httpx and of httpx2 get responses and exceptions of their own library. A fault raises the same exception
    as on the wire. A delay passes in the mock's time; one longer than the client's read time-out raises `ReadTimeout`.
    A request of an async client lets other tasks run before the mock acts, and again before the answer arrives; one of
    a sync client lets other threads run before the answer arrives.
    """

    def __init__(self, mock: BaseMock, clock: MockClock) -> None:
        """Take the mock that answers, and the clock by which delays pass."""
        self._handle = mock.handle
        self._begin, self._finish = mock.begin, mock.webhooks.finish
        self._clock = clock

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of a sync client."""
        reply = self._handle(_request(request, request.read()))
        if reply.delay or active_count() > 1:
            self._clock.sleep(self._clock.of_real(min(reply.delay, _read_timeout(request))))
        return _response(request, reply)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of an async client."""
        from anyio.lowlevel import checkpoint

        sent = _request(request, await request.aread())
        await checkpoint()
        reply = await self._finish(self._begin(sent))
        if reply.delay:
            await self._clock.asleep(self._clock.of_real(min(reply.delay, _read_timeout(request))))
        await checkpoint()
        return _response(request, reply)

    def handle_for_respx(self, request: httpx.Request) -> httpx.Response | Awaitable[httpx.Response]:
        """Answer a request as the side effect of a route of respx, which awaits it for an async client."""
        frame = currentframe()
        while frame is not None and package_of(frame) in _ROUTING:
            if frame.f_code.co_flags & CO_COROUTINE:
                return self.handle_async_request(request)
            frame = frame.f_back
        return self.handle_request(request)


_ROUTING: Final = frozenset({"fivetran_mock", "respx"})


def _request(request: httpx.Request, body: bytes) -> Request:
    headers = {name.decode().lower(): value.decode("latin-1") for name, value in request.headers.raw}
    return Request(request.method, request.url.raw_path.decode("latin-1"), headers, body)


def _response(request: httpx.Request, reply: Reply) -> httpx.Response:
    """Raise the failure of a reply or return its response, in the client's own classes; the body is not read yet."""
    family = _library_of(type(request))  # type: ignore[arg-type]  # mypy takes a class for unhashable
    fault = reply.fault
    if reply.delay and reply.delay >= _read_timeout(request) and fault is not SocketFault.DRIBBLE:
        raise family.ReadTimeout("The read operation timed out", request=request)
    if fault is not None and fault in RAISED:
        name, message = RAISED[fault]
        raise getattr(family, name)(message, request=request)
    headers = list(reply.headers)
    if fault is SocketFault.BAD_CHUNK:
        headers.append(("transfer-encoding", "chunked"))
    elif reply.status not in http.BODILESS:
        headers.append(("content-length", str(len(reply.body))))
    if request.method == "HEAD":
        stream = family.ByteStream(b"")
    elif fault is not None and fault in http.CUTTING:
        stream = _cut(family, request, fault, reply.body)
    else:
        stream = family.ByteStream(reply.body)
    extensions = {"http_version": b"HTTP/1.1", "reason_phrase": responses.get(reply.status, "").encode()}
    response: httpx.Response = family.Response(reply.status, headers=headers, stream=stream, extensions=extensions)
    return response


@cache
def _library_of(kind: type[httpx.Request]) -> Any:
    """Return the library that made a request: httpx, or httpx2 which has the same names."""
    roots = (base.__module__.partition(".")[0] for base in kind.__mro__)
    return sys.modules[next(root for root in roots if root in _LIBRARIES)]


_LIBRARIES: Final = frozenset({"httpx", "httpx2"})


def _read_timeout(request: httpx.Request) -> float:
    timeout: float | None = request.extensions.get("timeout", {}).get("read")
    return float("inf") if timeout is None else timeout


RAISED: Final = {
    SocketFault.REFUSED: ("ConnectError", "[Errno 111] Connection refused"),
    SocketFault.DNS: ("ConnectError", "[Errno -2] Name or service not known"),
    SocketFault.CONNECT_TIMEOUT: ("ConnectTimeout", "timed out"),
    SocketFault.TLS: ("ConnectError", f"[SSL: CERTIFICATE_VERIFY_FAILED] {http.UNTRUSTED}"),
    SocketFault.RESET: ("ReadError", "[Errno 104] Connection reset by peer"),
    SocketFault.CLOSE: ("RemoteProtocolError", "Server disconnected without sending a response."),
    SocketFault.GARBAGE_STATUS: ("RemoteProtocolError", f"illegal status line: {bytearray(http.GARBAGE)}"),
}
"""Exceptions of the faults before an answer, by name: the same as on the wire (measured)."""


def _cut(family: Any, request: httpx.Request, fault: SocketFault, body: bytes) -> Any:
    """Return a stream of the part of the body that arrives."""
    parts = http.parts_that_arrive(fault, body)
    if fault is SocketFault.BAD_CHUNK:
        said = f"illegal chunk header: {bytearray(http.BAD_SIZE)}"
    else:
        said = (
            "peer closed connection without sending complete message body "
            f"(received {sum(map(len, parts))} bytes, expected {len(body)})"
        )
    return _broken_stream(family)(parts, family.RemoteProtocolError(said, request=request))


@cache
def _broken_stream(family: Any) -> Any:
    """Return a class of streams that break off, for one of the two libraries."""

    class BrokenStream(family.SyncByteStream, family.AsyncByteStream):  # type: ignore[misc]  # its bases differ
        def __init__(self, parts: list[bytes], failure: Exception) -> None:
            self._parts = parts
            self._failure = failure

        def __iter__(self) -> Iterator[bytes]:
            yield from self._parts
            raise self._failure

        async def __aiter__(self) -> AsyncIterator[bytes]:
            for part in self:
                yield part

    return BrokenStream
