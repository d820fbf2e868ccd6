"""The sleepers of a mock, each with the moment at which it is due."""

from __future__ import annotations

import asyncio
import time
from bisect import insort
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from math import inf
from operator import attrgetter
from threading import RLock, get_native_id
from typing import Final

from .moments import END, SECOND, Clock
from .threads import THREADS


class MockEnded(RuntimeError):
    """The test to which a mock belongs has ended, and something that it started still runs."""

    def __init__(self, test: str) -> None:
        super().__init__(f"{test} has ended, and its mock with it: end what it started before it returns")


@dataclass(slots=True, eq=False)
class Hold:
    """A block in which time stands, until a moment of `time.monotonic` at most."""

    until: float
    sleeping: int = 0
    """The number of sleepers whose code is in this block; they let time move."""


HELD: Final[ContextVar[tuple[Hold, ...]]] = ContextVar("HELD", default=())
"""The blocks in which time stands that the running code is in, of all mocks."""

MOST_SLEEPS: Final = 1_000_000
"""The most sleeps in a row without a request, a delivery or an event."""


@dataclass(slots=True, eq=False, kw_only=True)
class Sleeper:
    """A thread or task that sleeps until a moment."""

    on_first: Callable[[Sleeper], object] = lambda _: None
    """Called when this has become the first sleeper, which watches for the moment when nothing else runs."""
    wake: Callable[[], object] = lambda: None
    """Called when this is awake. Both are called with the lock of the mock, so they only notify."""
    runs: Callable[[], bool] = lambda: True
    """Returns whether the loop of this sleeper runs; one whose loop has stopped is not the first."""
    blocks: bool = False
    """Whether it blocks its thread, and watches there; others watch in their loop, which may be blocked."""
    deadline: bool = False
    """Whether it is only the end of a time-out, for which time does not move, but stops."""
    due: int = 0
    thread: int = field(default_factory=get_native_id)
    held: list[Hold] = field(default_factory=list[Hold])
    """The blocks in which time stands that it is in."""
    awake: bool = False


class Sleepers:
    """The sleepers in the time of a mock, guarded by the lock of the mock: the caller of a method holds it."""

    def __init__(self, clock: Clock, lock: RLock) -> None:
        self.lock = lock
        self.clock = clock
        self.activity: int = 0
        """The number of requests, sleeps and wake-ups so far."""
        self.ended: str = ""
        """The name of the test, once it has ended."""
        self.real_waits: list[str] = []
        """The places of long real waits under `patch_time`: ended by their time-out, or under way."""
        self._now = clock.now()
        self._waiting: list[Sleeper] = []  # by wake-up time
        self._led: Sleeper | None = None
        self._holds: list[Hold] = []
        self._slept = 0
        clock.watchers.append(self.awaken)

    @property
    def first(self) -> Sleeper | None:
        """The sleeper with the earliest wake-up time; of several, the one that began first."""
        return next((sleeper for sleeper in self._waiting if not sleeper.deadline and sleeper.runs()), None)

    @property
    def next_due(self) -> int:
        """The moment at which the next one is due, also if it cannot be the first."""
        return self._waiting[0].due

    @property
    def stand(self) -> bool:
        """Whether time stands, since code runs in a block that holds it."""
        return any(not hold.sleeping and time.monotonic() < hold.until for hold in self._holds)

    def stir(self) -> None:
        """Note a request, a delivery or an event."""
        self.activity += 1
        self._slept = 0

    def add(self, sleeper: Sleeper, seconds: float) -> None:
        """
        Begin to sleep.

        Raises `MockEnded` after the end, ValueError beyond the end of time, and RuntimeError after `MOST_SLEEPS`.
        """
        if self.ended:
            raise MockEnded(self.ended)
        now = self.clock.now()
        if not seconds <= (END - now) / SECOND:
            raise ValueError(f"time ends with the year 9998: it is {self.clock.text(now)}, and cannot move so far")
        self._slept += 1
        if self._slept > MOST_SLEEPS:
            raise RuntimeError(
                f"{MOST_SLEEPS:,} sleeps followed each other without a request, a delivery or an event: "
                "nothing happens for which this code could wait"
            )
        sleeper.held = [hold for hold in HELD.get() if hold in self._holds]
        for hold in sleeper.held:
            hold.sleeping += 1
        self._wait(sleeper, seconds)

    def expect(self, deadline: Sleeper, seconds: float) -> None:
        """Begin to wait for a deadline, unless it is never reached."""
        deadline.awake = self.ended != "" or not 0 < seconds <= (END - self.clock.now()) / SECOND
        if not deadline.awake:
            self._wait(deadline, seconds)

    def drop(self, sleeper: Sleeper) -> None:
        """Forget a cancelled sleeper; a sleeper that awoke was forgotten before."""
        if not sleeper.awake:
            self._waiting.remove(sleeper)
            self._end_sleep(sleeper)
            self._changed()

    def awaken(self) -> None:
        """Awaken the due ones, the earliest first; if time moved back, the others sleep as long as before."""
        before, self._now = self._now, self.clock.now()
        if self._now < before:
            for sleeper in self._waiting:
                sleeper.due -= before - self._now
        while self._waiting and (self.ended or self._waiting[0].due <= self._now):
            sleeper = self._waiting.pop(0)
            self._end_sleep(sleeper)
            if not (self.ended and sleeper.deadline):
                sleeper.wake()
        self._changed()

    @contextmanager
    def held(self, seconds: float = inf) -> Generator[None]:
        """Let time stand in a block that begins without the lock, for some real seconds, unless its code sleeps."""
        hold = Hold(time.monotonic() + seconds)
        HELD.set((*HELD.get(), hold))
        with self.lock:
            self._holds.append(hold)
        try:
            yield
        finally:
            HELD.set(tuple(other for other in HELD.get() if other is not hold))
            with self.lock:
                self._holds.remove(hold)
                self.activity += 1

    def end(self, test: str) -> None:
        """Awaken every sleeper, and refuse later sleeps."""
        self.ended = test
        self.awaken()

    def _wait(self, sleeper: Sleeper, seconds: float) -> None:
        sleeper.due = self.clock.now() + max(1, round(seconds * SECOND))
        insort(self._waiting, sleeper, key=attrgetter("due"))
        self._changed()

    def _end_sleep(self, sleeper: Sleeper) -> None:
        sleeper.awake = True
        THREADS.resting.discard(sleeper.thread)
        for hold in sleeper.held:
            hold.sleeping -= 1

    def _changed(self) -> None:
        self.activity += 1
        before, self._led = self._led, self.first
        if self._led is not None and self._led is not before:
            self._led.on_first(self._led)


def call_soon(loop: asyncio.AbstractEventLoop, act: Callable[..., object], *arguments: object) -> None:
    """Let a loop call a function soon, unless it is closed."""
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(act, *arguments)
