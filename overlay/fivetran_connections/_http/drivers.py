"""The two ways of doing steps: blocking and awaiting. They differ only in where they wait."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any, TypeVar

from ..errors import FivetranError, InvalidRequest
from .call import Call
from .httpx_clients import FAILURES, AsyncClient, Client
from .retry import RetryPolicy, akeep_trying, keep_trying
from .steps import Exchange, Now, Pause, Persist, Step, Steps, advance
from .wire import Wire

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Driver:
    """Does steps one after the other, blocking."""

    client: Client
    wire: Wire
    policy: RetryPolicy
    sleep: Callable[[float], object]
    monotonic: Callable[[], float]
    awaits = False

    def run(self, steps: Steps[T]) -> T:
        """Do every step; give what the steps return."""
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
                return self._exchange(call, attempt)
            case Persist(attempt=attempt_steps, again=again):
                return keep_trying(lambda number: self.run(attempt_steps(number)), again, self.policy)
            case Pause(seconds=seconds):
                return self.sleep(seconds)
            case Now():  # pragma: no branch - the last of the four
                return self.monotonic()

    def _exchange(self, call: Call[T], attempt: int) -> T:
        _refuse_closed(self.client)
        request = self.wire.request(call)
        started = perf_counter()
        try:
            response = self.client.send(request, auth=None)
        except FAILURES as failure:
            raise self.wire.failed(call, failure, attempt, started) from failure
        return self.wire.answered(call, response, attempt, started)


@dataclass(frozen=True, slots=True)
class AsyncDriver:
    """Does steps one after the other, awaiting."""

    client: AsyncClient
    wire: Wire
    policy: RetryPolicy
    sleep: Callable[[float], Awaitable[object]]
    monotonic: Callable[[], float]
    awaits = True

    async def run(self, steps: Steps[T]) -> T:
        """Do every step; give what the steps return."""
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
                return await self._exchange(call, attempt)
            case Persist(attempt=attempt_steps, again=again):
                return await akeep_trying(lambda number: self.run(attempt_steps(number)), again, self.policy)
            case Pause(seconds=seconds):
                return await self.sleep(seconds)
            case Now():  # pragma: no branch - the last of the four
                return self.monotonic()

    async def _exchange(self, call: Call[T], attempt: int) -> T:
        _refuse_closed(self.client)
        request = self.wire.request(call)
        started = perf_counter()
        try:
            response = await self.client.send(request, auth=None)
        except FAILURES as failure:
            raise self.wire.failed(call, failure, attempt, started) from failure
        return self.wire.answered(call, response, attempt, started)


def _refuse_closed(client: Client | AsyncClient) -> None:
    if client.is_closed:
        raise InvalidRequest("This client is closed; nothing was sent. Make a new one.")
