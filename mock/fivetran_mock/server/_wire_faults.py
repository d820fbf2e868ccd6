"""The failures below HTTP, brought about on a real socket: one small function for each."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from .._mock.formats.messages import BAD_SIZE, GARBAGE, Reply, SocketFault, parts_that_arrive
from ._framing import frame, head

if TYPE_CHECKING:
    from ._wire import Wire

DRIBBLE_SECONDS: Final = 0.005
"""Time between two bytes of a dribble: short, since no client's read time-out ends it."""

_ABORT_ON_CLOSE: Final = struct.pack("ii", 1, 0)


def reset(wire: Wire, reply: Reply) -> None:  # noqa: ARG001 nothing of the reply is sent
    """Close with unsent data thrown away, which the peer sees as a reset."""
    wire.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT_ON_CLOSE)
    wire.transport.abort()


def close(wire: Wire, reply: Reply) -> None:  # noqa: ARG001 nothing of the reply is sent
    """Close in good order, without a byte."""
    wire.finish()


def truncate(wire: Wire, reply: Reply) -> None:
    """Announce the whole body and send half of it."""
    wire.send(b"".join((_up_to_body(reply), *parts_that_arrive(SocketFault.TRUNCATE, reply.body))))
    wire.finish()


def bad_chunk(wire: Wire, reply: Reply) -> None:
    """Announce chunks, and begin with one whose size is no number."""
    chunked = b"%btransfer-encoding: chunked\r\n\r\n" % head(reply, keep_alive=False)
    wire.send(b"%b%b%b\r\n" % (chunked, BAD_SIZE, reply.body))
    wire.finish()


def garbage_status(wire: Wire, reply: Reply) -> None:  # noqa: ARG001 nothing of the reply is sent
    """Answer in no protocol at all."""
    wire.send(GARBAGE + b"\r\n\r\n")
    wire.finish()


def dribble(wire: Wire, reply: Reply) -> None:
    """Send the head, then byte by byte a part of the body."""
    wire.send(_up_to_body(reply))
    _drip(wire, parts_that_arrive(SocketFault.DRIBBLE, reply.body))


def _up_to_body(reply: Reply) -> bytes:
    return frame(reply, keep_alive=False, bodiless=True)


def _drip(wire: Wire, rest: list[bytes]) -> None:
    if not rest:
        wire.finish()
        return
    wire.send(rest[0])
    wire.later(DRIBBLE_SECONDS, _drip, wire, rest[1:])


FAULTS: Final[Mapping[SocketFault | None, Callable[[Wire, Reply], None]]] = {
    SocketFault.RESET: reset,
    SocketFault.CLOSE: close,
    SocketFault.TRUNCATE: truncate,
    SocketFault.BAD_CHUNK: bad_chunk,
    SocketFault.GARBAGE_STATUS: garbage_status,
    SocketFault.DRIBBLE: dribble,
}
"""Slow headers are missing: they are a delay and then the answer."""
