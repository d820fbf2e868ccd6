"""A snapshot that was changed by hand is refused with the pointer of the mistake, before it becomes state."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from fivetran_mock import FivetranMock, InvalidSnapshot

from ._asking import ask
from ._everything import Everything
from .test_state import nested

END = 253_370_764_800_000_000
"""9999-01-01T00:00:00Z in microseconds, where virtual time stops."""

Spoil = Callable[[dict[str, Any]], object]


@cache
def whole() -> bytes:
    """Return the snapshot of a mock that has a record of every kind."""
    everything = Everything()
    everything.mock.script_syncs("failed", connection_id=everything.fresh)
    ask(everything.mock, "POST", f"/v1/connections/{everything.fresh}/sync")
    ask(everything.mock, "DELETE", f"/v1/groups/{everything.group}")
    everything.ask("create_account_webhook")
    everything.mock.advance(minutes=600)
    everything.mock.connections()
    return everything.mock.snapshot()


def spoiled(kind: str, change: Callable[[list[Any]], object]) -> bytes:
    """Return the snapshot with the first record of a kind changed."""
    snapshot = json.loads(whole())
    change(next(record for record in snapshot["records"] if record[1] == kind))
    return json.dumps(snapshot).encode()


def value(change: Spoil) -> Callable[[list[Any]], object]:
    """Change the value of a record."""
    return lambda record: change(record[3])


def put(place: int, what: Any) -> Callable[[list[Any]], object]:
    """Set an element of a record."""
    return lambda record: record.__setitem__(place, what)


def changed(**values: Any) -> Callable[[list[Any]], object]:
    """Set keys in the value of a record."""
    return value(lambda inner: inner.update(values))


def drop(key: str) -> Callable[[list[Any]], object]:
    """Remove a key from the value of a record."""
    return value(lambda inner: inner.pop(key))


def test_snapshot_has_every_kind() -> None:
    """The snapshot used below has a record of each kind, and can be restored unchanged."""
    kinds = {record[1] for record in json.loads(whole())["records"]}
    mock = FivetranMock()
    mock.restore(whole())

    assert {
        *("clock", "next", "connection", "due", "schemas", "state", "errors", "syncs", "trust", "roles", "group"),
        *("members", "deleted_group", "user", "destination", "destination_trust", "webhook"),
    } == kinds
    assert whole() == mock.snapshot()


def status(**changed: Any) -> Callable[[list[Any]], object]:
    """Change the status of a connection."""
    return value(lambda inner: inner["status"].update(changed))


def table(**changed: Any) -> Callable[[list[Any]], object]:
    """Change the settings of a table."""
    return value(lambda inner: inner["schemas"]["s"]["tables"]["event"].update(changed))


EVENT = "/3/schemas/s/tables/event/enabled_patch_settings"
DAMAGES: list[tuple[str, Callable[[list[Any]], object], str]] = [
    ("group", put(0, 5), "/0: 5 is not of type"),
    ("group", put(0, "\ud800"), "/0: "),
    ("group", put(2, 0), "/2: 0 is less than the minimum of 1"),
    ("group", put(2, True), "/2: true is not of type"),
    ("group", lambda record: record.pop(), ": "),
    ("next", put(2, 5), "/2: 5 is greater than the maximum of 4"),
    ("clock", put(2, 1), "/2: 1 is greater than the maximum of 0"),
    ("clock", put(3, END + 1), "/3: "),
    ("due", put(3, (1 << 62) + 1), "/3: "),
    ("due", put(3, "x"), '/3: "x" is not of type'),
    ("due", put(2, 99), ": it belongs to the connection 99, which is not there"),
    ("members", put(2, 99), ": it belongs to the group 99, which is not there"),
    ("connection", changed(group_id="x"), ": it belongs to the group id 'x', which is not"),
    ("user", put(2, 2), ": the user 2 is there twice"),
    ("connection", changed(schema=5), "/3/schema: 5 is not of type"),
    ("connection", drop("schedule_type"), '/3: "schedule_type" is a required property'),
    ("connection", changed(sync_frequency=0), "/3/sync_frequency: 0 is less than"),
    ("connection", changed(schedule={"interval": 0}), "/3/schedule/interval: 0 is less"),
    ("connection", changed(daily_sync_time="25:00"), "/3/daily_sync_time: "),
    ("connection", changed(paused=True), "/3/status/sync_state: "),
    ("connection", value(lambda inner: inner["config"].update(a=nested(70))), "/3/config/a/0/0"),
    ("connection", status(sync_state="paused"), "/3/status/sync_state: "),
    ("connection", status(sync_state="dreaming"), "/3/status/sync_state: "),
    ("connection", status(is_historical_sync=None), "/3/status/is_historical_sync: "),
    ("connection", status(rescheduled_for="2016-12-31T23:59:60Z"), "/3/status/rescheduled_for: "),
    ("errors", put(3, [[1]]), "/3/0: "),
    ("errors", put(3, [[1, {"type": 5}]]), "/3/0/1/type: 5 is not of type"),
    ("schemas", drop("schemas"), '/3: "schemas" is a required property'),
    ("schemas", table(enabled_patch_settings={}), f'{EVENT}: "allowed" is a required property'),
    ("schemas", table(enabled_patch_settings={"allowed": False}), f"{EVENT}: "),
    ("schemas", table(columns={"id": {"enabled": 1}}), "/3/schemas/s/tables/event/columns/id"),
    ("members", put(3, {"a": 1}), "/3/a: 1 is not of type"),
    ("deleted_group", put(3, {}), '/3: "id" is a required property'),
    ("group", changed(created_at=""), "/3/created_at: "),
    ("destination", changed(setup_status="odd"), "/3/setup_status: "),
    ("trust", put(3, {"certificates": [5], "fingerprints": []}), "/3/certificates/0: 5 is not of type"),
]
"""A kind of record, what is done to its first record, and how the refusal goes on after the record's pointer."""


@pytest.mark.parametrize("place", range(len(DAMAGES)), ids=lambda place: f"{DAMAGES[place][0]} {place}")
def test_damaged_record_is_named(place: int) -> None:
    """A snapshot with a damaged record is refused with the pointer and the reason, and changes nothing."""
    kind, change, problem = DAMAGES[place]
    mock = FivetranMock()
    before = mock.snapshot()
    with pytest.raises(InvalidSnapshot) as caught:
        mock.restore(spoiled(kind, change))

    assert re.match(rf"/records/\d+{re.escape(problem)}", str(caught.value)), caught.value
    assert before == mock.snapshot()


ALLOWED: list[tuple[str, Callable[[list[Any]], object]]] = [
    ("next", put(3, 1 << 60)),
    ("clock", put(3, 0)),
    ("clock", put(3, END)),
    ("due", put(3, 5.0)),
    ("due", put(3, 1 << 62)),
    ("deleted_group", put(2, 1 << 60)),
    ("connection", changed(sync_frequency=10_000_000)),
    ("connection", changed(schedule={"interval": 1})),
    ("connection", changed(daily_sync_time="23:59")),
    ("connection", value(lambda inner: inner["status"].update(rescheduled_for=None))),
    ("connection", value(lambda inner: inner["status"].update(rescheduled_for="2026-01-01T00:00:00.000000Z"))),
    ("errors", put(3, [])),
    ("errors", put(3, [[2, {}], [1, {}]])),
]
"""A kind of record, and a change of its first record that leaves it sound."""


@pytest.mark.parametrize("place", range(len(ALLOWED)), ids=lambda place: f"{ALLOWED[place][0]} {place}")
def test_sound_record_is_restored(place: int) -> None:
    """Values up to the limits are restored."""
    kind, change = ALLOWED[place]
    mock = FivetranMock()
    mock.restore(spoiled(kind, change))

    assert mock.snapshot() != FivetranMock().snapshot()


def test_long_reason_is_cut() -> None:
    """The reason why a record is damaged has at most 200 characters after the pointer."""
    damaged = spoiled("connection", changed(service_version="x" * 500))
    with pytest.raises(InvalidSnapshot) as caught:
        FivetranMock().restore(damaged)

    assert '"' + "x" * 199 == str(caught.value).partition(": ")[2]


def test_snapshot_that_is_too_long_is_not_read() -> None:
    """A snapshot has at most 64 MiB."""
    with pytest.raises(InvalidSnapshot, match="this is longer than a snapshot may be"):
        FivetranMock().restore(" " * (64 * 1024 * 1024 + 1))


def test_table_that_a_snapshot_locks_is_named() -> None:
    """A table that a restored state does not allow to change is refused with its name and the reason."""
    locked = {"allowed": False, "reason_code": "DELETED"}
    mock = FivetranMock()
    mock.restore(
        spoiled(
            "schemas", value(lambda it: it["schemas"]["s"]["tables"]["event"].update(enabled_patch_settings=locked))
        )
    )
    path = f"/v1/connections/{mock.connections()[0]['id']}/schemas/s/tables/event"
    reply = ask(mock, "PATCH", path, {"enabled": False})

    assert 400 == reply.status
    assert "Table 'event' cannot be enabled, disabled or dropped: DELETED" == json.loads(reply.body)["message"]
