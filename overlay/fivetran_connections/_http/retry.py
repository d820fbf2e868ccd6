"""
Trying again, by method and within a budget.

The waits are steps like any other, so they use the client's own `sleep` and clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final, TypeVar

from ..errors import ConnectionFailed, NotFound, RequestFailed, UnexpectedAnswer
from .exchange import exchange
from .settings import settings
from .steps import ApiCall, Steps, pause, with_reader

T = TypeVar("T")

# The server gave up waiting, a gateway in front of the API failed, or the API is overloaded: the same request may work
# in a moment.
_PASSING: Final = frozenset({408, 502, 503, 504})


def send(call: ApiCall[T]) -> Steps[T]:
    """
    Send a call, and again as far as its method allows.

    If an attempt of a DELETE without an answer came before, a 404 counts as deleted. A 404 to a DELETE that is not in
    the API's format is settled by a GET.
    """
    doubtful = False

    def attempt(number: int) -> Steps[T]:
        nonlocal doubtful
        try:
            try:
                return (yield from exchange(call, number))
            except UnexpectedAnswer as failure:
                if not (call.method == "DELETE" and failure.status == 404):
                    raise
                yield from exchange(with_reader(replace(call, method="GET"), dict), number)
                raise
        except NotFound:
            if not doubtful:
                raise
            return call.interpret({})
        except RequestFailed as failure:
            doubtful = call.method == "DELETE" and (doubtful or failure.may_have_acted)
            raise

    return persist(attempt, lambda failure: may_repeat(failure, call))


def may_repeat(failure: RequestFailed, call: ApiCall[Any]) -> bool:
    """Return whether a call may be sent again after this failure, and whether that could help."""
    if failure.status == 429 or not failure.sent:
        return True
    if call.method == "GET" and failure.status == 500:  # a few of thousands of reads may fail with it
        return True
    is_broken = isinstance(failure, UnexpectedAnswer) and failure.is_cut_off
    # Idempotent methods.
    return call.method in {"GET", "DELETE"} and (
        is_broken or isinstance(failure, ConnectionFailed) or failure.status in _PASSING
    )


def persist(attempt: Callable[[int], Steps[T]], again: Callable[[RequestFailed], bool]) -> Steps[T]:
    """Run the steps of `attempt(1)`; if they fail and `again` allows it, wait and run those of `attempt(2)`, and on."""
    number, waited = 1, 0.0
    started: float | None = None
    while True:
        try:
            return (yield from attempt(number))
        except RequestFailed as failure:
            failure.attempts, failure.waited = number, waited
            own = yield from settings()
            moment = own.monotonic()
            started = moment if started is None else started
            spent = max(moment - started, waited)  # a clock may go back
            if not (again(failure) and own.policy.allows(tried=number, spent=spent, retry_after=failure.retry_after)):
                raise
            wait = own.policy.wait(failure.retry_after, number)
        yield from pause(wait)
        number, waited = number + 1, waited + wait
