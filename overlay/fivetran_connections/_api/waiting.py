"""Wait until a connection is set up, or until a sync has ended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from fivetran_client.api import connections as connections_api
from fivetran_client.models.connection import Connection

from .._arguments import require_seconds
from .._http.retry import may_repeat, send
from .._http.settings import settings
from .._http.steps import ApiCall, Steps, call, pause
from .._results import SetupResult, SyncOutcome, SyncResult, state_of, status_of
from ..errors import DeadlinePassed, RequestFailed
from .methods import D, Resource, client_method

Progress: TypeAlias = Callable[[Connection], object]
"""Called with the connection after each read."""

FAILED_TESTS: Final = frozenset({"FAILED", "JOB_FAILED"})
"""Statuses of a failed setup test; the others let a setup pass (docs/evidence.md#setup-test-states)."""


class Waiting(Resource[D]):
    """The methods that wait for a connection."""

    @client_method
    def wait_until_connected(
        self,
        connection: Connection | str,
        *,
        deadline: float = 600.0,
        interval: float = 10.0,
        run_tests: bool = True,
        progress: Progress | None = None,
    ) -> Steps[SetupResult]:
        """
        Poll until the connection is connected, broken, or cannot become connected by waiting.

        Pass the connection as `create` gave it, and its setup tests and its Connect Card are known; pass an id, and the
        tests are run once unless `run_tests` is off. A failed test ends the wait with state `incomplete`; with a card
        the wait goes on, since its owner may need a while. `deadline` and `interval` are seconds; `progress` is called
        with every read. Raises `DeadlinePassed`, whose message names the missing step.
        """
        wait = yield from _begin(deadline=deadline, interval=interval, progress=progress)
        given = connection if isinstance(connection, Connection) else None
        connection_id = connection.id if isinstance(connection, Connection) else connection
        # Only the call that made setup tests or a Connect Card has them in its answer.
        tests = given.setup_tests if given else None
        card = given.connect_card if given else None
        next_call = reading = call(connections_api.get_connection, connection_id)
        while True:
            current = yield from wait.ask(next_call)
            tests, card = current.setup_tests or tests, current.connect_card or card
            failed = tuple(test for test in tests or () if str(test.status) in FAILED_TESTS)
            state = state_of(status_of(current), "setup_state")
            result = SetupResult(state, current, failed, card.uri if card else None)
            if state in {"connected", "broken"} or failed:  # after a failed test, only the user can change the state
                return result
            if run_tests and not tests and not card:  # with a card, tests fail until its owner acts
                next_call, run_tests = call(connections_api.run_setup_tests, connection_id, body={}), False
            else:
                yield from wait.rest(result)
                next_call = reading

    @client_method
    def wait_for_sync(
        self,
        connection: Connection | str,
        *,
        start: bool = False,
        deadline: float = 3600.0,
        interval: float = 30.0,
        progress: Progress | None = None,
    ) -> Steps[SyncResult]:
        """
        Poll until a sync has ended, or cannot start.

        The API gives a sync no id, so a new `succeeded_at` or `failed_at` is its end: new since `connection` was read
        or, given an id, since now. `start` starts a sync after that first read, so that no end is missed. A sync has
        the outcome `ended` if a read showed it running, and a later one does not, while neither time moved. A failed
        read that may be repeated is repeated after `interval`. Raises `DeadlinePassed`.
        """
        wait = yield from _begin(deadline=deadline, interval=interval, progress=progress)
        connection_id = connection.id if isinstance(connection, Connection) else connection
        reading = call(connections_api.get_connection, connection_id)
        before = connection if isinstance(connection, Connection) else (yield from wait.ask(reading))
        if start:
            yield from send(call(connections_api.sync_connection, before.id, body={"force": False}))
        began, looks_after, current = _is_syncing(before), 0, before
        while True:
            try:
                current = yield from wait.ask(reading)
            except RequestFailed as failure:
                if not may_repeat(failure, reading):
                    raise
            else:
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

    The API has no id for a sync. A change of `succeeded_at` or `failed_at` shows that a sync ended: every known client
    looks for this. Once, neither moved (docs/evidence.md#sync-end).
    """
    succeeded, failed = current.succeeded_at, current.failed_at
    # Compared as text: a time stamp of an unknown format is kept as a string by the models.
    is_newest = not (succeeded and str(succeeded) > str(failed))
    if failed and failed != before.failed_at and is_newest:
        return "failed"
    if succeeded and succeeded != before.succeeded_at:
        return "succeeded"
    status = status_of(current)
    states = state_of(status, "setup_state"), state_of(status, "sync_state")
    return next((state for state in _NO_SYNC if state in states), None)


def _is_syncing(connection: Connection) -> bool:
    return state_of(status_of(connection), "sync_state") == "syncing"


_LOOKS_AFTER: Final = 2
"""Looks at a connection that no longer syncs, after which its times count as not moved: they might move later."""

_NO_SYNC: Final[tuple[SyncOutcome, ...]] = ("incomplete", "broken", "paused", "rescheduled")
"""States from which no sync ends by waiting."""


@dataclass(slots=True)
class _Wait:
    deadline: float
    interval: float
    progress: Progress | None
    ends_at: float
    rested: float = 0.0
    """Counted besides the clock, which may go back."""

    def ask(self, call: ApiCall[Connection]) -> Steps[Connection]:
        connection = yield from send(call)
        if self.progress:
            self.progress(connection)
        return connection

    def rest(self, result: SetupResult | SyncResult) -> Steps[None]:
        """Pause before the next look, or end the wait if the deadline has come."""
        left = min(self.ends_at - (yield from settings()).monotonic(), self.deadline - self.rested)
        if left <= 0:
            raise DeadlinePassed(result, seconds=self.deadline)
        seconds = min(self.interval, left)
        self.rested += seconds
        yield from pause(seconds)


def _begin(*, deadline: float, interval: float, progress: Progress | None) -> Steps[_Wait]:
    require_seconds("deadline", deadline)
    require_seconds("interval", interval)
    return _Wait(
        deadline=deadline, interval=interval, progress=progress, ends_at=(yield from settings()).monotonic() + deadline
    )
