"""Reads the body of a request: returns its JSON value, or raises a refusal that says why there is none."""

from __future__ import annotations

import json
from typing import Any, Final

from fivetran_common.json_types import is_array, is_object

from .refusals import invalid

MOST_BYTES: Final = 4 * 1024 * 1024
"""The size limit of a body. No limit is documented."""

MOST_LEVELS: Final = 64
"""How deep a body may be nested. No limit is documented."""


class _Twice(ValueError):
    """An object has a key twice."""


def parse(body: bytes) -> object:
    """Return the JSON value of a body; raises a refusal for everything that is not plain JSON in UTF-8."""
    if len(body) > MOST_BYTES:
        raise invalid("The request body is too large")
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
    if body.count(b"{") + body.count(b"[") > MOST_LEVELS and _levels(value) > MOST_LEVELS:
        raise invalid("The request body is nested too deeply")
    if b"\\u" in body and not _is_text(value):
        raise invalid("The request body has an unpaired surrogate")
    return value


def readable(body: bytes) -> object:
    """Return the JSON value of a body that may have been refused; raises ValueError if it cannot be encoded again."""
    value: object = json.loads(body, parse_float=_number, parse_constant=_constant)
    if _levels(value) > MOST_LEVELS or not _is_text(value):
        raise ValueError
    return value


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
    """Tell whether every string in a value can be encoded as UTF-8."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True
