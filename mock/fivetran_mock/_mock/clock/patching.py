"""Replaces the functions of time for the code under test, by the module of the caller, while mocks ask for it."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial, wraps
from inspect import currentframe
from math import inf
from threading import RLock
from types import BuiltinFunctionType, FrameType
from typing import Any, Final, TypeVar

from .moments import SECOND
from .sleepers import Sleeper, Sleepers, call_soon

T = TypeVar("T")

SLEEP_REALLY: Final = frozenset(
    {
        *("_pytest", "pytest", "pytest_timeout", "execnet", "xdist"),
        *("aiohttp", "anyio", "h11", "httpcore", "httpx", "httpx2", "requests", "trio", "urllib3"),
        *("fivetran_connections", "fivetran_mock", "hypercorn", "uvicorn"),
        *("multiprocessing", "subprocess"),
    }
)
"""The packages whose own sleeps stay real: pytest, clients and servers of HTTP, and ours."""

READ_REAL_TIME: Final = SLEEP_REALLY | {
    *("asyncio", "concurrent", "http", "logging", "queue", "selectors", "socket", "threading"),
    *("hypothesis", "pytest_benchmark"),
}
"""The packages whose clocks and deadlines stay real, too; a sleep that a thread or a pool calls is the user's."""

LONG_WAIT: Final = 2.0
"""The real seconds after which a wait that ends by its time-out is noted: it may be meant for the mock's time."""

LOCAL_PATIENCE: Final = 1.0
"""The real seconds that time stands for a request to this machine: its server may be a sleeper of this process."""


@dataclass(frozen=True, slots=True, eq=False)
class Patched:
    """A mock whose time the code under test sees."""

    sleepers: Sleepers
    sleep: Callable[[float], None]
    asleep: Callable[[float], Coroutine[Any, Any, None]]
    since: int
    """The moves of the mock's time until this began, in microseconds."""


class Patches:
    """Replaces the functions of time in this process, while the time of at least one mock is patched."""

    def __init__(self) -> None:
        self.active: Final[list[Patched]] = []
        """The latest is the last: its time moves when the code under test sleeps."""
        self._lock = RLock()
        self._undo = ExitStack()
        self._ended = 0  # moves of ended mocks, kept so that time never goes back
        self._traveller: Any = None  # time-machine's; None without it, or while the user freezes time
        self._hatch: Any = None  # its functions that return the real time
        self._shown = 0  # the offset it shows

    def begin(
        self, sleepers: Sleepers, sleep: Callable[[float], None], asleep: Callable[[float], Coroutine[Any, Any, None]]
    ) -> Callable[[], None]:
        """Let the code under test see the time of a mock, and return the function that ends this, in any order."""
        patched = Patched(sleepers, sleep, asleep, sleepers.clock.passed)
        with self._lock:
            if not self.active:
                frozen = not isinstance(time.time, BuiltinFunctionType)  # by the user, for instance with freezegun
                if not frozen:
                    self._travel()
                self._rebind([self._replace(*stand_in) for stand_in in _stand_ins(clocks=not frozen)])
            self.active.append(patched)
            sleepers.clock.watchers.append(self._show)
        return partial(self._end, patched)

    def moved(self) -> int:
        """Return by how many microseconds mocks have moved the time of the code under test."""
        # If a mock was patched twice, the earlier start counts.
        since: dict[Sleepers, int] = {patched.sleepers: patched.since for patched in reversed(self.active)}
        return self._ended + sum(sleepers.clock.passed - before for sleepers, before in since.items())

    @contextmanager
    def standing(self, *, local: bool) -> Generator[None]:
        """Let time stand in a block that sends a request to another host, or to this machine."""
        with ExitStack() as held:
            for patched in tuple(self.active):
                held.enter_context(patched.sleepers.held(LOCAL_PATIENCE if local else inf))
            yield

    def _end(self, patched: Patched) -> None:
        with self._lock:
            before = self.moved()
            self.active.remove(patched)
            self._ended += before - self.moved()
            patched.sleepers.clock.watchers.remove(self._show)
            if not self.active:
                self._undo.close()
                self._traveller = self._hatch = None
                self._ended = self._shown = 0

    def _travel(self) -> None:
        """Let time-machine move `datetime`, if it is installed and does not do so for the user."""
        try:
            from time_machine import escape_hatch, travel
        except ImportError:
            return
        if not escape_hatch.is_travelling():
            self._traveller = self._undo.enter_context(travel(timedelta()))
            self._hatch = escape_hatch.time
            datetime.now()  # noqa: DTZ005  # time-machine starts at the first call

    def _show(self) -> None:
        """Let time-machine follow."""
        with self._lock:
            if self._traveller is not None:
                moved = self.moved()
                self._traveller.shift(timedelta(microseconds=moved - self._shown))
                self._shown = moved

    def note_real_wait(
        self, seconds: float, how: str = "waited {:.0f} real seconds until a time-out"
    ) -> Callable[[], None]:
        """List a real wait of the running code with its place, if it is long, and return the function that drops it."""
        if not (seconds > LONG_WAIT and self.active):
            return lambda: None
        frame = currentframe()
        while frame is not None and package_of(frame) in READ_REAL_TIME:
            frame = frame.f_back
        place = threading.current_thread().name if frame is None else f"{frame.f_code.co_filename}:{frame.f_lineno}"
        line = f"{place} {how.format(seconds)}, which patch_time does not move"
        waits = self.active[-1].sleepers.real_waits
        waits.append(line)
        return partial(waits.remove, line)

    def _rebind(self, pairs: Iterable[tuple[object, object]]) -> None:
        """Replace functions also under the names that modules outside the standard library have imported."""
        made = {id(real): (real, patched) for real, patched in pairs}
        for module in tuple(sys.modules.values()):
            names: dict[str, Any] = getattr(module, "__dict__", {})  # a library may put anything there
            if str(names.get("__name__")).partition(".")[0] not in sys.stdlib_module_names:
                for name in [name for name, value in tuple(names.items()) if id(value) in made]:
                    real, names[name] = made[id(names[name])]
                    self._undo.callback(names.__setitem__, name, real)

    def _replace(
        self, owner: Any, name: str, real_for: frozenset[str], stand_in: Callable[..., Any]
    ) -> tuple[object, object]:
        """
        Replace a function for callers outside some packages; return the real one and the other.

        After the block, kept references call the real one.
        """
        real = getattr(owner, name)

        @wraps(real)
        def patched(*args: Any, **named: Any) -> Any:
            frame = currentframe()
            package = package_of(frame and frame.f_back)
            if not self.active or package in real_for:
                return getattr(self._hatch if owner is time else None, name, real)(*args, **named)
            return stand_in(real, *args, **named)

        def undo() -> None:
            if getattr(owner, name) is patched:  # or another tool has wrapped it
                setattr(owner, name, real)

        setattr(owner, name, patched)
        self._undo.callback(undo)
        return real, patched


def package_of(frame: FrameType | None) -> str:
    """Return the package to which the code of a frame belongs."""
    return str(frame and frame.f_globals.get("__name__")).partition(".")[0]


PATCHES: Final = Patches()
"""The patches of this process."""


def _stand_ins(*, clocks: bool) -> Iterator[tuple[Any, str, frozenset[str], Callable[..., Any]]]:
    """Yield each function to replace, the packages that call the real one, and its replacement for the others."""
    yield time, "sleep", SLEEP_REALLY, _sleep
    yield asyncio, "sleep", SLEEP_REALLY, _asleep
    if clocks:
        for name, moved in {"monotonic": _later, "perf_counter": _later, "time": _wall}.items():
            yield time, name, READ_REAL_TIME, partial(moved, 1 / SECOND)
            yield time, f"{name}_ns", READ_REAL_TIME, partial(moved, 1000)
    yield asyncio.BaseEventLoop, "time", READ_REAL_TIME, partial(_later, 1 / SECOND)
    yield asyncio.BaseEventLoop, "call_at", READ_REAL_TIME, _call_at
    yield asyncio, "timeout", READ_REAL_TIME, _timeout
    yield asyncio, "timeout_at", READ_REAL_TIME, _timeout_at
    yield asyncio, "wait_for", READ_REAL_TIME, _wait_for
    yield asyncio, "wait", READ_REAL_TIME, _wait
    yield threading.Condition, "wait", frozenset(), _wait_on


def _later(unit: float, real: Callable[..., float], *loop: object) -> float:
    return real(*loop) + PATCHES.moved() * unit


def _wall(unit: float, real: Callable[[], float]) -> float:
    """Return the time that time-machine has moved already, for a mock or for the user, or else move it."""
    machine = sys.modules.get("time_machine")
    return real() if machine is not None and machine.escape_hatch.is_travelling() else _later(unit, real)


def _sleep(real: Callable[[float], None], seconds: float, /) -> None:
    (PATCHES.active[-1].sleep if seconds > 0 else real)(seconds)


def _wait_on(real: Callable[..., bool], condition: object, timeout: float | None = None) -> bool:
    began = time.monotonic()
    end = PATCHES.note_real_wait(timeout or 0, "still waits, for up to {:g} real seconds")
    try:
        is_notified = real(condition, timeout)
    finally:
        end()
    if not is_notified:
        PATCHES.note_real_wait(time.monotonic() - began)
    return is_notified


async def _asleep(real: Callable[[float], Awaitable[None]], delay: float, result: T = None) -> T:  # type: ignore[assignment]  # as asyncio
    await (PATCHES.active[-1].asleep if delay > 0 else real)(delay)
    return result


def _ahead(loop: asyncio.AbstractEventLoop) -> float:
    """Return the seconds that virtual time added to the `time` of a loop; 0 for uvloop, whose time stays real."""
    return PATCHES.moved() / SECOND if isinstance(loop, asyncio.BaseEventLoop) else 0.0


def _call_at(real: Callable[..., T], loop: asyncio.AbstractEventLoop, when: float, *args: Any, **named: Any) -> T:
    return real(loop, when - _ahead(loop), *args, **named)


def _timeout(_: object, delay: float | None) -> Timeout:
    loop = asyncio.get_running_loop()
    return Timeout(None if delay is None else loop.time() + _ahead(loop) + delay)


def _timeout_at(_: object, when: float | None) -> Timeout:
    return Timeout(when)


async def _wait_for(real: Callable[..., Awaitable[T]], fut: Awaitable[T], timeout: float | None) -> T:  # noqa: ASYNC109  # as asyncio
    if timeout is None or timeout <= 0:
        return await real(fut, timeout)
    async with _timeout(None, timeout):
        return await fut


async def _wait(real: Callable[..., Awaitable[T]], fs: Any, *, timeout: float | None = None, **named: Any) -> T | Any:  # noqa: ASYNC109  # as asyncio
    waited: Any = fs if asyncio.isfuture(fs) else set(fs)
    if timeout is not None:
        with suppress(TimeoutError):
            async with _timeout(None, timeout):
                return await real(waited, **named)
        done = {each for each in waited if each.done()}  # at once, before time moves on
        return done, waited - done
    return await real(waited, **named)


class Timeout(asyncio.Timeout):  # type: ignore[misc]  # final, but for the time by which it ends
    """A time-out that ends by real time or by the time of the mock, whichever is first."""

    def __init__(self, when: float | None) -> None:
        super().__init__(when)
        self._shown = when
        self._sleepers = PATCHES.active[-1].sleepers
        self._began = time.monotonic()
        self._deadline: Sleeper | None = None

    def when(self) -> float | None:
        """Return the moment by the loop's time, as the code under test sees it."""
        return self._shown

    def reschedule(self, when: float | None) -> None:
        """End at another moment of the loop's time."""
        loop = asyncio.get_running_loop()
        real = None if when is None else when - _ahead(loop)
        super().reschedule(real)
        self._shown = when
        self._forget()
        if real is not None:
            self._deadline = deadline = Sleeper(deadline=True)
            deadline.wake = partial(call_soon, loop, self._end, deadline)
            with self._sleepers.lock:
                self._sleepers.expect(deadline, real - loop.time())

    async def __aexit__(self, *error: Any) -> None:  # noqa: PYI036  # they are passed on
        self._forget()
        if self.expired():
            PATCHES.note_real_wait(time.monotonic() - self._began)
        await super().__aexit__(*error)

    def _end(self, deadline: Sleeper) -> None:
        if self._deadline is deadline and not self.expired():
            super().reschedule(asyncio.get_running_loop().time())

    def _forget(self) -> None:
        if self._deadline is not None:
            with self._sleepers.lock:
                self._sleepers.drop(self._deadline)
            self._deadline = None
