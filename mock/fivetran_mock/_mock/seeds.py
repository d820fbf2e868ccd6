"""Seeds: the groups, connections and scripts that a mock begins with, read from plain data and added to its state."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

from jsonschema_rs import ValidationError

from fivetran_common.json_types import is_object, pointer_of
from fivetran_openapi import document

from .clock.moments import moment_of
from .contract.differences import contract
from .formats.json import encode
from .formats.refusals import duplicate_schema
from .formats.schema import NAME, TEXT, Checker, InvalidData, an_object, array, one_of
from .lifecycle.judging import is_authorized_by, judge_new
from .lifecycle.records import new_connection, schema_name
from .lifecycle.transitions import SETUP_STATES, SYNC_STATES, resume_life
from .state.records import Record
from .state.scripts import (
    SETUP_TEST,
    SETUP_TEST_SCRIPT,
    SOURCE_SCRIPT,
    SYNC_SCRIPT,
    AnyScript,
    Scripts,
    SetupTest,
    SetupTestScript,
    SourceScript,
    SyncScript,
)
from .state.state import SET_UP, State

Connection = Mapping[str, Any]
BESIDE: Final = frozenset(
    (
        *("id", "service_version", "connected_by", "created_at", "succeeded_at", "failed_at"),
        *("status", "source_sync_details"),
    )
)
"""The keys of a seeded connection that a create does not have: those that answers add."""


class InvalidSeed(InvalidData):
    """A seed that cannot be added; the message is one sentence with the pointer of the mistake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """The groups, connections and scripts to add to a state."""

    groups: Mapping[str, str | None] = field(default_factory=dict[str, str | None])
    """The names of groups by id; None for a made-up name."""
    connections: Sequence[Mapping[str, Any]] = ()
    """Bodies of creates, which may also have keys that answers add, such as `id` or `status`."""
    setup_tests: Sequence[SetupTestScript] = ()
    syncs: Sequence[SyncScript] = ()
    sources: Sequence[SourceScript] = ()

    def add_scripts(self, scripts: Scripts) -> None:
        """Add the scripts; the first of each kind is asked first."""
        several: tuple[AnyScript, ...] = (*self.setup_tests, *self.syncs, *self.sources)
        for script in reversed(several):
            scripts.add(script)


def read_seed(data: object) -> Seed:
    """Read a seed from plain data; raises `InvalidSeed` with the pointer of the mistake."""
    SEED.check(data, InvalidSeed)
    given = cast("Mapping[str, Any]", data)  # checked by the schema above
    groups = [group if is_object(group) else {"id": group} for group in given.get("groups", ())]
    return Seed(
        groups={group["id"]: group.get("name") for group in groups},
        connections=tuple(map(dict, given.get("connections", ()))),
        setup_tests=tuple(map(_setup_test_script, given.get("setup_tests", ()))),
        syncs=tuple(SyncScript(**sync) for sync in given.get("syncs", ())),
        sources=tuple(SourceScript(**source) for source in given.get("sources", ())),
    )


def _setup_test_script(data: Mapping[str, Any]) -> SetupTestScript:
    result = {key: value for key, value in data.items() if key in SETUP_TEST.schema["properties"]}
    tests = data.get("tests", [result] if result else [])
    aim = {key: value for key, value in data.items() if key not in result and key != "tests"}
    return SetupTestScript(tests=tuple(SetupTest(**test) for test in tests), **aim)


_GROUP: Final = {
    "if": {"type": "object"},
    "then": an_object({"id": NAME, "name": TEXT}, required=["id"]),
    "else": {**NAME, "title": "the id of a group, or an object with id and name"},
}

_SEEDED_CONNECTION: Final = {
    "type": "object",
    "title": "an object",
    "description": "The body of a create, with or without keys that answers add.",
    "properties": {
        "id": {
            "type": "string",
            "pattern": "^[A-Za-z0-9_-]+$",
            "title": "an id of letters, digits, _ and -, as it stands in addresses",
        },
        "status": {
            "type": "object",
            "title": "an object",
            "additionalProperties": False,
            "properties": {
                **{key: {} for key in document()["components"]["schemas"]["ConnectionStatus"]["properties"]},
                "setup_state": one_of(*sorted({state for state, _ in SETUP_STATES})),
                "sync_state": one_of(*sorted({state for state, _ in SYNC_STATES})),
            },
        },
    },
}

SCRIPTS: Final = {
    "setup_tests": array(SETUP_TEST_SCRIPT.schema),
    "syncs": array(SYNC_SCRIPT.schema),
    "sources": array(SOURCE_SCRIPT.schema),
}

SEED: Final = Checker(an_object({"groups": array(_GROUP), "connections": array(_SEEDED_CONNECTION), **SCRIPTS}))
"""A seed as plain data; `add_seeds` checks its connections as a create does."""


def add_seeds(state: State, seeds: Sequence[Seed]) -> list[str]:
    """Put seeds without their scripts into a state and return the connections' ids; raises `InvalidSeed`."""
    ids = _checked(state, seeds)
    for seed in seeds:
        for group, name in seed.groups.items():
            state.add_known_group(group)
            if name is not None:
                groups = state.records["group"]
                groups.replace({**groups.record(group), "name": name})
    return [_add_connection(state, connection, ids) for seed in seeds for connection in seed.connections]


def _checked(state: State, seeds: Sequence[Seed]) -> set[str]:
    """
    Return the ids that seeds name, without changing the state.

    Refuse a connection that a create would refuse, or that cannot be added after those before it.
    """
    ids, schemas = set[str](), set[tuple[str, str]]()
    answer = state.behaviours["duplicate_schema"]
    scratch = State(state.settings)  # an empty state, to try the seed
    scratch.behaviours = state.behaviours
    placed = (placed for seed in seeds for placed in enumerate(seed.connections))
    for pointer, connection in ((f"/connections/{place}", connection) for place, connection in placed):
        body = {key: value for key, value in connection.items() if key not in BESIDE}
        for violation in judge_new(body, state):
            if violation.severity == "error":
                raise InvalidSeed(pointer + violation.pointer, violation.message)
        record = _record(scratch, connection)
        for error in contract().validator(_CONNECTION).iter_errors(record):  # an answer could not show this record
            raise InvalidSeed(pointer + pointer_of(error.instance_path), _explained(error))
        _check_life(connection, record["status"], pointer)
        if "id" in connection:
            if connection["id"] in ids or connection["id"] in state.connections.ids:
                raise InvalidSeed(f"{pointer}/id", "this id is taken")
            ids.add(connection["id"])
        group, schema = record["group_id"], record["schema"]
        taken = (group, schema) in schemas or state.find(group=group, schema=schema)
        if taken and answer != "allowed":
            raise InvalidSeed(pointer, duplicate_schema(schema, answer).message)
        schemas.add((group, schema))
    return ids


def _explained(error: ValidationError) -> str:
    if error.kind.name == "format":
        return _MOMENT
    types: Sequence[str] = getattr(error.kind, "types", ("string",))
    return f"this has to be of type {' or '.join(types)}"


_CONNECTION: Final = {"$ref": "#/components/schemas/Connection"}
_MOMENT: Final = "this has to be a date and time with its zone, as in 2026-01-01T00:00:00Z"


def _check_life(connection: Connection, status: Record, pointer: str) -> None:
    """Refuse states that contradict each other: such a connection would never change."""
    syncs = status["sync_state"]
    if connection.get("paused", syncs == "paused") != (syncs == "paused"):
        raise InvalidSeed(
            f"{pointer}/status/sync_state", f"{syncs} contradicts paused: {json.dumps(connection['paused'])}"
        )
    if syncs in ("syncing", "rescheduled") and status["setup_state"] != "connected":
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


def _record(state: State, connection: Connection) -> Record:
    """Build the record of a connection as a create does, and set the keys that answers add."""
    connection = json.loads(encode(connection))  # a test may give tuples, and answers show lists
    body = {"paused": False, **connection} if "status" in connection else connection  # it is no longer new
    record = new_connection(state, body, schema_name(connection))
    record.update({key: connection[key] for key in BESIDE & connection.keys() if key != "status"})
    record["status"].update(connection.get("status", {}))
    record["paused"] = record["status"]["sync_state"] == "paused"
    return record


def _add_connection(state: State, connection: Connection, given: set[str]) -> str:
    record = _record(state, connection)
    while "id" not in connection and record["id"] in given:
        record = _record(state, connection)
    authorized = record["status"]["setup_state"] != "incomplete" or is_authorized_by(connection, record)
    state.add_known_group(record["group_id"])
    number = state.add_connection(record, resume_life(state, record))
    state.keep_setup(number, {**SET_UP, "authorized": authorized})
    identifier: str = record["id"]
    return identifier
