"""A snapshot that was changed by hand is refused with the pointer of the mistake, before it becomes state."""

import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from fivetran_mock import FivetranMock, InvalidSnapshot, Request
from fivetran_mock.admin import Site

from ._asking import ask
from ._everything import Everything

END = 253_370_764_800_000_000
"""9999-01-01T00:00:00Z in microseconds, where virtual time stops."""

Spoil = Callable[[dict[str, Any]], object]


@cache
def whole() -> bytes:
    """Return the snapshot of a mock with a record of every kind."""
    everything = Everything()
    everything.mock.script_syncs("failed", connection_id=everything.fresh)
    ask(everything.mock, "POST", f"/v1/connections/{everything.fresh}/sync")
    ask(everything.mock, "DELETE", f"/v1/groups/{everything.group}")
    body = {"url": "https://receiver.example/", "events": ["sync_end"]}
    ask(everything.mock, "POST", "/v1/webhooks/account", body)
    everything.mock.webhooks.delay("sync_end", 86_400)
    everything.mock.advance(minutes=600)
    everything.mock.connections()
    return everything.mock.snapshot()


def spoiled(kind: str, change: Callable[[list[Any]], object]) -> bytes:
    """Return the snapshot with the first row of a kind changed; `connection/errors` is one with errors beside it."""
    snapshot = json.loads(whole())
    kind, _, key = kind.partition("/")
    change(next(row for row in snapshot["records"] if row[0] == kind and (not key or key in row[2])))
    return json.dumps(snapshot).encode()


def put(place: int, what: Any) -> Callable[[list[Any]], object]:
    """Set an element of a row."""
    return lambda row: row.__setitem__(place, what)


def keep(key: str, what: Any) -> Callable[[list[Any]], object]:
    """Set a value that belongs to a record, or the record."""
    return lambda row: row[2].update({key: what})


def record(change: Spoil) -> Callable[[list[Any]], object]:
    """Change the record of a row."""
    return lambda row: change(row[2]["record"])


def both(*changes: Callable[[list[Any]], object]) -> Callable[[list[Any]], object]:
    """Make several changes of a row."""
    return lambda row: [change(row) for change in changes]


def changed(**values: Any) -> Callable[[list[Any]], object]:
    """Set keys of a record."""
    return record(lambda inner: inner.update(values))


def test_snapshot_has_every_kind():
    """The snapshot used below has a record of each kind and all that belongs to one, and can be restored unchanged."""
    rows = json.loads(whole())["records"]
    mock = FivetranMock()
    mock.restore(whole())

    kinds = {"clock", "next", "connection", "group", "deleted_group", "user", "destination", "webhook", "later"}
    assert kinds == {kind for kind, _, _ in rows}
    assert {"record", "due", "schemas", "state", "errors", "syncs", "trust", "roles", "members"} == {
        key for kind, _, value in rows if kind not in ("clock", "next", "later") for key in value
    }
    assert whole() == mock.snapshot()


def status(**changed: Any) -> Callable[[list[Any]], object]:
    """Change the status of a connection."""
    return record(lambda inner: inner["status"].update(changed))


def table(**changed: Any) -> Callable[[list[Any]], object]:
    """Change the settings of a table."""
    return lambda row: row[2]["schemas"]["schemas"]["s"]["tables"]["event"].update(changed)


EVENT = "/2/schemas/schemas/s/tables/event/enabled_patch_settings"
DAMAGES: list[tuple[str, Callable[[list[Any]], object], str]] = [
    ("group", put(0, 5), "/0: 5 is not"),
    ("group", put(1, 0), "/1: 0 is less than the minimum of 1"),
    ("group", put(1, True), "/1: true is not of type"),
    ("deleted_group", put(1, (1 << 60) + 1), "/1: "),
    ("group", lambda row: row.pop(), ": "),
    ("next", put(1, 1), "/1: 1 is greater than the maximum of 0"),
    ("next", put(2, {"cat": 1}), "/2: "),
    ("next", put(2, {"user": -1}), "/2/user: -1 is less than"),
    ("clock", put(2, END + 1), "/2: "),
    ("clock", put(2, -1), "/2: "),
    ("connection", keep("due", (1 << 62) + 1), "/2/due: "),
    ("connection", keep("due", "x"), '/2/due: "x" is not of type'),
    ("connection", keep("odd", 1), "/2: "),
    ("connection", put(2, {"due": 5}), '/2: "record" is a required property'),
    ("connection", changed(group_id="x"), ": it belongs to the group id 'x', which is not"),
    ("destination", changed(group_id="x"), ": it belongs to the group id 'x', which is not"),
    ("user", put(1, 2), ": the user 2 is there twice"),
    ("connection", changed(schema=5), "/2/record/schema: 5 is not of type"),
    ("connection", record(lambda inner: inner.pop("schedule_type")), '/2/record: "schedule_type" is a required'),
    ("connection", record(lambda inner: inner.pop("succeeded_at")), '/2/record: "succeeded_at" is a required'),
    ("connection", record(lambda inner: inner.pop("failed_at")), '/2/record: "failed_at" is a required'),
    ("connection", both(changed(paused=True), status(sync_state="paused"), keep("due", 5)), "/2/due: a paused conn"),
    ("connection", both(keep("started", 6), keep("due", 5)), "/2/due: it is before the sync started"),
    ("connection", changed(sync_frequency=0), "/2/record/sync_frequency: 0 is less than"),
    ("connection", changed(schedule={"interval": 0}), "/2/record/schedule/interval: 0 is less"),
    ("connection", changed(daily_sync_time="25:00"), "/2/record/daily_sync_time: "),
    ("connection", changed(paused=True), "/2/record/status/sync_state: "),
    ("connection", status(sync_state="paused"), "/2/record/status/sync_state: "),
    ("connection", status(sync_state="dreaming"), "/2/record/status/sync_state: "),
    ("connection", status(is_historical_sync=None), "/2/record/status/is_historical_sync: "),
    ("connection", status(rescheduled_for="2016-12-31T23:59:60Z"), "/2/record/status/rescheduled_for: "),
    ("connection", keep("errors", [[1]]), "/2/errors/0: "),
    ("connection", keep("errors", [[1, {"type": 5}]]), "/2/errors/0/1/type: 5 is not of type"),
    ("connection/syncs", lambda row: row[2]["syncs"][0].update(count=0), "/2/syncs/0/count: 0 is less than"),
    ("connection/schemas", lambda row: row[2]["schemas"].pop("schemas"), '/2/schemas: "schemas" is a required'),
    ("connection/schemas", table(enabled_patch_settings={}), f'{EVENT}: "allowed" is a required property'),
    ("connection/schemas", table(enabled_patch_settings={"allowed": False}), f"{EVENT}: "),
    ("connection/schemas", table(columns={"id": {"enabled": 1}}), "/2/schemas/schemas/s/tables/event/columns/id"),
    ("group", keep("members", {"a": 1}), "/2/members/a: 1 is not of type"),
    ("deleted_group", keep("record", {}), '/2/record: "id" is a required property'),
    ("group", changed(created_at=""), "/2/record/created_at: "),
    ("destination", changed(setup_status="odd"), "/2/record/setup_status: "),
    ("later", lambda row: row[2].update(attempt=101), "/2/attempt: 101 is greater than the maximum of 100"),
    ("later", lambda row: row[2].update(began=(1 << 61) + 1), "/2/began: "),
    *(("later", lambda row, body=body: row[2].update(body=body), "/2/body: it is not") for body in ("{", "[]")),
    ("connection", keep("trust", {"certificates": [5], "fingerprints": []}), "/2/trust/certificates/0: 5 is not of"),
]
"""A kind of row, what is done to its first one, and how the refusal goes on after the row's pointer."""


@pytest.mark.parametrize("place", range(len(DAMAGES)), ids=lambda place: f"{DAMAGES[place][0]} {place}")
def test_damaged_record_is_named(place):
    """A snapshot with a damaged record is refused with the pointer and the reason, and changes nothing."""
    kind, change, problem = DAMAGES[place]
    mock = FivetranMock()
    before = mock.snapshot()
    with pytest.raises(InvalidSnapshot) as caught:
        mock.restore(spoiled(kind, change))

    assert re.match(rf"/records/\d+{re.escape(problem)}", str(caught.value)), caught.value
    assert before == mock.snapshot()


ALLOWED: list[tuple[str, Callable[[list[Any]], object]]] = [
    ("webhook", changed(type="group")),
    ("next", put(2, {"user": 1 << 60})),
    ("clock", put(2, 0)),
    ("clock", put(2, END)),
    ("connection", keep("due", 5.0)),
    ("connection", keep("due", 1 << 62)),
    ("connection", both(status(sync_state="syncing"), keep("due", 0))),
    ("connection", both(changed(paused=True), status(sync_state="paused"), keep("due", 1 << 62))),
    ("deleted_group", put(1, 1 << 60)),
    ("connection", changed(sync_frequency=10_000_000)),
    ("connection", changed(schedule={"interval": 1})),
    ("connection", changed(daily_sync_time="23:59")),
    ("connection", status(rescheduled_for=None)),
    ("connection", status(rescheduled_for="2026-01-01T00:00:00.000000Z")),
    ("connection", keep("errors", [])),
    ("connection", keep("setup", {"authorized": False, "tests": []})),
    ("connection", keep("errors", [[2, {}], [1, {}]])),
]
"""A kind of row, and a change of its first one that leaves it sound."""


@pytest.mark.parametrize("place", range(len(ALLOWED)), ids=lambda place: f"{ALLOWED[place][0]} {place}")
def test_sound_record_is_restored(place):
    """Values up to the limits are restored, and a snapshot of what they lead to can be restored as well."""
    kind, change = ALLOWED[place]
    mock = FivetranMock()
    mock.restore(spoiled(kind, change))

    assert mock.connections()
    assert 200 == Site(mock).answer(Request("GET", "/__mock__/console/deliveries", {}, b"")).status
    FivetranMock().restore(mock.snapshot())


def test_long_reason_is_cut():
    """The reason why a record is damaged has at most 200 characters after the pointer."""
    damaged = spoiled("connection", changed(service_version="x" * 500))
    with pytest.raises(InvalidSnapshot) as caught:
        FivetranMock().restore(damaged)

    assert '"' + "x" * 199 == str(caught.value).partition(": ")[2]


@pytest.mark.parametrize(
    ("more", "problem"), [(0, "this is not a snapshot"), (1, "this is longer than a snapshot may")]
)
def test_snapshot_that_is_too_long_is_not_read(more, problem):
    """A snapshot has at most 64 MiB."""
    with pytest.raises(InvalidSnapshot, match=problem):
        FivetranMock().restore(" " * (64 * 1024 * 1024 + more))


def test_table_that_a_snapshot_locks_is_named():
    """A table that a restored state does not allow to change is refused with its name and the reason."""
    locked = {"allowed": False, "reason_code": "DELETED"}
    mock = FivetranMock()
    mock.restore(spoiled("connection/schemas", table(enabled_patch_settings=locked)))
    path = f"/v1/connections/{mock.connections()[0]['id']}/schemas/s/tables/event"
    reply = ask(mock, "PATCH", path, {"enabled": False})

    assert 400 == reply.status
    assert "Table 'event' cannot be enabled, disabled or dropped: DELETED" == json.loads(reply.body)["message"]
