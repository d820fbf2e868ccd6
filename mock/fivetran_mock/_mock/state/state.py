"""The state of a mock: plain data. `Api` answers requests from the state; nothing here waits."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any, Final, cast

from fivetran_common.json_text import is_utf8
from fivetran_common.json_types import is_mapping
from fivetran_rules.behaviours import DEFAULTS

from ..clock.moments import END, Clock, read_start
from ..formats.json import to_bytes
from .defaults import KNOWN_DESTINATION
from .faults import ActiveFault, faults_of
from .records import Names, Place, Record, Records, StoredRow
from .scripts import Scripts
from .settings import MockSettings

API: Final = "https://api.fivetran.com"
"""The address of the API, for which a mock in process stands in."""

CARD_PATH: Final = "/connect-card/setup"
"""The path of the page of a Connect Card."""

MOST_EVENTS: Final = 10_000
"""The most past deliveries to keep; a server refuses moves of time that bring more."""

WHEN_READY: Final = 1 << 62
"""The moment of a sync requested too early: it is due as soon as the connection can sync."""

KINDS: Final = ("connection", "group", "deleted_group", "user", "destination", "webhook")
"""The kinds of records, which have an id of their own."""

SET_UP: Final[Mapping[str, Any]] = {"authorized": True, "filled": False, "tests": []}
"""Whether a connection is authorized, and its last setup tests that did not pass."""

OWNER_CREATED_AT: Final = "2025-12-31T09:00:00.000000Z"
"""The time at which the owner of the key joined: before virtual time starts, and the same in every run."""


@dataclass(slots=True, eq=False, repr=False)
class State:
    """The settings of a mock, its clock, its records, its deliveries to come, its scripts and its faults."""

    settings: MockSettings = field(default_factory=MockSettings)
    clock: Clock = field(init=False)
    groups: Mapping[str, str] | None = field(init=False)
    """The names of the only groups by id; None if every id is a group."""
    card_page: str = field(init=False)
    """The address of Connect Cards: scheme and host, and the path below which the mock is mounted, if any."""
    receivers: Collection[str] | None = None
    """The hosts beside this machine that events are posted to; None in process, where the host may be any."""
    behaviours: Mapping[str, str] = field(init=False)
    """The chosen value of each unknown behaviour of the API (`fivetran_rules.behaviours`)."""
    scripts: Scripts = field(default_factory=Scripts)
    faults: list[ActiveFault] = field(init=False)
    changed: set[Place] = field(init=False, default_factory=set[Place])
    """The rows that changed since they were saved."""
    account_id: str = ""
    """Made up from the seed; a store has an account of its own."""
    user_id: str = field(init=False)
    """The id of the user whose key it is."""
    records: dict[str, Records] = field(init=False)
    """The records by kind."""
    due: dict[int, int] = field(init=False)
    """The moment of the next event of each connection, by its number."""
    made_at: dict[int, int] = field(init=False)
    """The moments of creates that a list does not show yet; only for lists that lag."""
    deleted: dict[int, tuple[int, Record]] = field(init=False)
    """The moments of deletions, with the records that a list still shows; only for lists that lag."""
    later: dict[int, Record] = field(init=False)
    """The deliveries to come, by number: new, repeated and delayed ones."""
    later_bytes: int = field(init=False)
    """Roughly their size in memory, in bytes."""
    _later_by_due: list[tuple[int, int]] = field(init=False)
    """A heap of when they are due, and their numbers."""
    generation: int = 0
    """The number of replacements of all records, by a reset or a restore: steps from before one change nothing."""
    forgotten: set[str] = field(default_factory=set[str])
    """The ids of connections that a reset has forgotten, which an earlier test may still ask for."""
    listens: bool = field(init=False)
    """Whether a webhook is active, so that no event may be left out (`Api.listen`)."""
    syncs: dict[str, int] = field(init=False)
    """When running syncs started, by connection."""
    _index: dict[tuple[str | None, str | None], list[int]] = field(init=False)
    """The sorted numbers of connections by group and schema, where None is for any."""

    def __post_init__(self) -> None:
        """Begin without records."""
        settings, groups = self.settings, self.settings.groups
        start = None if settings.start_time is None else read_start(settings.start_time)
        self.clock = Clock(speed=settings.speed, start=start)
        named = dict(groups) if is_mapping(groups) else dict.fromkeys(groups or (), "")
        self.groups = None if groups is None else named
        self.card_page = settings.card_page
        self.apply(settings)
        self.load(())

    def apply(self, settings: MockSettings) -> None:
        """Take settings for the calls to come, with their faults and behaviours, in place of the earlier ones."""
        self.settings = settings
        self.behaviours = {**DEFAULTS, **cast("Mapping[str, str]", settings.behaviours)}
        self.faults = [ActiveFault(fault) for fault in faults_of(settings.faults)]
        self.scripts = Scripts()

    # --- rows -----------------------------------------------------------------------------------------------------

    def load(self, rows: Iterable[StoredRow]) -> None:
        """Replace all records by these rows, which were checked; the time is theirs if they have one."""
        self.records, self.due, self.made_at, self.deleted, self._index = {}, {}, {}, {}, {}
        self.later, self._later_by_due, self.later_bytes, self.syncs = {}, [], 0, {}
        self.listens = False
        seed, user_id = self.settings.random_seed, self.settings.user_id
        names = Names(seed=seed, key="owner of ")
        made_up_account, made_up = names.next(), names.next()
        self.account_id = self.account_id or made_up_account
        self.user_id = made_up if user_id is None else user_id
        for kind in KINDS:
            stream = "" if kind == "connection" else f"{kind} of "  # seed and key decide the ids
            self.records[kind] = Records(kind, Names(seed=seed, key=stream), self.changed)
        self.records["user"].enter(1, {"record": {**_owner(self.user_id), **(self.settings.owner or {})}})
        for kind, number, value in sorted(rows):
            self._enter(kind, number, json.loads(value or b""))
        self.changed.clear()
        for group in self.groups or ():
            self.add_known_group(group)

    def rows(self) -> Iterator[StoredRow]:
        """Return every row, in the form that `load` takes."""
        places = [(kind, number) for kind, records in self.records.items() for number in records.numbers()]
        return map(self.saved_row, [("clock", 0), ("next", 0), *places, *(("later", number) for number in self.later)])

    def saved_row(self, place: Place) -> StoredRow:
        """Return a row as a store keeps it; a deleted row has no value."""
        kind, number = place
        value: Any
        if kind == "clock":
            value = self.clock.now()
        elif kind == "account":
            value = self.account_id
        elif kind == "next":
            value = {name: records.names.count for name, records in self.records.items()}
        elif kind == "later":
            value = self.later.get(number)
        else:
            value = self.records[kind].row(number)
            if kind == "connection" and number in self.due:
                value = {**value, "due": self.due[number]}
                if value["record"]["id"] in self.syncs:
                    value["started"] = self.syncs[value["record"]["id"]]
        return StoredRow(kind, number, None if value is None else to_bytes(value))

    def _enter(self, kind: str, number: int, value: Any) -> None:
        if kind == "clock":
            self.clock.set(int(value))
        elif kind == "account":
            self.account_id = value
        elif kind == "next":
            for name, count in value.items():
                self.records[name].count(int(count))
        elif kind == "later":
            self.later[number] = value
            self.later_bytes += 1_000 + len(value["body"])
            heappush(self._later_by_due, (value["due"], number))
        else:
            due, started = value.pop("due", None), value.pop("started", None)
            self.records[kind].enter(number, value)
            if started is not None:
                self.syncs[value["record"]["id"]] = int(started)
            if kind == "connection":
                self._add_to_index(value["record"], number)
                self._set_due(number, None if due is None else int(due))
            elif kind == "user" and number == 1:
                self.user_id = value["record"]["id"]

    # --- connections ----------------------------------------------------------------------------------------------

    @property
    def connections(self) -> Records:
        """The records of connections."""
        return self.records["connection"]

    def add_connection(self, record: Record, due: int | None = None) -> int:
        """Keep a new connection, and when its next event is due; return its number."""
        number = self.connections.add(record)
        self._add_to_index(record, number)
        self._set_due(number, due)
        return number

    def replace_connection(self, number: int, record: Record, due: int | None) -> None:
        """Keep a changed connection, and when its next event is due; its id, group and schema never change."""
        self.connections.replace(record)
        self._set_due(number, due)

    def remove_connection(self, number: int) -> None:
        """Forget a connection with all that belongs to it."""
        record = self.connections.at(number)
        self._set_due(number, None)
        self.syncs.pop(record["id"], None)
        self.connections.remove(record["id"])
        for key in _index_keys(record):
            found = self._index[key]
            del found[bisect_left(found, number)]
            if not found:
                del self._index[key]

    def find(self, *, group: str | None = None, schema: str | None = None) -> Sequence[int]:
        """Return the numbers of the connections of a group, of a schema name, of both, or of all, oldest first."""
        return self._index.get((group, schema), ())

    def named(self, name: str) -> Sequence[int]:
        """Return the numbers of the connections with this id, group or schema."""
        found = {*self.find(group=name), *self.find(schema=name)}
        return sorted(found | {self.connections.ids[name]} if name in self.connections.ids else found)

    def setup_of(self, number: int) -> dict[str, Any]:
        """Return whether a connection is authorized or filled by a card, and its setup tests that did not pass."""
        return {**SET_UP, "tests": [], **(self.connections.kept(number, "setup") or {})}

    def keep_setup(self, number: int, setup: Mapping[str, Any]) -> None:
        """Keep the set-up of a connection; nothing is kept for an authorized one whose setup tests pass."""
        self.connections.keep(number, "setup", None if setup == SET_UP else setup)

    def _add_to_index(self, record: Record, number: int) -> None:
        """Add a connection, whose number is higher than all others, to the index."""
        for key in _index_keys(record):
            if key in self._index:
                self._index[key].append(number)
            else:
                self._index[key] = [number]

    def _set_due(self, number: int, moment: int | None) -> None:
        """Set when the next event of a connection is due; None for never."""
        if moment is None:
            self.due.pop(number, None)
        else:
            self.due[number] = moment

    # --- deliveries to come ---------------------------------------------------------------------------------------

    @property
    def next_later(self) -> int:
        """The moment of the next of them; after the end of time for never."""
        return self._later_by_due[0][0] if self._later_by_due else END + 1

    def add_later(self, delivery: Record) -> None:
        """Keep the values of a delivery, which is `due` at a moment."""
        number = next(reversed(self.later), 0) + 1
        self._enter("later", number, delivery)
        self.changed.add(("later", number))

    def take_later(self) -> Record:
        """Forget the next due delivery, and return its values."""
        _, number = heappop(self._later_by_due)
        self.changed.add(("later", number))
        delivery = self.later.pop(number)
        self.later_bytes -= 1_000 + len(delivery["body"])
        del delivery["due"]
        return delivery

    # --- groups and users -----------------------------------------------------------------------------------------

    def has_group(self, group: str) -> bool:
        """Return whether a group exists; without a list of groups, each does from its first use until it is deleted."""
        if group in self.records["group"].ids:
            return True
        if self.groups is not None or not (group and is_utf8(group)) or group in self.records["deleted_group"].ids:
            return False
        self.add_known_group(group)
        return True

    def add_known_group(self, group: str) -> None:
        """Add a group that exists from the start or from its first use, with a made-up destination."""
        if group not in self.records["group"].ids:
            name = (self.groups or {}).get(group) or group
            self.records["group"].add({"id": group, "name": name, "created_at": self.clock.text(self.clock.now())})
            self.records["destination"].add({"id": group, "group_id": group, **KNOWN_DESTINATION})

    def remove_group(self, group: str) -> None:
        """Forget a group with its destination, and remember that it was deleted."""
        number = self.records["group"].remove(group)
        self.records["deleted_group"].enter(number, {"record": {"id": group}})
        if group in self.records["destination"].ids:
            self.records["destination"].remove(group)

    def remove_user(self, identifier: str) -> None:
        """Forget a user, also as a member of groups and connections."""
        self.records["user"].remove(identifier)
        for kind, key in (("group", "members"), ("connection", "roles")):
            records = self.records[kind]
            for number in records.numbers():
                members: dict[str, Any] = records.kept(number, key) or {}
                if members.pop(identifier, None) is not None:
                    records.keep(number, key, members)


def _index_keys(record: Mapping[str, Any]) -> tuple[tuple[str | None, str | None], ...]:
    group, schema = record["group_id"], record["schema"]
    return (None, None), (group, None), (None, schema), (group, schema)


def _owner(user_id: str) -> dict[str, Any]:
    """Return the user whose key it is; this user exists from the start."""
    return {
        "id": user_id,
        "email": f"{user_id}@example.com",
        "given_name": "Key",
        "family_name": "Owner",
        "verified": True,
        "invited": False,
        "picture": None,
        "phone": "+1 555 0100",
        "role": "Account Administrator",
        "logged_in_at": OWNER_CREATED_AT,
        "created_at": OWNER_CREATED_AT,
        "active": True,
    }
