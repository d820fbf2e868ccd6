"""The sleepers of a mock, each with the moment at which it is due."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from operator import attrgetter
from threading import RLock, get_ident
from typing import Final

from .moments import END, SECOND, Clock


class MockEnded(RuntimeError):
    """The test to which a mock belongs has ended, and something that it started still runs."""

    def __init__(self, test: str) -> None:
        super().__init__(f"{test} has ended, and its mock with it: end what it started before it returns")


HELD: Final[ContextVar[int]] = ContextVar("HELD", default=0)
"""How many blocks in which time stands the running code is in."""


@dataclass(slots=True, eq=False, kw_only=True)
class Sleeper:
    """One that sleeps until a moment."""

    lead: Callable[[Sleeper], object]
    """Called when this has become the first sleeper, which watches for the moment when nothing else runs."""
    wake: Callable[[], object]
    """Called when this is awake. Both are called with the lock of the mock, so they only notify."""
    runs: Callable[[], bool] = lambda: True
    """Returns whether the loop of this sleeper runs; one whose loop has stopped is not the first."""
    due: int = 0
    thread: int = field(default_factory=get_ident)
    held: int = field(default_factory=HELD.get)
    """How many blocks in which time stands it is in; they let time move while it sleeps."""
    awake: bool = False
    watched: int = 0
    """How often this has looked since it is the first sleeper; one in a loop that is blocked does not."""
    way: Iterator[int] | None = None
    """The move of time to its moment, from event to event, once it has begun."""


class Sleepers:
    """Those who sleep in the time of a mock, guarded by the lock of the mock: the caller of a method holds it."""

    def __init__(self, clock: Clock, lock: RLock) -> None:
        self.lock = lock
        self.clock = clock
        self.stirs: int = 0
        """How many requests, sleeps and awakenings there were."""
        self.holds: int = 0
        """How many blocks let time stand, but for those whose code sleeps itself; time moves if there is none."""
        self.ended: str = ""
        """The name of the test that has ended; empty before its end."""
        self._now = clock.now()
        self._waiting: list[Sleeper] = []  # sorted
        self._led: Sleeper | None = None
        clock.moved = self.awaken

    @property
    def first(self) -> Sleeper | None:
        """The sleeper that is due first; of several, the one that began first."""
        return next((sleeper for sleeper in self._waiting if sleeper.runs()), None)

    def add(self, sleeper: Sleeper, seconds: float) -> None:
        """Begin to sleep; raises `MockEnded` after the end, and ValueError beyond the end of time."""
        if self.ended:
            raise MockEnded(self.ended)
        now = self.clock.now()
        if not seconds <= (END - now) / SECOND:
            raise ValueError(f"time ends with the year 9998: it is {self.clock.text(now)}, and cannot move so far")
        sleeper.due = now + max(1, round(seconds * SECOND))
        insort(self._waiting, sleeper, key=attrgetter("due"))
        self.holds -= sleeper.held
        self._changed()

    def drop(self, sleeper: Sleeper) -> None:
        """Forget a sleeper that was cancelled; one that is awake was forgotten already."""
        if not sleeper.awake:
            self._waiting.remove(sleeper)
            self.holds += sleeper.held
            self._changed()

    def awaken(self) -> None:
        """Awaken those that are due, the earliest first; where time moved back, the others sleep as long as before."""
        before, self._now = self._now, self.clock.now()
        for sleeper in self._waiting if self._now < before else ():
            sleeper.due, sleeper.way = sleeper.due - before + self._now, None
        while self._waiting and (self.ended or self._waiting[0].due <= self._now):
            sleeper = self._waiting.pop(0)
            sleeper.awake = True
            self.holds += sleeper.held
            sleeper.wake()
        self._changed()

    @contextmanager
    def held(self) -> Generator[None]:
        """Let time stand within a block, unless the code in it sleeps itself; the caller does not hold the lock."""
        HELD.set(HELD.get() + 1)
        with self.lock:
            self.holds += 1
        try:
            yield
        finally:
            HELD.set(max(0, HELD.get() - 1))  # a fixture may end in a context in which it did not begin
            with self.lock:
                self.holds -= 1
                self.stirs += 1

    def end(self, test: str) -> None:
        """Awaken everybody, and let nobody sleep any more."""
        self.ended = test
        self.awaken()

    def _changed(self) -> None:
        self.stirs += 1
        before, self._led = self._led, self.first
        if self._led is not None and self._led is not before:
            self._led.lead(self._led)
