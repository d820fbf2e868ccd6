"""A mock's time as a clock for threads, asyncio and trio: the first sleeper watches, and moves time when it can."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from numbers import Real
from threading import RLock
from typing import Any, Final, Protocol, cast

from .moments import SECOND, Clock
from .patching import PATCHES
from .sleepers import MockEnded, Sleeper, Sleepers, call_soon
from .threads import THREADS

Soon = Callable[..., object]

DOUBT: Final = 100
"""The graces after which a sleeper takes over from the first one, whose loop is blocked or has stopped."""

ROUNDS: Final = 20
"""The rounds that a loop gets before time moves, if it does not show its ready callbacks."""

_HELD: Final = threading.Lock()
"""Stays held: a wait for it lets other threads run, also while a test replaces `time.sleep`."""
_HELD.acquire()


class Moved(Protocol):
    """A mock, as its clock moves it."""

    lock: RLock
    sleepers: Sleepers
    deliver: Callable[[], bool]

    def advance_by_event(self, until: int) -> Iterator[int]:
        """Move time to a moment, and yield each moment on the way at which something happens."""
        ...


class MockClock:
    """
    A mock's time, in which code can sleep. When nothing else can run, time jumps to the earliest wake-up time.

    This is exact for trio and for asyncio's own loop while the process has one thread and no open socket. Otherwise
    time moves when for `grace` seconds no request, sleep or wake-up came and, on Linux, no other thread of the
    process is runnable. If the mock's time runs by itself, a sleep takes its real time at that speed.
    """

    def __init__(self, api: Moved) -> None:
        """Take the mock whose time it is."""
        self.grace: float = 0.001
        """The seconds without a request, sleep or wake-up after which time moves, where others could run."""
        self._api = api
        self._clock: Clock = api.sleepers.clock
        self._sleepers = api.sleepers
        self._patches = ExitStack()

    @property
    def now(self) -> str:
        """The mock's time, as the API spells times."""
        return self._clock.text(self._clock.now())

    @property
    def real_waits(self) -> list[str]:
        """The places of long real waits under `patch_time`: those that ended by their time-out, and those under way."""
        return self._sleepers.real_waits

    def monotonic(self) -> float:
        """Return the seconds that passed for the mock, from 0 on; they never go back."""
        return self._clock.elapsed() / SECOND

    def sleep(self, seconds: float) -> None:
        """Sleep in the mock's time; 0 lets other threads run. Raises `MockEnded` if the test ends first."""
        if seconds == 0:
            _HELD.acquire(timeout=1e-6)  # without it, a thread keeps the interpreter for many requests
            if self._sleepers.ended:
                raise MockEnded(self._sleepers.ended)
        elif self._clock.speed is not None:
            time.sleep(seconds / self._clock.speed)
        else:
            changed = threading.Condition(self._api.lock)
            sleeper = Sleeper(on_first=lambda _: changed.notify(), wake=changed.notify, blocks=True)
            with self._sleeping(sleeper, seconds):
                while self._watch(sleeper, changed):
                    pass

    async def asleep(self, seconds: float) -> None:
        """Sleep as `sleep` does, in asyncio or trio; 0 lets other tasks run."""
        if self._clock.speed is not None or seconds == 0:
            from anyio import sleep

            await sleep(seconds / (self._clock.speed or 1))
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            import trio.lowlevel

            event = trio.Event()
            soon: Soon = trio.lowlevel.current_trio_token().run_sync_soon
            spawn = trio.lowlevel.spawn_system_task
            sleeper = Sleeper(
                on_first=lambda first: soon(spawn, self._watch_in_trio, first), wake=partial(soon, event.set)
            )
            with self._sleeping(sleeper, seconds):
                await event.wait()
        else:
            future = loop.create_future()
            soon = partial(call_soon, loop)
            look = partial(soon, self._watch_in_asyncio, loop)
            with self._sleeping(
                Sleeper(on_first=look, wake=partial(soon, _finish, future), runs=loop.is_running), seconds
            ):
                await future

    def of_real(self, seconds: float) -> float:
        """Return how long to sleep for a delay of an answer, which stays real if time runs."""
        return seconds * (self._clock.speed or 1)

    def held(self) -> AbstractContextManager[None]:
        """Return a block in which time stands, but for sleeps of its own, while work runs that the clock cannot see."""
        return self._sleepers.held()

    def patch_time(self) -> ExitStack:
        """
        Let the code under test sleep in the mock's time and see it pass, until the test or the returned block ends.

        `time.sleep` and `asyncio.sleep` move the mock's time. `time.monotonic`, `time.time`, their `_ns` forms and,
        with time-machine, `datetime` return real time plus the mock's moves. Deadlines of asyncio end by real or
        mock time. The functions are replaced in their modules, for callers outside of pytest, asyncio, HTTP clients and
        servers; docs/pytest.md lists the exceptions. Unless the mock has a `start_time`, its time first moves to
        the real time. Raises ValueError if the time of the mock runs by itself.
        """
        clock = self._clock
        if clock.speed is not None:
            raise ValueError("patch_time is for time that stands: leave out speed and realtime, or wait in real time")
        if clock.start is None:
            clock.start = time.time_ns() // 1_000
            deque(self._api.advance_by_event(clock.start), maxlen=0)  # events are delivered when time moves next
        patches = ExitStack()
        patches.callback(PATCHES.begin(self._sleepers, self.sleep, self.asleep))
        self._patches.callback(patches.close)
        return patches

    def end(self, test: str) -> None:
        """End with a test of this name, as a fixture does: code that sleeps then, or later, gets `MockEnded`."""
        self._patches.close()
        with self._api.lock:
            self._sleepers.end(test)

    @contextmanager
    def _sleeping(self, sleeper: Sleeper, seconds: float) -> Generator[None]:
        if not isinstance(cast("object", seconds), Real) or seconds != seconds:  # noqa: PLR0124  # not a number
            raise TypeError(f"seconds has to be a number, not {seconds!r}")
        with self._api.lock:
            self._sleepers.add(sleeper, seconds)
        try:
            yield
        finally:
            with self._api.lock:
                self._sleepers.drop(sleeper)
        if self._sleepers.ended:
            raise MockEnded(self._sleepers.ended)

    def _watch(self, sleeper: Sleeper, changed: threading.Condition) -> bool:
        """Wait in a thread, and move time to the first sleeper if that does not watch; return False once awake."""
        with changed:
            if sleeper.awake:
                return False
            first = self._sleepers.first or sleeper
            own = first.thread == sleeper.thread
            seen = self._sleepers.activity
            alone = own and not self._sleepers.stand and threading.active_count() == 1
            if not alone:
                THREADS.resting.add(sleeper.thread)
                changed.wait(self.grace * (1 if own else DOUBT))
                THREADS.resting.discard(sleeper.thread)
        if alone or ((own or not first.blocks) and not THREADS.others_run()):
            self._move(first, seen)
        return True

    def _watch_in_asyncio(self, loop: Any, first: Sleeper, seen: int | None = None, rounds: int = ROUNDS) -> None:
        """Wait until all ready callbacks of a loop have run, and then for a grace unless only the loop runs."""
        with self._api.lock:
            if self._sleepers.first is not first:
                return
            activity, stand = self._sleepers.activity, self._sleepers.stand
        if not hasattr(loop, "_ready") and rounds:  # uvloop runs timers before callbacks that are ready
            loop.call_soon(self._watch_in_asyncio, loop, first, seen, rounds - 1)
            return
        if getattr(loop, "_ready", ()):
            # By a timer, which is ready in the next round: so two watchers do not take each other for work.
            loop.call_later(0, self._watch_in_asyncio, loop, first, seen)
            return
        sockets = getattr(getattr(loop, "_selector", None), "get_map", None)  # includes the loop's own socket
        alone = not stand and threading.active_count() == 1 and sockets is not None and len(sockets()) <= 1
        moved = (alone or (seen == activity and not THREADS.others_run())) and self._move(first, activity)
        loop.call_later(0 if moved else self.grace, self._watch_in_asyncio, loop, first, activity)

    async def _watch_in_trio(self, first: Sleeper) -> None:
        """Wait in a run of trio until all tasks are blocked, for a grace."""
        from trio.testing import wait_all_tasks_blocked

        while True:
            with self._api.lock:
                if self._sleepers.first is not first:
                    return
                seen = self._sleepers.activity
            await wait_all_tasks_blocked(self.grace)
            if not THREADS.others_run():  # pragma: no branch - nor a thread that a task has just started
                self._move(first, seen)

    def _move(self, first: Sleeper, seen: int) -> bool:
        """If nothing runs, deliver waiting events; else move time to the first sleeper or an earlier event."""
        if self._is_still(first, seen) and self._api.deliver():
            return True
        with self._api.lock:
            if not self._is_still(first, seen):
                return False
            next(self._api.advance_by_event(self._sleepers.next_due), None)
        self._api.deliver()
        return True

    def _is_still(self, first: Sleeper, seen: int) -> bool:
        sleepers = self._sleepers
        return sleepers.first is first and sleepers.activity == seen and not sleepers.stand


def _finish(future: asyncio.Future[None]) -> None:
    if not future.done():  # it may have been cancelled
        future.set_result(None)
