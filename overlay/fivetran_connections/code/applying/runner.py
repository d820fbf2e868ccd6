"""Carry out all changes: one after the other, or many at once with asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from time import monotonic
from typing import Final

from ..._http.drivers import AsyncDriver, Driver
from ...errors import FivetranError
from ..planning.model import PENDING, Action, Change, Plan
from .report import Outcome, Report
from .steps import ApplyOptions, carried_out

_SLICE: Final = 0.1
"""Seconds after which a wait looks whether the run is to stop."""

Watcher = Callable[[Outcome], object]


class StoppedWaiting(FivetranError):
    """A run was stopped while a request waited: for the rate limits, or before another attempt."""


@dataclass(slots=True)
class Stop:
    """Asks a run to stop: changes that have begun are finished, others are skipped."""

    requested: bool = False
    fail_fast: bool = False

    async def sleep(self, seconds: float) -> None:
        """Sleep, but not longer than until the run is asked to stop; raise `StoppedWaiting` then."""
        end = monotonic() + seconds
        while (left := end - monotonic()) > 0:
            if self.requested:
                raise StoppedWaiting("The run was stopped while this request waited. Run the same command again.")
            await asyncio.sleep(min(left, _SLICE))

    def note(self, outcome: Outcome) -> None:
        """Stop after a failure, if the first one is to stop the rest."""
        if self.fail_fast and outcome.result == "failed":
            self.requested = True


def run(driver: Driver, plan: Plan, options: ApplyOptions, *, stop: Stop, watch: Watcher | None) -> Report:
    """Carry out the changes one after the other; those that delete come last."""
    outcomes: dict[int, Outcome] = {}
    for number, change in _in_order(plan):
        if stop.requested:
            outcome = Outcome(change, "skipped", change.connection_id, change.setup_state)
        else:
            outcome = driver.run(carried_out(change, options))
        stop.note(outcome)
        outcomes[number] = outcome
        if watch:
            watch(outcome)
    return _report(outcomes)


async def arun(
    driver: AsyncDriver,
    plan: Plan,
    options: ApplyOptions,
    *,
    concurrency: int,
    stop: Stop,
    watch: Watcher | None,
) -> Report:
    """Carry out the changes, so many at once; those that delete begin when all others have ended."""
    outcomes: dict[int, Outcome] = {}

    async def work(waiting: Iterator[tuple[int, Change]]) -> None:
        for number, change in waiting:
            if stop.requested:
                outcome = Outcome(change, "skipped", change.connection_id, change.setup_state)
            else:
                outcome = _skipped_if_stopped(await driver.run(carried_out(change, options)))
            stop.note(outcome)
            outcomes[number] = outcome
            if watch:
                watch(outcome)

    ordered = list(_in_order(plan))
    for deletes in (False, True):
        phase = iter([each for each in ordered if (each[1].action is Action.DELETE) is deletes])
        async with asyncio.TaskGroup() as group:
            for _ in range(concurrency):
                group.create_task(work(phase))
    return _report(outcomes)


def _skipped_if_stopped(outcome: Outcome) -> Outcome:
    return replace(outcome, result="skipped") if isinstance(outcome.error, StoppedWaiting) else outcome


def _in_order(plan: Plan) -> Iterator[tuple[int, Change]]:
    """Return the changes with their numbers: first what is left as it is, then what changes, at the end deletions."""
    rank = {Action.DELETE: 2, **dict.fromkeys(PENDING[:-1], 1)}
    numbered = list(enumerate(plan))
    return iter(sorted(numbered, key=lambda each: rank.get(each[1].action, 0)))


def _report(outcomes: dict[int, Outcome]) -> Report:
    return Report(tuple(outcomes[number] for number in sorted(outcomes)))
