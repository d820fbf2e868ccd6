"""
Sync and async from one definition.

A resource method is written once, as a generator of *steps*: it yields what is
to be done (`Exchange`, `Pause`, `Now`, `Policy`, `Together`) and receives the
result. Two drivers execute the steps, one blocking and one awaiting.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeAlias, TypeVar

from ..errors import FivetranError

if TYPE_CHECKING:
    from .._values.retry_policy import RetryPolicy
    from .call import Call

T = TypeVar("T")


class Exchange(NamedTuple, Generic[T]):
    """Send one request once, and read the answer."""

    call: Call[T]
    attempt: int


class Pause(NamedTuple):
    """Do nothing for some seconds."""

    seconds: float


class Now(NamedTuple):
    """Read the clock: seconds, only ever growing."""


class Policy(NamedTuple):
    """Read how often and for how long the client tries again, and how many pages of a list it reads."""


class Together(NamedTuple):
    """
    Run the steps of many jobs, some at the same time, within the documented rate limits.

    `deadline` bounds the waits for a rate limit, in seconds from now; `on_wait` is told of each.
    """

    jobs: Iterable[Callable[[], Steps[None]]]
    concurrency: int
    deadline: float | None
    on_wait: Callable[[float], object] | None
    progress: Callable[[], str]
    """The text to add to an interruption: which jobs are done and which are not."""


Step: TypeAlias = Exchange[Any] | Pause | Now | Policy | Together
Steps: TypeAlias = Generator[Step, Any, T]


def exchange(call: Call[T], attempt: int = 1) -> Steps[T]:
    """Send a call once."""
    result: T = yield Exchange(call, attempt)
    return result


def pause(seconds: float) -> Steps[None]:
    """Wait."""
    yield Pause(seconds)


def now() -> Steps[float]:
    """Read the clock."""
    seconds: float = yield Now()
    return seconds


def retry_policy() -> Steps[RetryPolicy]:
    """Read how often and for how long the client tries again, and how many pages of a list it reads."""
    policy: RetryPolicy = yield Policy()
    return policy


def advance(steps: Steps[Any], value: object, failure: FivetranError | None) -> Step:
    """Pass the result of the last step, and return the next step; `StopIteration` carries the result of all."""
    return steps.throw(failure) if failure else steps.send(value)
