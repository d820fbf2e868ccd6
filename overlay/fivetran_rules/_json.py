"""Values of Python that JSON cannot represent: found, named and replaced, so that the rest can be judged."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Final, NamedTuple, cast

from fivetran_common.json_text import is_utf8
from fivetran_common.json_types import is_array, is_object
from fivetran_common.pointers import pointer_of
from fivetran_common.text import MASKS, is_mask

DEEPEST: Final = 100
"""Levels of nesting that are followed; a body of the API has three."""

LARGEST: Final = 2**1024
"""From here on an integer is beyond what JSON readers take as a number."""

Path = tuple[str | int, ...]


class Flaw(NamedTuple):
    """A place in a body that cannot be sent, what is the matter with it, and the rule that says so."""

    pointer: str
    reason: str
    rule: str = "shape.body"


def as_json(value: object) -> tuple[object, list[Flaw]]:
    """
    Return a value in plain JSON types; a place that JSON cannot hold becomes null, and a flaw.

    A value that is plain JSON already is returned itself: copying takes ten times as long as looking.
    """
    if is_plain(value):
        return value, []
    flaws: list[Flaw] = []
    return _copy(value, (), flaws), flaws


def is_plain(value: object) -> bool:
    """Return whether a value has only JSON's own types, can be sent, and has each container once, at no great depth."""
    level, seen = [value], set[int]()
    for _ in range(DEEPEST + 1):
        below: list[object] = []
        for item in level:
            inner = _contents(item)
            if inner is None:
                if not _is_plain_scalar(item):
                    return False
            elif id(item) in seen:
                return False
            else:
                seen.add(id(item))
                below.extend(inner)
        if not below:
            return True
        level = below
    return False


def _contents(value: object) -> Iterable[object] | None:
    """Return the items of a plain list, or the values of a plain object whose keys can be sent; None for others."""
    if type(value) is list:
        return cast("list[object]", value)
    if type(value) is dict:
        plain = cast("dict[object, object]", value)
        return plain.values() if all(map(_is_plain_key, plain)) else None
    return None


def _is_plain_key(key: object) -> bool:
    return type(key) is str and (key.isascii() or is_utf8(key))


def _is_plain_scalar(value: object) -> bool:
    match value:
        case None | bool():
            return True
        case str():
            return _is_plain_key(value) and value not in MASKS
        case int():
            return type(value) is int and -LARGEST < value < LARGEST
        case float():
            return type(value) is float and math.isfinite(value)
        case _:
            return False


def _copy(value: object, path: Path, flaws: list[Flaw], around: tuple[int, ...] = ()) -> object:
    """Copy a value that stands at a path, within containers of these ids."""
    reason = "holds itself" if id(value) in around else _flaw_of(value, len(path))
    if reason:
        flaws.append(Flaw(pointer_of(path), reason))
        return None
    if is_mask(value):
        flaws.append(Flaw(pointer_of(path), "is the mask of an answer: write the secret itself", "shape.masked"))
        return None
    if is_object(value):
        return _copy_object(value, path, flaws, (*around, id(value)))
    if is_array(value):
        within = (*around, id(value))
        return [_copy(item, (*path, index), flaws, within) for index, item in enumerate(value)]
    return _plain(value)


def _plain(value: object) -> object:
    """Return the plain scalar of a subclass, such as numpy's float, which no validator knows."""
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, float):
        return float.__float__(value)
    return int.__int__(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _copy_object(value: dict[Any, Any], path: Path, flaws: list[Flaw], within: tuple[int, ...]) -> dict[str, object]:
    copy: dict[str, object] = {}
    for key, item in value.items():
        if isinstance(key, str) and is_utf8(key):
            name = str.__str__(key)
            copy[name] = _copy(item, (*path, name), flaws, within)
        else:
            flaws.append(Flaw(pointer_of(path), "has a key that is not text"))
    return copy


def _flaw_of(value: object, depth: int) -> str:
    if depth > DEEPEST:
        return "is nested too deeply"
    match value:
        case str():
            return "" if is_utf8(value) else "holds an unpaired surrogate, which is no character"
        case float():
            return "" if math.isfinite(value) else "is not a finite number"
        case int():
            return "" if abs(value) < LARGEST else "has too many digits"
        case None | dict() | list() | tuple():
            return ""
        case _:
            return f"is a Python {type(value).__name__}, which JSON does not have"
