"""Snapshots: the state of a mock as JSON, and the checks of one that is restored."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias

from fivetran_common.pointers import pointer_of

from ..contract.differences import contract
from ..formats.json import first_flaw, may_have_flaw, to_bytes
from ..formats.schema import FLAG, TEXT, Schema, array, whole
from .account import HELD, OF_CONNECTION, OF_DESTINATION, OWNER_CREATED_AT, TABLES
from .clock import END
from .store import Change

VERSION: Final = 2
"""The version of the snapshot format."""

MOST_BYTES: Final = 64 * 1024 * 1024
"""The longest snapshot that is read."""

MOST: Final = 1 << 60
"""The highest number of a record."""


Name: TypeAlias = tuple[str, str, object]
"""An account, a kind of record, and its number; or the kind with ` id`, and its id."""


class InvalidSnapshot(ValueError):
    """The data to restore is no snapshot of a mock; the message is a sentence with the pointer of the mistake."""


def write_snapshot(records: Iterable[Change]) -> bytes:
    """Return records as JSON: one line for each, with its account, kind, number and value."""
    spelled = b",\n".join(b"%b,%b]" % (to_bytes(each[:3])[:-1], each.value or b"null") for each in records)
    return b'{"fivetran_mock":%d,"records":[\n%b\n]}\n' % (VERSION, spelled)


def read_snapshot(snapshot: bytes | str) -> list[Change]:
    """Return the records of a snapshot; raises `InvalidSnapshot`."""
    changes = [
        Change(account, kind, int(number), to_bytes(value)) for account, kind, number, value in _records(snapshot)
    ]
    there: set[Name] = set()
    for place, change in enumerate(changes):
        for name in _names(change):
            if name in there:
                raise InvalidSnapshot(f"/records/{place}: the {name[1]} {name[2]!r} is there twice")
            there.add(name)
    for place, change in enumerate(changes):
        owner = _owner(change)
        if owner is not None and owner not in there:
            raise InvalidSnapshot(f"/records/{place}: it belongs to the {owner[1]} {owner[2]!r}, which is not there")
    return changes


def _records(snapshot: bytes | str) -> list[list[Any]]:
    """Return the records of a snapshot that fits the schema."""
    text = snapshot.encode(errors="surrogatepass") if isinstance(snapshot, str) else snapshot
    if len(text) > MOST_BYTES:
        raise InvalidSnapshot(f"this is longer than a snapshot may be ({MOST_BYTES:,} bytes)")
    try:
        value = json.loads(snapshot)
        version, records = value["fivetran_mock"], value["records"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InvalidSnapshot("this is not a snapshot of a mock") from None
    if version != VERSION:
        raise InvalidSnapshot(f"this snapshot is not of version {VERSION}, which this mock reads")
    flaw = first_flaw(value, levels=MOST_LEVELS) if may_have_flaw(text, value) else None
    if flaw is not None:
        raise InvalidSnapshot(f"{flaw.pointer}: {flaw.problem}")
    for error in contract().validator(schema()).iter_errors(value):
        raise InvalidSnapshot(f"{pointer_of(error.instance_path)}: {error.message[:200]}")
    return list(records)


MOST_LEVELS: Final = 70
"""How deep a snapshot may be nested: a body, and the levels around it."""


def complete(records: Iterable[Change]) -> list[Change]:
    """
    Return the records that were saved from a damaged file without those that belong to a lost one.

    The group of a connection or destination is made anew if its record is lost.
    """
    kept = list(records)
    there = {name for change in kept for name in _names(change)}
    lost = dict.fromkeys(owner for owner in map(_owner, kept) if owner is not None and owner not in there)
    last = max((change.key for change in kept if change.kind == "group"), default=0)
    for number, (account, _, group) in enumerate((each for each in lost if each[1] == "group id"), start=last + 1):
        record = {"id": group, "name": group, "created_at": OWNER_CREATED_AT}
        kept.append(Change(account, "group", number, to_bytes(record)))
        there.update(_names(kept[-1]))
    return sorted(change for change in kept if (owner := _owner(change)) is None or owner in there)


def _names(change: Change) -> list[Name]:
    """Return the names of a record within all records: by its number and, if it has one, by its id."""
    account, kind, number, value = change
    names: list[Name] = [(account, kind, number)]
    if kind in TABLES:
        names.append((account, f"{kind} id", json.loads(value or b"")["id"]))
    return names


def _owner(change: Change) -> Name | None:
    """Return the name of the record to which a record belongs, or None."""
    account, kind, number, value = change
    if kind in ("connection", "destination"):
        return (account, "group id", json.loads(value or b"")["group_id"])
    return (account, _OWNERS[kind], number) if kind in _OWNERS else None


_OWNERS: Final[Mapping[str, str]] = {
    "due": "connection",
    **dict.fromkeys(OF_CONNECTION, "connection"),
    "members": "group",
    **dict.fromkeys(OF_DESTINATION, "destination"),
}


def schema() -> Schema:
    """Return the JSON Schema of a snapshot: shapes as answers show them, and the values that the mock relies on."""
    kinds = [
        {
            "if": {"prefixItems": [{}, {"const": kind}]},
            "then": {"prefixItems": [{}, {}, _NUMBERS.get(kind, whole(1, MOST)), value]},
        }
        for kind, value in _VALUES.items()
    ]
    record = {**_row(TEXT, {"enum": list(_VALUES)}, {"type": "integer"}, {}), "allOf": kinds}
    return {
        "type": "object",
        "required": ["fivetran_mock", "records"],
        "properties": {"fivetran_mock": {"const": VERSION}, "records": array(record)},
    }


def _shown(name: str, /, **needed: Schema) -> Schema:
    """Return the schema of a record that answers show, with the members that it needs beyond that."""
    return {"allOf": [_ref(name), {"required": list(needed), "properties": needed}]}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _row(*members: Schema) -> Schema:
    """Return the schema of a list with these members."""
    return {"type": "array", "minItems": len(members), "maxItems": len(members), "prefixItems": list(members)}


def _object(needed: Mapping[str, Schema], **optional: Schema) -> Schema:
    return {"type": "object", "required": list(needed), "properties": {**needed, **optional}}


def _each(value: Schema) -> Schema:
    """Return the schema of an object whose members are alike."""
    return {"type": "object", "additionalProperties": value}


_MINUTES: Final = whole(1, 10_000_000)
"""The time between two syncs: at most 19 years."""

_MOMENT: Final = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:[0-5]\d(\.\d{1,6})?Z$"
"""A moment that Python can read: RFC 3339 also has leap seconds."""

_STATUS: Final = _object(
    {
        "setup_state": _ref("SetupState"),
        "sync_state": _ref("SyncState"),
        "is_historical_sync": FLAG,
    },
    rescheduled_for={"type": ["string", "null"], "pattern": _MOMENT},
)

_CONNECTION: Final = {
    **_shown("Connection", status=_STATUS, config={"type": "object"}, paused=FLAG, sync_frequency=_MINUTES),
    "required": ["schedule_type", "created_at"],
    "properties": {
        "schedule": {"properties": {"interval": _MINUTES}},
        "daily_sync_time": {"type": ["string", "null"], "pattern": r"^([01]\d|2[0-3]):[0-5]\d$"},
    },
    "if": {"properties": {"paused": {"const": True}}},
    "then": {"properties": {"status": {"properties": {"sync_state": {"const": "paused"}}}}},
    "else": {"properties": {"status": {"properties": {"sync_state": {"not": {"const": "paused"}}}}}},
}

_SETTINGS: Final = _object(
    {
        "enabled": FLAG,
        "enabled_patch_settings": {
            **_object({"allowed": FLAG}),
            "anyOf": [{"properties": {"allowed": {"const": True}}}, _object({"reason_code": TEXT})],
        },
    }
)
_TABLE: Final = {"allOf": [_SETTINGS, {"properties": {"columns": _each(_SETTINGS)}}]}
_SCHEMAS: Final = _each(_object({"tables": _each(_TABLE)}))

_TRUST: Final = _object(
    {
        "certificates": array(_ref("Certificate")),
        "fingerprints": array(_ref("Fingerprint")),
    }
)

_MEMBERS: Final = _each(_object({"role": TEXT, "created_at": TEXT}))

_VALUES: Final[Mapping[str, Schema]] = {
    "clock": whole(0, END),
    "next": whole(0, MOST),
    "connection": _CONNECTION,
    "due": whole(0, HELD),
    "schemas": _shown("SchemaConfig", schema_change_handling=TEXT, schemas=_SCHEMAS),
    "state": _ref("ConnectionState"),
    "errors": array(_row(whole(0, END), _ref("ConnectionError"))),
    "trust": _TRUST,
    "roles": _MEMBERS,
    "setup": _object({"authorized": FLAG, "tests": array(_ref("SetupTest"))}),
    "group": _shown("Group", name=TEXT, created_at=TEXT),
    "members": _MEMBERS,
    "deleted_group": _object({"id": TEXT}),
    "user": _shown("User", email=TEXT, role={"type": ["string", "null"]}, created_at=TEXT, active=FLAG),
    "destination": _shown(
        "Destination",
        region=TEXT,
        time_zone_offset=TEXT,
        setup_status=_ref("DestinationSetupStatus"),
        config={"type": "object"},
    ),
    "destination_trust": _TRUST,
    "webhook": _shown("Webhook", type=TEXT, url=TEXT, events=array(TEXT), active=FLAG, created_at=TEXT),
}
"""The schema of the value of each kind of record."""

_NUMBERS: Final = {"next": whole(0, len(TABLES) - 1), "clock": whole(0, 0)}
"""The numbers of records that belong to nothing else."""
