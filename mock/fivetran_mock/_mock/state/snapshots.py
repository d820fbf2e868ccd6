"""Snapshots: the state of a mock as JSON, and the checks of the records of snapshots and stores."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from fivetran_common.json_schema import Schema
from fivetran_common.json_types import is_array, is_object, pointer_of

from ..clock.moments import END
from ..contract.differences import contract
from ..formats.json import Mistake, flaw, readable, to_bytes
from ..formats.schema import FLAG, TEXT, an_object, array, mapping_of, whole
from .records import InvalidRecord, StoredRow
from .state import KINDS, WHEN_READY

VERSION: Final = 3
"""The version of the snapshot format."""

MOST_BYTES: Final = 64 * 1024 * 1024
"""The most bytes of a snapshot."""

MOST: Final = 1 << 60
"""The highest number of a record."""


class InvalidSnapshot(ValueError):
    """The data to restore is no snapshot of a mock; the message is a sentence with the pointer of the mistake."""


def write_snapshot(records: Iterable[StoredRow]) -> bytes:
    """Return records as JSON: one line for each, with its kind, number and value."""
    spelled = b",\n".join(b"%b,%b]" % (to_bytes(record[:2])[:-1], record.value or b"null") for record in records)
    return b'{"fivetran_mock":%d,"records":[\n%b\n]}\n' % (VERSION, spelled)


def read_snapshot(snapshot: bytes | str) -> list[StoredRow]:
    """Return the records of a snapshot; raises `InvalidSnapshot`."""
    text = snapshot.encode(errors="surrogatepass") if isinstance(snapshot, str) else snapshot
    if len(text) > MOST_BYTES:
        raise InvalidSnapshot(f"this is longer than a snapshot may be ({MOST_BYTES:,} bytes)")
    try:
        value = json.loads(snapshot)
        version, rows = value["fivetran_mock"], value["records"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InvalidSnapshot("this is not a snapshot of a mock") from None
    if version != VERSION:
        raise InvalidSnapshot(
            f"this snapshot is of version {version}, and this mock reads version {VERSION}: make it again"
        )
    if problem := flaw(value):
        raise InvalidSnapshot(problem)
    if not is_array(rows):
        raise InvalidSnapshot("/records: this has to be a list")
    for place, mistake in _mistakes(rows):
        raise InvalidSnapshot(f"/records/{place}{mistake.pointer}: {mistake.problem}")
    return [StoredRow(kind, int(number), to_bytes(value)) for kind, number, value in rows]


def check_records(records: Sequence[StoredRow]) -> None:
    """Raise `InvalidRecord` for the first record with invalid JSON, or that no snapshot could have."""
    rows: list[Any] = []
    for record in records:
        try:
            rows.append([*record[:2], readable(record.value or b"")])
        except (ValueError, AttributeError, RecursionError):  # SQLite also returns texts and numbers
            raise InvalidRecord(record, "its value is not JSON") from None
    for place, mistake in _mistakes(rows):
        pointer = mistake.pointer.removeprefix(VALUE)
        raise InvalidRecord(records[place], f"{pointer}: {mistake.problem}" if pointer else mistake.problem)


VALUE: Final = "/2"
"""The pointer of the value in a record, which is a list of kind, number and value."""


def _mistakes(rows: Sequence[Any]) -> Iterator[tuple[int, Mistake]]:
    """
    Yield the place of a damaged record among all, and why: it breaks its schema, is there twice, or lacks its group.

    A delivery needs an event, too. Each check relies on those before it, so callers stop at the first mistake.
    """
    validator = contract().validator(schema())
    for place, row in enumerate(rows):
        try:
            for error in validator.iter_errors(row):
                yield place, Mistake(pointer_of(error.instance_path), error.message[:200])
        except ValueError:  # not JSON: another program has changed the file
            yield place, Mistake("", "it is not JSON")
    there: set[tuple[str, object]] = set()
    for place, (kind, number, value) in enumerate(rows):
        for name in ((kind, number), *([(f"{kind} id", value["record"]["id"])] if kind in KINDS else [])):
            if name in there:
                yield place, Mistake("", f"the {name[0]} {name[1]!r} is there twice")
            there.add(name)
    for place, (kind, _, value) in enumerate(rows):
        group = value["record"]["group_id"] if kind in ("connection", "destination") else None
        if group is not None and ("group id", group) not in there:
            yield place, Mistake("", f"it belongs to the group id {group!r}, which is not there")
        if mistake := _mistake_within(kind, value):
            yield place, mistake


def _mistake_within(kind: str, value: Any) -> Mistake | None:
    """Return a relation of values within one record that the mock could not go on with."""
    if kind == "later" and not _is_event(value["body"]):
        return Mistake(f"{VALUE}/body", "it is not a JSON object")
    if kind != "connection" or (due := value.get("due", WHEN_READY)) == WHEN_READY:
        return None
    if value["record"]["status"]["sync_state"] == "paused":
        return Mistake(f"{VALUE}/due", "a paused connection has no next event")
    return Mistake(f"{VALUE}/due", "it is before the sync started") if due < value.get("started", 0) else None


def _is_event(body: str) -> bool:
    try:
        return is_object(readable(body.encode()))
    except (ValueError, RecursionError):
        return False


def schema() -> Schema:
    """Return the JSON Schema of a record: shapes as answers show them, and the values that the mock relies on."""
    kinds = [
        {
            "if": {"prefixItems": [{"const": kind}]},
            "then": {"prefixItems": [{}, whole(0, 0) if kind in _SINGLE else whole(1, MOST), value]},
        }
        for kind, value in _VALUES.items()
    ]
    return {**_list_of({"enum": list(_VALUES)}, {"type": "integer"}, {}), "allOf": kinds}


def _shown(name: str, /, **needed: Schema) -> Schema:
    """Return the schema of a record that answers show, with the members that it needs beyond that."""
    return {"allOf": [_ref(name), {"required": list(needed), "properties": needed}]}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _list_of(*members: Schema) -> Schema:
    """Return the schema of a list with these members."""
    return {"type": "array", "minItems": len(members), "maxItems": len(members), "prefixItems": list(members)}


def _object(needed: Mapping[str, Schema], **optional: Schema) -> Schema:
    return {"type": "object", "required": list(needed), "properties": {**needed, **optional}}


_MINUTES: Final = whole(1, 10_000_000)
"""The time between two syncs: at most 19 years."""

_MOMENT: Final = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:[0-5]\d(\.\d{1,6})?Z$"
"""A moment that Python can read: RFC 3339 also has leap seconds."""

_STATUS: Final = _object(
    {"setup_state": _ref("SetupState"), "sync_state": _ref("SyncState"), "is_historical_sync": FLAG},
    rescheduled_for={"type": ["string", "null"], "pattern": _MOMENT},
)

_CONNECTION: Final = {
    **_shown("Connection", status=_STATUS, config={"type": "object"}, paused=FLAG, sync_frequency=_MINUTES),
    "required": ["schedule_type", "created_at", "succeeded_at", "failed_at"],
    "properties": {
        "schedule": {"properties": {"interval": _MINUTES}},
        "daily_sync_time": {"type": ["string", "null"], "pattern": r"^([01]\d|2[0-3]):[0-5]\d$"},
    },
    "if": {"properties": {"paused": {"const": True}}},
    "then": {"properties": {"status": {"properties": {"sync_state": {"enum": ["paused", "syncing"]}}}}},
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
_TABLE: Final = {"allOf": [_SETTINGS, {"properties": {"columns": mapping_of(_SETTINGS)}}]}
_SCHEMAS: Final = mapping_of(_object({"tables": mapping_of(_TABLE)}))

_TRUST: Final = _object({"certificates": array(_ref("Certificate")), "fingerprints": array(_ref("Fingerprint"))})

_SYNC_RUN: Final = an_object(
    {
        **dict.fromkeys(("start", "duration", "period"), whole(0, END)),
        **dict.fromkeys(("status", "reason"), TEXT),
        "count": whole(1, MOST),
    },
    required=["start", "duration", "status", "reason", "count", "period"],
)

_LATER: Final = an_object(
    {
        "due": whole(0, WHEN_READY),
        "began": whole(0, WHEN_READY // 2),  # the delivery may be due some time later
        **dict.fromkeys(("webhook_id", "event", "connection_id", "schema", "body"), TEXT),
        "attempt": whole(1, 100),  # there are fewer in the day in which it is repeated
    },
    required=["due", "began", "webhook_id", "event", "connection_id", "schema", "body", "attempt"],
)

_MEMBERS: Final = mapping_of(_object({"role": TEXT, "created_at": TEXT}))


def _with(record: Schema, **beside: Schema) -> Schema:
    """Return the schema of a row: a record, and the values that may belong to it."""
    return {**_object({"record": record}, **beside), "additionalProperties": False}


_SINGLE: Final = frozenset({"account", "clock", "next"})

_VALUES: Final[Mapping[str, Schema]] = {
    "account": TEXT,
    "clock": whole(0, END),
    "next": {"type": "object", "propertyNames": {"enum": [*KINDS]}, "additionalProperties": whole(0, MOST)},
    "connection": _with(
        _CONNECTION,
        due=whole(0, WHEN_READY),
        started=whole(0, END),
        schemas=_shown("SchemaConfig", schema_change_handling=TEXT, schemas=_SCHEMAS),
        state=_ref("ConnectionState"),
        errors=array(_list_of(whole(0, END), _ref("ConnectionError"))),
        syncs=array(_SYNC_RUN),
        trust=_TRUST,
        roles=_MEMBERS,
        setup=_object({"authorized": FLAG, "tests": array(_ref("SetupTest"))}, filled=FLAG),  # older ones lack it
    ),
    "group": _with(_shown("Group", name=TEXT, created_at=TEXT), members=_MEMBERS),
    "deleted_group": _with(_object({"id": TEXT})),
    "user": _with(_shown("User", email=TEXT, role={"type": ["string", "null"]}, created_at=TEXT, active=FLAG)),
    "destination": _with(
        _shown(
            "Destination",
            region=TEXT,
            time_zone_offset=TEXT,
            setup_status=_ref("DestinationSetupStatus"),
            config={"type": "object"},
        ),
        trust=_TRUST,
    ),
    "later": _LATER,
    "webhook": _with(_shown("Webhook", type=TEXT, url=TEXT, events=array(TEXT), active=FLAG, created_at=TEXT)),
}
"""The schema of the value of each kind of record."""
