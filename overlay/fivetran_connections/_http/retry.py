"""
Trying again, by safety and within a budget.

What may be repeated is decided here; how long to wait is stamina's business,
which is imported only when something has failed.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import count
from random import uniform
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from ..errors import ConnectionFailed, NotFound, RequestFailed
from .call import Call, Safety
from .steps import Steps, exchange, persist

if TYPE_CHECKING:
    from stamina import AsyncRetryingCaller, RetryingCaller

T = TypeVar("T")

# A gateway in front of the API failed, or the API is overloaded: the same request may work in a moment.
_PASSING = frozenset({502, 503, 504})
_REPEATABLE = frozenset({Safety.READ, Safety.DELETE})

# Clients that were all told the same Retry-After should not all come back at the same moment.
_SPREAD = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How often and for how long to try again; `retries=0` switches it off."""

    retries: int = 2
    budget: float = 60.0
    first_wait: float = 0.5
    longest_wait: float = 8.0


def send(call: Call[T]) -> Steps[T]:
    """Send a call, and again as far as its safety allows."""
    safety = call.operation.safety
    return persist(lambda number: exchange(call, number), lambda failure: may_repeat(failure, safety))


def may_repeat(failure: RequestFailed, safety: Safety) -> bool:
    """Say whether an operation of this safety may be repeated after this failure, and whether that could help."""
    if failure.status == 429 or not failure.sent:
        return True
    return safety in _REPEATABLE and (isinstance(failure, ConnectionFailed) or failure.status in _PASSING)


def send_delete(call: Call[None]) -> Steps[None]:
    """Send a delete, and again; one that is gone after a doubtful try counts as deleted."""
    doubtful = False

    def attempt(number: int) -> Steps[None]:
        nonlocal doubtful
        try:
            yield from exchange(call, number)
        except NotFound:
            if not doubtful:
                raise
        except RequestFailed as failure:
            doubtful = doubtful or failure.may_have_acted
            raise

    return persist(attempt, lambda failure: may_repeat(failure, call.operation.safety))


def keep_trying(attempt: Callable[[int], T], again: Callable[[RequestFailed], bool], policy: RetryPolicy) -> T:
    """Run an attempt; if it fails and that is worth it, run it again."""
    try:
        return attempt(1)
    except RequestFailed as failure:
        if not _worth_it(failure, again, policy):
            raise
        first = failure
    try:
        return _caller(policy).on(_hook(again, policy))(_replay(attempt, first))
    finally:
        _between_tries.set(False)


async def akeep_trying(
    attempt: Callable[[int], Awaitable[T]], again: Callable[[RequestFailed], bool], policy: RetryPolicy
) -> T:
    """Run an attempt; if it fails and that is worth it, run it again."""
    try:
        return await attempt(1)
    except RequestFailed as failure:
        if not _worth_it(failure, again, policy):
            raise
        first = failure
    replayed = _replay(attempt, first)

    async def turn() -> T:
        return await replayed()

    try:
        return await _async_caller(policy).on(_hook(again, policy))(turn)
    finally:
        _between_tries.set(False)


def _worth_it(failure: RequestFailed, again: Callable[[RequestFailed], bool], policy: RetryPolicy) -> bool:
    return policy.retries > 0 and policy.budget > 0 and again(failure)


def _replay(attempt: Callable[[int], T], first: RequestFailed) -> Callable[[], T]:
    """
    Return the attempt as stamina calls it; its first turn repeats the failure that already happened.

    So the way of success never meets stamina, and stamina still waits before
    what is, to the server, the second request.
    """
    turns = count(1)

    def turn() -> T:
        _between_tries.set(False)
        number = next(turns)
        if number == 1:
            raise first
        return attempt(number)

    return turn


def _hook(again: Callable[[RequestFailed], bool], policy: RetryPolicy) -> Callable[[Exception], bool | float]:
    """Return stamina's backoff hook: no, yes, or the seconds that the API asked for if they fit into the budget."""
    end = monotonic() + policy.budget

    def wait(failure: Exception) -> bool | float:
        if not isinstance(failure, RequestFailed) or not again(failure):
            return False
        _between_tries.set(True)
        asked = failure.retry_after
        if asked is None:
            return True
        return asked + uniform(0, _SPREAD) if monotonic() + asked <= end else False  # noqa: S311 - not a secret

    return wait


# From the moment that stamina is told to go on until the next try: there it logs what it is about to do.
_between_tries: ContextVar[bool] = ContextVar("fivetran_connections between tries", default=False)


def _is_wanted(_record: logging.LogRecord) -> bool:
    """Drop stamina's line about a retry of ours where nobody set up logging: Python would print it on stderr."""
    return not _between_tries.get() or _stamina_logger.hasHandlers()


_stamina_logger = logging.getLogger("stamina")


def _settings(policy: RetryPolicy) -> dict[str, float]:
    return {
        "timeout": policy.budget,
        "wait_initial": policy.first_wait,
        "wait_max": policy.longest_wait,
        "wait_jitter": policy.first_wait,
    }


def _caller(policy: RetryPolicy) -> RetryingCaller:
    from stamina import RetryingCaller  # 40 ms that only a failure should cost

    _stamina_logger.addFilter(_is_wanted)
    return RetryingCaller(attempts=1 + policy.retries, **_settings(policy))


def _async_caller(policy: RetryPolicy) -> AsyncRetryingCaller:
    from stamina import AsyncRetryingCaller  # 40 ms that only a failure should cost

    _stamina_logger.addFilter(_is_wanted)
    return AsyncRetryingCaller(attempts=1 + policy.retries, **_settings(policy))
