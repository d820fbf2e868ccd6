"""Destinations: each belongs to one group, whose id it has."""

from __future__ import annotations

from typing import Final

from ..call import Call
from ..formats.http import Reply, done, success
from ..formats.masking import masked
from ..formats.refusals import conflict
from ..lifecycle.records import TRANSIENT, destination_shown
from ..state.defaults import DESTINATION
from ..state.records import Record
from .setup_tests import run_destination_tests
from .tolerated import note

DETAILS: Final = ("config", "external_secrets_keys_config")
"""The keys that lists leave out."""


def list_destinations(call: Call) -> Reply:
    """List the destinations of the account."""
    destinations = call.state.records["destination"]

    def summary(number: int) -> Record:
        shown = {key: value for key, value in destinations.at(number).items() if key not in DETAILS}
        if call.state.behaviours["listed_daylight_saving"] == "false":
            shown["daylight_saving_time_enabled"] = False
        return shown

    return call.page(destinations.numbers(), summary)


def create_destination(call: Call) -> Reply:
    """Create the destination of a group without one, and test it unless told not to."""
    body = call.body
    group = body["group_id"]
    call.require_group(group)
    destinations = call.state.records["destination"]
    if group in destinations.ids:
        raise conflict(f"Group with id '{group}' already has a destination")
    record = {"id": group, "group_id": group, "service": body["service"], **DESTINATION, **_kept(body)}
    tested = call.wants_tests(body)
    destinations.add(record)
    return _finish(call, record, tested=tested, status=201)


def get_destination(call: Call) -> Reply:
    """Show a destination."""
    return success(call.operation, destination_shown(call.state, call.named("destination")))


def update_destination(call: Call) -> Reply:
    """Change a destination, its config key by key, and test it unless told not to."""
    record, change = call.named("destination"), _kept(call.body)
    config = record["config"] | (change.pop("config", None) or {})
    if call.body.get("config", config) is None:
        call.violations = (note("/config", "shape.type", "The definition has an object here; null changes nothing."),)
    record |= change
    record["config"] = {key: value for key, value in config.items() if value is not None}
    return _finish(call, record, tested=call.wants_tests(call.body))


def delete_destination(call: Call) -> Reply:
    """Delete a destination whose group has no connections."""
    call.named("destination")
    if call.state.find(group=call.argument):
        raise conflict(f"The group of destination with id '{call.argument}' has connections")
    call.state.records["destination"].remove(call.argument)
    return done(call.operation, id=call.argument)


def run_destination_setup_tests(call: Call) -> Reply:
    """Run the setup tests of a destination."""
    record = call.named("destination")
    call.spend()
    return _finish(call, record, tested=True)


def _finish(call: Call, record: Record, *, tested: bool, status: int = 200) -> Reply:
    """Test a destination if asked to, keep it, and answer with it."""
    tests = run_destination_tests(call.state, record, call.body) if tested else None
    call.state.records["destination"].replace(record)
    return success(call.operation, destination_shown(call.state, record, tests), status=status)


def _kept(body: Record) -> Record:
    """Return the stored keys of a body, with secrets masked."""
    kept: Record = masked({key: value for key, value in body.items() if key not in TRANSIENT})
    return kept
