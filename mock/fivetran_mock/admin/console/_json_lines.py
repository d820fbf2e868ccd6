"""JSON as lines, each with the JSON pointer of its value, so that a page can mark the value of a violation."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Final

from fivetran_common.json_text import json_places
from fivetran_common.json_types import mapped
from fivetran_rules import Violation

MOST_LINES: Final = 400
"""The most lines of a body on a page."""

MOST_CHARACTERS: Final = 1_000
"""The most characters of a text on a line."""


@dataclass(slots=True)
class Line:
    """One line of a body."""

    text: str
    pointer: str
    """The pointer of the value that begins here; a closing bracket has none, which is written as `None`."""
    violations: list[Violation]


def lines(value: Any, violations: Iterable[Violation] = ()) -> tuple[list[Line], bool]:
    """Return the first lines of a value, each with its violations, and whether the value has more lines."""
    text = json.dumps(mapped(value, _shortened, keys=_shortened), ensure_ascii=False, indent=2)
    places = takewhile(lambda place: place[1] <= MOST_LINES, json_places(text))
    pointers = {line: pointer for pointer, line, _ in places}
    written = text.split("\n")
    shown = [Line(line, pointers.get(number, "None"), []) for number, line in enumerate(written[:MOST_LINES], start=1)]
    by_pointer = {line.pointer: line for line in reversed(shown)}
    for violation in violations:
        pointer = violation.pointer
        while pointer not in by_pointer:  # a missing or cut key has no line: take its parent's
            pointer = pointer.rpartition("/")[0]
        by_pointer[pointer].violations.append(violation)
    return shown, len(written) > MOST_LINES


def _shortened(value: object, _: str) -> object:
    if not isinstance(value, str) or len(value) <= MOST_CHARACTERS:
        return value
    return f"{value[:MOST_CHARACTERS]}… and {len(value) - MOST_CHARACTERS:,} more characters"
