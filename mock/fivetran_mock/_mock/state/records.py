"""The records of one kind by number, as plain dictionaries with all that belongs to each, and the store of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any, Final, NamedTuple, Protocol, runtime_checkable
from zlib import crc32

from fivetran_common.json_types import SCALARS, is_array, is_object

Record = dict[str, Any]

Place = tuple[str, int]
"""The kind and the number of a row."""


def copied(value: Any) -> Any:
    """Return a copy of a JSON value; `deepcopy` takes five times as long."""
    if is_object(value):
        return {key: item if type(item) in SCALARS else copied(item) for key, item in value.items()}
    if is_array(value):
        return [item if type(item) in SCALARS else copied(item) for item in value]
    return value


_FIRST, _SECOND = (
    words.split() for words in files(__package__ or "").joinpath("words.txt").read_text(encoding="utf-8").split("\n\n")
)

WORDS: Final = 256
"""The number of words in each list."""

_SPAN: Final = WORDS * WORDS
_MASK: Final = _SPAN - 1


class Names:
    """An endless sequence of ids of two words, as the API has them; the same seed and key produce the same ids."""

    def __init__(self, *, seed: int, key: str) -> None:
        self._by = crc32(key.encode(errors="surrogatepass"), seed & 0xFFFFFFFF)
        self.count: int = 0
        """The number of ids returned so far: the whole state of the sequence."""

    def next(self) -> str:
        """Return an id that this sequence has not returned before."""
        round_, number = divmod(self.count, _SPAN)
        self.count += 1
        mixed = (number + self._by) & _MASK  # each number becomes another one, in an order that looks random
        mixed = (mixed * ((self._by >> 15) | 1)) & _MASK
        mixed ^= mixed >> 7
        first, second = divmod((mixed * 0x9E35) & _MASK, WORDS)
        return f"{_FIRST[first]}_{_SECOND[second]}{round_ or ''}"


class Records:
    """
    The records of one kind, numbered in the order in which they were added.

    A row is an object with the `record`, and other keys for its parts. Records and values are kept as they are passed,
    not copied, so the caller does not change them afterwards.
    """

    def __init__(self, kind: str, names: Names, changed: set[Place]) -> None:
        """Make an empty table, which adds the place of each row that changes to `changed`."""
        self.ids: dict[str, int] = {}
        """The number of each record, by its id."""
        self.names: Names = names
        """The ids to come; a removed record's number and id are not given again."""
        self._last = 0
        self._kind = kind
        self._changed = changed
        self._rows: dict[int, Record] = {}

    def numbers(self) -> list[int]:
        """Return the numbers of all records, in the order in which they were added."""
        return sorted(self._rows)

    def row(self, number: int) -> Mapping[str, Any] | None:
        """Return the row with a number, which must not be changed, or None."""
        return self._rows.get(number)

    def at(self, number: int) -> Mapping[str, Any]:
        """Return the record with a number, which must not be changed; raises KeyError without one."""
        record: Record = self._rows[number]["record"]
        return record

    def copy(self, number: int) -> Record:
        """Return a copy of the record with a number; raises KeyError without one."""
        record: Record = copied(self._rows[number]["record"])
        return record

    def record(self, identifier: str) -> Record:
        """Return a copy of the record with an id; raises KeyError without one."""
        return self.copy(self.ids[identifier])

    def records(self) -> Iterator[Mapping[str, Any]]:
        """Return all records, which must not be changed, in the order in which they were added."""
        return map(self.at, self.numbers())

    def new_id(self) -> str:
        """Return an id that no record has; a seed may already have used the next one."""
        while (identifier := self.names.next()) in self.ids:
            pass
        return identifier

    def add(self, record: Record) -> int:
        """Keep a new record, with the id that `new_id` returned last or with another one, and return its number."""
        number = max(self.names.count, self._last + 1)
        self.enter(number, {"record": record})
        return number

    def replace(self, record: Record) -> int:
        """Keep a record in the place of the one with its id, and return its number."""
        number = self.ids[record["id"]]
        self._rows[number]["record"] = record
        self._changed.add((self._kind, number))
        return number

    def remove(self, identifier: str) -> int:
        """Forget a record with all that belongs to it, and return the number that it had."""
        number = self.ids.pop(identifier)
        del self._rows[number]
        self._changed |= {(self._kind, number), ("next", 0)}
        return number

    def kept(self, number: int, key: str) -> Any:
        """Return a copy of a value that belongs to a record, or None."""
        return copied(self._rows[number].get(key))

    def keep(self, number: int, key: str, value: object) -> None:
        """Keep a value that belongs to a record; None forgets it."""
        row = self._rows[number]
        row[key] = value
        if value is None:
            del row[key]
        self._changed.add((self._kind, number))

    def enter(self, number: int, row: Record) -> None:
        """Take a row; it replaces the rows with the same number or the same id of a record."""
        identifier: str = row["record"]["id"]
        replaced = self._rows.get(number)
        if replaced is not None:
            del self.ids[replaced["record"]["id"]]
        if identifier in self.ids:
            self.remove(identifier)
        self._rows[number] = row
        self.ids[identifier] = number
        self.count(number)
        self._changed.add((self._kind, number))

    def count(self, number: int) -> None:
        """Remember that numbers up to this one were given."""
        self._last = max(self._last, number)
        self.names.count = max(self.names.count, number)


class StoredRow(NamedTuple):
    """One row of the state, or its removal."""

    kind: str
    """For instance `connection`, `group`, `next` or `clock`."""
    key: int
    """Its number, within its kind."""
    value: bytes | None
    """JSON as bytes; None removes the row."""


class InvalidRecord(ValueError):
    """A damaged row of a store or of a snapshot; the message names it and says why."""

    def __init__(self, record: StoredRow, problem: str) -> None:
        kind, key, _ = record
        super().__init__(f"the record {kind!r} {key!r} is damaged: {problem}")
        self.record = record


@runtime_checkable
class Store(Protocol):
    """
    Keeps the state beyond the process as small encoded rows; a mock without a store keeps its state in memory alone.

    A method that fails raises OSError and has then done nothing. The mock answers 500 and returns to the rows of
    `load`: a call whose changes the store did not keep has not happened.
    """

    def load(self) -> Iterable[StoredRow]:
        """Return all kept rows."""
        ...

    def write(self, changes: Sequence[StoredRow]) -> None:
        """Keep all of these or none, durably, before returning: the reply is sent afterwards."""
        ...
