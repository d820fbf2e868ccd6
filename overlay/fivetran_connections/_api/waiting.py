"""Wait until a connection is set up, or until a sync has ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from fivetran_client.api import connections as connections_api
from fivetran_client.models.connection import Connection
from fivetran_client.models.setup_test import SetupTest

from .._http.call import call
from .._http.retry import may_repeat, send
from .._http.steps import Steps, pause, settings
from .._requests.checks import refuse_unusable_seconds
from .._values.results import SetupResult, SyncOutcome, SyncResult, state_of, status_of
from ..errors import DeadlinePassed, RequestFailed

Progress: TypeAlias = Callable[[Connection], object]
"""A function that is called with each connection that was read."""

FAILED_TESTS: Final = frozenset({"FAILED", "JOB_FAILED"})
"""Statuses of a failed setup test; the others let a setup pass (docs/evidence.md#setup-test-states)."""


def wait_until_connected(
    connection: Connection | str,
    *,
    deadline: float,
    interval: float,
    run_tests: bool,
    progress: Progress | None,
) -> Steps[SetupResult]:
    """Poll until the setup state is final; see `Connections.wait_until_connected`."""
    wait = yield from _begin(deadline=deadline, interval=interval, progress=progress)
    known = _SetupKnowledge(connection)
    current = yield from wait.look(known.id)
    while True:
        result = known.judge(current)
        if known.is_final(result):
            return result
        if run_tests and known.needs_tests():
            current = yield from wait.test(known.id)
            run_tests = False
        else:
            yield from wait.rest(result)
            current = yield from wait.look(known.id)


def wait_for_sync(
    connection: Connection | str,
    *,
    start: bool,
    deadline: float,
    interval: float,
    progress: Progress | None,
) -> Steps[SyncResult]:
    """Poll until a sync has ended since `connection` was read; see `Connections.wait_for_sync`."""
    wait = yield from _begin(deadline=deadline, interval=interval, progress=progress)
    before = connection if isinstance(connection, Connection) else (yield from wait.look(connection))
    if start:
        yield from send(call(connections_api.sync_connection, before.id, body={"force": False}))
    began, looks_after, current = _is_syncing(before), 0, before
    while True:
        seen = yield from wait.look_if_possible(before.id)
        if seen is None:
            yield from wait.rest(SyncResult("unfinished", current))
            continue
        current = seen
        if outcome := sync_outcome(before, current):
            return SyncResult(outcome, current)
        syncing = _is_syncing(current)
        began, looks_after = began or syncing, looks_after + 1 if began and not syncing else 0
        if looks_after == _LOOKS_AFTER:
            return SyncResult("ended", current)
        yield from wait.rest(SyncResult("unfinished", current))


def sync_outcome(before: Connection, current: Connection) -> SyncOutcome | None:
    """
    Compare two looks at a connection; `None` while nothing has ended.

    The API has no id for a sync: `succeeded_at` and `failed_at` show that one ended, which is how every client of it
    does this. Once, neither moved (docs/evidence.md#sync-end).
    """
    succeeded, failed = current.succeeded_at, current.failed_at
    if failed and failed != before.failed_at and not _is_newer(succeeded, than=failed):
        return "failed"
    if succeeded and succeeded != before.succeeded_at:
        return "succeeded"
    status = status_of(current)
    return _NO_SYNC.get(state_of(status, "setup_state")) or _NO_SYNC.get(state_of(status, "sync_state"))


def _is_syncing(connection: Connection) -> bool:
    return state_of(status_of(connection), "sync_state") == "syncing"


_LOOKS_AFTER: Final = 2
"""Looks at a connection that no longer syncs, after which its times count as not moved: they might move later."""

# States from which no sync ends by waiting.
_NO_SYNC: dict[str, SyncOutcome] = {
    "incomplete": "incomplete",
    "broken": "broken",
    "paused": "paused",
    "rescheduled": "rescheduled",
}


@dataclass(slots=True)
class _Wait:
    deadline: float
    interval: float
    progress: Progress | None
    ends_at: float
    rested: float = 0.0
    """Counted besides the clock, which may go back."""

    def look(self, connection_id: str) -> Steps[Connection]:
        return self._told((yield from send(call(connections_api.get_connection, connection_id))))

    def look_if_possible(self, connection_id: str) -> Steps[Connection | None]:
        """Look at a connection; return None for a failure that a later look may not meet again."""
        reading = call(connections_api.get_connection, connection_id)
        try:
            return self._told((yield from send(reading)))
        except RequestFailed as failure:
            if may_repeat(failure, reading):
                return None
            raise

    def test(self, connection_id: str) -> Steps[Connection]:
        return self._told((yield from send(call(connections_api.run_setup_tests, connection_id, body={}))))

    def rest(self, result: SetupResult | SyncResult) -> Steps[None]:
        """Pause before the next look, or end the wait if the deadline has come."""
        left = min(self.ends_at - (yield from settings()).monotonic(), self.deadline - self.rested)
        if left <= 0:
            raise DeadlinePassed(result, seconds=self.deadline)
        seconds = min(self.interval, left)
        self.rested += seconds
        yield from pause(seconds)

    def _told(self, connection: Connection) -> Connection:
        if self.progress:
            self.progress(connection)
        return connection


def _begin(*, deadline: float, interval: float, progress: Progress | None) -> Steps[_Wait]:
    refuse_unusable_seconds("deadline", deadline)
    refuse_unusable_seconds("interval", interval)
    return _Wait(
        deadline=deadline, interval=interval, progress=progress, ends_at=(yield from settings()).monotonic() + deadline
    )


class _SetupKnowledge:
    """Setup tests and Connect Card of a connection: only the call that made them has them in its answer."""

    def __init__(self, connection: Connection | str) -> None:
        self.tests: list[SetupTest] | None = None
        self.link: str | None = None
        if isinstance(connection, Connection):
            self.id = connection.id
            self._learn(connection)
        else:
            self.id = connection

    def judge(self, connection: Connection) -> SetupResult:
        self._learn(connection)
        failed = tuple(test for test in self.tests or () if str(test.status) in FAILED_TESTS)
        return SetupResult(state_of(status_of(connection), "setup_state"), connection, failed, self.link)

    def is_final(self, result: SetupResult) -> bool:
        """True also after a failed test, since only the user can change that."""
        return result.state in {"connected", "broken"} or bool(result.failed_tests)

    def needs_tests(self) -> bool:
        """True unless there is a card: before its owner acts, tests would fail."""
        return self.tests is None and self.link is None

    def _learn(self, connection: Connection) -> None:
        if connection.setup_tests:
            self.tests = connection.setup_tests
        if connection.connect_card:
            self.link = connection.connect_card.uri


def _is_newer(moment: object, *, than: object) -> bool:
    # As text: a time stamp of an unknown format is kept as a string by the models.
    return bool(moment) and str(moment) > str(than)
