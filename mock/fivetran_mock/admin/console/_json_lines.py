"""JSON as lines, each with the JSON pointer of its value, so that a page can mark the value of a violation."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from fivetran_common.json_types import child, is_array, is_object
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
    found = list(islice(_lines(value, "", "", "", 0), MOST_LINES + 1))
    shown = found[:MOST_LINES]
    by_pointer = {line.pointer: line for line in reversed(shown)}
    for violation in violations:
        pointer = violation.pointer
        while pointer not in by_pointer:  # a missing or cut key has no line: take its parent's
            pointer = pointer.rpartition("/")[0]
        by_pointer[pointer].violations.append(violation)
    return shown, len(found) > MOST_LINES


def _lines(value: Any, pointer: str, before: str, after: str, level: int) -> Iterator[Line]:
    indent = "  " * level
    if not value or not (is_object(value) or is_array(value)):
        yield Line(f"{indent}{before}{_spelled(value)}{after}", pointer, [])
        return
    first, last = "{}" if is_object(value) else "[]"
    members = value.items() if is_object(value) else enumerate(value)
    yield Line(f"{indent}{before}{first}", pointer, [])
    for place, (key, inner) in enumerate(members, start=1):
        name = f"{_spelled(key)}: " if is_object(value) else ""
        comma = "," if place < len(value) else ""
        yield from _lines(inner, child(pointer, key), name, comma, level + 1)
    yield Line(f"{indent}{last}{after}", "None", [])


def _spelled(value: object) -> str:
    if isinstance(value, str) and len(value) > MOST_CHARACTERS:
        shown, left = value[:MOST_CHARACTERS], len(value) - MOST_CHARACTERS
        return f"{json.dumps(shown, ensure_ascii=False)} and {left:,} more characters"
    return json.dumps(value, ensure_ascii=False)
