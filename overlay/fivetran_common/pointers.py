"""JSON pointers (RFC 6901)."""

from __future__ import annotations

from collections.abc import Iterable


def child(pointer: str, key: object) -> str:
    """Return the pointer of a key or an index below a pointer."""
    return f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"


def pointer_of(keys: Iterable[object]) -> str:
    """Return the pointer that leads through keys and indexes; the empty text for the whole document."""
    pointer = ""
    for key in keys:
        pointer = child(pointer, key)
    return pointer


def keys_of(pointer: str) -> tuple[str, ...]:
    """Return the keys that a pointer names; an index comes as text."""
    return tuple(key.replace("~1", "/").replace("~0", "~") for key in pointer.split("/")[1:])
