"""Records in the form in which they are kept, and those of one kind that are found by their id."""

from __future__ import annotations

import json
import marshal
from collections.abc import Callable, Iterator
from typing import Any

from ..formats.json import encode
from .ids import Names

Record = dict[str, Any]

Note = Callable[[str, int, object], None]
"""Takes the kind, the number and the new value of a record that changed; None as the value removes it."""


def packed(value: Any) -> bytes:
    """Return a value of JSON as bytes: marshalled, which takes a fraction of the time that JSON takes."""
    try:
        return marshal.dumps(value)
    except ValueError:  # a test may have given texts and objects of classes of its own
        return marshal.dumps(json.loads(encode(value)))


def unpacked(value: bytes) -> Any:
    """Return a value that was packed, as a new object."""
    return marshal.loads(value)  # noqa: S302  # packed by this process


class Table:
    """The records of one kind of an account, numbered in the order in which they were added."""

    __slots__ = ("_kind", "_last", "_note", "_rows", "ids", "names")

    def __init__(self, kind: str, names: Names, note: Note) -> None:
        self.ids: dict[str, int] = {}
        """The number of each record, by its id."""
        self.names: Names = names
        """The ids to come; a removed record's number and id are not given again."""
        self._last = 0
        self._kind = kind
        self._note = note
        self._rows: dict[int, bytes] = {}

    def numbers(self) -> list[int]:
        """Return the numbers of all records, in the order in which they were added."""
        return sorted(self._rows)

    def at(self, number: int) -> Record:
        """Return the record with a number as a new dictionary; raises KeyError if there is none."""
        record: Record = unpacked(self._rows[number])
        return record

    def record(self, identifier: str) -> Record:
        """Return the record with an id as a new dictionary; raises KeyError if there is none."""
        return self.at(self.ids[identifier])

    def records(self) -> Iterator[Record]:
        """Return all records as new dictionaries, in the order in which they were added."""
        return map(self.at, self.numbers())

    def new_id(self) -> str:
        """Return an id that no record has; a seed may already have used the next one."""
        while (identifier := self.names.next()) in self.ids:
            pass
        return identifier

    @property
    def next_number(self) -> int:
        """The number of the record that is added next, after the call of `new_id` for it."""
        return max(self.names.count, self._last + 1)

    def add(self, record: Record) -> int:
        """Keep a new record, with the id that `new_id` returned last or with another one, and return its number."""
        number = self.names.count = self._last = self.next_number
        self._rows[number] = packed(record)
        self.ids[record["id"]] = number
        self._note(self._kind, number, record)
        return number

    def replace(self, record: Record) -> int:
        """Keep a record in the place of the one with its id, and return its number."""
        number = self.ids[record["id"]]
        self._rows[number] = packed(record)
        self._note(self._kind, number, record)
        return number

    def remove(self, identifier: str) -> int:
        """Forget a record, and return the number that it had."""
        number = self.ids.pop(identifier)
        del self._rows[number]
        self._note(self._kind, number, None)
        return number

    def enter(self, number: int, record: Record) -> None:
        """Take a record that was kept, in the place of one with the same number or id."""
        if number in self._rows:
            del self.ids[self.at(number)["id"]]
        self._rows.pop(self.ids.get(record["id"], number), None)
        self._rows[number] = packed(record)
        self.ids[record["id"]] = number
        self.count(number)

    def count(self, number: int) -> None:
        """Remember that numbers up to this one were given."""
        self._last = max(self._last, number)
        self.names.count = max(self.names.count, number)
