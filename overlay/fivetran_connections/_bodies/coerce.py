"""
Convert plain Python values for the API: names to enum values, numbers to words, times to digits.

A coercion leaves an unknown value as it is, and the rules then report it with all other mistakes. Examples are an
infinite number, an integer too long to be written, and a list that contains itself. A coercion raises
`Uncoercible` only if its message says more than that of the rules.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from enum import Enum
from functools import cache
from typing import Any, TypeAlias, TypeGuard

from fivetran_client import models
from fivetran_client.builders import NUMBERS
from fivetran_client.types import Unset
from fivetran_common.json_text import LARGEST
from fivetran_common.json_types import SCALARS, child, is_array, is_mapping
from fivetran_rules import Evidence, Violation

from .._secrets.secret import Secret

Coercion: TypeAlias = Callable[[object], Any]


class Uncoercible(Exception):
    """A value has no counterpart in the API; ``rest`` keeps the parts of the value that have one."""

    def __init__(self, *violations: Violation, rest: Any = None) -> None:
        """Take all problems of the value."""
        super().__init__(*violations)
        self.violations = violations
        self.rest = rest


def below(key: object, violations: Iterable[Violation]) -> list[Violation]:
    """Return the same violations as seen from the object or list around the value."""
    return [replace(violation, pointer=child("", key) + violation.pointer) for violation in violations]


def _flaw(rule: str, message: str) -> Uncoercible:
    return Uncoercible(Violation("", rule, Evidence.DOCUMENTED, message, "error"))


_AS_THEY_ARE = SCALARS | {Secret}
"""The types of JSON's scalars, which most values have."""

_DEEPEST = 100
"""The deepest level to coerce; the rules refuse a deeper body."""


def json_value(value: object, around: tuple[int, ...] = ()) -> Any:
    """
    Return a value as JSON: models, enums and collections become plain values.

    The result shares no dictionary and no list with the value, so changing one does not change the other.
    ``around`` has the ids of the enclosing values, so that a value that contains itself is found.
    """
    if type(value) in _AS_THEY_ARE:
        return value
    if isinstance(value, Enum):
        return value.value
    endless = len(around) > _DEEPEST or id(value) in around
    return value if endless else _contents(value, (*around, id(value)))


def _contents(value: object, within: tuple[int, ...]) -> Any:
    to_dict = getattr(value, "to_dict", None)
    if to_dict is not None:
        return keyed(to_dict(), {}, within)
    if is_mapping(value):
        return keyed(value, {}, within)
    if _is_collection(value):
        return [item if type(item) in _AS_THEY_ARE else json_value(item, within) for item in value]
    return value


def keyed(
    values: Mapping[Any, object], coercions: Mapping[Any, Coercion], around: tuple[int, ...] = ()
) -> dict[Any, Any]:
    """Coerce each value by its key, then raise with all errors; UNSET values are left out."""
    done: dict[Any, Any] = {}
    wrong: list[Violation] = []
    for key, value in values.items():
        kind = type(value)
        coercion = coercions.get(key)
        if coercion is None and kind in _AS_THEY_ARE:
            done[key] = value
        elif kind is not Unset:
            try:
                done[key] = coercion(value) if coercion else json_value(value, around)
            except Uncoercible as error:
                wrong += below(key, error.violations)
    if wrong:
        raise Uncoercible(*wrong, rest=done)
    return done


@cache
def coercions_of(model: type[object]) -> Mapping[str, Coercion]:
    """Return the coercion of each key of a generated model, chosen by its annotation."""
    found = ((key, _BY_KEY.get(key) or _by_annotation(said)) for key, said in model.__annotations__.items())
    return {key: coercion for key, coercion in found if coercion}


def _by_annotation(said: str) -> Coercion | None:
    kind = named_model(said)
    if kind is None:
        return truth if said.startswith("bool") else ids if "list[str]" in said else None
    if issubclass(kind, Enum):
        return _member(kind)
    return _objects(kind) if "list[" in said else None


def named_model(said: str) -> type[object] | None:
    """Return the generated class that an annotation names, if any."""
    named = (word for word in re.findall(r"\w+", said) if word in models.__all__)
    return next((getattr(models, word) for word in named), None)


def _objects(model: Any) -> Coercion:
    """Make a coercion of a list whose items are models or plain mappings."""

    def coerce_one(value: object) -> Any:
        plain = json_value(value)
        return keyed(plain, coercions_of(model)) if is_mapping(plain) else plain

    def coerce(value: object) -> Any:
        if not _is_collection(value):
            return json_value(value)
        items = dict(enumerate(value))
        return list(keyed(items, dict.fromkeys(items, coerce_one)).values())

    return coerce


def _member(kind: type[Enum]) -> Coercion:
    """Make a coercion that takes a member, its value, its name, or the number that its name spells."""
    by_name = {name: item.value for name, item in kind.__members__.items()}
    by_number = {number: by_name[word] for word, number in NUMBERS.items() if word in by_name}

    def coerce(value: object) -> Any:
        if type(value) is str:
            return by_name.get(value, value)
        if not by_number or not (isinstance(value, bool) or _is_number(value)):
            return json_value(value)
        if isinstance(value, bool) or value not in by_number:
            why = "is a bool, not a number" if isinstance(value, bool) else "is not offered"
            raise _flaw("shape.enum", f"Choose one of {', '.join(map(str, by_number))}: {value} {why}.")
        return by_number[int(value)]

    return coerce


def truth(value: object) -> Any:
    """Return true or false for the text that spells it, as the API does (docs/evidence.md#text-for-values)."""
    return {"true": True, "false": False}.get(value.lower(), value) if type(value) is str else json_value(value)


def unix_seconds(value: object) -> Any:
    """Return a point in time as the API takes it: Unix time in seconds, in digits."""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise _flaw("shape.format", "Add a time zone to the time: without one, its moment is unknown.")
        return str(math.floor(value.timestamp()))
    return str(math.floor(value)) if _is_number(value) else json_value(value)


def full_hour(value: object) -> Any:
    """Return an hour of the day, in UTC, as text: 14 and ``time(14)`` are 14:00."""
    if isinstance(value, time):
        if value.tzinfo is not None and value.utcoffset() != timedelta():
            raise _flaw("shape.format", "Write the hour in UTC: the API knows no other time zone.")
        if value.replace(tzinfo=None) != time(value.hour):
            raise _flaw("shape.format", f"Write a full hour, and not {value}.")
        return value.strftime("%H:%M")
    if not _is_number(value):
        return json_value(value)
    if value not in range(24):
        raise _flaw("shape.format", f"Write an hour from 0 to 23, and not {value}.")
    return f"{int(value):02}:00"


def ids(value: object) -> Any:
    """Return ids as a list of text, numbers in digits."""
    plain = json_value(value)
    if not is_array(plain):
        return plain
    return [str(item) if isinstance(item, int) and _is_number(item) else item for item in plain]


def _is_collection(value: object) -> TypeGuard[Iterable[object]]:
    return isinstance(value, Iterable) and not isinstance(value, (str, bytes, Mapping))


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, (int, float)) and not isinstance(value, (bool, Enum)) and -LARGEST < value < LARGEST


_BY_KEY: Mapping[str, Coercion] = {"daily_sync_time": full_hour, "refresh_token_expires_at": unix_seconds}
