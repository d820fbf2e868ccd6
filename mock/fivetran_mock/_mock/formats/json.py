"""JSON as the mock takes and keeps it: strict parsing, compact encoding, and values that JSON cannot represent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain, islice
from numbers import Real
from typing import Any, Final, NamedTuple, cast

from fivetran_common.json_text import KeyTwice, is_utf8, unique_keys
from fivetran_common.json_types import SCALARS, is_array, is_mapping, is_object

encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False).encode
"""Encode a value as JSON without blanks; raises ValueError for NaN and infinity, TypeError for other types."""


def to_bytes(value: object) -> bytes:
    """Encode a value in the form in which it is kept and sent."""
    return encode(value).encode()


MOST_BYTES: Final = 4 * 1024 * 1024
"""The size limit of a body. No limit is documented."""

MOST_LEVELS: Final = 64
"""The deepest nesting of a body. No limit is documented."""

MOST_VALUES: Final = 100_000
"""Values that a body may hold. No limit is documented; 4 MiB can hold two million, which take seconds to judge."""


class UnreadableBody(ValueError):
    """The body of a request is no JSON value that can be judged; the message is a sentence."""


def parse(body: bytes) -> object:
    """Return the JSON value of a body; raises `UnreadableBody` unless it is plain JSON in UTF-8."""
    require_size(body)
    try:
        value = _DECODER.decode(body.decode())
    except UnicodeDecodeError:
        raise UnreadableBody("The request body is not UTF-8") from None
    except RecursionError:
        raise UnreadableBody("The request body is nested too deeply") from None
    except KeyTwice:
        raise UnreadableBody("The request body has a key twice in one object") from None
    except ValueError:
        raise UnreadableBody("The request body is not valid JSON") from None
    if _is_too_deep(body, value):
        raise UnreadableBody("The request body is nested too deeply")
    if _has_unpaired_surrogate(body, value):
        raise UnreadableBody("The request body has an unpaired surrogate")
    return value


def require_size(body: bytes) -> None:
    """Make sure that a body can be parsed and judged in a fraction of a second; raises `UnreadableBody` if not."""
    if len(body) > MOST_BYTES:
        raise UnreadableBody("The request body is too large")
    if has_more_values(body, MOST_VALUES):
        raise UnreadableBody("The request body holds too many values")


def readable(body: bytes) -> object:
    """Return the JSON value of a body that may have been refused; raises ValueError if it cannot be encoded again."""
    value: object = json.loads(body.decode(), parse_float=_number, parse_constant=_constant)
    if _is_too_deep(body, value) or _has_unpaired_surrogate(body, value):
        raise ValueError
    return value


def has_more_values(body: bytes, most: int) -> bool:
    """Return whether JSON holds more than so many values, by the marks that stand before each but the first."""
    # Two quick looks: a value takes at least a byte, and has a mark before it; the second counts marks in texts, too.
    if len(body) <= most or body.count(b",") + body.count(b"[") + body.count(b"{") < most:
        return False
    marks = (found for found in _MARKS.finditer(body) if found.lastgroup)
    return next(islice(marks, most - 1, None), None) is not None


_MARKS: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|(?P<mark>,|[\[{](?!\s*[\]}]))', re.DOTALL)
"""A text, or a mark before a value. An unfinished text matches too, or else the search would go on within it."""


def _number(text: str) -> float:
    """Parse a number with a fraction or an exponent; refuses a number too large for a float."""
    number = float(text)
    if number - number != 0:
        raise ValueError(text)
    return number


def _constant(name: str) -> object:
    """Refuse NaN and the infinities, which are not JSON."""
    raise ValueError(name)


_DECODER: Final = json.JSONDecoder(object_pairs_hook=unique_keys, parse_float=_number, parse_constant=_constant)


def _is_too_deep(body: bytes, value: object) -> bool:
    """Return whether the value of a body is nested more deeply than a body may be; found without recursion."""
    if body.count(b"{") + body.count(b"[") <= MOST_LEVELS:
        return False
    level = [value]
    for _ in range(MOST_LEVELS):
        members = (outer.values() if is_object(outer) else outer for outer in level if type(outer) not in SCALARS)
        level = list(chain.from_iterable(cast("Iterator[Iterable[object]]", members)))
    return bool(level)


def _has_unpaired_surrogate(body: bytes, value: object) -> bool:
    """Return whether a body has an escaped surrogate without its other half; UTF-8 cannot hold one unescaped."""
    return b"\\u" in body and not is_utf8(json.dumps(value, ensure_ascii=False))


def flaw(value: object) -> str:
    """Return why JSON cannot represent a value; an empty text if it can."""
    try:
        to_bytes(value)
    except (ValueError, TypeError, RecursionError) as error:
        reason = "a number has too many digits" if "digits" in str(error) else error
        return f"this cannot be written as JSON: {reason}"
    return ""


class Mistake(NamedTuple):
    """A place in a value, and why it is wrong: a clause that begins with `this` or `the`."""

    pointer: str
    problem: str
    is_type: bool = False
    """Whether the value is of a wrong type."""


def listed(values: object) -> Any:
    """Return the items of an iterable; a text or a mapping is none, and is returned itself for a check to refuse."""
    found: Any = values
    if isinstance(values, Iterable) and not isinstance(values, str | bytes | Mapping):
        found = list(cast("Iterable[object]", values))
    return found


def plain(value: object) -> object:
    """Return an argument as a file of JSON has it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if is_mapping(value):
        return {key: list(inner) if is_array(inner) else inner for key, inner in value.items()}
    value = listed(value)
    return float(value) if isinstance(value, Real) and not isinstance(value, (int, float)) else value
