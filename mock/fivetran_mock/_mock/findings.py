"""Findings: what happened to a mock since the last look, and a test should not pass over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, Final, NamedTuple, TypeVar
from urllib.parse import parse_qsl

from fivetran_common.nearest import hint

from .api import Api
from .formats.http import OPERATIONS
from .journal import RecordedCall

T = TypeVar("T")

REFUSED: Final = "the Fivetran mock refused calls that this test does not expect:"
IGNORED: Final = "the API does not have these parameters, so they did nothing:"
UNDELIVERED: Final = "deliveries to webhooks failed:"
UNUSED: Final = "no call used a part of the test's set-up:"
NO_CALLS: Final = "no call has reached the mock since the last verify or reset"


class Finding(NamedTuple):
    """One thing that a test should not pass over."""

    head: str
    """The first line of the list that it belongs to."""
    status: int
    """The status by which a test expects it; 0 for none."""
    line: str


class Verified(NamedTuple):
    """The result of a `verify` that found nothing wrong."""

    calls: int
    """The number of calls since the last one."""
    notes: list[str]
    """Lines about what may be a mistake: no calls, a page whose cursor was never sent, and dropped calls."""


class Findings:
    """Finds what is new on a mock since the last look."""

    def __init__(self, api: Api) -> None:
        """Take the mock to look at."""
        self._api = api
        self._seen: dict[str, list[Any]] = {}
        self.statuses: set[int] = set()
        """The statuses of all refusals and failed deliveries so far."""
        self.calls: list[RecordedCall] = []
        """The calls between the last look and the one before."""

    def unseen(self, kind: str, items: Iterable[T]) -> list[T]:
        """Return the items of a kind that were not there at the last call, by their identity."""
        before = {id(item) for item in self._seen.get(kind, ())}
        self._seen[kind] = now = list(items)  # kept, so that their ids stay theirs
        return [item for item in now if id(item) not in before]

    def look(self) -> list[Finding]:
        """Return the refused calls, the ignored parameters and the failed deliveries since the last look."""
        with self._api.lock:
            self.calls = self.unseen("calls", self._api.journal.entries)
            latest = {(each.webhook_id, each.body): each for each in self._api.outbox.past}
            new = self.unseen("deliveries", latest.values())
        found = list(_of_calls(self.calls, self._api.state.forgotten))
        failed = (each for each in new if not (each.ok or each.test or each.is_known))  # a test shows in its answer
        found += [Finding(UNDELIVERED, each.status or 0, each.line) for each in failed]
        self.statuses.update(each.status for each in found)
        return found

    def unrefused(self, expected: Iterable[int], word: str) -> list[Finding]:
        """Return the expected statuses with which nothing was refused, named by the `word` of the test."""
        left = [status for status in expected if status not in self.statuses]
        return [Finding(UNUSED, 0, f"{word}={status}: no call was refused with it") for status in left]

    def unused(self, items: Sequence[tuple[object, str]]) -> list[Finding]:
        """Return the unused faults and scripts, each described, that were not there at the last call."""
        new = self.unseen("unused", [item for item, _ in items])
        return [Finding(UNUSED, 0, line) for item, line in items if any(item is each for each in new)]

    def notes(self) -> list[str]:
        """Return a line for each page whose cursor was never sent, and one if the journal had no room."""
        dropped = self._api.journal.dropped
        pages = Counter((call.request_line, call.next_cursor) for call in self.calls)
        lines = [
            f"{f'the same page was asked for {count} times' if count > 1 else 'no further page was asked for'}: "
            f"the next_cursor in the answer to {line} was never sent"
            for (line, cursor), count in pages.items()
            if cursor and not any(cursor in call.query for call in self.calls)
        ]
        return [*lines, *([f"the journal has dropped the oldest calls: {dropped}"] if dropped else [])]


def _of_calls(calls: Iterable[RecordedCall], forgotten: Container[str]) -> Iterator[Finding]:
    for call in calls:
        if call.verdict == "refused":
            is_earlier = call.status == 404 and call.connection_id in forgotten
            earlier = " (a connection of an earlier test, which a reset has forgotten)" * is_earlier
            yield Finding(REFUSED, call.status, f"{call.status} {call.request_line}: {call.reason}{earlier}")
        elif call.query and call.operation is not None:
            known = OPERATIONS[call.operation].parameters
            for name, _ in parse_qsl(call.query, keep_blank_values=True):
                if name not in known:
                    line = f"{name!r} in {call.request_line}{hint(name, known)}"
                    yield Finding(IGNORED, 400, line)  # its status under the other behaviour


def spelled(findings: Iterable[Finding]) -> str:
    """Write findings below the heads of their lists; equal lines stand once, with their number."""
    lines: list[str] = []
    for head, its in groupby(sorted(findings, key=lambda found: found.head), lambda found: found.head):
        counted = Counter(found.line for found in its)
        lines += [head, *(f"  {line}{f' ({count} times)' * (count > 1)}" for line, count in counted.items())]
    return "\n".join(lines)
