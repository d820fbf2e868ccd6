"""A document as it was read from a file, with the place of each of its values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias

from fivetran_common.json_types import is_mapping

MOST_VALUES: Final = 1_000_000
"""The most values of a file, and the most that its aliases, defaults and rows expand to."""
PER_VALUE: Final = 100
"""A longer text or pointer counts as one more value for each so many characters."""
DEEPEST: Final = 100


class Position(NamedTuple):
    """A position in a text; line and column count from 1."""

    line: int
    column: int


Place: TypeAlias = tuple[str, Position]
"""The pointer of a value, and the position of its key, or of the value itself in a list."""


class Problem(NamedTuple):
    """A problem of a file or of a connection in it."""

    rule: str
    message: str
    pointer: str = ""
    position: Position | None = None
    evidence: str = "observed"
    severity: str = "error"


class Unreadable(Exception):
    """A file cannot be used; nothing was checked or sent."""

    def __init__(self, *problems: Problem) -> None:
        """Take every problem of the file."""
        super().__init__(problems[0].message)
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Source:
    """A document with the position of each JSON pointer."""

    file: str
    body: Mapping[str, object]
    positions: Mapping[str, Position] = field(repr=False)


def counted(places: Iterable[Place]) -> list[Place]:
    """Collect the places of all values; raise `Unreadable` for a file with too many values or too deep a nesting."""
    found: list[Place] = []
    values = 0
    for pointer, position in places:
        values += 1 + len(pointer) // PER_VALUE
        if values > MOST_VALUES or pointer.count("/") > DEEPEST:
            raise too_large()
        found.append((pointer, position))
    return found


def too_large() -> Unreadable:
    """Return the refusal of a too large or too deeply nested file."""
    message = "The file is larger or nested deeper than any set of connections: does an alias contain itself?"
    return Unreadable(Problem("file.size", message))


def source(file: str, body: object, places: list[Place]) -> Source:
    """Combine a document and its places; raise `Unreadable` for a list, a scalar, or a key that stands twice."""
    if body is None:
        raise Unreadable(Problem("file.empty", EMPTY))
    if not is_mapping(body):
        kind = "a list" if isinstance(body, list) else "a single value"
        message = f"The file holds {kind}: a connection is a mapping with keys such as group_id and service."
        raise Unreadable(Problem("file.mapping", message))
    first: dict[str, int] = {}
    twice: set[str] = set()
    problems: list[Problem] = []
    for pointer, (line, column) in places:
        parent, _, key = pointer.rpartition("/")
        if pointer not in first:
            first[pointer] = line
            continue
        twice.add(pointer)
        if parent not in twice:  # otherwise the parent key is reported
            both = f"both in line {line}" if line == first[pointer] else f"in line {first[pointer]} and in line {line}"
            message = f"The key {key} stands twice, {both}: keep one of the two."
            problems.append(Problem("file.duplicate_key", message, pointer, Position(line, column)))
    if problems:
        raise Unreadable(*problems)
    return Source(file, body, dict(places))


EMPTY: Final = "The file is empty: a connection needs group_id, service and config."
