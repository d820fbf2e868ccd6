"""Telling JSON objects and arrays apart, in a way that type checkers follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeGuard

SCALARS: Final[frozenset[type]] = frozenset({str, int, float, bool, type(None)})
"""What most values of a body are of. Asking for these first spares each of them the slow question for an ABC."""


def is_object(value: object) -> TypeGuard[Mapping[str, Any]]:
    """Say whether a value is a JSON object."""
    kind = type(value)
    return kind is dict or (kind not in SCALARS and isinstance(value, Mapping))


def is_array(value: object) -> TypeGuard[list[Any] | tuple[Any, ...]]:
    """Say whether a value is a JSON array."""
    return isinstance(value, list | tuple)
