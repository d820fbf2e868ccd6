"""
An answer whose body is at hand, as a response of httpx or httpx2 that is read in one piece.

Read like any other, the one part of its body would pass a decoder, two chunkers and two contexts, which is a fifteenth
of a whole call. Whatever is not plainly such a body, the library reads as ever: what was compressed, streamed in part,
or put around it by somebody. Once it is closed, which reading does, a response is one of the library's own kind.
"""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def kind_of_answer(library: Any) -> Any:
    """Make the kind of response for one of the two libraries."""
    own = library.Response

    class Answer(library.Response):  # type: ignore[misc]  # its base differs
        def read(self) -> bytes:
            if not _is_at_hand(self, library.SyncByteStream, library.ByteStream):
                return own.read(self)  # type: ignore[no-any-return]
            self._keep(b"".join(self.stream))
            self.stream.close()
            return self._content

        async def aread(self) -> bytes:
            if not _is_at_hand(self, library.AsyncByteStream, library.ByteStream):
                return await own.aread(self)  # type: ignore[no-any-return]
            self._keep(b"".join([part async for part in self.stream]))
            await self.stream.aclose()
            return self._content

        def _keep(self, body: bytes) -> None:
            """Leave the response as the library's own reading leaves it."""
            self.is_stream_consumed = self.is_closed = True
            self._num_bytes_downloaded = len(body)
            self._content = body
            self.__class__ = own

        def close(self) -> None:
            own.close(self)
            self.__class__ = own

        async def aclose(self) -> None:
            await own.aclose(self)
            self.__class__ = own

        def __reduce__(self) -> tuple[Any, ...]:
            return _new, (own,), self.__getstate__()

    return Answer


def _new(kind: Any) -> Any:
    """Make what a pickled or copied response is restored into."""
    return kind.__new__(kind)


def _is_at_hand(response: Any, stream: type, whole: type) -> bool:
    """Tell whether a client has a body still to read, in one part and as it is."""
    return (
        not response.is_stream_consumed
        and not response.is_closed
        and isinstance(response.stream, stream)
        and type(getattr(response.stream, "_stream", None)) is whole  # what the client has put its own stream around
        and "content-encoding" not in response.headers
    )
