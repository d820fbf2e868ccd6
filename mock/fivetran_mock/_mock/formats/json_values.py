"""Finds values that JSON in UTF-8 cannot represent, before values of a file or a caller are kept."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable
from datetime import date
from types import NoneType
from typing import Final, NamedTuple, cast

from fivetran_common.json_types import is_object
from fivetran_common.pointers import child

from .bodies import MOST_LEVELS, is_too_deep


class Flaw(NamedTuple):
    """A place in a value that JSON cannot represent."""

    pointer: str
    problem: str


def may_have_flaw(text: bytes, value: object) -> bool:
    """Return whether a value that was parsed from this text may have a flaw: soon, without a look at each value."""
    return _SUSPICIOUS.search(text) is not None or is_too_deep(text, value)


_SUSPICIOUS: Final = re.compile(rb"\\u|\xed[\xa0-\xbf]|NaN|Infinity|[eE]\+?\d{3}|(?<!\d)\d{300}")
"""Texts that a value with a flaw has: a surrogate, escaped or not, or a number that is infinite or too long."""


def first_flaw(value: object, pointer: str = "", *, levels: int = MOST_LEVELS) -> Flaw | None:
    """Return the first place that JSON cannot represent or that is nested too deeply; None if there is none."""
    members = _members(value)
    problem = "this is nested too deeply" if members and not levels else _problem(value)
    if problem:
        return Flaw(pointer, problem)
    for key, inner in members:
        found = first_flaw(inner, levels=levels - 1)
        if found is not None:  # its pointer is joined only here: most values have no flaw
            return Flaw(child(pointer, key) + found.pointer, found.problem)
    return None


def _members(value: object) -> Collection[tuple[object, object]]:
    if is_object(value):
        return value.items()
    return list(enumerate(cast("Iterable[object]", value))) if isinstance(value, list | tuple) else ()


def _problem(value: object) -> str:
    """Return why JSON cannot represent a value, apart from its members; an empty text if it can."""
    if is_object(value):
        return next((problem for key in value if (problem := _problem_of_key(key))), "")
    if isinstance(value, str):
        return "" if is_utf8(value) else "this has an unpaired surrogate"
    if isinstance(value, float) and not math.isfinite(value):
        return "this has to be a finite number"
    if isinstance(value, int) and value.bit_length() > MOST_BITS:
        return "this number is too long"
    if isinstance(value, date):
        return "this is a date, which JSON does not have: write it in quotes"
    return "" if isinstance(value, _PLAIN) else f"this has to be a JSON value, not of type {type(value).__name__}"


_PLAIN: Final = (int, float, NoneType, list, tuple)


def _problem_of_key(key: object) -> str:
    if not isinstance(key, str):
        return f"the key {key} is not a text: write it in quotes"
    return f"the key {key!a} has an unpaired surrogate" if _problem(key) else ""


MOST_BITS: Final = 4096
"""The longest whole number: Python reads and writes no more than 4,300 digits."""


def is_utf8(text: str) -> bool:
    """Return whether a text can be written in UTF-8, which half a surrogate pair cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
