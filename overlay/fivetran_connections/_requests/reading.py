"""
A body that the rules have passed, into its model, with its secrets sealed.

The generated `from_dict` reads whatever a server may send. Here every key is known and every value fits, so that one
look-up for each is enough: it takes a quarter of the time, which was half of a builder's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache, partial
from typing import Any, Protocol, Self, TypeAlias, TypeVar, cast

from .._values.masking import is_secret_name
from .._values.sealing import sealed
from .._values.secret import Secret
from .coerce import named_model


class Model(Protocol):
    """A class that the generator made for a request, or for a part of one."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read it from the JSON object."""
        ...


New = TypeVar("New", bound=Model)
Reader: TypeAlias = Callable[[Any], Any]


def read(model: type[New], body: Mapping[str, Any], *, secret: bool = False) -> New:
    """Make a model of a body that has no error, of its own lists; with `secret`, all of its texts are secrets."""
    readers = _readers(model, secret)
    if readers is None:
        return model.from_dict(sealed(body, secret))
    return model(**{key: item if (reader := readers[key]) is None else reader(item) for key, item in body.items()})


@cache
def _readers(model: type[Model], secret: bool) -> Mapping[str, Reader | None] | None:
    """Give what reads each key of a model, None for a value that stays as it is; None for a model with free keys."""
    said = model.__annotations__
    if "additional_properties" in said:
        return None
    return {key: _reader(annotation, secret or is_secret_name(key)) for key, annotation in said.items()}


def _reader(annotation: str, secret: bool) -> Reader | None:
    kind = named_model(annotation)
    if kind is None:
        unsealed = list if "list[" in annotation else None
        return _seal if secret else unsealed
    if issubclass(kind, Enum):
        return {member.value: member for member in kind}.__getitem__
    reader = partial(read, cast("type[Model]", kind), secret=secret)
    return partial(_each, reader) if "list[" in annotation else reader


def _each(reader: Reader, items: list[Any]) -> list[Any]:
    return [reader(item) for item in items]


def _seal(value: Any) -> Any:
    return Secret(value) if type(value) is str else sealed(value, True)
