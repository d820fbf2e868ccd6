"""A body as it was read from a file, and where each of its values stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeVar

from fivetran_common.json_types import is_mapping

# Far above any connection. An alias that holds itself, or many that hold each other, would never end.
MOST_VALUES = 100_000
DEEPEST = 100


class HasPointer(Protocol):
    """What stands somewhere in a body."""

    @property
    def pointer(self) -> str:
        """The JSON pointer of it."""
        ...


Value = TypeVar("Value", bound=HasPointer)


class Place(NamedTuple):
    """Where a value stands."""

    pointer: str
    line: int  # counted from 1
    plain: str | None = None  # the value as written without quotes


class Problem(NamedTuple):
    """Why a file cannot be taken as a body."""

    rule: str
    message: str
    pointer: str = ""
    line: int | None = None


class Unreadable(Exception):
    """A file does not hold a body; nothing was judged or sent."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(problems[0].message)
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Source:
    """A body with the line of each JSON pointer, and the values that stand without quotes."""

    body: Mapping[str, object]
    lines: Mapping[str, int]
    plain: Mapping[str, str]

    def line(self, pointer: str) -> int | None:
        """Return the line of a value; for one that is missing, that of the mapping it belongs in."""
        while pointer and pointer not in self.lines:
            pointer = pointer.rpartition("/")[0]
        return self.lines.get(pointer) if pointer else None


def counted(values: Iterable[Value]) -> list[Value]:
    """Collect the values, or refuse a file that holds, or unfolds to, more than any connection does."""
    found: list[Value] = []
    for value in values:
        if len(found) == MOST_VALUES or value.pointer.count("/") > DEEPEST:
            raise too_large()
        found.append(value)
    return found


def too_large() -> Unreadable:
    """Give the refusal of a file that holds, or unfolds to, more than any connection does."""
    message = "The file is larger or nested deeper than any connection: does an alias hold itself?"
    return Unreadable(Problem("file.size", message))


def source(body: object, places: list[Place]) -> Source:
    """Put a body and its places together; refuse what is no mapping or says a key twice."""
    if not is_mapping(body):
        raise Unreadable(_no_mapping(body))
    twice = list(_duplicates(places))
    if twice:
        raise Unreadable(*twice)
    return Source(
        body=body,
        lines={place.pointer: place.line for place in places},
        plain={place.pointer: place.plain for place in places if place.plain is not None},
    )


def _no_mapping(body: object) -> Problem:
    if body is None:
        return Problem("file.empty", "The file is empty: a connection needs group_id, service and config.")
    kind = "a list" if isinstance(body, list) else "a single value"
    message = f"The file holds {kind}: a connection is a mapping with keys such as group_id and service."
    return Problem("file.mapping", message)


def _duplicates(places: Iterable[Place]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    twice: set[str] = set()
    for pointer, line, _ in places:
        parent, _, key = pointer.rpartition("/")
        if pointer in first:
            twice.add(pointer)
            if parent not in twice:
                message = f"The key {key} stands twice, {_lines(first[pointer], line)}: keep one of the two."
                yield Problem("file.duplicate_key", message, pointer, line)
        first.setdefault(pointer, line)


def _lines(first: int, second: int) -> str:
    return f"both in line {first}" if first == second else f"in line {first} and in line {second}"
