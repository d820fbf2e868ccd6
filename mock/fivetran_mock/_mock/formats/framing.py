"""Encode replies as HTTP/1.1, whole or as far as a fault lets them arrive."""

from __future__ import annotations

import time
from email.utils import formatdate
from functools import lru_cache
from typing import Final

from .http import BAD_SIZE, BODILESS, GARBAGE, Reply, SocketFault, header_bytes, parts_that_arrive, reason_phrase

_KEEP: Final = b"connection: keep-alive\r\nserver: fivetran-mock\r\ndate: "
_CLOSE: Final = b"connection: close\r\nserver: fivetran-mock\r\ndate: "
_REPLACEABLE: Final = frozenset({"server", "date"})
"""The server's own headers that a reply may replace, in lower case."""


def frame(reply: Reply, *, keep_alive: bool, bodiless: bool = False) -> bytes:
    """Return a whole answer; `bodiless` is for HEAD, whose answer announces a body and sends none."""
    body = reply.body
    lines = head(reply, keep_alive=keep_alive)
    if reply.status in BODILESS:
        return lines + b"\r\n"
    return b"%bcontent-length: %d\r\n\r\n%b" % (lines, len(body), b"" if bodiless else body)


def bytes_before_close(reply: Reply, *, bodiless: bool = False) -> bytes:
    """Return the bytes that a client receives before the connection closes: an answer, or a part of it."""
    match reply.fault:
        case SocketFault.CLOSE:
            return b""
        case SocketFault.GARBAGE_STATUS:
            return GARBAGE + b"\r\n\r\n"
        case SocketFault.BAD_CHUNK:
            return b"%btransfer-encoding: chunked\r\n\r\n%b%b\r\n" % (
                head(reply, keep_alive=False),
                BAD_SIZE,
                reply.body,
            )
        case SocketFault.TRUNCATE | SocketFault.DRIBBLE:
            return frame(reply, keep_alive=False, bodiless=True) + b"".join(parts_that_arrive(reply.fault, reply.body))
        case _:
            return frame(reply, keep_alive=False, bodiless=bodiless)


def head(reply: Reply, *, keep_alive: bool) -> bytes:
    """Return status line and headers, without those that say where the body ends."""
    return _head(reply.status, tuple(reply.headers), keep_alive, int(time.time()))


@lru_cache(maxsize=256)
def _head(status: int, headers: tuple[tuple[str, str], ...], keep_alive: bool, second: int) -> bytes:
    """Return status line and headers; most answers within a second have the same."""
    ours = (_KEEP if keep_alive else _CLOSE) + formatdate(second, usegmt=True).encode() + b"\r\n"
    for name, _ in headers:
        if name in _REPLACEABLE:
            mark = f"{name}:".encode()
            ours = b"".join(line for line in ours.splitlines(keepends=True) if not line.startswith(mark))
    given = b"".join(b"%b: %b\r\n" % header_bytes(header) for header in headers)
    return b"HTTP/1.1 %d %b\r\n%b%b" % (status, reason_phrase(status), given, ours)
