"""
An answer whose body is at hand, as a response of httpx or httpx2 that is read in one piece.

Read like any other, the one part of its body would pass a decoder, two chunkers and two contexts, which is a twelfth of
a whole call. Once it is closed, which reading does, a response is one of the library's own kind.
"""

from __future__ import annotations

from functools import cache
from typing import Any, cast


@cache
def kind_of_answer(family: Any) -> Any:
    """Make the kind of response for one of the two libraries."""
    return type("Response", (_AtHand, family.Response), {"library": family})


class _AtHand:
    """What sets such a response apart; its other base is the library's, which type checkers do not see."""

    library: Any

    def read(self: Any) -> bytes:
        if self.is_closed or not _is_at_hand(self, self.library.SyncByteStream):
            return _own_kind(self).read(self)  # type: ignore[no-any-return]
        self.is_stream_consumed = True
        try:
            body = b"".join(self.stream)
        except self.library.RequestError as problem:  # of a stream that somebody put around this one
            problem.request = self.request
            raise
        self.stream.close()
        return _arrived(self, body)

    async def aread(self: Any) -> bytes:
        if self.is_closed or not _is_at_hand(self, self.library.AsyncByteStream):
            return await _own_kind(self).aread(self)  # type: ignore[no-any-return]
        self.is_stream_consumed = True
        try:
            body = b"".join([part async for part in self.stream])
        except self.library.RequestError as problem:
            problem.request = self.request
            raise
        await self.stream.aclose()
        return _arrived(self, body)

    def close(self: Any) -> None:
        own = _own_kind(self)
        own.close(self)
        self.__class__ = own

    async def aclose(self: Any) -> None:
        own = _own_kind(self)
        await own.aclose(self)
        self.__class__ = own

    def __reduce__(self: Any) -> tuple[Any, ...]:
        return _new, (_own_kind(self),), self.__getstate__()


def _new(kind: Any) -> Any:
    """Make what a pickled or copied response is restored into."""
    return kind.__new__(kind)


def _own_kind(response: Any) -> Any:
    """Give the library's own kind; a response may have become one since the method that asks was looked up."""
    if isinstance(response, _AtHand):
        return response.library.Response
    return cast("Any", type(response))


def _is_at_hand(response: Any, stream: type) -> bool:
    """Tell whether a body is still to be read, and read as it is; the library knows what to do with any other."""
    spent = response.is_stream_consumed
    return not spent and isinstance(response.stream, stream) and "content-encoding" not in response.headers


def _arrived(response: Any, body: bytes) -> bytes:
    """Leave a response as the library's own reading leaves it."""
    response._content = body  # noqa: SLF001  # there is no public way to set it, nor the next one
    response._num_bytes_downloaded = len(body)  # noqa: SLF001
    response.is_closed = True
    response.__class__ = response.library.Response
    return body
