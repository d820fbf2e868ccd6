"""The journal: calls with their answers, kept as bytes within a limit, decoded and masked when they are read."""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from typing import Any, Final, Literal

from fivetran_common.json_types import is_object
from fivetran_rules import Violation, is_secret, may_be_secret, without_url_secrets

from .call import Call
from .clock.moments import Clock
from .formats.http import Reply
from .formats.json import MOST_VALUES, has_more_values, readable
from .formats.masking import STARS, IsSecret, masked, masked_by_place, secrets_of

OVERHEAD: Final = 600
"""Roughly the size of a call beside its bodies, headers and findings, in bytes."""

OVERHEAD_OF_HEADER: Final = 100
"""Roughly the size of a header beside its text."""

OVERHEAD_OF_FINDING: Final = 500
"""Roughly the size of a finding beside its pointer and message."""

BYTES_OF_VALUE: Final = 20
"""A body counts at least so many bytes for each of its values, since decoding and masking take time for each."""


Verdict = Literal["accepted", "refused", "fault", "unimitated"]


def _verdict(call: Call, reply: Reply) -> Verdict:
    if reply.effect:
        return "fault"
    if call.unimitated:
        return "unimitated"
    return "refused" if reply.status >= 400 else "accepted"


class RecordedCall:
    """
    One call. Its secrets are masked and its bodies are decoded when they are read.

    It is no dataclass: pytest and other tools would show all fields of one, and so the secrets.
    """

    def __init__(self, number: int, at: str, call: Call, reply: Reply) -> None:
        self.number: Final[int] = number
        """1 for the first call since the mock was created or reset."""
        self.at: Final[str] = at
        self.operation: Final[str | None] = call.operation or None
        """Id of the operation; None if the document does not have it."""
        self.arguments: Final[tuple[str, ...]] = call.arguments
        """The ids or names in the path, percent-decoded."""
        self.status: Final[int] = reply.status
        self.verdict: Final[Verdict] = _verdict(call, reply)
        """`accepted`, `refused` by the mock itself, changed by a `fault`, or of an `unimitated` family."""
        self.fault: Final[str] = reply.effect
        """The effect of the fault that applied, as in `status=503` or `socket=reset`; empty if none did."""
        self.violations: Final[tuple[Violation, ...]] = call.violations
        """The findings about the body, warnings included."""
        self._connection_id = call.connection_id
        self._request = call.request
        self._response = reply.body
        self._received = time.time()  # in seconds since 1970
        self.size: Final[int] = _size(call, reply)
        """The estimated size of the call in memory, in bytes."""

    def __repr__(self) -> str:
        return f"<call {self.number}: {self.request_line}, {self.status}>"

    @property
    def method(self) -> str:
        """The method of the request."""
        return self._request.method

    @property
    def path(self) -> str:
        """The path of the request, without its query."""
        return self._request.target.partition("?")[0]

    @property
    def query(self) -> str:
        """The query of the request as it was sent, without its secrets."""
        return without_url_secrets(self._request.target).partition("?")[2]

    @property
    def request_line(self) -> str:
        """The method, and the path with its query, as in `GET /v1/groups?limit=1`."""
        return f"{self.method} {without_url_secrets(self._request.target)}"

    @property
    def headers(self) -> dict[str, str]:
        """The headers of the request; names are in lower case."""
        return shown_headers(self._request.headers)

    @property
    def body(self) -> Any:
        """The body of the request."""
        secret: IsSecret = is_secret
        if self.operation == "update_connection":  # its body has no service, but the answer may
            response = self.response
            data = response.get("data") if is_object(response) else None
            service = data.get("service") if is_object(data) else None
            secret = secrets_of(service) if isinstance(service, str) else may_be_secret
        return _shown_body(self._request.body, secret, _SECRET_KEYS)

    @property
    def response(self) -> Any:
        """The body of the response."""
        return _shown_body(self._response)

    @property
    def reason(self) -> str:
        """The reason of a refusal, the fault that applied, or the warnings, in one line; empty for other calls."""
        if self.fault:
            return self.fault
        if self.verdict == "unimitated":
            return "The mock does not imitate this family of the API"
        if self.violations:
            return "; ".join(f"{found.pointer or '/'}: {found.message} [{found.rule}]" for found in self.violations)
        if self.verdict == "accepted":
            return ""
        response = self.response
        return str(response.get("message")) if is_object(response) else str(response)

    @property
    def next_cursor(self) -> str:
        """The cursor of the next page in the answer to a list; empty if there is none, or a fault changed it."""
        found = _NEXT_CURSOR.search(self._response) if self.verdict == "accepted" else None
        return found[1].decode() if found else ""

    @property
    def received_at(self) -> str:
        """The real time as the API spells times, without fractions of a second; `at` is the time of the mock."""
        return datetime.fromtimestamp(self._received, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def connection_id(self) -> str:
        """The id of the connection that a call is about: by path, create, or visit of its card."""
        parts = self.path.split("/")
        in_path = parts[1:3] in (["v1", "connections"], ["v1", "connectors"]) and len(parts) > 3
        return self._connection_id or (parts[3] if in_path else "")

    def is_about(self, name: str) -> bool:
        """Return whether the call was about the connection with this id, or has this id, group or schema in it."""
        in_create = self.operation == "create_connection" and f'"{name}"'.encode(errors="replace") in self._request.body
        return in_create or name == self._connection_id or name in self._request.target

    def to_data(self) -> dict[str, Any]:
        """Return the call as plain data."""
        shown = ("pointer", "rule", "message", "severity")
        wrong = [{name: getattr(violation, name) for name in shown} for violation in self.violations]
        return {**{name: getattr(self, name) for name in _PLAIN}, "violations": wrong}


_NEXT_CURSOR: Final = re.compile(rb'"next_cursor":"([^"]+)"')
_PLAIN: Final = (
    *("number", "at", "operation", "method", "path", "query", "body"),
    *("status", "verdict", "fault", "reason", "response", "headers"),
)


def _size(call: Call, reply: Reply) -> int:
    headers = call.request.headers
    size = OVERHEAD + len(call.request.target) + OVERHEAD_OF_HEADER * len(headers)
    size += sum(map(len, headers)) + sum(map(len, headers.values()))
    for body in (call.request.body, reply.body):
        values = body.count(b",") + body.count(b"[") + body.count(b"{")
        size += max(len(body), BYTES_OF_VALUE * min(values, MOST_VALUES))  # bodies with more values are never decoded
    return size + sum(OVERHEAD_OF_FINDING + len(found.pointer) + len(found.message) for found in call.violations)


class Journal:
    """The latest calls, the oldest first."""

    def __init__(self, clock: Clock, *, most_entries: int, most_bytes: int) -> None:
        self._clock = clock
        self._most_entries = most_entries
        self._most_bytes = most_bytes
        self._bytes = 0
        self.entries: deque[RecordedCall] = deque()
        self.count: int = 0
        """The number of all calls, dropped ones included."""
        self.dropped: int = 0
        """The number of calls that were dropped for want of room."""

    def clear(self) -> None:
        """Forget all calls."""
        self.count = self.dropped = self._bytes = 0
        self.entries.clear()

    def add(self, call: Call, reply: Reply) -> None:
        """Keep a call, and drop the oldest ones if the journal is full."""
        self.count += 1
        recorded = RecordedCall(self.count, self._clock.text(self._clock.now()), call, reply)
        self.entries.append(recorded)
        self._bytes += recorded.size
        while self._bytes > self._most_bytes or len(self.entries) > self._most_entries:
            self._bytes -= self.entries.popleft().size
            self.dropped += 1


_SECRET_HEADERS: Final = frozenset(
    {"api-key", "auth", "authorization", "cookie", "proxy-authorization", "x-api-key", "x-auth-token"}
)


def shown_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers, whose names are in lower case, with stars for the values of secret ones."""
    return {name: STARS if name in _SECRET_HEADERS else text for name, text in headers.items()}


_SECRET_KEYS: Final = frozenset({"auth", "api-key", "x-api-key"})
"""Keys of a request's body, at any depth and in lower case, whose values are masked beside known secrets."""


_MARKS: Final = (b"@", b"=", b"header", b"\\u")
"""Parts of each body that has a URL with a secret or a header, perhaps with escapes; most bodies have none."""


def _shown_body(body: bytes, secret: IsSecret = is_secret, also: AbstractSet[str] = frozenset()) -> Any:
    """Decode and mask a body; a huge body or invalid JSON, which cannot be masked quickly, becomes its size."""
    if not body:
        return None
    if has_more_values(body, MOST_VALUES):
        return f"<{len(body)} bytes with more than {MOST_VALUES:,} values>"
    try:
        value = masked(readable(body), secret, also)
    except (ValueError, RecursionError):
        return f"<{len(body)} bytes that are not JSON>"
    if any(mark in body for mark in _MARKS):
        value = masked_by_place(value)
    return value
