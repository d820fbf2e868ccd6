"""HTTP as the mock speaks it: requests, replies, the API's envelopes, and the bytes of a reply."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import formatdate
from enum import StrEnum
from functools import lru_cache
from http.client import responses
from typing import Any, Final, NamedTuple

from fivetran_openapi import document

from .json import encode, to_bytes

BODILESS: Final = frozenset({204, 304})
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
    REFUSED = "refused"
    """No connection: the host refuses it."""
    DNS = "dns"
    """No connection: the name of the host has no address."""
    CONNECT_TIMEOUT = "connect_timeout"
    """No connection: the host does not answer in time."""
    TLS = "tls"
    """No connection: the certificate of the host is not trusted."""


UNCONNECTED: Final = (SocketFault.REFUSED, SocketFault.DNS, SocketFault.CONNECT_TIMEOUT, SocketFault.TLS)
"""The faults before a connection: in process only, since a server has no part in them."""

UNTRUSTED: Final = "certificate verify failed: self-signed certificate"
"""The reason of `SocketFault.TLS`, as OpenSSL states it."""

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
    local: bool = True
    """Whether the client is on this machine, as one in process is."""

    def __repr__(self) -> str:
        """Show neither query, headers nor body: a receiver or the `body` of a fault has secrets in it."""
        return f"<request: {self.method} {self.target.partition('?')[0]}>"


MOST_DIGITS: Final = 18


def number_of(text: str) -> int | None:
    """Read a whole number from an address or a form; None for any other text."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None


@dataclass(slots=True)
class Reply:
    """One HTTP answer; `content-length` is left to the adapter."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes
    fault: SocketFault | None = None
    delay: float = 0.0
    """Seconds to wait before the answer (virtual in process unless the mock runs in real time)."""
    pending: Pending | None = None
    """A request that has to be posted first; the mock then answers later, with another reply than this."""
    effect: str = ""
    """The fault that made this answer, as `Fault.effect` spells it; empty for the mock's own answer."""


class ReceiverReply(NamedTuple):
    """The result of posting an event to a receiver."""

    status: int | None
    """None if there was no answer."""
    text: str = ""
    """The beginning of the body."""
    error: str = ""
    """The reason of a missing answer."""
    final: bool = False
    """Whether a failure is not repeated."""
    is_known: bool = False
    """Whether the test knows of a failure: it lost the event itself, or an exception says so."""

    @property
    def ok(self) -> bool:
        """Whether the receiver took the event."""
        return self.status is not None and 200 <= self.status < 300  # success, by the standard


class Pending(NamedTuple):
    """A reply that depends on the answer of a receiver."""

    delivery: Any
    """The `lifecycle.deliveries.Delivery` to post."""
    finish: Callable[[ReceiverReply], Reply]


def header_bytes(header: tuple[str, str]) -> tuple[bytes, bytes]:
    """Encode name and value; a line break in one of them would begin another header."""
    name, value = (" ".join(text.splitlines()).encode("latin-1", "replace") for text in header)
    return name, value


JSON: Final = ("content-type", "application/json")


class DocumentedOperation(NamedTuple):
    """An operation of the document."""

    method: str
    path: str
    described: Mapping[str, Any]
    parameters: Sequence[str] = ()
    """The names of its query parameters."""
    schema: str = ""
    """The name of the body's schema in the document; empty without a body."""


def _documented(method: str, path: str, described: Mapping[str, Any]) -> DocumentedOperation:
    parameters = [each["name"] for each in described.get("parameters", ()) if each["in"] == "query"]
    schema = ""
    if "requestBody" in described:
        schema = described["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    return DocumentedOperation(method.upper(), path, described, parameters, schema)


OPERATIONS: Final = {
    described["operationId"]: _documented(method, path, described)
    for path, item in document()["paths"].items()
    for method, described in item.items()
    if "operationId" in described
}
"""The operations of the document by their ids."""

MESSAGES: Final = {name: str(found.described["x-fivetran-message"]) for name, found in OPERATIONS.items()}
"""The message of each operation's success, with the names of ids in braces; some are made up (`not_imitated.md`)."""


def success(operation: str, data: object, *, status: int = 200) -> Reply:
    """Return a success with data."""
    return Reply(status, [JSON], encode({"code": "Success", "message": MESSAGES[operation], "data": data}).encode())


def done(operation: str, **named: str) -> Reply:
    """Return a success without data; its message has the named ids."""
    message = MESSAGES[operation].format_map(named)
    return Reply(200, [JSON], to_bytes({"code": "Success", "message": message}))


# --- replies as bytes, whole or as far as a fault lets them arrive ----------------------------------------------------


def frame(reply: Reply, *, keep_alive: bool, bodiless: bool = False) -> bytes:
    """Return a whole answer; `bodiless` is for HEAD, whose answer announces a body and sends none."""
    body = reply.body
    connection = "keep-alive" if keep_alive else "close"
    lines = _head(reply.status, tuple(reply.headers), connection, int(time.time()))
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
                _head(reply.status, tuple(reply.headers), "close", time.time() // 1),
                BAD_SIZE,
                reply.body,
            )
        case SocketFault.TRUNCATE | SocketFault.DRIBBLE:
            return frame(reply, keep_alive=False, bodiless=True) + b"".join(parts_that_arrive(reply.fault, reply.body))
        case _:
            return frame(reply, keep_alive=False, bodiless=bodiless)


@lru_cache(maxsize=256)  # most answers within a second have the same
def _head(status: int, headers: tuple[tuple[str, str], ...], connection: str, second: int) -> bytes:
    """Return status line and headers, without those that say where the body ends."""
    own = {"connection": connection, "server": "fivetran-mock", "date": formatdate(second, usegmt=True)}
    given = {name for name, _ in headers}  # a reply may have a server and a date of its own
    every = [*headers, *(header for header in own.items() if header[0] not in given)]
    lines = b"".join(b"%b: %b\r\n" % header_bytes(header) for header in every)
    return b"HTTP/1.1 %d %b\r\n%b" % (status, responses.get(status, "").encode(), lines)  # 520 has no phrase
