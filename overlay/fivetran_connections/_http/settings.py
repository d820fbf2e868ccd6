"""The settings of a client."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .httpx_clients import Pool
from .limits import Deadline, Limiter, Limits
from .retry_policy import RetryPolicy
from .watching import Notes, OnRequest, OnResponse
from .wire import Wire

if TYPE_CHECKING:
    from fivetran_rules import ServiceCatalogue


@dataclass(frozen=True, slots=True)
class Settings(ABC):
    """The settings of a client, which steps can read, and its pool of connections."""

    pool: Pool[Any]
    wire: Wire
    policy: RetryPolicy
    sleep: Callable[[float], Any]
    """A coroutine function where steps are awaited."""
    monotonic: Callable[[], float]
    on_request: OnRequest | None = None
    on_response: OnResponse | None = None
    catalogue: ServiceCatalogue | None = None
    """The catalogue by which requests are checked; None for the packaged one."""
    limiter: Limiter = field(default_factory=Limiter)
    limits: Limits | None = None
    notes: Notes | None = None

    @abstractmethod
    def new_lock(self) -> Any:
        """Return a lock of threads or of tasks."""

    def new_limits(
        self,
        limiter: Limiter | None,
        seconds: float | None,
        on_wait: Callable[[float], object] | None,
        *,
        otherwise: Limits | None = None,
    ) -> Limits:
        """Return limits with a deadline some seconds from now; deadline and listener may come from other limits."""
        deadline = otherwise.deadline if otherwise else None
        if seconds is not None:
            deadline = Deadline(self.monotonic() + seconds, seconds)
        on_wait = on_wait or (otherwise.on_wait if otherwise else None)
        return Limits(limiter or self.limiter, self.new_lock(), deadline, on_wait)
