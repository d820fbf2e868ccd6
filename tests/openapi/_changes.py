"""Changes of a document, each at a JSON pointer."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

Tool = Callable[[str], ModuleType]
"""Imports a program of openapi/ by its name."""
Change = Callable[[Any], object]
"""Changes a document in place."""


def drop(pointer: str) -> Change:
    """Return a change that removes the value at a pointer."""
    return lambda document: _holder(document, pointer).pop(_keys(pointer)[-1])


def put(pointer: str, value: Any) -> Change:
    """Return a change that sets the value at a pointer."""
    return lambda document: _holder(document, pointer).update({_keys(pointer)[-1]: value})


def grow(pointer: str, value: Any) -> Change:
    """Return a change that adds a value to the list at a pointer."""
    return lambda document: _holder(document, f"{pointer}/-").append(value)


def _keys(pointer: str) -> list[str]:
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]


def _holder(document: Any, pointer: str) -> Any:
    """Return the object or list around the value at a pointer."""
    for key in _keys(pointer)[:-1]:
        document = document[int(key) if isinstance(document, list) else key]
    return document
