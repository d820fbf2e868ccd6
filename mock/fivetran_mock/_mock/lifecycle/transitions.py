"""A connection's life: what its states are, what leads from one to the next, and when.

Nothing here waits. A connection remembers when the next thing happens to it by itself (`Account.due`), and
`settle` catches up when somebody looks: time may have been moved by a minute or a year, the cost is the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from ..formats.envelope import members, to_bytes
from ..state.account import HELD, Account
from ..state.clock import DAY, MINUTE
from ..state.scripts import BAD, PASSING, SetupTest
from ..state.world import World
from .made_up import capture

Record = dict[str, Any]

SETUP_STATES: Final = {
    ("incomplete", "passed"): "connected",
    ("incomplete", "failed"): "incomplete",
    ("connected", "passed"): "connected",
    ("connected", "failed"): "broken",
    ("broken", "passed"): "connected",
    ("broken", "failed"): "broken",
}
"""What setup tests make of `setup_state` (facts, rule 30, inferred from the definition of the states)."""

SYNC_STATES: Final = {
    ("scheduled", "begin"): "syncing",
    ("rescheduled", "begin"): "syncing",
    ("syncing", "begin"): "syncing",
    ("syncing", "succeed"): "scheduled",
    ("syncing", "fail"): "scheduled",
    ("syncing", "reschedule"): "rescheduled",
    ("scheduled", "pause"): "paused",
    ("syncing", "pause"): "paused",
    ("rescheduled", "pause"): "paused",
    ("paused", "pause"): "paused",
    ("paused", "resume"): "scheduled",
    ("scheduled", "resume"): "scheduled",
    ("syncing", "resume"): "syncing",
    ("rescheduled", "resume"): "rescheduled",
}
"""What happens to `sync_state`; a pair that is missing cannot happen."""

QUOTA_PAUSE: Final = 60 * MINUTE
"""How long a rescheduled sync waits for the source's quota; the real time is the source's affair."""

RECONNECT: Final = {"code": "reconnect", "message": "Reconnect", "details": "The setup tests no longer pass"}

MOST_ERRORS: Final = 100
"""How many errors of a connection are remembered."""


def settle(world: World, account: Account, number: int) -> None:
    """Let everything happen to a connection that was due by now."""
    due = account.due.get(number)
    now = world.clock.now()
    if due is None or due > now:
        return
    record = account.decoded(number)
    while due is not None and due <= now:
        due = _step(world, account, number, record, due)
        if due is not None and not world.scripts.counts_syncs_of(record):
            due += _whole_cycles(world, record, now - due)
    account.replace(number, to_bytes(record))
    account.plan(number, due)


def can_sync(record: Record) -> bool:
    """Tell whether syncs of a connection can run: it is set up and not paused."""
    return record["status"]["setup_state"] == "connected" and not record["paused"]


def begin(world: World, record: Record, moment: int) -> int:
    """Start a sync, or start it again; gives when it ends."""
    status = record["status"]
    _turn(status, "begin")
    status.pop("rescheduled_for", None)
    return moment + _duration(world, record)


def ask_for_sync(world: World, record: Record) -> int:
    """Start a sync now, or hold it until the connection can sync; gives when the next thing happens."""
    return begin(world, record, world.clock.now()) if can_sync(record) else HELD


def judge(record: Record, tests: Iterable[SetupTest]) -> None:
    """Let the results of setup tests decide over `setup_state`."""
    status = record["status"]
    failed = any(test.status in BAD for test in tests)
    status["setup_state"] = SETUP_STATES[status["setup_state"], "failed" if failed else "passed"]
    broken = status["setup_state"] == "broken"
    if broken and status["sync_state"] == "syncing":
        _turn(status, "fail")
    status["tasks"] = [RECONNECT] if broken else []
    status["update_state"] = "delayed" if broken else "on_schedule"


def run_tests(world: World, record: Record, *, due: int | None = None) -> tuple[int | None, bytes]:
    """Run the setup tests; gives when the next thing happens to the connection, and what the answer shows."""
    tests = world.scripts.setup_tests(record)
    judge(record, tests)
    return next_due(world, record, due), spelled(tests)


def spelled(tests: tuple[SetupTest, ...]) -> bytes:
    """Spell the results of setup tests as a member of an answer's data."""
    return ALL_PASSED if tests is PASSING else members({"setup_tests": [test.to_dict() for test in tests]})


ALL_PASSED: Final = members({"setup_tests": [test.to_dict() for test in PASSING]})


def set_paused(record: Record, *, paused: bool) -> None:
    """Pause a connection, or let it go on."""
    record["paused"] = paused
    _turn(record["status"], "pause" if paused else "resume")
    if paused:
        record["status"].pop("rescheduled_for", None)


def next_due(world: World, record: Record, due: int | None) -> int | None:
    """Say when the next thing happens to a connection whose set-up, pause or schedule was just changed."""
    if not can_sync(record):
        return HELD if due == HELD else None
    if due == HELD:
        return begin(world, record, world.clock.now())
    if record["status"]["sync_state"] == "syncing" or due is not None:
        return due
    return first_due(world, record)


def first_due(world: World, record: Record) -> int | None:
    """Say when the first sync starts of a connection that can sync: soon, or only when it is called for."""
    return None if _period(record) is None else world.clock.now() + world.first_delay


def take_up(world: World, record: Record) -> int | None:
    """Say when the next thing happens to a connection that appears in the middle of its life."""
    status, now = record["status"], world.clock.now()
    if status["sync_state"] == "syncing":
        return now + _duration(world, record)
    if status["sync_state"] != "rescheduled":
        return next_due(world, record, None)
    if status.get("rescheduled_for") is None:
        status["rescheduled_for"] = world.clock.text(now + QUOTA_PAUSE)
    return max(now, moment_of(status["rescheduled_for"]))


def moment_of(text: str) -> int:
    """Read a moment as the API spells it; raises ValueError where there is no such moment."""
    return (datetime.fromisoformat(text) - _START) // timedelta(microseconds=1)


_START: Final = datetime(1970, 1, 1, tzinfo=UTC)


def reschedule(world: World, record: Record, due: int | None) -> int | None:
    """Say when the next sync starts after the schedule was changed; a running sync is not disturbed."""
    if due in (None, HELD) or record["status"]["sync_state"] != "scheduled":
        return due
    now = world.clock.now()
    return _next_start(record, now, started=now)


def _step(world: World, account: Account, number: int, record: Record, moment: int) -> int | None:
    """Let the one thing happen that is due."""
    if record["status"]["sync_state"] != "syncing":
        return begin(world, record, moment)
    script = world.scripts.sync(record)
    end = _End(world, account, number, record, moment, moment - _duration(world, record), script.message)
    _turn(record["status"], script.outcome)
    return _ENDS[script.outcome](end)


class _End(NamedTuple):
    """The end of a sync."""

    world: World
    account: Account
    number: int
    record: Record
    moment: int
    started: int
    message: str
    """Why it failed, if it did."""


def _succeed(end: _End) -> int | None:
    record = end.record
    record["succeeded_at"] = end.world.clock.text(end.moment)
    record["status"].update(is_historical_sync=False, update_state="on_schedule")
    if end.number not in end.account.extras["schemas"]:
        end.account.keep("schemas", end.number, capture(record))
    return _next_start(record, end.moment, started=end.started)


def _fail(end: _End) -> int | None:
    record, account = end.record, end.account
    record["failed_at"] = end.world.clock.text(end.moment)
    record["status"]["update_state"] = "delayed"
    error = {
        "type": "unknown_sync_failure",
        "title": "Sync failed",
        "reason": end.message,
        "message": end.message,
        "created_at": record["failed_at"],
    }
    earlier: list[Any] = account.kept("errors", end.number) or []
    remembered = [*earlier, [end.moment, error]][-MOST_ERRORS:]
    account.keep("errors", end.number, to_bytes(remembered))
    return _next_start(record, end.moment, started=end.started)


def _put_off(end: _End) -> int | None:
    again = end.moment + QUOTA_PAUSE
    end.record["status"].update(rescheduled_for=end.world.clock.text(again), update_state="delayed")
    return None if _period(end.record) is None else again


_ENDS: Final = {"succeed": _succeed, "fail": _fail, "reschedule": _put_off}


def _turn(status: Record, event: str) -> None:
    status["sync_state"] = SYNC_STATES[status["sync_state"], event]


def _duration(world: World, record: Record) -> int:
    return world.historical_time if record["status"]["is_historical_sync"] else world.sync_time


def _period(record: Record) -> int | None:
    """Give the time between two starts, or None where only calls start a sync."""
    schedule: Record = record.get("schedule") or {}
    if schedule.get("schedule_type") == "MANUAL" or (not schedule and record["schedule_type"] == "manual"):
        return None
    minutes: int = schedule.get("interval") or record["sync_frequency"]
    return minutes * MINUTE


def _next_start(record: Record, moment: int, *, started: int) -> int | None:
    """Say when the next sync starts by itself, seen from `moment`, if the last one started at `started`."""
    period = _period(record)
    if period is None:
        return None
    if period == DAY and record.get("daily_sync_time"):
        hour = int(record["daily_sync_time"][:2]) * 60 * MINUTE
        return moment + ((hour - moment) % DAY or DAY)
    return max(moment, started + period)


def _whole_cycles(world: World, record: Record, behind: int) -> int:
    """Give the time that whole uneventful cycles of syncing take, all but the last one: they need no steps."""
    period = _period(record)
    if period is None or record["status"]["sync_state"] != "scheduled":
        return 0
    period = max(period, _duration(world, record))
    return max(0, behind // period - 1) * period
