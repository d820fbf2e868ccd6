"""
Rounds, and rows that compare their figures.

A disturbance of the machine only makes a round slower, so the best round of each side counts: the least time, or the
highest rate.
"""

from __future__ import annotations

import gc
import itertools
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal, NamedTuple

Figures = Mapping[str, Sequence[float]]
"""Series by name; the n-th figure of each was measured in the n-th round."""
Arm = Callable[[], Mapping[str, float]]
"""One side of a comparison: runs once, and returns a figure for each of its series."""

cpu_seconds: Final = time.thread_time
"""The clock for work within one thread: other processes on the machine do not count."""


class Wrong(Exception):
    """A figure would mean nothing: a tool is missing, or the measured program did not do its work."""


class Scale(NamedTuple):
    """The amount to measure; a quick run shows only that everything runs."""

    quick: bool = False
    rounds: int | None = None

    def rounds_or(self, usual: int) -> int:
        """Return the number of rounds for a family that usually takes `usual`."""
        return self.rounds or (2 if self.quick else usual)

    def size(self, usual: int, *, quick: int) -> int:
        """Return the size of one piece of work."""
        return quick if self.quick else usual


class Row(NamedTuple):
    """A line of the page: our series (the key), the peer's, and the bound on their ratio, or on the figure alone."""

    key: str
    theirs: str
    bound: Literal["at least", "at most"]
    limit: float
    unit: str = "us"
    difference: bool = False
    """The bound is one on the difference."""

    def compared(self, figures: Figures) -> list[float]:
        """Return the ratio, the difference or the figure of each round."""
        if not self.theirs:
            return list(figures[self.key])
        pairs = zip(figures[self.key], figures[self.theirs], strict=True)
        return [self._joined(ours, theirs) for ours, theirs in pairs]

    def best(self, series: Sequence[float]) -> float:
        """Return the figure of the round that was disturbed least; a rate has to be high, all else low."""
        return max(series) if self.bound == "at least" else min(series)

    def judged(self, figures: Figures) -> float:
        """Return the ratio, the difference or the figure of the best rounds, which the guard is about."""
        ours = self.best(figures[self.key])
        return self._joined(ours, self.best(figures[self.theirs])) if self.theirs else ours

    def is_reached(self, figures: Figures) -> bool:
        """Return whether the best rounds meet the bound."""
        figure = self.judged(figures)
        return figure >= self.limit if self.bound == "at least" else figure <= self.limit

    def cells(self, figures: Figures) -> tuple[str, ...]:
        """Return the measured columns of the page: our figure, the peer's, the comparison, guard and verdict."""
        compared = self.compared(figures)
        judged, low, high = map(self._spelt, (self.judged(figures), min(compared), max(compared)))
        return (
            f"{number(self.best(figures[self.key]))} {self.unit}",
            f"{number(self.best(figures[self.theirs]))} {self.unit}" if self.theirs else "-",
            f"**{judged}** ({low} to {high})",
            f"{self.bound} {self._spelt(self.limit)}",
            "yes" if self.is_reached(figures) else "**no**",
        )

    def _joined(self, ours: float, theirs: float) -> float:
        return ours - theirs if self.difference else ours / theirs

    def _spelt(self, figure: float) -> str:
        if self.theirs and not self.difference:
            return f"1/{number(1 / figure)}" if 0 < figure < 0.5 else number(figure)
        return f"{'+' if self.difference and figure > 0 else ''}{number(figure)} {self.unit}"


def number(value: float) -> str:
    """Return a figure with three significant digits."""
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.3g}"


def alternate(arms: Sequence[Arm], *, rounds: int) -> dict[str, list[float]]:
    """Run every arm once a round, in the reverse order every other round."""
    figures: dict[str, list[float]] = {}
    for turn in range(rounds):
        for arm in arms if turn % 2 == 0 else reversed(arms):
            gc.collect()  # garbage of one arm must not slow the next one down
            for series, figure in arm().items():
                figures.setdefault(series, []).append(figure)
    return figures


def each(series: str, call: Callable[[int], object], *, calls: int) -> Arm:
    """Return an arm that measures microseconds of CPU time a call; calls are numbered from 0 through all rounds."""
    numbers = itertools.count()

    def run() -> dict[str, float]:
        start = cpu_seconds()
        for turn in itertools.islice(numbers, calls):
            call(turn)
        return {series: (cpu_seconds() - start) / calls * 1e6}

    return run
