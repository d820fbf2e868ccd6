"""The states of a connection, the events that change them, and when these happen.

Nothing here waits. A connection has a time at which its next event is due (`State.due`). Before a connection is
read or changed, `settle` applies every event due by then, however far time has moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from heapq import heapify, heappop, heappush
from typing import Any, Final

from ..clock.moments import DAY, HOUR, MINUTE, SECOND, moment_of
from ..state.records import Record
from ..state.scripts import SyncScript
from ..state.state import WHEN_READY, State
from .deliveries import tell
from .made_up import read_source

SETUP_STATES: Final = {
    ("incomplete", "passed"): "connected",
    ("incomplete", "failed"): "incomplete",
    ("connected", "passed"): "connected",
    ("connected", "failed"): "broken",
    ("broken", "passed"): "connected",
    ("broken", "failed"): "broken",
}
"""`setup_state` after setup tests (docs/evidence.md#broken-after-tests)."""

SYNC_STATES: Final = {
    ("scheduled", "begin"): "syncing",
    ("rescheduled", "begin"): "syncing",
    ("syncing", "begin"): "syncing",
    ("syncing", "succeeded"): "scheduled",
    ("syncing", "failed"): "scheduled",
    ("syncing", "rescheduled"): "rescheduled",
    ("scheduled", "pause"): "paused",
    ("syncing", "pause"): "paused",
    ("rescheduled", "pause"): "paused",
    ("paused", "pause"): "paused",
    ("paused", "resume"): "scheduled",
    ("scheduled", "resume"): "scheduled",
    ("syncing", "resume"): "syncing",
    ("rescheduled", "resume"): "rescheduled",
}
"""`sync_state` after each event; a missing pair cannot happen."""

QUOTA_PAUSE: Final = HOUR
"""The time that a rescheduled sync waits for the source's quota; the real time depends on the source."""

SYNC_STATUS: Final[Mapping[str, str]] = {"succeeded": "COMPLETED", "failed": "FAILURE", "rescheduled": "RESCHEDULED"}
"""The `status` of a sync in the history, by its outcome."""

MOST_SYNCS: Final = 100
"""The most entries in a connection's history."""


@dataclass(frozen=True, slots=True)
class SyncRun:
    """Syncs of a connection that differ only in their start, as its history keeps them; times in microseconds."""

    start: int
    duration: int
    status: str
    reason: str
    """The reason of a failure; empty for other syncs."""
    count: int = 1
    period: int = 0
    """The time between two starts; 0 for one sync."""


RECONNECT: Final = {"code": "reconnect", "message": "Reconnect", "details": "The setup tests no longer pass"}

MOST_ERRORS: Final = 100
"""The most errors of a connection."""


def settle(state: State, number: int) -> None:
    """Apply every event of a connection due by now; if it shares a script with others, theirs too."""
    now = state.clock.now()
    if state.due.get(number, now + 1) <= now:
        sharing = [each for each in state.due if _shares_script(state, each)] if _shares_script(state, number) else ()
        _settle(state, {number, *sharing}, now)


def settle_all(state: State, *, by: int | None = None) -> None:
    """Apply all events of all connections due by a moment; by default, by now."""
    _settle(state, state.due, state.clock.now() if by is None else by)


def _shares_script(state: State, number: int) -> bool:
    """Return whether a script for a number of syncs is for those of a connection and of others."""
    scripts = state.scripts.of_syncs(state.connections.at(number))
    return any(script.times is not None and script.connection_id is None for script in scripts)


def _settle(state: State, numbers: Iterable[int], now: int) -> None:
    """Apply the due events of connections in the order of time; events for webhooks are never skipped."""
    waiting = [(state.due[number], number) for number in numbers if state.due[number] <= now]
    heapify(waiting)
    while waiting:
        moment, number = heappop(waiting)
        record = state.connections.copy(number)
        due = _step(state, number, record, moment)
        scripts = state.scripts.of_syncs(record)
        if due is not None and not state.listens and all(script.times is None for script in scripts):
            due += _skip(state, number, record, due, behind=now - due)
        state.replace_connection(number, record, due)
        if due is not None and due <= now:
            heappush(waiting, (due, number))


def can_sync(record: Record) -> bool:
    """Return whether a connection syncs by its schedule: it is set up and not paused."""
    return record["status"]["setup_state"] == "connected" and not record["paused"]


def may_sync(state: State, record: Record) -> bool:
    """Return whether a request can start a sync; whether of a broken connection is a behaviour."""
    heals = record["status"]["setup_state"] == "broken" and state.behaviours["broken_sync"] != "waits"
    return can_sync(record) or (heals and not record["paused"])


def begin(state: State, record: Record, moment: int) -> int:
    """Start a sync, or restart it, and return when it ends."""
    status = record["status"]
    _change(status, "begin")
    status.pop("rescheduled_for", None)
    tell(state, "sync_start", record, moment)
    return moment + _duration(state, record)


def ask_for_sync(state: State, record: Record) -> int:
    """Start a sync now, or as soon as the connection can sync; return when the next event is due."""
    return begin(state, record, state.clock.now()) if may_sync(state, record) else WHEN_READY


def set_up(state: State, record: Record, *, failed: bool) -> None:
    """Change the states of a connection whose setup tests have run; a running sync of a broken connection fails."""
    status = record["status"]
    if status["setup_state"] != "broken" or state.behaviours["broken_sync"] != "heals_alone":
        status["setup_state"] = SETUP_STATES[status["setup_state"], "failed" if failed else "passed"]
    broken = status["setup_state"] == "broken"
    stopped = failed and broken and status["sync_state"] == "syncing"
    if stopped:
        _change(status, "failed")
    status["tasks"] = [RECONNECT] if broken else []
    status["update_state"] = "delayed" if broken else "on_schedule"
    tell(state, "connection_failure" if failed else "connection_successful", record)
    if stopped:
        tell(state, "sync_end", record, outcome="failed", message=RECONNECT["details"])


def set_paused(state: State, record: Record, *, paused: bool) -> None:
    """Pause or resume a connection."""
    goes_on = record["status"]["sync_state"] == "syncing" and state.behaviours["pause_while_syncing"] == "after_sync"
    if (record["paused"] if goes_on else record["status"]["sync_state"] == "paused") != paused:
        tell(state, "pause_connector" if paused else "resume_connector", record)
    record["paused"] = paused
    if goes_on:
        return
    _change(record["status"], "pause" if paused else "resume")
    if paused:
        record["status"].pop("rescheduled_for", None)


def next_due(state: State, record: Record, due: int | None) -> int | None:
    """Return when the next event is due after a change of set-up, pause or schedule."""
    if record["status"]["sync_state"] == "syncing":
        return due
    if due == WHEN_READY:
        return ask_for_sync(state, record)
    if not can_sync(record):
        return None
    if due is not None:
        return due
    return None if _period(record) is None else state.clock.now() + int(state.settings.seconds_to_first_sync * SECOND)


def resume_life(state: State, record: Record) -> int | None:
    """Return the time of the next event of a connection seeded in the middle of its life."""
    status, now = record["status"], state.clock.now()
    if status["sync_state"] == "syncing":
        return now + _duration(state, record)
    if status["sync_state"] != "rescheduled":
        return next_due(state, record, None)
    if status.get("rescheduled_for") is None:
        status["rescheduled_for"] = state.clock.text(now + QUOTA_PAUSE)
    return max(now, moment_of(status["rescheduled_for"]))


def reschedule(state: State, record: Record, due: int | None) -> int | None:
    """Return when the next sync starts after a change of the schedule; a running sync goes on."""
    if due in (None, WHEN_READY) or record["status"]["sync_state"] != "scheduled":
        return due
    now = state.clock.now()
    return _next_start(record, now, started=now)


def _step(state: State, number: int, record: Record, moment: int) -> int | None:
    """Apply the one due event: a sync begins or ends. Return when the next event is due."""
    if record["status"]["sync_state"] != "syncing":
        return begin(state, record, moment)
    begin_of_seeded = max(0, moment - _duration(state, record))  # a seeded sync has no start
    started = state.syncs.setdefault(record["id"], begin_of_seeded)
    script = state.scripts.sync(record)
    due = _end_sync(state, number, record, script, moment=moment, started=started)
    if record["paused"]:  # the pause let this sync end
        set_paused(state, record, paused=True)
        due = None
    status, reason = _ending(script)
    _remember_syncs(state, number, SyncRun(started, duration=moment - started, status=status, reason=reason))
    details = {"message": script.message} if script.outcome == "failed" else {}
    tell(state, "sync_end", record, moment, outcome=script.outcome, **details)
    del state.syncs[record["id"]]
    return due


def _end_sync(
    state: State, number: int, record: Record, script: SyncScript, *, moment: int, started: int
) -> int | None:
    """End a sync as a script says, and return when the next event is due."""
    status = record["status"]
    _change(status, script.outcome)
    if script.outcome == "rescheduled":
        again = moment + QUOTA_PAUSE
        status.update(rescheduled_for=state.clock.text(again), update_state="delayed")
        return None if _period(record) is None else again
    moves = state.behaviours["sync_end"] == "moves"
    if script.outcome == "failed":
        failed_at = state.clock.text(moment)
        if moves:
            record["failed_at"] = failed_at
        status["update_state"] = "delayed"
        _remember_error(state, number, moment, failed_at, script.message)
    else:
        if status["is_historical_sync"] or not moves:
            kept = state.connections.kept(number, "schemas")
            state.connections.keep(number, "schemas", read_source(state.scripts, record, kept))
        if moves:
            record["succeeded_at"] = state.clock.text(moment)
        status.update(is_historical_sync=False, update_state="on_schedule", setup_state="connected", tasks=[])
    return _next_start(record, moment, started=started) if can_sync(record) else None


def _remember_error(state: State, number: int, moment: int, failed_at: str, message: str) -> None:
    """Add an error to those of a connection, of which the latest are kept."""
    error = {
        "type": "unknown_sync_failure",
        "title": "Sync failed",
        "reason": message,
        "message": message,
        "created_at": failed_at,
    }
    earlier: list[Any] = state.connections.kept(number, "errors") or []
    state.connections.keep(number, "errors", [*earlier, [moment, error]][-MOST_ERRORS:])


def _remember_syncs(state: State, number: int, run: SyncRun) -> None:
    """Add syncs to those of a connection, of which the latest runs are kept; they may go on with the last run."""
    kept: list[Record] = state.connections.kept(number, "syncs") or []
    if kept:
        last = SyncRun(**kept[-1])
        period = last.period if last.count > 1 else run.start - last.start
        next_start = max(last.start, last.start + last.count * period)
        follows = run.start == next_start and (run.count == 1 or run.period == period)
        if follows and (run.duration, run.status, run.reason) == (last.duration, last.status, last.reason):
            run = replace(last, count=last.count + run.count, period=period)
            kept = kept[:-1]
    state.connections.keep(number, "syncs", [*kept, asdict(run)][-MOST_SYNCS:])


def _change(status: Record, event: str) -> None:
    status["sync_state"] = SYNC_STATES[status["sync_state"], event]


def _duration(state: State, record: Record) -> int:
    scripted = next((script.seconds for script in state.scripts.of_syncs(record)), None)
    if scripted is not None:
        return int(scripted * SECOND)
    seconds = state.settings.sync_seconds
    return int((10 * seconds if record["status"]["is_historical_sync"] else seconds) * SECOND)


def _period(record: Record) -> int | None:
    """Return the time between two starts, or None if only requests start a sync."""
    schedule: Record = record.get("schedule") or {}
    if schedule.get("schedule_type") == "MANUAL" or (not schedule and record["schedule_type"] == "manual"):
        return None
    minutes: int = schedule.get("interval") or record["sync_frequency"]
    return minutes * MINUTE


def _next_start(record: Record, moment: int, *, started: int) -> int | None:
    """Return when the next scheduled sync starts after `moment`, if the last one started at `started`."""
    period = _period(record)
    if period is None:
        return None
    if period == DAY and record.get("daily_sync_time"):
        hour = int(record["daily_sync_time"][:2]) * HOUR
        return moment + ((hour - moment) % DAY or DAY)
    return max(moment, started + period)


def _skip(state: State, number: int, record: Record, due: int, *, behind: int) -> int:
    """Remember the syncs of the cycles that leave no other trace, and return the length of these cycles."""
    period, duration = _period(record), _duration(state, record)
    if period is None or record["status"]["sync_state"] != "scheduled":
        return 0
    period = max(period, duration)
    left = MOST_ERRORS if record["status"]["update_state"] == "delayed" else 1
    count = max(0, behind // period - left)
    last = SyncRun(**state.connections.kept(number, "syncs")[-1])
    if not count or (last.status, last.reason) != _ending(next(state.scripts.of_syncs(record), SyncScript())):
        return 0
    _remember_syncs(state, number, replace(last, start=due, duration=duration, count=count, period=period))
    return count * period


def _ending(script: SyncScript) -> tuple[str, str]:
    """Return the status and the reason that the history has for a sync."""
    return SYNC_STATUS[script.outcome], script.message if script.outcome == "failed" else ""
