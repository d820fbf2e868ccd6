"""Values of Python that JSON cannot represent: found, named and replaced, so that the rest can be judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import isfinite
from typing import Any, Final, cast

from fivetran_common.json_text import LARGEST, is_utf8
from fivetran_common.json_types import is_array, is_object, pointer_of
from fivetran_common.text import STARS, is_mask

from ._rule import Violation
from ._shape_rules import violation_of

DEEPEST: Final = 100
"""The deepest level to judge; a body of the API has three."""

Keys = tuple[str | int, ...]


def as_json(value: object) -> tuple[object, list[Violation]]:
    """
    Return a value in plain JSON types; a place that JSON cannot hold becomes null, and a violation.

    Plain JSON is returned as it is: copying takes ten times as long as checking.
    """
    return (value, []) if is_plain(value) else _copied(value, (), ())


def is_plain(value: object) -> bool:
    """Return whether a value has only JSON's own types, can be sent, and is not nested too deeply."""
    texts: list[Any] = []
    if not (_has_plain_items([value], texts, DEEPEST) and list(map(type, texts)).count(str) == len(texts)):
        return False
    text = "".join(texts)
    return (text.isascii() or is_utf8(text)) and STARS not in text and "<" not in text


def _has_plain_items(items: Iterable[Any], texts: list[Any], levels: int) -> bool:
    """Collect texts and keys, and return whether the other values are plain; it visits every value of every body."""
    for item in items:
        kind = type(item)  # pyright: ignore[reportUnknownVariableType]  # of Any: a cast of each value takes time
        if kind is str:
            texts.append(item)
        elif kind is dict:
            texts += item
            if not (levels and _has_plain_items(item.values(), texts, levels - 1)):
                return False
        elif kind is list:
            if not (levels and _has_plain_items(item, texts, levels - 1)):
                return False
        elif item is None or kind is bool:
            continue
        elif not ((kind is int and abs(item) < LARGEST) or (kind is float and isfinite(item))):
            return False
    return True


def _copied(value: object, path: Keys, around: tuple[int, ...]) -> tuple[object, list[Violation]]:
    """Copy a value that stands at a path, within containers of these ids; return the copy and its flaws."""
    if id(value) in around:
        return None, [_flaw(path, "holds itself")]
    if len(path) > DEEPEST:
        return None, [_flaw(path, "is nested too deeply")]
    within = (*around, id(value))
    flaws: list[Violation] = []
    if is_object(value):
        copy: dict[str, object] = {}
        for key, item in cast("dict[object, object]", value).items():
            if isinstance(key, str) and is_utf8(key):
                name = str.__str__(key)
                copy[name], below = _copied(item, (*path, name), within)
                flaws += below
            else:
                flaws.append(_flaw(path, "has a key that is not text"))
        return copy, flaws
    if is_array(value):
        copies = [_copied(item, (*path, index), within) for index, item in enumerate(value)]
        return [item for item, _ in copies], [flaw for _, below in copies for flaw in below]
    plain, reason = _plain_scalar(value)
    for reason, rule in _stand_ins(plain, path):
        return None, [_flaw(path, reason, rule)]
    return plain, [_flaw(path, reason)] if reason else []


def _stand_ins(value: object, path: Keys) -> Iterator[tuple[str, str]]:
    """Yield why a text only stands for a value, and the rule: the mask of an answer, or a placeholder of a template."""
    if is_mask(value, whole=True):
        yield "is the mask of an answer: write the secret itself", "shape.masked"
    key = next((str(key) for key in reversed(path) if not isinstance(key, int)), "")
    if key and value in {f"<{key}>", f"<{key.removesuffix('_id')}>"}:
        yield f"is still the placeholder {value}: fill in a value", "shape.placeholder"


def _flaw(path: Keys, reason: str, rule: str = "shape.body") -> Violation:
    pointer = pointer_of(path)
    return violation_of(rule, pointer, f"{pointer or 'The body'} {reason}.")


def _plain_scalar(value: object) -> tuple[object, str]:
    """Return the plain value of a StrEnum, numpy's float or another scalar, or why JSON cannot represent it."""
    match value:
        case None | bool():
            return value, ""
        case str():
            return (
                (str.__str__(value), "")
                if is_utf8(value)
                else (None, "holds an unpaired surrogate, which is no character")
            )
        case float():
            return (float.__float__(value), "") if isfinite(value) else (None, "is not a finite number")
        case int():
            return (int.__int__(value), "") if abs(value) < LARGEST else (None, "has too many digits")
        case _:
            return None, f"is a Python {type(value).__name__}, which JSON does not have"
