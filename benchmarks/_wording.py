"""Format figures and aims, for the page and for the plot."""

from __future__ import annotations

from ._harness import Aim, Spread
from ._report import Result

_FRACTION_BELOW = 0.5


def number(value: float) -> str:
    """Return a figure with its significant digits."""
    if abs(value) >= 1_000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def times(ratio: float) -> str:
    """Return a ratio: `13.4`, `0.85`, and `1/18` for a small one."""
    return f"1/{number(1 / ratio)}" if 0 < ratio < _FRACTION_BELOW else number(ratio)


def measured(result: Result) -> str:
    """Return the figure that the aim is compared with."""
    return _spelt(result, result.judged.median)


def extremes(result: Result) -> str:
    """Return the range of that figure over the rounds."""
    spread: Spread = result.judged
    return f"{_spelt(result, spread.low)} to {_spelt(result, spread.high)}"


def aim(result: Result) -> str:
    """Return the aim."""
    if result.aim is None:
        return "-"
    return f"{result.aim.bound} {_limit(result.aim, result.unit)}"


def _spelt(result: Result, figure: float) -> str:
    if result.ratio:
        return times(figure)
    return f"{figure:+.3g} {result.unit}" if result.difference else f"{number(figure)} {result.unit}"


def _limit(wanted: Aim, unit: str) -> str:
    if wanted.of == "ratio":
        return times(wanted.limit)
    return f"{wanted.limit:+.3g} {unit}" if wanted.of == "difference" else f"{number(wanted.limit)} {unit}"
