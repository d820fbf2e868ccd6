"""
Answers into models, the short way while they are as the document has them.

The generated `from_dict` asks of every value whether it is there, null, of an unknown kind. Here one look-up for each
key says how it is read, which takes half of the time. Whatever does not fit, an unknown enum value or a missing key,
is left to `from_dict`, so that it alone says what becomes of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum
from functools import cache, partial
from typing import Any, Protocol, Self, TypeAlias, TypeVar, cast

from .._requests.coerce import named_model

Reader: TypeAlias = Callable[[Any], Any]


class Answer(Protocol):
    """A class that the generator made for an answer, or for a part of one."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read it from the JSON object."""
        ...


A = TypeVar("A", bound=Answer)


def parsed(model: type[A], data: Any) -> A:
    """Make a model of the data of an answer; raises what its `from_dict` raises."""
    readers = _readers(model)
    try:
        return model(**{key: value if (read := readers[key]) is None else read(value) for key, value in data.items()})
    except (AttributeError, LookupError, TypeError, ValueError):
        return model.from_dict(data)


@cache
def _readers(model: type[Answer]) -> Mapping[str, Reader | None]:
    """Return what reads each key that a model names, None for a value that stays as it is."""
    said = model.__annotations__
    return {key: _reader(said[key]) for key in said if key != "additional_properties"}


def _reader(said: str) -> Reader | None:
    """Return what reads a value that is annotated so, and raises where it cannot."""
    read = _unless_null(said)
    if read is None or "None" not in said:
        return read
    return lambda value: None if value is None else read(value)


def _unless_null(said: str) -> Reader | None:
    if "datetime.datetime" in said:
        return datetime.fromisoformat
    kind = named_model(said)
    if kind is None:
        return None
    if issubclass(kind, Enum):
        return {member.value: member for member in kind}.__getitem__
    model = cast("type[Answer]", kind)
    read = partial(parsed, model) if _readers(model) else model.from_dict
    return (lambda items: list(map(read, items))) if "list[" in said else read
