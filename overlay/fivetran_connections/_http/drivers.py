"""The two drivers that execute steps, one blocking and one awaiting. They differ only in where they wait."""

from __future__ import annotations

from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from threading import Lock
from typing import Any, TypeVar

from .httpx_clients import send, send_async
from .limits import Mutex, Stopped
from .settings import Settings
from .steps import Locked, Pause, ReadSettings, Send, Step, Steps, Together
from .watching import Answered, Notes

T = TypeVar("T")

_SLICE = 1.0  # seconds after which the main thread notices an interruption that came just before it waited


@dataclass(frozen=True, slots=True)
class Driver(Settings):
    """Executes steps one after the other, blocking."""

    awaits = False

    def run(self, steps: Steps[T]) -> T:
        """Execute every step; return the result of the last."""
        resume: Callable[[Any], Step] = steps.send
        result: Any = None
        while True:
            try:
                step = resume(result)
            except StopIteration as stop:
                return stop.value  # type: ignore[no-any-return] # a generator's return value has no type of its own
            resume = steps.send
            try:
                match step:
                    case ReadSettings():
                        result = self
                    case Send(client, request):
                        result = send(client, request, total=self.wire.timeouts.total, monotonic=self.monotonic)
                    case Pause(seconds):
                        result = self.sleep(seconds)
                    case Locked(lock, inner):
                        with lock:
                            result = self.run(inner)
                    case Together():  # pragma: no branch - the last of the five
                        self._together(step)
                        result = None
            except BaseException as failure:  # noqa: BLE001 - the steps are left by it, or handle it
                resume, result = steps.throw, failure

    def new_lock(self) -> Any:
        """Return a lock of threads."""
        return Mutex()

    def _together(self, step: Together) -> None:
        limits = self.new_limits(None, step.deadline, step.on_wait, otherwise=self.limits)
        driver = replace(self, limits=limits)
        jobs, lock, failures = iter(step.jobs), Lock(), list[BaseException]()

        def work() -> None:
            while not limits.stopped.is_set():
                with lock:
                    job = next(jobs, None)
                if job is None:
                    return
                try:
                    driver.run(job())
                except Stopped:
                    return
                except BaseException as failure:  # noqa: BLE001 - raised below
                    failures.append(failure)
                    limits.stopped.set()

        with _noting_progress(step):
            _in_threads(work, step.concurrency, stop=limits.stopped.set)
            if failures:
                raise failures[0]


@dataclass(frozen=True, slots=True)
class AsyncDriver(Settings):
    """Executes steps one after the other, awaiting."""

    awaits = True

    async def run(self, steps: Steps[T]) -> T:
        """Execute every step; return the result of the last."""
        resume: Callable[[Any], Step] = steps.send
        result: Any = None
        while True:
            try:
                step = resume(result)
            except StopIteration as stop:
                return stop.value  # type: ignore[no-any-return] # a generator's return value has no type of its own
            resume = steps.send
            try:
                match step:
                    case ReadSettings():
                        result = self
                    case Send(client, request):
                        total = self.wire.timeouts.total
                        result = await send_async(client, request, total=total, monotonic=self.monotonic)
                    case Pause(seconds):
                        result = await self.sleep(seconds)
                    case Locked(lock, inner):
                        async with lock:
                            result = await self.run(inner)
                    case Together():  # pragma: no branch - the last of the five
                        await self._together(step)
                        result = None
            except BaseException as failure:  # noqa: BLE001 - the steps are left by it, or handle it
                resume, result = steps.throw, failure

    def new_lock(self) -> Any:
        """Return a lock of tasks."""
        from anyio import Lock as TaskLock  # only for limited clients

        return TaskLock()

    async def _together(self, step: Together) -> None:
        from anyio import create_task_group  # only for many at once

        driver = replace(self, limits=self.new_limits(None, step.deadline, step.on_wait, otherwise=self.limits))
        jobs, failures = iter(step.jobs), list[BaseException]()

        async def work() -> None:
            for job in jobs:
                try:
                    await driver.run(job())
                except Exception as failure:  # noqa: BLE001 - raised below, as itself and not in a group
                    failures.append(failure)
                    group.cancel_scope.cancel()
                    return

        with _noting_progress(step):
            async with create_task_group() as group:
                for _ in range(step.concurrency):
                    group.start_soon(work)
            if failures:
                raise failures[0]


@dataclass(frozen=True, slots=True)
class RecordingDriver:
    """Executes steps as a `Driver`, and returns the result with its response."""

    inner: Driver
    awaits = False

    def run(self, steps: Steps[T]) -> Answered[T]:
        """Execute every step; return the result and the last response."""
        notes = Notes()
        return notes.answered(replace(self.inner, notes=notes).run(steps))


@dataclass(frozen=True, slots=True)
class AsyncRecordingDriver:
    """Executes steps as an `AsyncDriver`, and returns the result with its response."""

    inner: AsyncDriver
    awaits = True

    async def run(self, steps: Steps[T]) -> Answered[T]:
        """Execute every step; return the result and the last response."""
        notes = Notes()
        return notes.answered(await replace(self.inner, notes=notes).run(steps))


@contextmanager
def _noting_progress(step: Together) -> Generator[None]:
    """Add the progress of a run to an interruption such as Ctrl-C."""
    try:
        yield
    except BaseException as interruption:
        interruption.add_note(step.progress())
        raise


def _in_threads(work: Callable[[], None], count: int, *, stop: Callable[[], None]) -> None:
    """
    Run `work` in some threads, and return after its end in all of them; an interruption calls `stop` before that.

    They share queues alone: an interruption can leave the lock of an event or of a future held, and a thread that needs
    it would wait for ever.
    """
    begun, ended = SimpleQueue[None](), SimpleQueue[None]()

    def wait_and_work() -> None:
        begun.put(begun.get())  # an interruption must find it idle while others are started: the pool knows it later
        try:
            work()
        finally:
            ended.put(None)

    with ThreadPoolExecutor(count) as pool:
        try:
            for _ in range(count):
                pool.submit(wait_and_work)
            begun.put(None)
            running = count
            while running:
                with suppress(Empty):  # a signal just before the wait does not end it, and is noticed after the slice
                    ended.get(timeout=_SLICE)
                    running -= 1
        except BaseException:
            stop()
            begun.put(None)
            raise
