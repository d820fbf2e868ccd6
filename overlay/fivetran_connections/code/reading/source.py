"""A document as it was read from a file, with the place of each of its values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from fivetran_common.json_types import is_array, is_mapping
from fivetran_common.text import shortened

from ..._secrets.masking import ANY_SERVICE, is_secret_name

if TYPE_CHECKING:
    from fivetran_rules import ServiceCatalogue


# An alias that contains itself, or many that contain each other, would never end.
MOST_VALUES = 1_000_000
DEEPEST = 100
_MOST_CHARACTERS = 200_000_000  # of all pointers of a file: a long key is part of that of each value below it

MOST_EXPANDED: Final = 5_000_000
"""The most values that the files of one run may expand to: 100,000 connections of 50 values."""

SHOWN_CHARACTERS: Final = 160
"""The most that is shown of a line."""


class Position(NamedTuple):
    """A position in a text; line and column count from 1."""

    line: int
    column: int


class Place(NamedTuple):
    """The place of a value: the position of its key, or of the value itself in a list."""

    pointer: str
    position: Position
    plain: str | None = None  # the value as written, if it stands without quotes and is no text
    lines: tuple[int, int] | None = None  # the first and the last line of a value that has none below it


class Problem(NamedTuple):
    """A reason why a file cannot be used."""

    rule: str
    message: str
    pointer: str = ""
    position: Position | None = None


class Unreadable(Exception):
    """A file cannot be used; nothing was checked or sent. `text` is its content, as far as it was read."""

    def __init__(self, *problems: Problem, text: str = "") -> None:
        """Take every problem of the file."""
        super().__init__(problems[0].message)
        self.problems = problems
        self.text = text


@dataclass(frozen=True, slots=True)
class Source:
    """A document with the place of each JSON pointer."""

    file: str
    body: Mapping[str, object]
    places: Mapping[str, Place] = field(repr=False)
    text: str = field(repr=False)

    def shown(self, catalogue: ServiceCatalogue | None = None) -> Callable[[Place], str]:
        """Return the function that shows the line of a place; of a line that may hold a secret it shows the key."""
        lines = self.text.split("\n")
        entries: Any = self.body.get("connections")
        bodies = [self.body, self.body.get("defaults"), *(entries if is_array(entries) else ())]
        services = (each.get("service") for each in bodies if is_mapping(each))
        may_be_secret = secret_test(frozenset(each for each in services if isinstance(each, str)), catalogue)
        spans = {place.lines for place in self.places.values() if place.lines and may_be_secret(place.pointer)}
        hidden = {line for first, last in spans for line in range(first, last + 1)}

        def show(place: Place) -> str:
            line, column = place.position
            if line in hidden:
                key = place.pointer.rpartition("/")[2]
                return f"{shortened(key, SHOWN_CHARACTERS)}: ..." if key and not key.isdecimal() else "..."
            begin = max(0, min(column - 1, len(lines[line - 1]) - SHOWN_CHARACTERS))
            if begin < SHOWN_CHARACTERS // 2:
                return shortened(lines[line - 1][: 2 * SHOWN_CHARACTERS].strip(), SHOWN_CHARACTERS)
            return "…" + shortened(lines[line - 1][begin : begin + 2 * SHOWN_CHARACTERS], SHOWN_CHARACTERS)

        return show


def key_of_line(line: str) -> str:
    """Return a line without its value: where a file cannot be parsed, any value may be a secret."""
    key, colon, _ = line[: 2 * SHOWN_CHARACTERS].partition(":")  # a whole file may be one line, with many problems
    return f"{key.strip()[:SHOWN_CHARACTERS]}: ..." if colon and _KEY.fullmatch(key.strip()) else ""


_KEY = re.compile(r"(?:- )*[\"']?\w+[\"']?")

_ENVELOPE: Final = frozenset({"version", "defaults", "connections", "group_id", "service", "config"})
_POLICY: Final = re.compile(r"(?:/defaults|/connections/\d+)/(?:tables|ignore_changes)(?:/.*)?|/protect/.*", re.DOTALL)


@lru_cache(maxsize=64)  # the connections of a file have few services
def secret_test(services: frozenset[str], catalogue: ServiceCatalogue | None = None) -> Callable[[str], bool]:
    """
    Return the function that says whether the value at a pointer of a file may be a secret.

    It is none where each key is a field of these services, and no secret of any service. A misspelt key, a column and
    what an anchor is for may hold a secret.
    """
    from fivetran_rules import ServiceCatalogue, kept_fields

    catalogue = catalogue or ServiceCatalogue.packaged()
    known = {*_ENVELOPE, *kept_fields()}
    for service in filter(None, map(catalogue.entry, services)):
        known.update(service.naming_keys, (key for key, _ in service.walk()))

    def may_be_secret(pointer: str) -> bool:
        are_fields = all(key in known or key.isdecimal() for key in pointer.split("/")[1:])
        return not ((are_fields and not holds_secret(pointer, catalogue)) or _POLICY.fullmatch(pointer))

    return may_be_secret


def holds_secret(pointer: str, catalogue: ServiceCatalogue | None = None) -> bool:
    """Return whether a value may be a secret, of whatever service."""
    return any(is_secret_name(key, ANY_SERVICE, catalogue) for key in pointer.split("/"))


def counted(places: Iterable[Place]) -> list[Place]:
    """Collect the places of all values; raise `Unreadable` for a file that is too large or nested too deeply."""
    found: list[Place] = []
    characters = 0
    for place in places:
        characters += len(place.pointer)
        if len(found) == MOST_VALUES or place.pointer.count("/") > DEEPEST or characters > _MOST_CHARACTERS:
            raise too_large()
        found.append(place)
    return found


def too_large() -> Unreadable:
    """Return the refusal of a file that is too large or nested too deeply."""
    message = "The file is larger or nested deeper than any set of connections: does an alias contain itself?"
    return Unreadable(Problem("file.size", message))


class TooManyValues(Unreadable):
    """The files of one run expand to more values than allowed."""


@dataclass(slots=True)
class Allowance:
    """The values that the files of one run may still expand to; it is taken from before they are expanded."""

    values: int = MOST_EXPANDED

    def take(self, count: int) -> None:
        """Take values; raise `TooManyValues` where that is too many."""
        self.values -= count
        if self.values < 0:
            message = f"The files expand to more than {MOST_EXPANDED:,} values: split them into several runs."
            raise TooManyValues(Problem("file.size", message))


def source(file: str, text: str, body: object, places: list[Place]) -> Source:
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
    for pointer, (line, column), *_ in places:
        parent, _, key = pointer.rpartition("/")
        if pointer not in first:
            first[pointer] = line
            continue
        twice.add(pointer)
        if parent not in twice:  # else the key above it is the problem
            both = f"both in line {line}" if line == first[pointer] else f"in line {first[pointer]} and in line {line}"
            message = f"The key {key} stands twice, {both}: keep one of the two."
            problems.append(Problem("file.duplicate_key", message, pointer, Position(line, column)))
    if problems:
        raise Unreadable(*problems)
    return Source(file, body, {place.pointer: place for place in places}, text)


EMPTY: Final = "The file is empty: a connection needs group_id, service and config."
