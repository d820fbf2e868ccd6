"""
Rounds and rows: how figures are measured, and how two series of them are compared.

A family of benchmarks measures one figure for each series and round. A row names our series, the peer's series and the
aim. A disturbance of the machine hits both sides of a round, so the ratio is computed for each round, and the median of
the ratios counts.
"""

from __future__ import annotations

import gc
import itertools
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, TypeAlias

cpu_seconds: Final = time.thread_time
"""
What work within one thread is timed by: other processes on the machine do not count, as they would by the clock.

On a machine with nothing else to do the two agree.
"""

Figures: TypeAlias = Mapping[str, Sequence[float]]
"""Series by name; the n-th figure of each was measured in the n-th round."""

Arm: TypeAlias = Callable[[], Mapping[str, float]]
"""One side of a comparison: runs once, and returns a figure for each of its series."""


class Unavailable(Exception):
    """A tool or package for the measurement is missing; the text names it in one sentence."""


class Wrong(Exception):
    """The measured program did not do its work, so a figure would mean nothing."""


class Spread(NamedTuple):
    """The median of a series and its extremes."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, figures: Sequence[float]) -> Spread:
        """Return median and extremes of a series."""
        return cls(statistics.median(figures), min(figures), max(figures))


@dataclass(frozen=True, slots=True)
class Aim:
    """The aim of a row: a bound on the ratio to the peer, on the difference, or on the figure itself."""

    bound: Literal["at least", "at most"]
    limit: float
    of: Literal["ratio", "difference", "figure"] = "ratio"

    def reached(self, figure: float) -> bool:
        """Return whether a figure meets the bound."""
        return figure >= self.limit if self.bound == "at least" else figure <= self.limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table."""

    key: str
    label: str
    """A few words for the plot."""
    what: str
    unit: str
    ours: str
    """Our series."""
    peer: str
    """The peer, in words; a dash where there is none."""
    theirs: str | None
    """The series of the peer."""
    aim: Aim | None
    """None where the figures are only shown."""
    dominates: str
    """The largest share of the time or memory, by a profile: one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How long to measure."""

    rounds: int | None = None
    """Replaces every family's own number."""
    quick: bool = False
    """Small sizes and two rounds: shows that everything runs; the figures mean nothing."""

    def rounds_or(self, usual: int) -> int:
        """Return the number of rounds for a family that usually takes `usual`."""
        return self.rounds or (2 if self.quick else usual)

    def size(self, usual: int, *, quick: int) -> int:
        """Return the size of one piece of work."""
        return quick if self.quick else usual


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Rows that are measured together."""

    name: str
    rows: tuple[Row, ...]
    measure: Callable[[Scale], Figures]
    needs: tuple[Callable[[], object], ...] = ()
    """Checks before the measurement; each raises `Unavailable` if something is missing."""


def alternate(arms: Sequence[Arm], *, rounds: int) -> dict[str, list[float]]:
    """Run every arm once a round, in the reverse order every other round."""
    figures: dict[str, list[float]] = {}
    for number in range(rounds):
        for arm in arms if number % 2 == 0 else reversed(arms):
            gc.collect()  # garbage of one arm must not slow the next one down
            for series, figure in arm().items():
                figures.setdefault(series, []).append(figure)
    return figures


def each(series: str, call: Callable[[int], object], *, calls: int) -> Arm:
    """Return an arm that measures microseconds of CPU time a call; calls are numbered from 0 through all rounds."""
    numbers = itertools.count()

    def run() -> dict[str, float]:
        start = cpu_seconds()
        for number in itertools.islice(numbers, calls):
            call(number)
        return {series: (cpu_seconds() - start) / calls * 1e6}

    return run


def compared(row: Row, figures: Figures) -> Spread:
    """Compare our series with the peer's round by round, by ratio or difference as the row's aim says."""
    ours = figures[row.ours]
    if row.theirs is None:
        return Spread.of(ours)
    pairs = list(zip(ours, figures[row.theirs], strict=True))
    if row.aim is not None and row.aim.of == "difference":
        return Spread.of([mine - other for mine, other in pairs])
    return Spread.of([mine / other for mine, other in pairs])


def say(text: str) -> None:
    """Print progress on standard error; results go to standard output."""
    print(text, file=sys.stderr, flush=True)


def ask(needs: Iterable[Callable[[], object]]) -> None:
    """Check that nothing is missing; raises `Unavailable` with one sentence."""
    for need in dict.fromkeys(needs):
        need()
