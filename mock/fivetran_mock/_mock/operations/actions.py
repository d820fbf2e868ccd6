"""Actions on a connection: sync, resync, setup tests, and reading and writing its state."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

from ..call import Call
from ..formats.http import Reply, done, illegal_state, no_state, success
from ..lifecycle.made_up import captured
from ..lifecycle.records import STATEFUL
from ..lifecycle.transitions import ask_for_sync, can_sync
from ..lifecycle.views import connection_shown
from .schemas import check_tables
from .setup_tests import run_tests


def force_connection_sync(call: Call) -> Reply:
    """Start a sync; a running one is stopped and started again."""
    _start(call, call.record())
    return done(call.operation, id=call.argument)


def sync_connection(call: Call) -> Reply:
    """Start a sync; a running one goes on unless the request forces a new one."""
    record = call.record()
    running = record["status"]["sync_state"] == "syncing"
    if not running or call.option("force", usual=False):
        _start(call, record)
    return done(call.operation, id=call.argument)


def resync_connection(call: Call) -> Reply:
    """Start a historical sync of everything, or of the tables that a scope names; a paused one waits until it can."""
    record = call.record()
    scope = call.option("scope")
    if scope is None:
        record["status"]["is_historical_sync"] = True
    else:
        config = captured(record, call.account.kept("schemas", call.number))
        check_tables({} if config is None else config["schemas"], scope)
    call.tell("resync_connector" if scope is None else "resync_table", record)
    call.account.replace(call.number, record, ask_for_sync(call.world, call.account, record))
    return done(call.operation, id=call.argument)


def run_setup_tests(call: Call) -> Reply:
    """Run the setup tests and show the connection with their results."""
    call.spend()
    record = call.record()
    due = call.account.due.get(call.number)
    due, shown = run_tests(call.world, call.account, call.number, record, due, body=call.body)
    call.account.replace(call.number, record, due)
    return success(call.operation, connection_shown(call.world, record, shown))


def get_connection_state(call: Call) -> Reply:
    """Show the state of a function or Connector SDK connection."""
    _refuse_stateless(call)
    state = call.account.kept("state", call.number)
    if state is None:
        raise illegal_state(400, "The connection has not written a state yet")
    return success(call.operation, state)


def update_connection_state(call: Call) -> Reply:
    """Replace the state of a connection that is paused."""
    status = _refuse_stateless(call)["status"]
    if status["sync_state"] == "syncing":
        raise illegal_state(409, "The state cannot be changed while a sync is running")
    if status["sync_state"] != "paused":
        raise illegal_state(400, "The connection has to be paused before its state is changed")
    state = {"state": call.body["state"]}
    call.account.keep("state", call.number, state)
    return success(call.operation, state)


def list_connection_errors(call: Call) -> Reply:
    """List the errors of a connection, oldest first."""
    kept: list[tuple[int, dict[str, Any]]] = call.account.kept("errors", call.number) or []
    # A cursor goes on after a moment, so that each error has one of its own here.
    moments = accumulate((moment for moment, _ in kept), lambda last, moment: max(moment, last + 1))
    errors = {moment: error for moment, (_, error) in zip(moments, kept, strict=True)}
    return call.page(list(errors), errors.__getitem__)


def _start(call: Call, record: dict[str, Any]) -> None:
    answer = call.world.behaviours["sync_not_ready"]
    if answer != "accepted" and not can_sync(record):
        raise illegal_state(int(answer), "The connection is paused or not set up")
    call.tell("force_update_connector", record)
    due = ask_for_sync(call.world, call.account, record)
    call.account.replace(call.number, record, due)


def _refuse_stateless(call: Call) -> dict[str, Any]:
    record = call.record()
    if record["service"] not in STATEFUL:
        raise no_state()
    return record
