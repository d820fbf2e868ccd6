"""Type guards for JSON objects and arrays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias, TypeGuard

Json: TypeAlias = Mapping[str, Any]
"""A JSON object that is not changed."""

SCALARS: Final[frozenset[type]] = frozenset({str, int, float, bool, type(None)})
"""The types of most values in a body. Asking for these first avoids a slow `isinstance` with an ABC."""


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Return whether a value is a JSON object as the standard library reads it: a dictionary with text keys."""
    return isinstance(value, dict)


def is_mapping(value: object) -> TypeGuard[Mapping[str, Any]]:
    """Return whether a value is written as a JSON object: any mapping, as Python callers pass it."""
    kind = type(value)
    return kind is dict or (kind not in SCALARS and isinstance(value, Mapping))


def is_array(value: object) -> TypeGuard[list[Any] | tuple[Any, ...]]:
    """Return whether a value is written as a JSON array; the standard library writes tuples as arrays too."""
    return isinstance(value, (list, tuple))  # asked for twice as fast as a union is
