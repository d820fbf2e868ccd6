"""Connections: list, create, show, change and delete them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from fivetran_common.json_types import is_object
from fivetran_rules import Violation, traits

from ..call import Call
from ..contract.judging import UNKNOWN_SERVICE, as_refused, judge_change, judge_new
from ..formats.http import Reply, done, duplicate_schema, invalid_body, success, unsupported_service
from ..lifecycle.defaults import CONNECTION, OPTIONAL, STORED
from ..lifecycle.records import NO_CONFIG, new_connection, schema_name, shown_config
from ..lifecycle.transitions import ask_for_sync, next_due, reschedule, run_tests, set_paused, settle
from .cards import make_card
from .tolerated import change_as_read, new_as_read

Record = dict[str, Any]

DAILY: Final = 1440
"""The sync frequency, in minutes, that allows an hour of the day."""


def list_connections(call: Call) -> Reply:
    """List the account's connections, or those of one group or schema name."""
    return _page(call, call.parameter("group_id"))


def list_group_connections(call: Call) -> Reply:
    """List a group's connections."""
    call.require_group(call.argument)
    return _page(call, call.argument)


def get_connection(call: Call) -> Reply:
    """Show a connection."""
    return success(call.operation, call.account.rows[call.number])


def create_connection(call: Call) -> Reply:
    """Create a connection, test it unless told not to, and add a connect card if one is asked for."""
    world, account = call.world, call.account
    if world.groups is not None and is_object(call.body) and isinstance(call.body.get("group_id"), str):
        call.require_group(call.body["group_id"])

    def judge(body: Any) -> list[Violation]:
        violations = judge_new(body, world.services, strict=world.strict)
        if any(each.rule in UNKNOWN_SERVICE for each in violations):
            service = body["service"]
            raise unsupported_service(service, [as_refused(each, service) for each in violations])
        return violations

    body = _judged(call, judge, new_as_read)
    group, schema = body["group_id"], schema_name(body)
    call.require_group(group)
    if world.duplicate_schemas == "refuse" and account.has_schema(group, schema):
        raise duplicate_schema(schema)
    fresh = new_connection(world, account, body, schema, tested=call.wants_tests(body))
    card = make_card(call, fresh.record["id"], body) if "connect_card_config" in body else {}
    stored = account.add(fresh.record, fresh.due)
    return success(call.operation, stored, {**fresh.more, **card}, status=201)


def update_connection(call: Call) -> Reply:
    """Change a connection, its config key by key, and test it unless told not to."""
    record, world = call.record(), call.world
    patch = _judged(
        call,
        lambda patch: judge_change(patch, record, world.services, strict=world.strict),
        lambda patch: change_as_read(patch, record["config"].get("schema")),
    )
    wants_tests = call.wants_tests(patch)
    due = _merge(call, record, patch)
    tests: Record = {}
    if wants_tests:
        due, tests = run_tests(world, call.account, call.number, record, due, body=patch)
    return success(call.operation, call.account.replace(call.number, record, due), tests)


def delete_connection(call: Call) -> Reply:
    """Delete a connection."""
    call.account.remove(call.number)
    return done(call.operation, id=call.argument)


def _page(call: Call, group: str | None) -> Reply:
    account, world = call.account, call.world

    def settled(number: int) -> bytes:
        settle(world, account, number)
        return account.rows[number]

    return call.page(account.find(group=group, schema=call.parameter("schema")), settled)


def _judged(call: Call, judge: Callable[[Any], list[Violation]], read: Callable[[Any], Any]) -> Any:
    """
    Return the body of a call, in its documented spelling if it has another one; refuse it if it has errors.

    Warnings go to the journal only.
    """
    body, violations = call.body, judge(call.body)
    if violations and (documented := read(body)) is not body:
        body, violations = documented, judge(documented)
    call.violations = tuple(violations)
    errors = [each for each in violations if each.severity == "error"]
    if errors:
        raise invalid_body(errors)
    return body


def _merge(call: Call, record: Record, patch: Mapping[str, Any]) -> int | None:
    """Merge a patch into a record; null resets a key. Return when the next event is due."""
    due = call.account.due.get(call.number)
    wanted, stored = patch.get("config") or NO_CONFIG, record["config"]
    new_history = any(wanted.get(key) not in (None, stored.get(key)) for key in traits(record["service"]).new_history)
    for key in patch.keys() & {*STORED}:
        record[key] = CONNECTION.get(key) if patch[key] is None else patch[key]
    if record["sync_frequency"] != DAILY:
        record.pop("daily_sync_time", None)
    for key in (*OPTIONAL, "status", "config"):  # in the order of a create
        if key in record:
            value = record.pop(key)
            if value is not None or key not in patch:
                record[key] = value
    config = {key: value for key, value in {**stored, **wanted}.items() if value is not None}
    record["config"] = shown_config(record["service"], config)
    if "schema_status" in patch:
        record["status"]["schema_status"] = patch["schema_status"]
    if patch.keys() & {"sync_frequency", "daily_sync_time", "schedule_type", "schedule"}:
        due = reschedule(call.world, record, due)
    if "paused" in patch:
        set_paused(record, paused=patch["paused"])
    if patch.get("is_historical_sync") or new_history:
        record["status"]["is_historical_sync"] = True
        return ask_for_sync(call.world, record)
    return next_due(call.world, record, due)
