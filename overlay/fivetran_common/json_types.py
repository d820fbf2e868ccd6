"""JSON as Python values: type guards for objects and arrays, and JSON pointers (RFC 6901)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any, Final, Protocol, TypeAlias, TypeGuard

Json: TypeAlias = Mapping[str, Any]
"""A JSON object, read only."""


class AsObject(Protocol):
    """A value that stands for a JSON object, such as a generated model, `ConnectCard` and `PinterestAuth`."""

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object."""
        ...


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
    return isinstance(value, (list, tuple))  # twice as fast as a union


def object_at(value: Json, key: str) -> Json:
    """Return the object at a key; an empty one if the key is absent or null."""
    found: Json = value.get(key) or {}
    return found


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


def is_within(pointer: str, pointers: Collection[str]) -> bool:
    """Return whether a pointer is one of others, or below one of them; a set of others is searched fast."""
    keys = pointer.split("/")
    return any("/".join(keys[:count]) in pointers for count in range(1, len(keys) + 1))


def has_value(pointer: str, patch: Any, *, in_arrays: bool = True) -> bool:
    """Return whether the body of an update has a value; with ``in_arrays`` also if it has an array above it."""
    for key in keys_of(pointer):
        if not is_mapping(patch) or key not in patch:
            return in_arrays and is_array(patch)
        patch = patch[key]
    return True


def mapped(
    value: Any,
    change: Callable[[Any, str], Any],
    pointer: str = "",
    *,
    keys: Callable[[Any, str], Any] | None = None,
    nulls: bool = True,
) -> Any:
    """
    Copy a JSON value; ``change`` gets each scalar with its pointer, and returns the new value.

    ``keys`` does the same for the keys of objects. Without ``nulls``, keys with the value null are left out.
    """
    if is_mapping(value):
        copy: dict[Any, Any] = {}
        for key, item in value.items():
            if nulls or item is not None:
                at = child(pointer, key)
                copy[keys(key, at) if keys else key] = mapped(item, change, at, keys=keys, nulls=nulls)
        return copy
    if is_array(value):
        below = ((item, child(pointer, index)) for index, item in enumerate(value))
        return [mapped(item, change, at, keys=keys, nulls=nulls) for item, at in below]
    return change(value, pointer)


def merged(below: Any, above: Any) -> Any:
    """Merge objects deeply; anything else above replaces the value below."""
    if not (is_mapping(below) and is_mapping(above)):
        return above
    return {**below, **{key: merged(below[key], value) if key in below else value for key, value in above.items()}}


def scalars(value: Any, pointer: str = "", *, keys: bool = False) -> Iterator[tuple[str, Any]]:
    """Yield each scalar with its pointer, and with ``keys`` also each key of an object."""
    if is_mapping(value):
        for key, item in value.items():
            at = child(pointer, key)
            if keys:
                yield at, key
            yield from scalars(item, at, keys=keys)
    elif is_array(value):
        for index, item in enumerate(value):
            yield from scalars(item, child(pointer, index), keys=keys)
    else:
        yield pointer, value


def without(value: Any, pointers: Collection[str], pointer: str = "") -> Any:
    """Return a JSON value without the members of objects at these pointers."""
    if not pointers:
        return value
    if is_mapping(value):
        below = {key: (child(pointer, key), item) for key, item in value.items()}
        return {key: without(item, pointers, at) for key, (at, item) in below.items() if at not in pointers}
    if is_array(value):
        return [without(item, pointers, child(pointer, index)) for index, item in enumerate(value)]
    return value
