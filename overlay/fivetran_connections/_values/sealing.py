"""Secrets of a body: sealed where a model keeps them, plain where they are judged and sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from fivetran_common.json_types import SCALARS, is_array, is_mapping

from .masking import is_secret_name, service_of
from .secret import MASK, Secret

if TYPE_CHECKING:
    from fivetran_rules import ServiceCatalogue

DEEPEST = 100
"""Levels that are followed; the rules refuse a body that has more."""


class _Masked:
    """Base of values that are shown as the mask, as a `Secret` is."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return the mask, and say that there is one."""
        return repr(Secret(MASK))

    def __str__(self) -> str:
        """Return the mask."""
        return MASK

    def __format__(self, format_spec: str, /) -> str:
        """Return the mask for any format."""
        return MASK


class SealedInteger(_Masked, int):
    """A number that is a secret; JSON encoders write it whole."""

    __slots__ = ()

    def reveal(self) -> int:
        """Return the plain number."""
        return int(self)


class SealedFloat(_Masked, float):
    """A fraction that is a secret; JSON encoders write it whole."""

    __slots__ = ()

    def reveal(self) -> float:
        """Return the plain fraction."""
        return float(self)


class SealedBytes(_Masked, bytes):
    """A secret that was read and not decoded; the API takes none, but until it is refused it may be shown."""

    __slots__ = ()

    def reveal(self) -> bytes:
        """Return the plain bytes."""
        return bytes(self)


SEALED: Final = (Secret, SealedInteger, SealedFloat, SealedBytes)
"""A tuple, because that is asked for three times as fast as a union is."""

_SEALS: Final[Mapping[type, Callable[[Any], Any]]] = {
    str: Secret,
    bool: bool,  # a kind of int, and no secret
    int: SealedInteger,
    float: SealedFloat,
    bytes: SealedBytes,
}


def sealed(
    value: Any, secret: bool = False, service: str | None = None, catalogue: ServiceCatalogue | None = None
) -> Any:
    """
    Return a copy in which no secret shows itself; with `secret` all of it is one, but for null, true and false.

    A body says itself which service it is for; `service` says it for a change. `catalogue` replaces the packaged one.
    """
    if type(value) is str:
        return Secret(value) if secret else value
    if is_mapping(value):
        known = service_of(value, service)
        return {
            key: sealed(item, hidden, known, catalogue)
            if (hidden := secret or is_secret_name(key, known, catalogue)) or type(item) not in SCALARS
            else item
            for key, item in value.items()
        }
    if is_array(value):
        return [sealed(item, secret, service, catalogue) for item in value]
    return _hidden(value) if secret else value


def _hidden(value: Any) -> Any:
    return next((seal(value) for kind, seal in _SEALS.items() if isinstance(value, kind)), value)


def revealed(value: Any, around: tuple[int, ...] = ()) -> Any:
    """Return a copy of the objects in a value with plain secrets; what has no end is left for the rules to refuse."""
    if isinstance(value, SEALED):
        return value.reveal()
    if is_mapping(value) and id(value) not in around and len(around) <= DEEPEST:
        within = (*around, id(value))
        return {key: item.reveal() if type(item) is Secret else revealed(item, within) for key, item in value.items()}
    return value
