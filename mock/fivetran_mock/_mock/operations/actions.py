"""Actions on a connection: sync, resync, setup tests, and reading and writing its state."""

from __future__ import annotations

from itertools import accumulate
from typing import Any, Final

from ..call import Call
from ..clock.moments import DAY, HOUR, moment_of
from ..formats.http import Reply, done, success
from ..formats.refusals import Refusal, invalid_parameter, no_state
from ..lifecycle.deliveries import sync_id
from ..lifecycle.records import STATEFUL, connection_shown
from ..lifecycle.transitions import SyncRun
from .schemas import captured, check_tables, start_sync
from .setup_tests import run_tests

LONGEST_RANGE: Final = 7 * DAY
"""The longest range of time of a history (published)."""


def force_connection_sync(call: Call) -> Reply:
    """Start a sync; a running one is stopped and started again."""
    return _force(call, call.record())


def sync_connection(call: Call) -> Reply:
    """Start a sync; a running one goes on unless the request forces a new one."""
    record = call.record()
    if record["status"]["sync_state"] == "syncing" and not call.option("force", usual=False):
        return done(call.operation, id=call.argument)
    return _force(call, record)


def resync_connection(call: Call) -> Reply:
    """Start a historical sync of everything, or of the tables that a scope names; a paused one waits until it can."""
    record = call.record()
    scope = call.option("scope")
    if scope is None:
        record["status"]["is_historical_sync"] = True
    else:
        config = captured(call)
        check_tables({} if config is None else config["schemas"], scope)
    return start_sync(call, record, "resync_connector" if scope is None else "resync_table")


def run_setup_tests(call: Call) -> Reply:
    """Run the setup tests and show the connection with their results."""
    call.spend()
    record = call.record()
    due = call.state.due.get(call.number)
    due, tests = run_tests(call.state, call.number, record, due, body=call.body)
    call.state.replace_connection(call.number, record, due)
    return success(call.operation, connection_shown(call.state, record, tests))


def get_connection_state(call: Call) -> Reply:
    """Show the state of a function or Connector SDK connection."""
    _refuse_stateless(call)
    state = call.state.connections.kept(call.number, "state")
    if state is None:
        raise Refusal(400, "IllegalState", "The connection has not written a state yet")
    return success(call.operation, state)


def update_connection_state(call: Call) -> Reply:
    """Replace the state of a paused connection."""
    status = _refuse_stateless(call)["status"]
    if status["sync_state"] == "syncing":
        raise Refusal(409, "IllegalState", "The state cannot be changed while a sync is running")
    if status["sync_state"] != "paused":
        raise Refusal(400, "IllegalState", "The connection has to be paused before its state is changed")
    state = {"state": call.body["state"]}
    call.state.connections.keep(call.number, "state", state)
    return success(call.operation, state)


def list_connection_errors(call: Call) -> Reply:
    """List the errors of a connection, oldest first."""
    kept: list[tuple[int, dict[str, Any]]] = call.state.connections.kept(call.number, "errors") or []
    # A cursor continues after a time, so each error gets a time of its own.
    moments = accumulate((moment for moment, _ in kept), lambda last, moment: max(moment, last + 1))
    errors = {moment: error for moment, (_, error) in zip(moments, kept, strict=True)}
    return call.page(list(errors), errors.__getitem__)


def list_sync_history(call: Call) -> Reply:
    """List the syncs that began in a range of time, oldest first."""
    first, end = _range(call)
    found: dict[int, dict[str, Any]] = {}
    for run in (SyncRun(**kept) for kept in call.state.connections.kept(call.number, "syncs") or ()):
        step = run.period or 1
        within = range(max(0, -(-(first - run.start) // step)), min(run.count, max(0, -(-(end - run.start) // step))))
        for started in (run.start + place * step for place in within):
            found[started] = {
                "start": call.state.clock.text(started),
                "end": call.state.clock.text(started + run.duration),
                "status": run.status,
                **({"reason": run.reason} if run.reason else {}),
                "stages": {"extract": {}, "process": {}, "load": {}},
                "sync_id": sync_id(call.argument, started),
            }
    return call.page(sorted(found), found.__getitem__)


def _range(call: Call) -> tuple[int, int]:
    """Return the range of time that the parameters name; raises 400 for a wrong one."""
    moments: dict[str, int] = {}
    for name in ("start_time", "end_time"):
        if (text := call.parameter(name)) is not None:
            try:
                moments[name] = moment_of(text)
            except (ValueError, TypeError):  # TypeError for a time without its zone
                raise invalid_parameter(name) from None
    end = moments.get(
        "end_time", moments["start_time"] + HOUR if "start_time" in moments else call.state.clock.now() + 1
    )
    start = moments.get("start_time", end - HOUR)
    if not start < end <= start + LONGEST_RANGE:
        raise invalid_parameter("start_time")
    return start, end


def _force(call: Call, record: dict[str, Any]) -> Reply:
    for behaviour, is_meant, state in (
        ("sync_paused", record["paused"], "paused"),
        ("sync_incomplete", record["status"]["setup_state"] == "incomplete", "not set up"),
    ):
        answer = call.state.behaviours[behaviour]
        if is_meant and answer != "accepted":
            raise Refusal(int(answer), "IllegalState", f"The connection is {state}")
    return start_sync(call, record, "force_update_connector")


def _refuse_stateless(call: Call) -> dict[str, Any]:
    record = call.record()
    if record["service"] not in STATEFUL:
        raise no_state()
    return record
