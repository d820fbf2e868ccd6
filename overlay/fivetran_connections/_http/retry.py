"""
Trying again, by safety and within a budget.

The waits are steps like any other, so they use the client's own `sleep` and clock.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from ..errors import ConnectionFailed, NotFound, RequestFailed
from .call import Call, Safety
from .steps import Steps, exchange, now, pause, retry_policy

T = TypeVar("T")

# A gateway in front of the API failed, or the API is overloaded: the same request may work in a moment.
_PASSING: Final = frozenset({502, 503, 504})
_REPEATABLE: Final = frozenset({Safety.READ, Safety.DELETE})


def send(call: Call[T]) -> Steps[T]:
    """Send a call, and again as far as its safety allows."""
    safety = call.operation.safety
    return persist(lambda number: exchange(call, number), lambda failure: may_repeat(failure, safety))


def may_repeat(failure: RequestFailed, safety: Safety) -> bool:
    """Return whether an operation of this safety may be repeated after this failure, and whether that could help."""
    if failure.status == 429 or not failure.sent:
        return True
    return safety in _REPEATABLE and (isinstance(failure, ConnectionFailed) or failure.status in _PASSING)


def send_delete(call: Call[None]) -> Steps[None]:
    """Send a delete, and again; if an attempt without an answer came before, a 404 counts as deleted."""
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


def persist(attempt: Callable[[int], Steps[T]], again: Callable[[RequestFailed], bool]) -> Steps[T]:
    """Run the steps of `attempt(1)`; if they fail and `again` allows it, wait and run those of `attempt(2)`, and on."""
    number, waited = 1, 0.0
    started: float | None = None
    while True:
        try:
            return (yield from attempt(number))
        except RequestFailed as failure:
            failure.attempts, failure.waited = number, waited
            policy = yield from retry_policy()
            moment = yield from now()
            started = moment if started is None else started
            spent = max(moment - started, waited)  # a clock may go back
            if not (again(failure) and policy.allows(tried=number, spent=spent, asked=failure.retry_after)):
                raise
            wait = policy.wait(failure.retry_after, number)
        yield from pause(wait)
        number, waited = number + 1, waited + wait
