"""
Sync and async from one definition.

A resource method is written once, as a generator of *steps*: it yields what is
to be done (`Exchange`, `Persist`, `Pause`, `Now`) and receives what came of it.
Two drivers do the doing, one blocking and one awaiting. `@twin` gives the
method its two faces, with exact types: on `Fivetran` it returns `T`, on
`AsyncFivetran` a coroutine of `T`. `@listing` does the same for iterators.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeAlias, TypeVar

from ..errors import FivetranError, RequestFailed

if TYPE_CHECKING:
    from .call import Call

T = TypeVar("T")


class Exchange(NamedTuple, Generic[T]):
    """Send one request once, and read the answer."""

    call: Call[T]
    attempt: int


class Persist(NamedTuple, Generic[T]):
    """Run the steps that `attempt(number)` gives, and again as long as `again(failure)` says so."""

    attempt: Callable[[int], Steps[T]]
    again: Callable[[RequestFailed], bool]


class Pause(NamedTuple):
    """Do nothing for some seconds."""

    seconds: float


class Now(NamedTuple):
    """Read the clock: seconds, only ever growing."""


Step: TypeAlias = Exchange[Any] | Persist[Any] | Pause | Now
Steps: TypeAlias = Generator[Step, Any, T]


def exchange(call: Call[T], attempt: int = 1) -> Steps[T]:
    """Send a call once."""
    result: T = yield Exchange(call, attempt)
    return result


def persist(attempt: Callable[[int], Steps[T]], again: Callable[[RequestFailed], bool]) -> Steps[T]:
    """Run an attempt, and again where that is allowed and worth it."""
    result: T = yield Persist(attempt, again)
    return result


def pause(seconds: float) -> Steps[None]:
    """Wait."""
    yield Pause(seconds)


def now() -> Steps[float]:
    """Read the clock."""
    seconds: float = yield Now()
    return seconds


def advance(steps: Steps[Any], value: object, failure: FivetranError | None) -> Step:
    """Tell the steps what came of the last one, and get the next one; `StopIteration` carries the result."""
    return steps.throw(failure) if failure else steps.send(value)
