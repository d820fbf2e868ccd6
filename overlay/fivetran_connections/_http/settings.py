"""The settings of a client: among them how often it tries again, and the hooks with what they see."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from random import random
from typing import Any, ClassVar, Final, Self

from .._arguments import require_count, require_seconds
from ..errors import RequestSummary
from .httpx_clients import Pool
from .limits import Deadline, LimitedWaits, Limiter
from .steps import ReadSettings, Steps
from .wire import Wire

# Clients with the same Retry-After should not all come back at the same moment.
_SPREAD: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """The number of retries, the seconds that they may take in all, and the most pages of a list."""

    retries: int = 2
    """The most retries of a request; 0 for none."""
    budget: float = 300.0
    first_wait: float = 0.5
    longest_wait: float = 8.0
    most_pages: int = 10_000
    jitter: Callable[[], float] = random
    """Returns a number from 0 to 1 that spreads the waits."""

    def __post_init__(self) -> None:
        """Require valid counts and waits; raises `InvalidRequest`."""
        require_count("retries", self.retries)
        require_seconds("retry_budget", self.budget)
        require_count("most_pages", self.most_pages, least=1)

    def changed(self, retries: int | None, budget: float | None, most_pages: int | None) -> Self:
        """Return a policy with the given values in place of its own; raises `InvalidRequest`."""
        values: dict[str, Any] = {"retries": retries, "budget": budget, "most_pages": most_pages}
        return replace(self, **{name: value for name, value in values.items() if value is not None})

    def wait(self, retry_after: float | None, tried: int) -> float:
        """Return the seconds before the next try: those that the API asks for, or ever longer ones, with jitter."""
        if retry_after is not None:
            return retry_after + _SPREAD * self.jitter()
        doubled = self.first_wait * 2.0 ** min(tried - 1, 32)
        return min(self.longest_wait, doubled + self.first_wait * self.jitter())

    def allows(self, *, tried: int, spent: float, retry_after: float | None) -> bool:
        """Return whether one more try fits into the number of tries and into the budget."""
        return tried <= self.retries and bool(self.budget) and spent + (retry_after or 0.0) <= self.budget


@dataclass(frozen=True, slots=True)
class SentRequest:
    """A request just before it is sent, as a hook sees it: secrets in the body are masked."""

    summary: RequestSummary
    attempt: int
    """1 for the first try of a call, 2 for its first retry."""


@dataclass(frozen=True, slots=True)
class ReceivedResponse:
    """The end of a request, as a hook receives it."""

    request: SentRequest
    status: int | None
    """The HTTP status; None if no answer came."""
    headers: Mapping[str, str]
    """The answer's headers, with the key pair and the secrets of the body masked."""
    seconds: float
    """The duration of the exchange."""


OnRequest = Callable[[SentRequest], object]
OnResponse = Callable[[ReceivedResponse], object]


@dataclass(frozen=True, slots=True)
class Settings(ABC):
    """The settings of a client, which steps can read, and its pool of connections."""

    awaits: ClassVar[bool]
    """Whether tasks execute the steps; otherwise threads do."""
    pool: Pool[Any]
    wire: Wire
    policy: RetryPolicy
    sleep: Callable[[float], Any]
    """A coroutine function where steps are awaited."""
    monotonic: Callable[[], float]
    on_request: OnRequest | None = None
    on_response: OnResponse | None = None
    limiter: Limiter = field(default_factory=Limiter)
    limits: LimitedWaits | None = None

    def hiding(self, others: Callable[[str], str] | None) -> Self:
        """Return the same settings, with messages from which a function masks the secrets of other bodies."""
        return replace(self, wire=replace(self.wire, others=others or self.wire.others))

    @abstractmethod
    def new_lock(self) -> Any:
        """Return a lock of threads or of tasks."""

    def new_limits(
        self, limiter: Limiter | None, seconds: float | None, on_wait: Callable[[float], object] | None
    ) -> LimitedWaits:
        """Return limits with a deadline some seconds from now; deadline and listener may be those of the client."""
        own = self.limits or LimitedWaits(self.limiter, None)
        deadline = own.deadline if seconds is None else Deadline(self.monotonic() + seconds, seconds)
        return LimitedWaits(limiter or self.limiter, self.new_lock(), deadline, on_wait or own.on_wait)


_READ_SETTINGS: Final = ReadSettings()


def settings() -> Steps[Settings]:
    """Read the settings of the client."""
    found: Settings = yield _READ_SETTINGS
    return found
