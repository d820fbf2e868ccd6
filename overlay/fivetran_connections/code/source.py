"""A document as it was read from a file, with the place of each of its values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from fivetran_common.json_types import is_mapping

from .._values.masking import ANY_SERVICE, is_secret_name

if TYPE_CHECKING:
    from fivetran_rules import ServiceCatalogue


# An alias that contains itself, or many that contain each other, would never end.
MOST_VALUES = 1_000_000
DEEPEST = 100


class Position(NamedTuple):
    """A position in a text; line and column count from 1."""

    line: int
    column: int


class Place(NamedTuple):
    """The place of a value: the position of its key, or of the value itself in a list."""

    pointer: str
    position: Position
    plain: str | None = None  # the value as written, if it stands without quotes and is no text
    node: Any = None  # of YAML


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
    """A document with the position of each JSON pointer, and the values that stand without quotes."""

    file: str
    body: Mapping[str, object]
    places: Mapping[str, Position] = field(repr=False)
    plain: Mapping[str, str] = field(repr=False)
    text: str = field(repr=False)

    def lines(self, catalogue: ServiceCatalogue | None = None) -> list[str]:
        """Return the lines of the file to show; a line that may hold a secret is an empty text."""
        secret = {place.line for pointer, place in self.places.items() if holds_secret(pointer, catalogue)}
        return ["" if number in secret else line.strip() for number, line in enumerate(self.text.split("\n"), 1)]


def key_of_line(text: str, number: int) -> str:
    """Return a line without its value: where a file cannot be parsed, any value may be a secret."""
    lines = text.split("\n")
    key, colon, _ = lines[number - 1].partition(":") if number <= len(lines) else ("", "", "")
    return f"{key.strip()}: ..." if colon and _KEY.fullmatch(key.strip()) else ""


_KEY = re.compile(r"(?:- )*[\"']?\w+[\"']?")


def holds_secret(pointer: str, catalogue: ServiceCatalogue | None = None) -> bool:
    """Return whether a value may be a secret, of whatever service."""
    return any(is_secret_name(key, ANY_SERVICE, catalogue) for key in pointer.split("/"))


def counted(places: Iterable[Place]) -> list[Place]:
    """Collect the places of all values; raise `Unreadable` for a file that is too large or nested too deeply."""
    found: list[Place] = []
    for place in places:
        if len(found) == MOST_VALUES or place.pointer.count("/") > DEEPEST:
            raise too_large()
        found.append(place)
    return found


def too_large() -> Unreadable:
    """Return the refusal of a file that is too large or nested too deeply."""
    message = "The file is larger or nested deeper than any set of connections: does an alias contain itself?"
    return Unreadable(Problem("file.size", message))


def source(file: str, text: str, body: object, places: list[Place]) -> Source:
    """Combine a document and its places; raise `Unreadable` for a list, a scalar, or a key that stands twice."""
    if body is None:
        raise Unreadable(Problem("file.empty", EMPTY))
    if not is_mapping(body):
        kind = "a list" if isinstance(body, list) else "a single value"
        message = f"The file holds {kind}: a connection is a mapping with keys such as group_id and service."
        raise Unreadable(Problem("file.mapping", message))
    if twice := list(_duplicates(places)):
        raise Unreadable(*twice)
    positions = {place.pointer: place.position for place in places}
    plain = {place.pointer: place.plain for place in places if place.plain is not None}
    return Source(file, body, positions, plain, text)


EMPTY: Final = "The file is empty: a connection needs group_id, service and config."


def _duplicates(places: Iterable[Place]) -> Iterator[Problem]:
    """Name each key that stands twice, but not the keys below it."""
    first: dict[str, int] = {}
    twice: set[str] = set()
    for pointer, (line, column), *_ in places:
        if pointer not in first:
            first[pointer] = line
            continue
        twice.add(pointer)
        parent, _, key = pointer.rpartition("/")
        if parent not in twice:
            both = f"both in line {line}" if line == first[pointer] else f"in line {first[pointer]} and in line {line}"
            message = f"The key {key} stands twice, {both}: keep one of the two."
            yield Problem("file.duplicate_key", message, pointer, Position(line, column))
