"""Seeds put into an account: everything is judged first, so that a seed is planted whole or not at all."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from fivetran_common.json_types import is_object
from fivetran_common.pointers import pointer_of
from fivetran_rules import check

from ..contract.request_schemas import validator
from ..formats.envelope import duplicate_schema, to_bytes
from ..state.account import Account
from ..state.clock import Clock
from ..state.world import World
from .records import new_connection, schema_name
from .seeds import InvalidSeed, Seed
from .transitions import SETUP_STATES, SYNC_STATES, moment_of, take_up

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

Connection = Mapping[str, Any]
Record = dict[str, Any]

BESIDE: Final = frozenset(
    {"id", "service_version", "connected_by", "created_at", "succeeded_at", "failed_at", "status"}
)
"""What a seeded connection may say beside the body of a create: what an answer says."""


def plant(world: World, account: Account, seeds: Sequence[Seed]) -> list[str]:
    """Put seeds into an account, all but their scripts, and give the connections' ids; raises `InvalidSeed` before."""
    judge = _Judge(world, account)
    for seed in seeds:
        for place, connection in enumerate(seed.connections):
            judge.take(connection, f"/connections/{place}")
    for seed in seeds:
        for group in seed.groups:
            account.meet_group(group, world.clock)
    return [_plant(world, account, connection, judge.ids) for seed in seeds for connection in seed.connections]


class _Judge:
    """Takes connections as an account would, one after the other, without touching the account."""

    def __init__(self, world: World, account: Account) -> None:
        self.ids: set[str] = set()
        """The ids that the seeds give."""
        self._world = world
        self._account = account
        self._schemas: set[tuple[str, str]] = set()
        self._trial = replace(world, clock=Clock()), Account(account.key, seed=0)

    def take(self, connection: Connection, pointer: str) -> None:
        """Refuse a connection that cannot be planted beside those before it."""
        _judge_body(connection, pointer, strict=self._world.strict)
        _judge_status(connection, pointer)
        record = _record(*self._trial, connection)
        _judge_answer(record, pointer)
        _judge_life(connection, record["status"], pointer)
        self._take_id(connection, pointer)
        self._take_schema(record, pointer)

    def _take_id(self, connection: Connection, pointer: str) -> None:
        if "id" not in connection:
            return
        wanted = connection["id"]
        if not _ID.fullmatch(wanted):
            raise InvalidSeed(f"{pointer}/id", "an id has only letters, digits, _ and -, as it stands in addresses")
        if wanted in self.ids or self._account.number(wanted) is not None:
            raise InvalidSeed(f"{pointer}/id", "this id is taken")
        self.ids.add(wanted)

    def _take_schema(self, record: Record, pointer: str) -> None:
        if self._world.duplicate_schemas == "allow":
            return
        group, schema = record["group_id"], record["schema"]
        if (group, schema) in self._schemas or self._account.has_schema(group, schema):
            raise InvalidSeed(pointer, duplicate_schema(schema).message)
        self._schemas.add((group, schema))


_ID: Final = re.compile(r"[A-Za-z0-9_-]+")


def _judge_body(connection: Connection, pointer: str, *, strict: bool) -> None:
    """Refuse what a create would refuse."""
    body = {key: value for key, value in connection.items() if key not in BESIDE}
    for violation in check(body, strict=strict):
        if violation.severity == "error":
            raise InvalidSeed(pointer + violation.pointer, violation.message)


def _judge_status(connection: Connection, pointer: str) -> None:
    """Refuse states that lead nowhere; the document leaves them open, since the API may have more."""
    status = connection.get("status", {})
    if not is_object(status):
        raise InvalidSeed(f"{pointer}/status", "this has to be an object")
    for key, allowed in _STATES.items():
        if key in status and status[key] not in allowed:
            raise InvalidSeed(f"{pointer}/status/{key}", f"this has to be one of {', '.join(allowed)}")


_STATES: Final = {
    "setup_state": sorted({state for state, _ in SETUP_STATES}),
    "sync_state": sorted({state for state, _ in SYNC_STATES}),
}


def _judge_answer(record: Record, pointer: str) -> None:
    """Refuse what no answer may say: the document's own schema of a connection decides."""
    for error in validator("#/components/schemas/Connection").iter_errors(record):
        raise InvalidSeed(pointer + pointer_of(error.instance_path), _told(error))


def _told(error: ValidationError) -> str:
    if error.kind.name == "format":
        return _MOMENT
    types: Sequence[str] = getattr(error.kind, "types", ("string",))
    return f"this has to be of type {' or '.join(types)}"


_MOMENT: Final = "this has to be a date and time with its zone, as in 2026-01-01T00:00:00Z"


def _judge_life(connection: Connection, status: Record, pointer: str) -> None:
    """Refuse states that contradict each other, and so would never change."""
    syncs = status["sync_state"]
    if connection.get("paused", syncs == "paused") != (syncs == "paused"):
        raise InvalidSeed(
            f"{pointer}/status/sync_state", f"{syncs} contradicts paused: {json.dumps(connection['paused'])}"
        )
    if syncs in _AT_WORK and status["setup_state"] != "connected":
        raise InvalidSeed(f"{pointer}/status/sync_state", f"{syncs} is only for a setup_state of connected")
    until = status.get("rescheduled_for")
    if until is None:
        return
    if syncs != "rescheduled":
        raise InvalidSeed(f"{pointer}/status/rescheduled_for", "this is only for a sync_state of rescheduled")
    try:
        moment_of(until)
    except ValueError:
        raise InvalidSeed(f"{pointer}/status/rescheduled_for", _MOMENT) from None


_AT_WORK: Final = frozenset({"syncing", "rescheduled"})


def _record(world: World, account: Account, connection: Connection) -> Record:
    """Make the record of a connection as a create does, and put over it what an answer says beside."""
    fresh = new_connection(world, account, connection, schema_name(connection), tested=False)
    record: Record = json.loads(fresh.record)
    record.update({key: connection[key] for key in BESIDE & connection.keys() if key != "status"})
    record["status"].update(connection.get("status", {}))
    record["paused"] = record["status"]["sync_state"] == "paused"
    return record


def _plant(world: World, account: Account, connection: Connection, given: set[str]) -> str:
    record = _record(world, account, connection)
    while "id" not in connection and record["id"] in given:
        record = _record(world, account, connection)
    account.meet_group(record["group_id"], world.clock)
    due = take_up(world, record)
    number = account.add(record["id"], record["group_id"], record["schema"], to_bytes(record))
    account.plan(number, due)
    identifier: str = record["id"]
    return identifier
