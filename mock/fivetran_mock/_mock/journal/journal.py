"""What was asked and answered: kept raw and bounded, decoded and masked only when somebody looks."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple

from fivetran_common.json_types import is_object
from fivetran_rules import Violation

from ..call import Call
from ..formats.bodies import readable
from ..formats.masking import all_masked, masked
from ..formats.messages import Reply, Request
from ..state.clock import Clock

MOST_ENTRIES: Final = 10_000
"""How many calls are remembered unless told otherwise."""

MOST_BYTES: Final = 4 * 1024 * 1024
"""How many bytes of bodies are remembered unless told otherwise; with more, the oldest calls are forgotten."""

OVERHEAD: Final = 1_024
"""Roughly what a remembered call costs beside its bodies: 600 bytes with four headers, 1,250 with httpx's eight."""

MOST_FAILED: Final = 20
"""How many messages of failed assertions are remembered."""

Verdict = Literal["accepted", "refused", "fault"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedCall:
    """One call as the journal shows it: secrets masked, bodies decoded where they are JSON."""

    number: int
    """1 for the first call since the mock was made or reset."""
    at: str
    account: str
    """The API key; empty if the credentials were refused, or are one of a list."""
    operation: str | None
    """Id of the operation; None where the document has none."""
    method: str
    target: str
    headers: Mapping[str, str] = field(repr=False)
    body: Any
    status: int
    verdict: Verdict
    """`refused` by the mock itself, or struck by a `fault`."""
    violations: tuple[Violation, ...]
    """What was wrong with the body, warnings included."""
    answer: Any = field(repr=False)

    @property
    def reason(self) -> str:
        """Say in one line why the call was refused, for people."""
        if self.violations:
            return "; ".join(f"{each.pointer or '/'}: {each.message} [{each.rule}]" for each in self.violations)
        return str(self.answer.get("message")) if is_object(self.answer) else str(self.answer)

    def to_data(self) -> dict[str, Any]:
        """Give the call as plain data, for an admin call or a file."""
        named = {name: getattr(self, name) for name in _PLAIN}
        wrong = [
            {"pointer": each.pointer, "rule": each.rule, "message": each.message, "severity": each.severity}
            for each in self.violations
        ]
        return {**named, "headers": dict(self.headers), "violations": wrong}


_PLAIN: Final = ("number", "at", "account", "operation", "method", "target", "body", "status", "verdict", "answer")


_Raw = tuple[int, int, str, str, Request, int, bytes, bool, tuple[Violation, ...]]
"""An entry as it is kept: a plain tuple costs a third of one with names, and is given names when somebody looks."""


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

    def names(self, identifier: str) -> bool:
        """Say whether the call was about the connection with this id: by its path, or because it created it."""
        created = self.operation == "create_connection" and f'"{identifier}"'.encode(errors="replace") in self.answer
        return created or identifier in self.target


Fits = Callable[[Seen], bool]
"""Says whether a call belongs into a list."""


def any_call(_: Seen) -> bool:
    """Say yes to every call."""
    return True


class Journal:
    """The latest calls, the oldest first."""

    __slots__ = ("_bytes", "_clock", "_entries", "_most_bytes", "_most_entries", "count", "failed")

    def __init__(self, clock: Clock, *, most_entries: int = MOST_ENTRIES, most_bytes: int = MOST_BYTES) -> None:
        self._clock = clock
        self._most_entries = most_entries
        self._most_bytes = most_bytes
        self._entries: deque[_Raw] = deque()
        self._bytes = 0
        self.count = 0
        """How many calls there were, the forgotten ones included."""
        self.failed: deque[str] = deque(maxlen=MOST_FAILED)
        """The messages of the latest assertions that failed."""

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[RecordedCall]:
        return map(self._shown, list(self._entries))

    @property
    def forgotten(self) -> int:
        """How many calls are remembered no longer."""
        return self.count - len(self._entries)

    def clear(self) -> None:
        """Forget all calls."""
        self._entries.clear()
        self.failed.clear()
        self._bytes = self.count = 0

    def after(self, number: int) -> list[RecordedCall]:
        """Give the calls that came after a call, for a page that follows the journal."""
        return [self._shown(entry) for entry in list(self._entries) if entry[0] > number]

    def latest(self, fits: Fits) -> Iterator[RecordedCall]:
        """Yield the calls that fit, the newest first; a call is decoded when it is taken."""
        for entry in map(_Entry._make, reversed(list(self._entries))):
            request = entry.request
            seen = Seen(
                entry.number,
                entry.at,
                entry.operation,
                request.method,
                request.target,
                entry.status,
                entry.struck,
                entry.answer,
            )
            if fits(seen):
                yield self._shown(entry)

    def add(self, call: Call, reply: Reply, *, struck: bool) -> None:
        """Remember a call, and forget old ones that there is no room for."""
        self.count = count = self.count + 1
        entries = self._entries
        now = self._clock.now()
        request, answer = call.request, reply.body
        entries.append(
            (count, now, call.account.key, call.operation, request, reply.status, answer, struck, call.violations)
        )
        self._bytes += len(request.body) + len(answer) + OVERHEAD
        while self._bytes > self._most_bytes or len(entries) > self._most_entries:
            _, _, _, _, request, _, answer, _, _ = entries.popleft()
            self._bytes -= len(request.body) + len(answer) + OVERHEAD

    def _shown(self, raw: _Raw) -> RecordedCall:
        entry = _Entry(*raw)
        refused: Verdict = "refused" if entry.status >= 400 else "accepted"
        return RecordedCall(
            number=entry.number,
            at=self._clock.text(entry.at),
            account=entry.account,
            operation=entry.operation or None,
            method=entry.request.method,
            target=entry.request.target,
            headers=_shown_headers(entry.request.headers),
            body=_shown_body(entry.request.body, secret_keys=("auth",)),
            status=entry.status,
            verdict="fault" if entry.struck else refused,
            violations=entry.violations,
            answer=_shown_body(entry.answer),
        )


_SECRET_HEADERS: Final = frozenset({"authorization", "cookie", "proxy-authorization"})


def _shown_headers(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: "******" if name in _SECRET_HEADERS else value for name, value in headers.items()}


def _shown_body(body: bytes, *, secret_keys: tuple[str, ...] = ()) -> Any:
    """Decode and mask a body; one that is not JSON is described, since it cannot be masked."""
    if not body:
        return None
    try:
        value = masked(readable(body))
    except (ValueError, RecursionError):
        return f"<{len(body)} bytes that are not JSON>"
    for key in secret_keys:
        if is_object(value) and key in value:
            value[key] = all_masked(value[key])
    if is_object(value) and is_object(value.get("data")):
        _mask_card(value["data"])
    return value


def _mask_card(data: dict[str, Any]) -> None:
    """Take the token out of a connect card's address."""
    card = data.get("connect_card")
    if is_object(card) and isinstance(card.get("uri"), str):
        start, found, rest = card["uri"].partition("&auth=")
        card["uri"] = f"{start}{found}******{rest[rest.find('&') :]}" if found else start
