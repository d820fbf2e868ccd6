"""Records of one kind that are found by their id: groups, users, destinations."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from ..formats.json import to_bytes
from .ids import Names

Note = Callable[[str, int, bytes | None], None]
"""Takes the kind, the number and the new value of a record that changed; None as the value removes it."""


class Table:
    """The records of one kind of an account, numbered in the order in which they were added."""

    __slots__ = ("_kind", "_names", "_note", "_numbers", "last", "rows")

    def __init__(self, kind: str, names: Names, note: Note) -> None:
        self.rows: dict[int, bytes] = {}
        """The records as answers show them, by number."""
        self.last = 0
        """The highest number ever given; a removed record's number is not given again."""
        self._kind = kind
        self._names = names
        self._note = note
        self._numbers: dict[str, int] = {}

    def __contains__(self, identifier: str) -> bool:
        return identifier in self._numbers

    def number(self, identifier: str) -> int:
        """Return the number of a record; raises KeyError if there is none."""
        return self._numbers[identifier]

    def row(self, identifier: str) -> bytes:
        """Return a record as answers show it; raises KeyError if there is none."""
        return self.rows[self._numbers[identifier]]

    def record(self, identifier: str) -> dict[str, Any]:
        """Return a record as a new dictionary; raises KeyError if there is none."""
        return self.decoded(self._numbers[identifier])

    def decoded(self, number: int) -> dict[str, Any]:
        """Return the record with this number as a new dictionary."""
        record: dict[str, Any] = json.loads(self.rows[number])
        return record

    def records(self) -> Iterator[dict[str, Any]]:
        """Return all records as new dictionaries, in the order in which they were added."""
        return map(self.decoded, sorted(self.rows))

    def new_id(self) -> str:
        """Return an id that no record has."""
        self._names.count = self.last
        while (identifier := self._names.next()) in self._numbers:
            pass
        return identifier

    def add(self, record: dict[str, Any]) -> bytes:
        """Keep a new record, and return it encoded."""
        number = self.last + 1
        value = to_bytes(record)
        self._enter(number, record["id"], value)
        self._note(self._kind, number, value)
        return value

    def replace(self, record: dict[str, Any]) -> bytes:
        """Keep a record in the place of the one with its id, and return it encoded."""
        number = self._numbers[record["id"]]
        value = self.rows[number] = to_bytes(record)
        self._note(self._kind, number, value)
        return value

    def remove(self, identifier: str) -> int:
        """Forget a record, and return the number that it had."""
        number = self._numbers.pop(identifier)
        del self.rows[number]
        self._note(self._kind, number, None)
        return number

    def enter(self, number: int, value: bytes) -> None:
        """Take a record that was kept, in the place of one with the same number or id."""
        self._enter(number, json.loads(value)["id"], value)

    def _enter(self, number: int, identifier: str, value: bytes) -> None:
        if number in self.rows:
            del self._numbers[json.loads(self.rows[number])["id"]]
        self.rows.pop(self._numbers.get(identifier, number), None)
        self.rows[number] = value
        self._numbers[identifier] = number
        self.last = max(self.last, number)
