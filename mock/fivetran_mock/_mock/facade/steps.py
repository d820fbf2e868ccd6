"""Change one connection directly: the steps that a test or the console takes without sending a request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from ..formats.envelope import to_bytes
from ..lifecycle.transitions import ask_for_sync, next_due, run_tests, set_paused, settle
from ..state.account import Account
from ..state.scripts import OutcomeWord, SetupTest, SetupTestScript, SyncScript, TestStatusWord
from ..state.world import World

Record: TypeAlias = dict[str, Any]
Change: TypeAlias = Callable[[World, Account, int, Record], int | None]
"""Changes a record, and returns the moment of the connection's next event."""

NOTHING_RUNS: Final = "no sync of this connection is running"


def take(world: World, account: Account, number: int, change: Change) -> Record:
    """Apply a change to a connection as it is now, and return the record."""
    settle(world, account, number)
    record = account.decoded(number)
    due = change(world, account, number, record)
    account.replace(number, to_bytes(record), due)
    settle(world, account, number)
    return account.decoded(number)


def start_sync(world: World, _: Account, __: int, record: Record) -> int | None:
    """Start a sync now, or as soon as the connection can sync."""
    return ask_for_sync(world, record)


def end_sync(outcome: OutcomeWord, message: str) -> Change:
    """Return the change that ends a running sync now; it raises ValueError if none is running."""

    def change(world: World, _: Account, __: int, record: Record) -> int | None:
        if record["status"]["sync_state"] != "syncing":
            raise ValueError(NOTHING_RUNS)
        world.scripts.add(SyncScript(outcome=outcome, message=message, connection_id=record["id"], times=1))
        return world.clock.now()

    return change


def pass_or_fail(status: TestStatusWord, message: str) -> Change:
    """Return the change that runs the setup tests with this result."""

    def change(world: World, account: Account, number: int, record: Record) -> int | None:
        test = SetupTest(status=status, message=message)
        world.scripts.add(SetupTestScript(tests=(test,), connection_id=record["id"], times=1))
        due, _ = run_tests(world, account, number, record, account.due.get(number))
        return due

    return change


def pause(*, paused: bool) -> Change:
    """Return the change that pauses or resumes a connection."""

    def change(world: World, account: Account, number: int, record: Record) -> int | None:
        set_paused(record, paused=paused)
        return next_due(world, record, account.due.get(number))

    return change
