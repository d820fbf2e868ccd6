"""HTTP as the mock speaks it: requests, replies, the API's envelopes and its refusals."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from http import HTTPStatus
from itertools import accumulate, islice
from typing import Any, Final, NamedTuple

from fivetran_openapi import document
from fivetran_rules import Violation

from .json import encode, to_bytes

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
    """The request that has to be posted first; the mock then answers later, and not with this reply."""
    effect: str = ""
    """The fault that made this answer, as `Fault.effect` spells it; empty for the mock's own answer."""


class ReceiverReply(NamedTuple):
    """The result of posting an event to a receiver."""

    status: int | None
    """None if there was no answer."""
    text: str = ""
    """The beginning of the body."""
    error: str = ""
    """Why there was no answer."""

    @property
    def ok(self) -> bool:
        """Whether the receiver took the event."""
        return self.status is not None and 200 <= self.status < 300  # success, by the standard


class Pending(NamedTuple):
    """A reply that depends on what a receiver answers."""

    delivery: Any
    """The `lifecycle.deliveries.Delivery` to post."""
    finish: Callable[[ReceiverReply], Reply]


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


JSON: Final = ("content-type", "application/json")

_OPERATIONS: Final = [
    described for path in document()["paths"].values() for described in path.values() if "operationId" in described
]

MESSAGES: Final[Mapping[str, str]] = {found["operationId"]: found["x-fivetran-message"] for found in _OPERATIONS}
"""The message of each operation's success, with the names of ids in braces; some are made up (`not_imitated.md`)."""

SUCCESSES: Final[Mapping[str, int]] = {
    described["operationId"]: min(int(status) for status in described["responses"] if status.startswith("2"))
    for described in _OPERATIONS
}
"""The status of each operation's success."""


def success(operation: str, data: object, *, status: int = 200) -> Reply:
    """Return a success with data."""
    return Reply(status, [JSON], f"{_HEADS[operation]}{encode(data)}}}".encode())


def done(operation: str, **named: str) -> Reply:
    """Return a success without data; its message has the named ids."""
    message = MESSAGES[operation].format_map(named)
    return Reply(200, [JSON], to_bytes({"code": "Success", "message": message}))


_HEADS: Final = {name: f'{{"code":"Success","message":{encode(text)},"data":' for name, text in MESSAGES.items()}


VIOLATIONS_HEADER: Final = "x-fivetran-mock-violations"
"""A header in which the mock says more than the API would: a JSON list of pointer, rule and message."""

MOST_VIOLATIONS: Final = 20
MOST_CHARACTERS: Final = 300
MOST_HEADER: Final = 8_000
"""The limits of that header: number of violations, length of each text, length of all. Clients limit headers."""


class Refusal(Exception):
    """A request that the API does not accept: becomes an answer of `{code, message}`."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        violations: Iterable[Violation] = (),
        headers: Iterable[tuple[str, str]] = (),
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.violations: tuple[Violation, ...] = tuple(violations)
        self.headers: tuple[tuple[str, str], ...] = tuple(headers)


def refused(refusal: Refusal) -> Reply:
    """Return a refusal as the API's answer, with the violations in a header for developers."""
    headers = [JSON, *refusal.headers]
    if refusal.violations:
        headers.append((VIOLATIONS_HEADER, spell_violations(refusal.violations)))
    body = encode({"code": refusal.code, "message": refusal.message}).encode(errors="replace")
    return Reply(refusal.status, headers, body)


def spell_violations(violations: Iterable[Violation]) -> str:
    """Encode violations as a header's value: JSON in ASCII, as many as there is room for."""
    spelled = [
        json.dumps({"pointer": _short(violation.pointer), "rule": violation.rule, "message": _short(violation.message)})
        for violation in islice(violations, MOST_VIOLATIONS)
    ]
    ends = accumulate(map(len, spelled))
    return f"[{', '.join(text for text, end in zip(spelled, ends, strict=True) if end <= MOST_HEADER)}]"


def _short(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}…"


def _refusal(status: int, code: str, message: str) -> Callable[..., Refusal]:
    """Return a function that makes a refusal; its arguments stand for the braces in code and message."""

    def refuse(*details: object) -> Refusal:
        return Refusal(status, code.format(*details), message.format(*details))

    return refuse


invalid_parameter = _refusal(400, "InvalidInput", "Invalid '{}' parameter")
invalid_limit = _refusal(400, "InvalidInput", "Invalid 'limit' parameter: it has to be from 1 to {}")
no_schema_reload = _refusal(400, "NotSupported_SchemaReload", "Service '{}' does not support schema reload")
no_columns_config = _refusal(  # docs/evidence.md#no-columns-config; of a schema and a table
    400, "InvalidInput", "Table `{1}` of schema `{0}` doesn't supports columns configuration"
)
not_set_up = _refusal(  # docs/evidence.md#not-set-up; of a setup state
    400,
    "InvalidInput",
    "We expected the connector's setup state ('status.setup_state') to be 'connected', but it was '{}'. \n"
    "Please configure the connector and perform the setup tests.",
)
unauthorized = _refusal(401, "AuthFailed", "The API key and secret are missing or wrong")
not_basic = _refusal(401, "AuthFailed", "The API takes Basic authentication with key and secret, and no Bearer token")
forbidden = _refusal(403, "Forbidden", "Access denied. Required permission: {}")
not_found = _refusal(404, "NotFound_{0}", "Cannot find entity '{0}' with id '{1}'")
no_schema_config = _refusal(404, "NotFound_SchemaConfig", "Connection with id '{}' has no schema config yet")
unknown_service = _refusal(404, "NotFound", "Connector service '{}' is unknown to the mock")
missing = _refusal(404, "NotFound", "{}")  # a name of a kind whose code is unknown
metadata_is_gone = _refusal(  # docs/evidence.md#metadata-deprecated
    404,
    "NotFound",
    "Metadata API is deprecated. You can retrieve schema metadata from the metadata tables in Platform Connector:\n"
    'https://fivetran.com/docs/logs/fivetran-platform")\n',
)
no_state = _refusal(405, "MethodNotAllowed", "HTTP 405 Method Not Allowed")  # docs/evidence.md#no-state
no_path = _refusal(404, "NotFound", "HTTP 404 Not Found")  # docs/evidence.md#unknown-path
not_acceptable = _refusal(406, "NotAcceptable", "The 'Accept' header does not allow JSON")
conflict = _refusal(409, "Conflict", "{}")
unsupported_media_type = _refusal(415, "UnsupportedMediaType", "The 'Content-Type' header has to be 'application/json'")
not_kept = _refusal(500, "InternalError", "Nothing was changed, since the change cannot be kept: {}")
not_imitated = _refusal(
    501,
    "NotImplemented",
    "The mock does not imitate '{0} {1}' (docs/not-imitated.md): Fault(method='{0}', path='{1}', ...) answers it",
)
other_host = _refusal(501, "NotImplemented", "'{} {}' was sent to {}: the API is at api.fivetran.com")
no_card_page = _refusal(
    501,
    "NotImplemented",
    "In process, a Connect Card has no page: call complete_connect_card of the mock, or use a server of it",
)


def invalid(message: str, violations: Iterable[Violation] = ()) -> Refusal:
    """Refuse a request with a message."""
    return Refusal(400, "InvalidInput", message, violations=violations)


def invalid_body(violations: list[Violation]) -> Refusal:
    """Refuse a body with the API's coarse message, and with the violations."""
    return invalid(_coarse(violations), violations)


def duplicate_schema(schema: str, answer: str) -> Refusal:
    """Refuse a second connection of one schema in a group; `answer` is the value of the behaviour: code and status."""
    code, _, status = answer.partition("_")
    message = f'An integration with schema "{schema}" already exists, please choose a different schema'
    return Refusal(int(status), code, message)


def too_many(limit: str, retry_after: int) -> Refusal:
    """Refuse a request above a limit, with the observed text (docs/evidence.md#too-many-requests)."""
    return Refusal(429, "TooManyRequests", f"No more than {limit}", headers=[("retry-after", str(retry_after))])


_FIELD_MESSAGES: Final[Mapping[str, str]] = {
    "/private_link_id": "Networking method must be PrivateLink in order to set private_link_id",
    "": "Invalid request body",
    "/config": "Invalid 'config' object",
    "/auth": "Invalid 'auth' object",
}


def _coarse(violations: list[Violation]) -> str:
    """Return the API's message: the required field that is missing, or the part of the body that is wrong."""
    for violation in violations:
        if violation.rule in _MISSING and violation.pointer in _NAMED_WHEN_MISSING:
            return f"Field '{violation.pointer.rpartition('/')[2]}' is required"
    pointer = violations[0].pointer
    top = pointer.split("/", 2)[1] if pointer else ""
    return _FIELD_MESSAGES.get(pointer) or _FIELD_MESSAGES.get(f"/{top}") or f"Invalid '{top}' value"


_MISSING: Final = frozenset({"shape.required", "schema.required", "published.required"})
"""The rules that a missing field breaks."""

_NAMED_WHEN_MISSING: Final = frozenset(
    {"/group_id", "/service", "/config", "/config/schema", "/config/schema_prefix", "/state", "/connect_card_config"}
)
"""The missing fields that a message names: observed for the two of `config`, inferred for the others."""
