"""
Rounds and rows: how figures are taken, and how two series of them are compared.

A family of benchmarks takes figures, one per series and round. A row, which is data, names the
series of ours and of the peer, and says what is to be reached. What the machine does to one round
it does to both sides of it, so the ratio is taken round by round, and the median of those counts.
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
"""Series by name; the n-th figure of each was taken in the n-th round."""

Arm: TypeAlias = Callable[[], Mapping[str, float]]
"""One side of a comparison: runs once, and gives a figure for each of its series."""


class Unavailable(Exception):
    """Something to measure beside is missing; the text says what, in one sentence."""


class Wrong(Exception):
    """What was to be measured did not do its work, so a figure would say nothing."""


class Spread(NamedTuple):
    """The median of a series and its extremes."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, figures: Sequence[float]) -> Spread:
        """Sum up a series."""
        return cls(statistics.median(figures), min(figures), max(figures))


@dataclass(frozen=True, slots=True)
class Aim:
    """What a row is to reach: a bound on the ratio to the peer, on the difference, or on the figure itself."""

    bound: Literal["at least", "at most"]
    limit: float
    of: Literal["ratio", "difference", "figure"] = "ratio"

    def reached(self, figure: float) -> bool:
        """Tell whether a figure is on the right side of the bound."""
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
    """The series of ours."""
    peer: str
    """What stands beside it, in words; a dash where the figure is judged by itself."""
    theirs: str | None
    """The series of the peer."""
    aim: Aim | None
    """None where two things are only shown beside each other."""
    dominates: str
    """What most of the time or memory goes to, as a profile says: one sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How long to measure."""

    rounds: int | None = None
    """Overrides every family's own number."""
    quick: bool = False
    """Small sizes and two rounds: shows that everything runs, and no figure worth keeping."""

    def rounds_or(self, usual: int) -> int:
        """Give the number of rounds for a family that usually takes `usual`."""
        return self.rounds or (2 if self.quick else usual)

    def size(self, usual: int, *, quick: int) -> int:
        """Give the size of one piece of work."""
        return quick if self.quick else usual


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Rows whose figures are taken together."""

    name: str
    rows: tuple[Row, ...]
    measure: Callable[[Scale], Figures]
    needs: tuple[Callable[[], object], ...] = ()
    """Each raises `Unavailable` where it finds something missing; asked before anything is measured."""


def alternate(arms: Sequence[Arm], *, rounds: int) -> dict[str, list[float]]:
    """Run every arm once a round, and turn their order round from one round to the next."""
    figures: dict[str, list[float]] = {}
    for number in range(rounds):
        for arm in arms if number % 2 == 0 else reversed(arms):
            gc.collect()  # nobody pays for what another has left behind
            for series, figure in arm().items():
                figures.setdefault(series, []).append(figure)
    return figures


def each(series: str, call: Callable[[int], object], *, calls: int) -> Arm:
    """Make an arm of a call that is numbered from 0 on through all rounds; gives microseconds of CPU time a call."""
    numbers = itertools.count()

    def run() -> dict[str, float]:
        start = cpu_seconds()
        for number in itertools.islice(numbers, calls):
            call(number)
        return {series: (cpu_seconds() - start) / calls * 1e6}

    return run


def compared(row: Row, figures: Figures) -> Spread:
    """Compare ours with the peer round by round, as the row's aim asks for it."""
    ours = figures[row.ours]
    if row.theirs is None:
        return Spread.of(ours)
    pairs = list(zip(ours, figures[row.theirs], strict=True))
    if row.aim is not None and row.aim.of == "difference":
        return Spread.of([mine - other for mine, other in pairs])
    return Spread.of([mine / other for mine, other in pairs])


def say(text: str) -> None:
    """Tell the person at the screen what is going on; results go elsewhere."""
    print(text, file=sys.stderr, flush=True)


def ask(needs: Iterable[Callable[[], object]]) -> None:
    """Make sure that everything is there; raises `Unavailable` with one sentence."""
    for need in dict.fromkeys(needs):
        need()
