"""The journal: calls with their answers, kept as bytes within a limit, decoded and masked when they are read."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final, Literal, NamedTuple

from fivetran_common.json_types import is_object
from fivetran_rules import Violation, is_secret, may_be_secret

from .call import Call
from .formats.http import Reply, Request
from .formats.json import MOST_VALUES, has_more_values, readable
from .formats.masking import STARS, IsSecret, masked, secrets_of, without_token
from .state.clock import Clock

MOST_ENTRIES: Final = 10_000
"""How many calls are kept by default."""

MOST_BYTES: Final = 4 * 1024 * 1024
"""How many bytes are kept by default: bodies, headers and findings; beyond it, the oldest calls are dropped."""

OVERHEAD: Final = 600
"""Roughly the size of a call beside its bodies, headers and findings, in bytes."""

OVERHEAD_OF_HEADER: Final = 100
"""Roughly the size of a header beside its text."""

OVERHEAD_OF_FINDING: Final = 500
"""Roughly the size of a finding beside its pointer and message."""

BYTES_OF_VALUE: Final = 20
"""A body counts at least so many bytes for each of its values, since decoding and masking take time for each."""

MOST_FAILED: Final = 20
"""How many messages of failed assertions are remembered."""

Verdict = Literal["accepted", "refused", "fault"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedCall:
    """One call as the journal shows it: secrets are masked, and bodies that are JSON are decoded."""

    number: int
    """1 for the first call since the mock was created or reset."""
    at: str
    account: str
    """The API key; empty if the credentials were refused, or if all credentials share one account."""
    operation: str | None
    """Id of the operation; None if the document does not have it."""
    method: str
    target: str
    headers: Mapping[str, str] = field(repr=False)
    body: Any
    status: int
    verdict: Verdict
    """`refused` by the mock itself, or changed by a `fault`."""
    violations: tuple[Violation, ...]
    """The findings about the body, warnings included."""
    answer: Any = field(repr=False)

    @property
    def reason(self) -> str:
        """The reason of a refusal in one line."""
        if self.violations:
            return "; ".join(f"{each.pointer or '/'}: {each.message} [{each.rule}]" for each in self.violations)
        return _message(self.answer)

    def to_data(self) -> dict[str, Any]:
        """Return the call as plain data."""
        named = {name: getattr(self, name) for name in _PLAIN}
        wrong = [
            {"pointer": each.pointer, "rule": each.rule, "message": each.message, "severity": each.severity}
            for each in self.violations
        ]
        return {**named, "headers": dict(self.headers), "violations": wrong}


class ListedCall(NamedTuple):
    """One call as a list shows it: without headers and bodies, which take time to decode and mask."""

    number: int
    at: str
    operation: str | None
    method: str
    target: str
    status: int
    verdict: Verdict
    violations: tuple[Violation, ...]
    reason: str
    """The message of a refusal; empty for other calls, and for those with violations."""


_PLAIN: Final = ("number", "at", "account", "operation", "method", "target", "body", "status", "verdict", "answer")


Raw = tuple[int, int, str, str, Request, int, bytes, bool, tuple[Violation, ...], int]
"""An entry as it is kept: a plain tuple takes a third of the time of a named one."""


class _Entry(NamedTuple):
    number: int
    at: int
    account: str
    operation: str
    request: Request
    status: int
    answer: bytes
    struck: bool
    violations: tuple[Violation, ...]
    size: int


class Seen(NamedTuple):
    """A call before it is decoded and masked: enough to choose calls for a list."""

    number: int
    at: int
    """Microseconds since 1970."""
    operation: str
    """Empty where the document has no such operation."""
    method: str
    target: str
    status: int
    struck: bool
    answer: bytes
    """The body as it was sent, with its secrets: to search in, not to show."""

    @property
    def verdict(self) -> Verdict:
        """Whether the call was accepted, refused or changed by a fault."""
        return _verdict(self.status, struck=self.struck)

    def names(self, identifier: str) -> bool:
        """Return whether the call was about the connection with this id: by its path, or because it created it."""
        created = self.operation == "create_connection" and f'"{identifier}"'.encode(errors="replace") in self.answer
        return created or identifier in self.target


Fits = Callable[[Seen], bool]
"""Says whether a call belongs into a list."""


def latest(entries: list[Raw], fits: Fits, limit: int) -> list[Raw]:
    """Return the latest raw entries that fit, the newest first."""
    return list(islice((raw for raw in reversed(entries) if fits(_seen(_Entry(*raw)))), limit))


def _seen(entry: _Entry) -> Seen:
    request = entry.request
    return Seen(
        entry.number,
        entry.at,
        entry.operation,
        request.method,
        request.target,
        entry.status,
        entry.struck,
        entry.answer,
    )


def any_call(_: Seen) -> bool:
    """Accept every call."""
    return True


class Journal:
    """The latest calls, the oldest first."""

    __slots__ = ("_bytes", "_clock", "_entries", "_most_bytes", "_most_entries", "count", "failed")

    def __init__(self, clock: Clock, *, most_entries: int = MOST_ENTRIES, most_bytes: int = MOST_BYTES) -> None:
        self._clock = clock
        self._most_entries = most_entries
        self._most_bytes = most_bytes
        self._entries: deque[Raw] = deque()
        self._bytes = 0
        self.count = 0
        """How many calls there were, including those that were dropped."""
        self.failed: deque[str] = deque(maxlen=MOST_FAILED)
        """The messages of the latest assertions that failed."""

    def __iter__(self) -> Iterator[RecordedCall]:
        return map(self._shown, list(self._entries))

    @property
    def forgotten(self) -> int:
        """How many calls were dropped."""
        return self.count - len(self._entries)

    def clear(self) -> None:
        """Forget all calls."""
        self._entries.clear()
        self.failed.clear()
        self._bytes = self.count = 0

    def after(self, number: int) -> list[RecordedCall]:
        """Return the calls after the one with this number."""
        return [self._shown(entry) for entry in list(self._entries) if entry[0] > number]

    def kept(self) -> list[Raw]:
        """Return a copy of the raw entries, to be searched without holding a lock."""
        return list(self._entries)

    def decoded(self, entries: Iterable[Raw]) -> list[RecordedCall]:
        """Decode and mask raw entries."""
        return list(map(self._shown, entries))

    def listed(self, entries: Iterable[Raw]) -> list[ListedCall]:
        """Return raw entries for a list; only the answers of refusals without violations are decoded."""
        return [self._listed(_Entry(*raw)) for raw in entries]

    def add(self, call: Call, reply: Reply, *, struck: bool) -> None:
        """Keep a call, and drop the oldest ones if the journal is full."""
        self.count = count = self.count + 1
        entries = self._entries
        now = self._clock.now()
        request, answer = call.request, reply.body
        found = call.violations
        size = _size(request, answer, found)
        entries.append(
            (count, now, call.account.key, call.operation, request, reply.status, answer, struck, found, size)
        )
        self._bytes += size
        while self._bytes > self._most_bytes or len(entries) > self._most_entries:
            self._bytes -= entries.popleft()[-1]

    def _shown(self, raw: Raw) -> RecordedCall:
        entry = _Entry(*raw)
        answer = _shown_body(entry.answer)
        return RecordedCall(
            number=entry.number,
            at=self._clock.text(entry.at),
            account=entry.account,
            operation=entry.operation or None,
            method=entry.request.method,
            target=entry.request.target,
            headers=_shown_headers(entry.request.headers),
            body=_shown_request(entry, answer),
            status=entry.status,
            verdict=_verdict(entry.status, struck=entry.struck),
            violations=entry.violations,
            answer=answer,
        )

    def _listed(self, entry: _Entry) -> ListedCall:
        verdict = _verdict(entry.status, struck=entry.struck)
        explained = verdict != "refused" or entry.violations
        return ListedCall(
            number=entry.number,
            at=self._clock.text(entry.at),
            operation=entry.operation or None,
            method=entry.request.method,
            target=entry.request.target,
            status=entry.status,
            verdict=verdict,
            violations=entry.violations,
            reason="" if explained else _message(_shown_body(entry.answer)),
        )


def _verdict(status: int, *, struck: bool) -> Verdict:
    if struck:
        return "fault"
    return "refused" if status >= 400 else "accepted"


def _message(answer: Any) -> str:
    """Return the message of an answer, or the answer itself if it is no object."""
    return str(answer.get("message")) if is_object(answer) else str(answer)


def _size(request: Request, answer: bytes, violations: tuple[Violation, ...]) -> int:
    """Estimate the size of a call in memory."""
    headers = request.headers
    size = OVERHEAD + len(request.target) + _size_of_body(request.body) + _size_of_body(answer)
    size += OVERHEAD_OF_HEADER * len(headers) + sum(map(len, headers)) + sum(map(len, headers.values()))
    for each in violations:
        size += OVERHEAD_OF_FINDING + len(each.pointer) + len(each.message)
    return size


def _size_of_body(body: bytes) -> int:
    """Return the bytes of a body, or more for one of many small values; one of too many values is never decoded."""
    values = body.count(b",") + body.count(b"[") + body.count(b"{")
    return max(len(body), BYTES_OF_VALUE * min(values, MOST_VALUES))


_SECRET_HEADERS: Final = frozenset(
    {"api-key", "auth", "authorization", "cookie", "proxy-authorization", "x-api-key", "x-auth-token"}
)


def _shown_headers(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: STARS if name in _SECRET_HEADERS else value for name, value in headers.items()}


_SECRET_KEYS: Final = frozenset({"auth", "api-key", "x-api-key"})
"""Keys of a request's body, at any depth and in lower case, whose values are masked beside known secrets."""


def _shown_request(entry: _Entry, answer: Any) -> Any:
    """Decode and mask the body of a request; if it does not name the service, the answer may."""
    data = answer.get("data") if is_object(answer) else None
    secret: IsSecret
    if entry.operation != "update_connection":
        secret = is_secret
    elif is_object(data) and isinstance(data.get("service"), str):
        secret = secrets_of(data["service"])
    else:
        secret = may_be_secret
    return _shown_body(entry.request.body, secret, _SECRET_KEYS)


def _shown_body(body: bytes, secret: IsSecret = is_secret, also: AbstractSet[str] = frozenset()) -> Any:
    """Decode and mask a body; one that is not JSON or huge is replaced by its size, since it cannot be masked soon."""
    if not body:
        return None
    if has_more_values(body, MOST_VALUES):
        return f"<{len(body)} bytes with more than {MOST_VALUES:,} values>"
    try:
        value = masked(readable(body), secret, also)
    except (ValueError, RecursionError):
        return f"<{len(body)} bytes that are not JSON>"
    if is_object(value) and is_object(value.get("data")):
        _mask_card(value["data"])
    return value


def _mask_card(data: dict[str, Any]) -> None:
    """Mask the token in the address of a connect card."""
    card = data.get("connect_card")
    if is_object(card) and isinstance(card.get("uri"), str):
        card["uri"] = without_token(card["uri"])
