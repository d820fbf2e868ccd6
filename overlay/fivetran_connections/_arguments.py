"""Checks of arguments whose wrong value would be kept or sent."""

from __future__ import annotations

from typing import TypeGuard

from .errors import InvalidRequest

_MOST_SECONDS = 1_000_000  # eleven days; some systems keep a time-out as milliseconds in 31 bits


def require_seconds(name: str, value: object, *, zero: bool = True) -> None:
    """Require a valid wait in seconds; `zero` permits 0."""
    if _is_number(value) and 0 <= value <= _MOST_SECONDS and (zero or value):  # false for nan
        return
    least = "from 0" if zero else "above 0"
    raise InvalidRequest(
        f"{name} takes seconds, a number {least} and up to {_MOST_SECONDS:,}{_type(value)}; nothing was sent."
    )


def require_count(name: str, value: object, *, least: int = 0) -> None:
    """Require a whole number from `least` on."""
    if not _is_number(value) or isinstance(value, float) or value < least:
        raise InvalidRequest(f"{name} takes a whole number and counts from {least}{_type(value)}; nothing was sent.")


def require_text(name: str, value: object) -> None:
    """Require a text or None."""
    if not isinstance(value, str | None):
        raise InvalidRequest(f"{name} takes a text{_type(value)}; nothing was sent.")


def require_callable(name: str, value: object) -> None:
    """Require a function."""
    if not callable(value):
        raise InvalidRequest(f"{name} takes a function{_type(value)}; nothing was sent.")


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _type(value: object) -> str:
    return "" if _is_number(value) else f", and not a value of type {type(value).__name__}"
