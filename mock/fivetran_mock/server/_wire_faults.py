"""Socket faults on a real connection: one function for each."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable, Mapping
from typing import Final, Protocol

from .._mock.formats.http import BAD_SIZE, GARBAGE, Reply, SocketFault, parts_that_arrive
from ._framing import frame, head

DRIBBLE_SECONDS: Final = 0.005
"""Time between two bytes of a dribble: short, since no client's read time-out ends it."""

_ABORT_ON_CLOSE: Final = struct.pack("ii", 1, 0)


class Connection(Protocol):
    """The part of `Wire` that the faults use."""

    transport: asyncio.Transport

    def later(self, seconds: float, act: Callable[..., None], *arguments: object) -> None:
        """Call `act` after some time, unless the client has left by then."""
        ...

    def finish(self) -> None:
        """Close the connection and discard the answers that are still owed."""
        ...


def reset(wire: Connection, reply: Reply) -> None:  # noqa: ARG001 nothing of the reply is sent
    """Close and discard unsent data, which the peer sees as a reset."""
    wire.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT_ON_CLOSE)
    wire.transport.abort()


def close(wire: Connection, reply: Reply) -> None:  # noqa: ARG001 nothing of the reply is sent
    """Close regularly, without sending a byte."""
    wire.finish()


def truncate(wire: Connection, reply: Reply) -> None:
    """Announce the whole body and send half of it."""
    wire.transport.write(b"".join((_up_to_body(reply), *parts_that_arrive(SocketFault.TRUNCATE, reply.body))))
    wire.finish()


def bad_chunk(wire: Connection, reply: Reply) -> None:
    """Announce a chunked body, and send a chunk whose size is not a number."""
    chunked = b"%btransfer-encoding: chunked\r\n\r\n" % head(reply, keep_alive=False)
    wire.transport.write(b"%b%b%b\r\n" % (chunked, BAD_SIZE, reply.body))
    wire.finish()


def garbage_status(wire: Connection, reply: Reply) -> None:  # noqa: ARG001 nothing of the reply is sent
    """Send a first line that is not HTTP."""
    wire.transport.write(GARBAGE + b"\r\n\r\n")
    wire.finish()


def dribble(wire: Connection, reply: Reply) -> None:
    """Send the head, then a part of the body byte by byte."""
    wire.transport.write(_up_to_body(reply))
    _drip(wire, parts_that_arrive(SocketFault.DRIBBLE, reply.body))


def _up_to_body(reply: Reply) -> bytes:
    return frame(reply, keep_alive=False, bodiless=True)


def _drip(wire: Connection, rest: list[bytes]) -> None:
    if not rest:
        wire.finish()
        return
    wire.transport.write(rest[0])
    wire.later(DRIBBLE_SECONDS, _drip, wire, rest[1:])


FAULTS: Final[Mapping[SocketFault | None, Callable[[Connection, Reply], None]]] = {
    SocketFault.RESET: reset,
    SocketFault.CLOSE: close,
    SocketFault.TRUNCATE: truncate,
    SocketFault.BAD_CHUNK: bad_chunk,
    SocketFault.GARBAGE_STATUS: garbage_status,
    SocketFault.DRIBBLE: dribble,
}
"""`SocketFault.SLOW_HEADERS` is missing: it is a delay and then the answer."""
