"""Values that never show themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Self

MASK = "***"


class _Masked:
    """Base of values that are shown as the mask."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return the mask, and say that there is one."""
        return f"Secret({MASK!r})"

    def __str__(self) -> str:
        """Return the mask."""
        return MASK

    def __format__(self, format_spec: str, /) -> str:
        """Return the mask for any format."""
        return MASK


class Secret(_Masked, str):
    """
    A string that masks itself wherever it is shown, and is sent whole.

    `repr`, `str`, `format`, `%`, f-strings, `logging` and the repr of whatever holds it give `***`. JSON encoders and
    httpx read the text underneath, so a request body made with it carries the real value. Comparing, hashing, slicing
    and joining work on the real value and give plain strings: use `reveal()` where that is meant.
    """

    __slots__ = ()

    def __new__(cls, value: str) -> Self:
        """Take the real value, of a plain string or of another secret."""
        return str.__new__(cls, str.__str__(value))

    def reveal(self) -> str:
        """Return the real value as a plain `str`."""
        return str.__str__(self)

    def __format__(self, format_spec: str, /) -> str:
        """Return the mask, padded as asked."""
        return format(MASK, format_spec)


class Veiled(str):
    """A text for people to use: `str` returns it whole, and no repr shows it."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return the mask."""
        return repr(MASK)


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

SEALS: Final[tuple[tuple[type, Callable[[Any], Any]], ...]] = (
    (str, Secret),
    (bool, bool),  # a kind of int, and no secret
    (int, SealedInteger),
    (float, SealedFloat),
    (bytes, SealedBytes),
)
