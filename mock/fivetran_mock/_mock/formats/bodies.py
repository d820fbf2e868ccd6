"""Reads the body of a request: returns its JSON value, or raises a refusal that says why there is none."""

from __future__ import annotations

import json
import re
from itertools import islice
from typing import Any, Final

from fivetran_common.json_types import is_array, is_object

from .refusals import invalid

MOST_BYTES: Final = 4 * 1024 * 1024
"""The size limit of a body. No limit is documented."""

MOST_LEVELS: Final = 64
"""How deep a body may be nested. No limit is documented."""

MOST_VALUES: Final = 100_000
"""Values that a body may hold. No limit is documented; 4 MiB can hold two million, which take seconds to judge."""


class _Twice(ValueError):
    """An object has a key twice."""


def parse(body: bytes) -> object:
    """Return the JSON value of a body; raises a refusal for everything that is not plain JSON in UTF-8."""
    require_size(body)
    try:
        value = _DECODER.decode(body.decode())
    except UnicodeDecodeError:
        raise invalid("The request body is not UTF-8") from None
    except RecursionError:
        raise invalid("The request body is nested too deeply") from None
    except _Twice:
        raise invalid("The request body has a key twice in one object") from None
    except ValueError:
        raise invalid("The request body is not valid JSON") from None
    if is_too_deep(body, value):
        raise invalid("The request body is nested too deeply")
    if _has_unpaired_surrogate(body, value):
        raise invalid("The request body has an unpaired surrogate")
    return value


def require_size(body: bytes) -> None:
    """Make sure that a body can be parsed and judged in a fraction of a second; raises a refusal if not."""
    if len(body) > MOST_BYTES:
        raise invalid("The request body is too large")
    if has_more_values(body, MOST_VALUES):
        raise invalid("The request body holds too many values")


def readable(body: bytes) -> object:
    """Return the JSON value of a body that may have been refused; raises ValueError if it cannot be encoded again."""
    value: object = json.loads(body.decode(), parse_float=_number, parse_constant=_constant)
    if is_too_deep(body, value) or _has_unpaired_surrogate(body, value):
        raise ValueError
    return value


def has_more_values(body: bytes, most: int) -> bool:
    """
    Return whether JSON holds more than so many values, without parsing it.

    Each value but the first stands after a comma, or is the first one of its array or object.
    """
    # Two quick looks: a value takes at least a byte, and has a mark before it; the second counts marks in texts, too.
    if len(body) <= most or body.count(b",") + body.count(b"[") + body.count(b"{") < most:
        return False
    marks = (found for found in _MARKS.finditer(body) if found.lastgroup)
    return next(islice(marks, most - 1, None), None) is not None


_MARKS: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|(?P<mark>,|[\[{](?!\s*[\]}]))', re.DOTALL)
"""A text, or a mark before a value. A text without an end is one too: otherwise the search would begin within it."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = dict(pairs)
    if len(keys) != len(pairs):
        raise _Twice
    return keys


def _number(text: str) -> float:
    """Parse a number with a fraction or an exponent; one that is too large for a float is refused."""
    number = float(text)
    if number - number != 0:
        raise ValueError(text)
    return number


def _constant(name: str) -> object:
    """Refuse NaN and the infinities, which are not JSON."""
    raise ValueError(name)


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_object, parse_float=_number, parse_constant=_constant)


def is_too_deep(body: bytes, value: object) -> bool:
    """Return whether the value of a body is nested more deeply than a body may be."""
    return body.count(b"{") + body.count(b"[") > MOST_LEVELS and _levels(value) > MOST_LEVELS


def _has_unpaired_surrogate(body: bytes, value: object) -> bool:
    """Return whether a body has an escaped surrogate without its other half; UTF-8 cannot hold one unescaped."""
    return b"\\u" in body and not _is_text(value)


def _levels(value: object) -> int:
    """Return how deep a value is nested, without recursion."""
    levels = 0
    level: list[object] = [value]
    while level:
        levels += 1
        below: list[object] = []
        for each in level:
            if is_object(each):
                below.extend(each.values())
            elif is_array(each):
                below.extend(each)
        level = below
    return levels


def _is_text(value: object) -> bool:
    """Return whether every string in a value can be encoded as UTF-8."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True
