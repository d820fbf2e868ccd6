"""Connections: list, create, show, change and delete them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from fivetran_common.json_types import is_object, mapped, without
from fivetran_rules import Effect, Violation, naming_keys, traits

from ..call import Call
from ..clock.moments import SECOND
from ..formats.http import Reply, done, success
from ..formats.refusals import duplicate_schema, invalid, invalid_body
from ..lifecycle.deliveries import tell
from ..lifecycle.judging import as_refused, is_authorized_by, judge_change, judge_new, loses_token
from ..lifecycle.records import NO_CONFIG, TRANSIENT, change_record, connection_shown, new_connection, schema_name
from ..lifecycle.transitions import ask_for_sync, next_due, reschedule, set_paused, settle
from ..state.records import Record
from ..state.state import SET_UP, State
from .cards import make_card
from .setup_tests import run_tests
from .tolerated import change_as_read, new_as_read

OF_CREATE: Final = "/data_checks"
"""The field that only a create has, and that no rule is about."""


def list_connections(call: Call) -> Reply:
    """List the account's connections, or those of one group or schema name."""
    return _page(call, call.parameter("group_id"))


def list_group_connections(call: Call) -> Reply:
    """List a group's connections."""
    call.require_group(call.argument)
    return _page(call, call.argument)


def get_connection(call: Call) -> Reply:
    """Show a connection."""
    return success(call.operation, connection_shown(call.state, call.state.connections.at(call.number)))


def create_connection(call: Call) -> Reply:
    """Create a connection, test it unless told not to, and add a connect card if one is asked for."""
    state, absent = call.state, int(call.state.behaviours["unknown_group"])
    if state.groups is not None and is_object(call.body) and isinstance(call.body.get("group_id"), str):
        call.require_group(call.body["group_id"], status=absent)

    body = _judged(call, lambda body: judge_new(body, state), new_as_read)
    group, schema = body["group_id"], schema_name(body)
    call.require_group(group, status=absent)
    if state.behaviours["schema_spelling"] != "kept" and _spelled(schema) != schema:
        if state.behaviours["schema_spelling"] == "refused":
            raise invalid(f"Invalid schema name '{schema}'")
        naming = naming_keys(body["service"])
        lowered = {
            key: _spelled(value) for key, value in body["config"].items() if key in naming and isinstance(value, str)
        }
        body, schema = {**body, "config": {**body["config"], **lowered}}, _spelled(schema)
    if state.behaviours["duplicate_schema"] != "allowed" and state.find(group=group, schema=schema):
        raise duplicate_schema(schema, state.behaviours["duplicate_schema"])
    wants_tests = call.wants_tests(body)
    record = new_connection(state, body, schema)
    call.connection_id = record["id"]
    tell(call.state, "create_connector", record)
    number, tests = state.add_connection(record), None
    authorized = is_authorized_by(body, record)
    if wants_tests:
        due, tests = run_tests(state, number, record, None, body=body, authorized=authorized)
        state.replace_connection(number, record, due)
    else:
        state.keep_setup(number, {**SET_UP, "authorized": authorized})
    if state.behaviours["list_lag"] != "none":
        state.made_at[number] = state.clock.now()
    shown = connection_shown(state, record, tests)
    if "connect_card_config" in body:
        shown |= make_card(call, record["id"], body)
    return success(call.operation, shown, status=201)


def _spelled(name: str) -> str:
    """Return a schema name in lower case and without blanks."""
    return name.lower().replace(" ", "_")


def update_connection(call: Call) -> Reply:
    """Change a connection, its config key by key, and test it unless told not to."""
    record, state = call.record(), call.state
    patch = _judged(
        call,
        lambda patch: judge_change(patch, record, state),
        lambda patch: change_as_read(patch, record["config"].get("schema")),
    )
    if state.behaviours["null_in_update"] == "kept":
        patch = mapped(patch, lambda value, _: value, nulls=False)
    pauses_only = "paused" in patch and patch.keys() <= {"paused", *TRANSIENT}
    bare = state.behaviours["pause_answer" if pauses_only else "update_answer"] == "bare"
    is_tested = state.behaviours["update_tests"] == "always" or patch.get("config") or patch.get("auth")
    wants_tests = bool(is_tested) and not (bare and pauses_only) and call.wants_tests(patch)
    due = _change(call, record, patch)
    authorized: bool | None = is_authorized_by(patch, record) or None
    if state.behaviours["auth_in_update"] == "replaced" and loses_token(patch, record):
        authorized = False
    tests = None
    if wants_tests:
        due, tests = run_tests(state, call.number, record, due, body=patch, authorized=authorized)
    elif authorized is not None:
        state.keep_setup(call.number, {**state.setup_of(call.number), "authorized": authorized})
    state.replace_connection(call.number, record, due)
    return success(call.operation, connection_shown(state, record, tests, bare=bare))


def delete_connection(call: Call) -> Reply:
    """Delete a connection."""
    tell(call.state, "delete_connector", call.record())
    if _lag(call.state):
        call.state.deleted[call.number] = call.state.clock.now(), call.record()
    call.state.remove_connection(call.number)
    return done(call.operation, id=call.argument)


def _page(call: Call, group: str | None) -> Reply:
    state = call.state
    schema = call.parameter("schema") if state.behaviours["schema_filter"] == "honoured" else None
    bare = state.behaviours["list_config"] == "absent"

    then = state.clock.now() - _lag(state)
    gone = {
        number: record
        for number, (moment, record) in state.deleted.items()
        if then < moment and group in {None, record["group_id"]} and schema in {None, record["schema"]}
    }
    numbers = state.find(group=group, schema=schema)
    if _lag(state):
        numbers = sorted(number for number in (*numbers, *gone) if state.made_at.get(number, then) <= then)

    def settled(number: int) -> Record:
        if number in gone:
            return connection_shown(state, gone[number], bare=bare)
        settle(state, number)
        return connection_shown(state, state.connections.at(number), bare=bare)

    return call.page(numbers, settled)


def _lag(state: State) -> int:
    """Return the microseconds by which a list of connections lags behind the state."""
    lag = state.behaviours["list_lag"]
    return 0 if lag == "none" else int(lag) * SECOND


def _judged(call: Call, judge: Callable[[Any], list[Violation]], read: Callable[[Any], Any]) -> Any:
    """Return the body of a call in its documented spelling; refuse errors, and keep warnings for the journal."""
    body, violations = call.body, judge(call.body)
    if not violations:
        return body
    if (mended := _mended(call, read(body), violations)) is not body:
        body, violations = mended, judge(mended)
    if call.operation == "create_connection" and any(
        violation.effect is Effect.UNKNOWN_SERVICE for violation in violations
    ):
        errors = [as_refused(found, body, call.state) for found in violations]
        raise invalid(f"Unsupported connector service '{body['service']}'", errors)
    call.violations = tuple(violations)
    errors = [found for found in violations if found.severity == "error" or found.effect is Effect.QUOTED]
    if errors:  # values in quotes were converted before, unless the behaviour text_values refuses them
        raise invalid_body(errors)
    return body


def _mended(call: Call, body: Any, violations: list[Violation]) -> Any:
    """Return a body without the keys that the API ignores, and with the values that it reads from text."""
    ignored = [violation.pointer for violation in violations if _is_ignored(call, violation)]
    if ignored:
        body = without(body, ignored)
    texts = [violation.pointer for violation in violations if violation.effect in {Effect.WRONG_TYPE, Effect.QUOTED}]
    if texts and call.state.behaviours["text_values"] == "accepted":
        body = mapped(body, lambda value, pointer: _meant(value) if pointer in texts else value)
    return body


def _is_ignored(call: Call, violation: Violation) -> bool:
    """Return whether the API ignores a key that the rules refuse, by the behaviours of the mock."""
    behaviours, effect, pointer = call.state.behaviours, violation.effect, violation.pointer
    if effect in {Effect.UNKNOWN_KEY, Effect.MISSPELT_KEY} and pointer.startswith("/config/"):
        return behaviours["unknown_config_key"] == "dropped"
    of_create = effect is Effect.PERMANENT or pointer == OF_CREATE
    return of_create and call.operation == "update_connection" and behaviours["create_only_key"] == "ignored"


def _meant(value: Any) -> Any:
    """Return the boolean or number that a text spells; any other value as it is."""
    if not isinstance(value, str):
        return value
    if value.lower() in ("true", "false"):
        return value.lower() == "true"
    if not _NUMBER.fullmatch(value):
        return value
    return float(value) if "." in value else int(value)


_NUMBER: Final = re.compile(r"-?\d{1,15}(\.\d{1,15})?", re.ASCII)


def _change(call: Call, record: Record, patch: Mapping[str, Any]) -> int | None:
    """Change a record with its states. Return when the next event is due."""
    due = call.state.due.get(call.number)
    wanted, stored = patch.get("config") or NO_CONFIG, record["config"]
    new_history = any(wanted.get(key) not in (None, stored.get(key)) for key in traits(record["service"]).new_history)
    change_record(call.state, record, patch)
    if patch.keys() - {"paused", *TRANSIENT}:
        tell(call.state, "edit_connector", record)
    if patch.keys() & {"sync_frequency", "daily_sync_time", "schedule_type", "schedule"}:
        due = reschedule(call.state, record, due)
    if "paused" in patch:
        set_paused(call.state, record, paused=patch["paused"])
    if patch.get("is_historical_sync") or new_history:
        record["status"]["is_historical_sync"] = True
        return ask_for_sync(call.state, record)
    return next_due(call.state, record, due)
