"""A document as it was read from a file, with the place of each of its values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from fivetran_common.json_types import is_mapping

from .._values.masking import ANY_SERVICE, is_secret_name

if TYPE_CHECKING:
    from fivetran_rules import ServiceCatalogue


# An alias that contains itself, or many that contain each other, would never end.
MOST_VALUES = 1_000_000
DEEPEST = 100


class HasPointer(Protocol):
    """A value with a place in a document."""

    @property
    def pointer(self) -> str:
        """The JSON pointer of the value."""
        ...


Value = TypeVar("Value", bound=HasPointer)


class Position(NamedTuple):
    """A position in a text; line and column count from 1."""

    line: int
    column: int


class Place(NamedTuple):
    """The place of a value: the position of its key, or of the value itself in a list."""

    pointer: str
    position: Position
    plain: str | None = None  # the value as written without quotes


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
        return ["" if number in secret else line.strip() for number, line in enumerate(_lines(self.text), 1)]


def key_of_line(text: str, number: int) -> str:
    """Return a line without its value: where a file cannot be parsed, any value may be a secret."""
    lines = _lines(text)
    key, colon, _ = lines[number - 1].partition(":") if number <= len(lines) else ("", "", "")
    return f"{key.strip()}: ..." if colon and _KEY.fullmatch(key.strip()) else ""


_KEY = re.compile(r"(?:- )*[\"']?\w+[\"']?")


def _lines(text: str) -> list[str]:
    return text.split("\n")


def holds_secret(pointer: str, catalogue: ServiceCatalogue | None = None) -> bool:
    """Return whether a value may be a secret, of whatever service."""
    return any(is_secret_name(key, ANY_SERVICE, catalogue) for key in pointer.split("/"))


def counted(values: Iterable[Value]) -> list[Value]:
    """Collect the values; raise `Unreadable` for a file that is too large or nested too deeply."""
    found: list[Value] = []
    for value in values:
        if len(found) == MOST_VALUES or value.pointer.count("/") > DEEPEST:
            raise too_large()
        found.append(value)
    return found


def too_large() -> Unreadable:
    """Return the refusal of a file that is too large or nested too deeply."""
    message = "The file is larger or nested deeper than any set of connections: does an alias contain itself?"
    return Unreadable(Problem("file.size", message))


def source(file: str, text: str, body: object, places: list[Place]) -> Source:
    """Combine a document and its places; raise `Unreadable` for a list, a scalar, or a key that stands twice."""
    if not is_mapping(body):
        raise Unreadable(_no_mapping(body))
    twice = list(_duplicates(places))
    if twice:
        raise Unreadable(*twice)
    return Source(
        file=file,
        body=body,
        places={place.pointer: place.position for place in places},
        plain={place.pointer: place.plain for place in places if place.plain is not None},
        text=text,
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
    for pointer, position, _ in places:
        parent, _, key = pointer.rpartition("/")
        if pointer in first:
            twice.add(pointer)
            if parent not in twice:
                message = f"The key {key} stands twice, {_both(first[pointer], position.line)}: keep one of the two."
                yield Problem("file.duplicate_key", message, pointer, position)
        first.setdefault(pointer, position.line)


def _both(first: int, second: int) -> str:
    return f"both in line {first}" if first == second else f"in line {first} and in line {second}"
