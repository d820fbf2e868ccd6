"""
Sync and async from one definition.

A resource method is written once, as a generator of *steps*: it yields what is to be done (`Send`, `Pause`, `Locked`,
`Together`, `ReadSettings`) and receives the result. Two drivers execute the steps, one blocking and one awaiting.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

if TYPE_CHECKING:
    from .settings import Settings

T = TypeVar("T")


class ReadSettings(NamedTuple):
    """Read the settings of the client: its address, retries, limits and clock."""


class Send(NamedTuple):
    """Send one request of httpx once, with the client of httpx, and read the answer."""

    client: Any
    request: Any


class Pause(NamedTuple):
    """Do nothing for some seconds."""

    seconds: float


class Locked(NamedTuple):
    """Run steps while a lock is held."""

    lock: Any
    """A lock of threads or of tasks, as the driver needs it."""
    steps: Steps[None]


class Together(NamedTuple):
    """
    Run the steps of many jobs, some at the same time, within the documented rate limits.

    `deadline` bounds the waits for a rate limit, in seconds from now; `on_wait` is called with the seconds of each.
    """

    jobs: Iterable[Callable[[], Steps[None]]]
    concurrency: int
    deadline: float | None
    on_wait: Callable[[float], object] | None
    progress: Callable[[], str]
    """The text to add to an interruption: which jobs are done and which are not."""


Step: TypeAlias = ReadSettings | Send | Pause | Locked | Together
Steps: TypeAlias = Generator[Step, Any, T]

_READ_SETTINGS = ReadSettings()


def settings() -> Steps[Settings]:
    """Read the settings of the client."""
    found: Settings = yield _READ_SETTINGS
    return found


def pause(seconds: float) -> Steps[None]:
    """Wait."""
    yield Pause(seconds)
