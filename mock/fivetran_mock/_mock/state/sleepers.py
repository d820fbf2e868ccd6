"""The sleepers of a mock, each with the moment at which it is due."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from heapq import heappop, heappush
from itertools import count
from threading import RLock, get_ident
from typing import Final

from .clock import END, SECOND, Clock


class MockEnded(RuntimeError):
    """The test to which a mock belongs has ended, and something that it started still runs."""

    def __init__(self, test: str) -> None:
        super().__init__(f"{test} has ended, and its mock with it: end what it started before it returns")


class Sleeper:
    """One that sleeps until a moment."""

    __slots__ = ("awake", "due", "held", "lead", "number", "thread", "wake", "watched", "way")

    def __init__(self, due: int, number: int, lead: Lead, wake: Callable[[], object]) -> None:
        self.due = due
        self.number = number
        self.lead = lead
        self.wake = wake
        """Called, with the lock of the mock, once the sleeper is awake: it only notifies."""
        self.thread = get_ident()
        self.held = HELD.get()
        """How many blocks in which time stands it is in; they let time move while it sleeps."""
        self.awake = False
        self.watched = 0
        """How often it has looked since it is the first one; one in a loop that is blocked or stopped does not."""
        self.way: Iterator[int] | None = None
        """The move of time to its moment, from event to event, once it has begun."""

    def __lt__(self, other: Sleeper) -> bool:
        return (self.due, self.number) < (other.due, other.number)


Lead = Callable[[Sleeper], bool]
"""Lets the first sleeper watch for the moment when nothing else runs; returns False if its loop is closed."""


HELD: Final[ContextVar[int]] = ContextVar("HELD", default=0)
"""How many blocks in which time stands the running code is in."""


class Sleepers:
    """A heap of sleepers, guarded by the lock of the mock: the caller of a method holds it."""

    def __init__(self, clock: Clock, lock: RLock) -> None:
        self.lock = lock
        self.stirs = 0
        """How many requests, sleeps and awakenings there were."""
        self.holds = 0
        """How many blocks let time stand, but for those whose code sleeps itself; time moves if there is none."""
        self.ended = ""
        """The name of the test that has ended; empty before its end."""
        self._clock = clock
        self._now = clock.now()
        self._numbers = count()
        self._heap: list[Sleeper] = []
        clock.moved = self.awaken

    @property
    def first(self) -> Sleeper | None:
        """The sleeper that is due first."""
        return self._heap[0] if self._heap else None

    def add(self, seconds: float, lead: Lead, wake: Callable[[], object]) -> Sleeper:
        """Begin to sleep; raises `MockEnded` after the end, and ValueError beyond the end of time."""
        if self.ended:
            raise MockEnded(self.ended)
        now = self._clock.now()
        if not seconds <= (END - now) / SECOND:
            raise ValueError(f"time ends with the year 9998: it is {self._clock.text(now)}, and cannot move so far")
        sleeper = Sleeper(now + max(1, round(seconds * SECOND)), next(self._numbers), lead, wake)
        heappush(self._heap, sleeper)
        self.holds -= sleeper.held
        self._changed(leads=self._heap[0] is sleeper)
        return sleeper

    def drop(self, sleeper: Sleeper) -> None:
        """Forget a sleeper that was cancelled; one that is awake was forgotten already."""
        if not sleeper.awake:
            led = self._heap[0] is sleeper
            self._heap.remove(sleeper)
            self._heap.sort()
            self.holds += sleeper.held
            self._changed(leads=led)

    def awaken(self) -> None:
        """Awaken those that are due, the earliest first; where time moved back, the others sleep as long as before."""
        before, self._now = self._now, self._clock.now()
        for sleeper in self._heap if self._now < before else ():
            sleeper.due, sleeper.way = sleeper.due - before + self._now, None
        led = False
        while self._heap and (self.ended or self._heap[0].due <= self._now):
            led = True
            self._pop().wake()
        self._changed(leads=led)

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

    def _pop(self) -> Sleeper:
        sleeper = heappop(self._heap)
        sleeper.awake = True
        self.holds += sleeper.held
        return sleeper

    def _changed(self, *, leads: bool) -> None:
        self.stirs += 1
        while leads and self._heap and not self._heap[0].lead(self._heap[0]):
            self._pop()
