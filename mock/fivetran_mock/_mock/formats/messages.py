"""Requests, replies, and the failures of a socket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from http import HTTPStatus
from typing import Final, NamedTuple

BODILESS: Final = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})
"""The statuses whose answers have no body, and do not announce the length of one."""

SLOW_SECONDS: Final = 60.0
"""The delay of slow headers if the fault has none."""


class SocketFault(StrEnum):
    """A failure below HTTP, which an adapter has to simulate."""

    RESET = "reset"
    """The connection is reset before a byte of the answer."""
    CLOSE = "close"
    """The connection is closed before a byte of the answer."""
    TRUNCATE = "truncate"
    """The head and half of the body arrive, then the connection is closed."""
    BAD_CHUNK = "bad_chunk"
    """The body is announced as chunked and its first chunk has no valid size."""
    GARBAGE_STATUS = "garbage_status"
    """The first line is not an HTTP status line."""
    SLOW_HEADERS = "slow_headers"
    """Nothing arrives for the reply's delay; then the answer is whole."""
    DRIBBLE = "dribble"
    """The body arrives byte by byte, and the connection is closed before it is whole."""


CUTTING: Final = frozenset({SocketFault.TRUNCATE, SocketFault.BAD_CHUNK, SocketFault.DRIBBLE})
"""The faults that break off the body."""

GARBAGE: Final = b"HTTP\x00garbage"
"""The line in the place of the status line."""
BAD_SIZE: Final = b"size?\r\n"
"""The line in the place of a chunk's size."""
DRIBBLE_BYTES: Final = 64
"""Bytes of the body that a dribble sends at most."""


def parts_that_arrive(fault: SocketFault, body: bytes) -> list[bytes]:
    """Return the parts of a body that a client receives before a fault ends the connection."""
    match fault:
        case SocketFault.TRUNCATE:
            return [body[: len(body) // 2]]
        case SocketFault.DRIBBLE:
            return [bytes((byte,)) for byte in body[:-1][:DRIBBLE_BYTES]]
        case _:
            return []


class Request(NamedTuple):
    """One HTTP request as it is sent."""

    method: str
    target: str
    """The raw path with its query, as on the request line."""
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes


@dataclass(slots=True)
class Reply:
    """One HTTP answer; `content-length` is left to the adapter."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    fault: SocketFault | None = None
    delay: float = 0.0
    """Seconds to wait before the answer (virtual in process unless the mock runs in real time)."""


@cache
def reason_phrase(status: int) -> bytes:
    """Return the reason phrase of a status; an empty one for a status that is not of the standard, such as 520."""
    try:
        return HTTPStatus(status).phrase.encode()
    except ValueError:
        return b""


def header_bytes(header: tuple[str, str]) -> tuple[bytes, bytes]:
    """Encode name and value; a line break in one of them would begin another header."""
    name, value = (" ".join(text.splitlines()).encode("latin-1", "replace") for text in header)
    return name, value
