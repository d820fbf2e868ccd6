"""The two drivers that execute steps, one blocking and one awaiting. They differ only in where they wait."""

from __future__ import annotations

from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any, Final, TypeVar

from .httpx_clients import send, send_async
from .limits import Stopped
from .settings import Settings
from .steps import Locked, Pause, ReadSettings, Send, Step, Steps, Together

T = TypeVar("T")

_LOOK: Final = 1.0  # seconds between looks of the main thread for a signal


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
        return Lock()

    def _together(self, step: Together) -> None:
        limits = self.new_limits(None, step.deadline, step.on_wait)
        driver = replace(self.hiding(step.others), limits=limits)
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
            with ThreadPoolExecutor(step.concurrency) as pool:
                try:
                    running = [pool.submit(work) for _ in range(step.concurrency)]
                    # Without a time-out, a signal that another thread got, or right before the wait, would not end it.
                    while wait(running, timeout=_LOOK).not_done:
                        continue
                except BaseException:  # the running jobs end before an interruption such as Ctrl-C is raised
                    limits.stopped.set()
                    raise
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
        from anyio import create_task_group  # only for several requests at once

        limits = self.new_limits(None, step.deadline, step.on_wait)
        driver = replace(self.hiding(step.others), limits=limits)
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


@contextmanager
def _noting_progress(step: Together) -> Generator[None]:
    """Add the progress of a run to an interruption such as Ctrl-C."""
    try:
        yield
    except BaseException as interruption:
        interruption.add_note(step.progress())
        raise
