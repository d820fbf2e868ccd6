"""What can be done with a connection: sync it, sync its history again, test it, read and write its state."""

from __future__ import annotations

from typing import Any, Final

from ..call import Call
from ..formats.envelope import done, illegal_state, invalid, success, success_with, to_bytes
from ..formats.messages import Reply
from ..lifecycle.transitions import ask_for_sync, run_tests

STATEFUL: Final = frozenset({"aws_lambda", "azure_function", "google_cloud_function", "connector_sdk"})
"""The services that keep a state which can be read and written: functions and the Connector SDK."""


def sync_connection(call: Call) -> Reply:
    """Start a sync; a running one is left alone unless told otherwise."""
    record = call.record()
    running = record["status"]["sync_state"] == "syncing"
    if not running or call.option("force", usual=False):
        _start(call, record)
    return done("sync_connection", call.argument)


def resync_connection(call: Call) -> Reply:
    """Start a historical sync of everything, or of the tables that a scope names."""
    record = call.record()
    if call.option("scope") is None:
        record["status"]["is_historical_sync"] = True
    _start(call, record)
    return done("resync_connection", call.argument)


def run_setup_tests(call: Call) -> Reply:
    """Run the setup tests and show the connection with their results."""
    call.spend("setup_tests")
    record = call.record()
    due, shown = run_tests(call.world, record, due=call.account.due.get(call.number))
    stored = to_bytes(record)
    call.account.replace(call.number, stored)
    call.account.plan(call.number, due)
    return success_with("run_setup_tests", stored, shown)


def get_connection_state(call: Call) -> Reply:
    """Show the state of a function or Connector SDK connection."""
    _refuse_stateless(call)
    state = call.account.extras["state"].get(call.number)
    if state is None:
        raise illegal_state(400, "The connection has not written a state yet")
    return success("get_connection_state", state)


def update_connection_state(call: Call) -> Reply:
    """Replace the state of a connection that is paused."""
    status = _refuse_stateless(call)["status"]
    if status["sync_state"] == "syncing":
        raise illegal_state(409, "The state cannot be changed while a sync is running")
    if status["sync_state"] != "paused":
        raise illegal_state(400, "The connection has to be paused before its state is changed")
    state = to_bytes({"state": call.body["state"]})
    call.account.keep("state", call.number, state)
    return success("update_connection_state", state)


def list_connection_errors(call: Call) -> Reply:
    """List what went wrong with a connection, oldest first."""
    errors = dict(call.account.kept("errors", call.number) or [])
    shown, end = call.page(list(errors))
    return success("list_connection_errors", b'{"items":[' + b",".join(to_bytes(errors[key]) for key in shown) + end)


def _start(call: Call, record: dict[str, Any]) -> None:
    call.account.plan(call.number, ask_for_sync(call.world, record))
    call.account.replace(call.number, to_bytes(record))


def _refuse_stateless(call: Call) -> dict[str, Any]:
    record = call.record()
    if record["service"] not in STATEFUL:
        raise invalid(f"Service '{record['service']}' does not keep a state")
    return record
