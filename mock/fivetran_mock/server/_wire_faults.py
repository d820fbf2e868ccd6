"""Socket faults on a real connection: one function for each."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable, Mapping
from typing import Final, Protocol

from .._mock.formats.framing import bytes_before_close, frame
from .._mock.formats.http import UNCONNECTED, Reply, SocketFault, parts_that_arrive

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


def cut(wire: Connection, reply: Reply) -> None:
    """Send what the fault lets arrive, at once, and close."""
    wire.transport.write(bytes_before_close(reply))
    wire.finish()


def dribble(wire: Connection, reply: Reply) -> None:
    """Send the head, then a part of the body byte by byte."""
    wire.transport.write(frame(reply, keep_alive=False, bodiless=True))
    _drip(wire, parts_that_arrive(SocketFault.DRIBBLE, reply.body))


def _drip(wire: Connection, rest: list[bytes]) -> None:
    if not rest:
        wire.finish()
        return
    wire.transport.write(rest[0])
    wire.later(DRIBBLE_SECONDS, _drip, wire, rest[1:])


FAULTS: Final[Mapping[SocketFault | None, Callable[[Connection, Reply], None]]] = {
    SocketFault.RESET: reset,
    SocketFault.CLOSE: cut,
    SocketFault.TRUNCATE: cut,
    SocketFault.BAD_CHUNK: cut,
    SocketFault.GARBAGE_STATUS: cut,
    SocketFault.DRIBBLE: dribble,
    **dict.fromkeys(UNCONNECTED, reset),
}
"""
`SocketFault.SLOW_HEADERS` is missing: it is a delay and then the answer.

A server that has read a request cannot refuse its connection any more, so that the client sees a reset instead.
"""
