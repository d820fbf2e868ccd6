"""The two drivers that execute steps, one blocking and one awaiting. They differ only in where they wait."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from queue import Empty, SimpleQueue
from threading import Lock
from time import perf_counter
from typing import TYPE_CHECKING, Any, Self, TypeVar

from .._values.retry_policy import RetryPolicy
from ..errors import FivetranError, RateLimited
from .call import Call
from .httpx_clients import FAILURES, Answer, AsyncClient, Client, Pool, send, send_async
from .limits import HOUR, Deadline, Limiter, Limits, Stopped
from .steps import Exchange, Now, Pause, Policy, Step, Steps, Together, advance
from .watching import Answered, Hooks, Notes, ReceivedResponse, SentRequest
from .wire import Wire

if TYPE_CHECKING:
    from fivetran_rules import ServiceCatalogue

T = TypeVar("T")

_NO_HOOKS = Hooks()
_SLICE = 1.0  # seconds after which a thread that waits notices that it is to stop


@dataclass(frozen=True, slots=True)
class Driver:
    """Executes steps one after the other, blocking."""

    pool: Pool[Client]
    wire: Wire
    policy: RetryPolicy
    sleep: Callable[[float], object]
    monotonic: Callable[[], float]
    hooks: Hooks = _NO_HOOKS
    limiter: Limiter = field(default_factory=Limiter)
    limits: Limits | None = None
    notes: Notes | None = None
    catalogue: ServiceCatalogue | None = None
    awaits = False

    def run(self, steps: Steps[T]) -> T:
        """Execute every step; return the result of the last."""
        outcome: tuple[Any, FivetranError | None] = (None, None)
        while True:
            try:
                step = advance(steps, *outcome)
            except StopIteration as stop:
                return stop.value  # type: ignore[no-any-return] # a generator's return value has no type of its own
            outcome = self._outcome(step)

    def _outcome(self, step: Step) -> tuple[Any, FivetranError | None]:
        try:
            return self._do(step), None
        except FivetranError as failure:
            return None, failure

    def _do(self, step: Step) -> Any:
        match step:
            case Exchange(call=call, attempt=attempt):
                return self._limited(self.limits, call, attempt) if self.limits else self._exchange(call, attempt)
            case Pause(seconds=seconds):
                return self.sleep(seconds)
            case Now():
                return self.monotonic()
            case Policy():
                return self.policy
            case Together():  # pragma: no branch - the last of the five
                return self._together(step)

    def _exchange(self, call: Call[T], attempt: int, notes: Notes | None = None) -> T:
        client, request = self.pool.client(), self.wire.request(call)
        watch = _Watch(self, call, attempt, notes)
        try:
            response = send(client, request, total=self.wire.timeouts.total, monotonic=self.monotonic)
        except FAILURES as failure:
            watch.ended(None)
            raise self.wire.failed(call, failure, attempt, watch.started) from failure
        watch.ended(response)
        return self.wire.answered(call, response, attempt, watch.started)

    def _limited(self, limits: Limits, call: Call[T], attempt: int) -> T:
        """Send a call when the rate limits allow it; after a 429, which costs nothing, wait and send it again."""
        while True:
            self._admit(limits, call)
            notes = Notes()
            try:
                return self._exchange(call, attempt, notes)
            except RateLimited as refusal:
                if (refusal.retry_after or 0) > HOUR:
                    raise
            finally:
                limits.limiter.finish(call.cost, self.monotonic(), notes.status, notes.headers)

    def _admit(self, limits: Limits, call: Call[Any]) -> None:
        if limits.limiter.reserve(call.cost, self.monotonic()) <= 0:
            return
        with limits.queue:
            while (wait := limits.limiter.reserve(call.cost, self.monotonic())) > 0:
                limits.announce(wait, self.monotonic())
                self._rest(limits, wait)

    def _rest(self, limits: Limits, wait: float) -> None:
        while wait > 0:
            limits.refuse_stopped()
            self.sleep(min(wait, _SLICE))
            wait -= _SLICE

    def keep_limits(
        self, limiter: Limiter | None, deadline: float | None, on_wait: Callable[[float], object] | None
    ) -> Self:
        """Return a driver that sends nothing before the rate limits allow it."""
        limiter = limiter or self.limiter
        return replace(self, limiter=limiter, limits=Limits(limiter, _deadline(self, deadline), on_wait))

    def _together(self, step: Together) -> None:
        limits = _limits_of(self, step)
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

        with _telling(step):
            _in_threads(work, step.concurrency, stop=limits.stopped.set)
        _raise_first(failures, step)


@dataclass(frozen=True, slots=True)
class AsyncDriver:
    """Executes steps one after the other, awaiting."""

    pool: Pool[AsyncClient]
    wire: Wire
    policy: RetryPolicy
    sleep: Callable[[float], Awaitable[object]]
    monotonic: Callable[[], float]
    hooks: Hooks = _NO_HOOKS
    limiter: Limiter = field(default_factory=Limiter)
    limits: Limits | None = None
    notes: Notes | None = None
    catalogue: ServiceCatalogue | None = None
    awaits = True

    async def run(self, steps: Steps[T]) -> T:
        """Execute every step; return the result of the last."""
        outcome: tuple[Any, FivetranError | None] = (None, None)
        while True:
            try:
                step = advance(steps, *outcome)
            except StopIteration as stop:
                return stop.value  # type: ignore[no-any-return] # a generator's return value has no type of its own
            outcome = await self._outcome(step)

    async def _outcome(self, step: Step) -> tuple[Any, FivetranError | None]:
        try:
            return await self._do(step), None
        except FivetranError as failure:
            return None, failure

    async def _do(self, step: Step) -> Any:
        match step:
            case Exchange(call=call, attempt=attempt):
                limited = self.limits and self._limited(self.limits, call, attempt)
                return await (limited or self._exchange(call, attempt))
            case Pause(seconds=seconds):
                return await self.sleep(seconds)
            case Now():
                return self.monotonic()
            case Policy():
                return self.policy
            case Together():  # pragma: no branch - the last of the five
                return await self._together(step)

    async def _exchange(self, call: Call[T], attempt: int, notes: Notes | None = None) -> T:
        client, request = self.pool.client(), self.wire.request(call)
        watch = _Watch(self, call, attempt, notes)
        try:
            response = await send_async(client, request, total=self.wire.timeouts.total, monotonic=self.monotonic)
        except FAILURES as failure:
            watch.ended(None)
            raise self.wire.failed(call, failure, attempt, watch.started) from failure
        watch.ended(response)
        return self.wire.answered(call, response, attempt, watch.started)

    async def _limited(self, limits: Limits, call: Call[T], attempt: int) -> T:
        """Send a call when the rate limits allow it; after a 429, which costs nothing, wait and send it again."""
        while True:
            await self._admit(limits, call)
            notes = Notes()
            try:
                return await self._exchange(call, attempt, notes)
            except RateLimited as refusal:
                if (refusal.retry_after or 0) > HOUR:
                    raise
            finally:
                limits.limiter.finish(call.cost, self.monotonic(), notes.status, notes.headers)

    async def _admit(self, limits: Limits, call: Call[Any]) -> None:
        if limits.limiter.reserve(call.cost, self.monotonic()) <= 0:
            return
        async with limits.queue:
            while (wait := limits.limiter.reserve(call.cost, self.monotonic())) > 0:
                limits.announce(wait, self.monotonic())
                await self.sleep(wait)

    def keep_limits(
        self, limiter: Limiter | None, deadline: float | None, on_wait: Callable[[float], object] | None
    ) -> Self:
        """Return a driver that sends nothing before the rate limits allow it."""
        from anyio import Lock as TaskLock  # only for limited clients

        limiter = limiter or self.limiter
        return replace(
            self, limiter=limiter, limits=Limits(limiter, _deadline(self, deadline), on_wait, queue=TaskLock())
        )

    async def _together(self, step: Together) -> None:
        from anyio import Lock as TaskLock  # only for many at once
        from anyio import create_task_group

        driver = replace(self, limits=_limits_of(self, step, queue=TaskLock()))
        jobs, failures = iter(step.jobs), list[BaseException]()

        async def work() -> None:
            for job in jobs:
                try:
                    await driver.run(job())
                except Exception as failure:  # noqa: BLE001 - raised below, as itself and not in a group
                    failures.append(failure)
                    group.cancel_scope.cancel()
                    return

        with _telling(step):
            async with create_task_group() as group:
                for _ in range(step.concurrency):
                    group.start_soon(work)
        _raise_first(failures, step)


@dataclass(frozen=True, slots=True)
class RecordingDriver:
    """Executes steps as a `Driver`, and returns the result with its response."""

    inner: Driver
    awaits = False

    @property
    def catalogue(self) -> ServiceCatalogue | None:
        """The catalogue by which requests are checked; None for the packaged one."""
        return self.inner.catalogue

    def run(self, steps: Steps[T]) -> Answered[T]:
        """Execute every step; return the result and the last response."""
        notes = Notes()
        return notes.answered(replace(self.inner, notes=notes).run(steps))


@dataclass(frozen=True, slots=True)
class AsyncRecordingDriver:
    """Executes steps as an `AsyncDriver`, and returns the result with its response."""

    inner: AsyncDriver
    awaits = True

    @property
    def catalogue(self) -> ServiceCatalogue | None:
        """The catalogue by which requests are checked; None for the packaged one."""
        return self.inner.catalogue

    async def run(self, steps: Steps[T]) -> Answered[T]:
        """Execute every step; return the result and the last response."""
        notes = Notes()
        return notes.answered(await replace(self.inner, notes=notes).run(steps))


class _Watch:
    """Tells hooks and notes about one exchange."""

    __slots__ = ("_notes", "_request", "_tell", "started")

    def __init__(self, driver: Driver | AsyncDriver, call: Call[Any], attempt: int, notes: Notes | None) -> None:
        self._notes = [each for each in (notes, driver.notes) if each is not None]
        self._tell: Callable[[int | None, Any], None] | None = None
        if driver.hooks:
            request = SentRequest(call.summary(), attempt)
            driver.hooks.sent(request)

            def tell(status: int | None, headers: Any) -> None:
                scrubbed = driver.wire.scrubber(call)
                shown = {name: scrubbed(value) for name, value in headers.items()}
                seconds = perf_counter() - self.started
                driver.hooks.received(ReceivedResponse(request, status, shown, seconds))

            self._tell = tell
        self.started = perf_counter()

    def ended(self, response: Answer | None) -> None:
        """Report the end of the exchange; None if no answer came."""
        if not (self._notes or self._tell):
            return
        status, headers = (response.status, dict(response.headers)) if response else (None, {})
        for notes in self._notes:
            notes.take(status, headers)
        if self._tell:
            self._tell(status, headers)


@contextmanager
def _telling(step: Together) -> Generator[None]:
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


def _raise_first(failures: list[BaseException], step: Together) -> None:
    if failures:
        failures[0].add_note(step.progress())
        raise failures[0]


def _limits_of(driver: Driver | AsyncDriver, step: Together, **queue: Any) -> Limits:
    """Return the limits of a run; a deadline or listener that it lacks is that of the client."""
    of_client = driver.limits or Limits(driver.limiter)
    deadline = of_client.deadline if step.deadline is None else _deadline(driver, step.deadline)
    return Limits(driver.limiter, deadline, step.on_wait or of_client.on_wait, **queue)


def _deadline(driver: Driver | AsyncDriver, seconds: float | None) -> Deadline | None:
    return None if seconds is None else Deadline(driver.monotonic() + seconds, seconds)
