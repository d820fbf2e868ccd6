"""Values that never show themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Self, cast

MASK = "***"


class Secret(str):
    """
    A string that masks itself wherever it is shown, and is sent whole.

    `repr`, `str`, `format`, `%`, f-strings, `logging` and the repr of a container return `***`. JSON encoders and
    httpx read the text underneath, so a request body made with it has the real value. Comparing, hashing, slicing and
    joining use the real value and return plain strings; `reveal()` says so in your code.
    """

    __slots__ = ()

    def __new__(cls, value: str) -> Self:
        """Take the real value, of a plain string or of another secret."""
        return str.__new__(cls, str.__str__(value))

    def __repr__(self) -> str:
        """Return the mask as a repr."""
        return f"Secret({MASK!r})"

    def __str__(self) -> str:
        """Return the mask."""
        return MASK

    def reveal(self) -> str:
        """Return the real value as a plain `str`."""
        return str.__str__(self)

    def __format__(self, format_spec: str, /) -> str:
        """Return the mask, padded as asked."""
        return format(MASK, format_spec)


class SecretText(Secret):
    """A secret that was passed as a plain text: it may not end as a mask does, and a `Secret` may."""

    __slots__ = ()


def masking(kind: type) -> Callable[[Any], Any]:
    """Return a kind of number or bytes that masks itself wherever it is shown, and that JSON encoders write whole."""
    made: Any = type(kind.__name__, (kind,), {"__repr__": Secret.__str__, "__format__": Secret.__format__})
    return cast("Callable[[Any], Any]", made)


class Veiled(str):
    """A text for people to use: `str` returns it whole, and no repr shows it."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return the mask."""
        return repr(MASK)
