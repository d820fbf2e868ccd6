"""Encode replies as HTTP/1.1, whole or as far as a fault lets them arrive."""

from __future__ import annotations

import time
from functools import cache, lru_cache
from typing import Final

from .http import BAD_SIZE, BODILESS, GARBAGE, Reply, SocketFault, header_bytes, parts_that_arrive, reason_phrase

_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
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
    """Return everything that a client receives on a connection that is then closed: an answer, or a part of it."""
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
    ours = _ours(keep_alive, second)
    for name, _ in headers:
        if name in _REPLACEABLE:
            ours = _without(ours, name.encode())
    return b"%b%b%b" % (_status_line(status), b"".join(map(_line, headers)), ours)


def _without(lines: bytes, name: bytes) -> bytes:
    return b"".join(line for line in lines.splitlines(keepends=True) if not line.startswith(name + b":"))


@cache
def _status_line(status: int) -> bytes:
    return b"HTTP/1.1 %d %b\r\n" % (status, reason_phrase(status))


@lru_cache(maxsize=1024)
def _line(header: tuple[str, str]) -> bytes:
    return b"%b: %b\r\n" % header_bytes(header)


@lru_cache(maxsize=2)
def _ours(keep_alive: bool, second: int) -> bytes:
    """Return the headers that the server adds itself."""
    now = time.gmtime(second)
    day, month = _DAYS[now.tm_wday], _MONTHS[now.tm_mon - 1]
    clock = time.strftime("%H:%M:%S", now)
    date = f"{day}, {now.tm_mday:02d} {month} {now.tm_year} {clock} GMT\r\n".encode()
    return (_KEEP if keep_alive else _CLOSE) + date
