"""
The documented rate limits, counted on the client's side. No IO, no clock of its own.

`Limiter.reserve` counts a request, or returns the seconds after which it may be sent; `Limiter.finish` takes the answer
into account. Inside a window requests go out as fast as they come: this is no pacing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Event, Lock
from typing import Any, Final

from fivetran_client.types import LIMITS

from ..errors import DeadlineTooSoon, seconds_to_wait
from .steps import Cost

MINUTE: Final = 60.0
HOUR: Final = 3600.0
"""The longest window of the API, and so the longest wait after a 429."""

# The two clocks are read at different moments; a request sent too early costs another wait.
_MARGIN: Final = 0.01


STANDARD: Final = LIMITS["standard"]
TRIAL: Final = LIMITS["trial"]
"""An account on trial is known by `X-Rate-Limit: 500`."""


@dataclass(slots=True)
class _Usage:
    """The requests of one window: those in flight, and the moments at which the others ended."""

    in_flight: int = 0
    ended: deque[float] = field(default_factory=deque[float])

    def wait(self, most: int, window: float, now: float) -> float:
        """Return the seconds until one more request fits, 0 if it fits now."""
        while self.ended and self.ended[0] <= now - window:
            self.ended.popleft()
        if self.in_flight + len(self.ended) < most:
            return 0.0
        if not self.ended:  # all are in flight; a refused one frees its place
            return 1.0
        return min(self.ended[0] + window - now, window) + _MARGIN  # a clock may have gone back


class Limiter:
    """
    Keeps the requests of one account within the documented limits; threads may share it.

    `trial_account` says which limits hold; with None they are the standard ones until an answer tells otherwise.
    """

    def __init__(self, *, trial_account: bool | None = None) -> None:
        """Start with empty windows: requests of others for the same account show only in the API's 429."""
        self._learns = trial_account is None
        self._limits = TRIAL if trial_account else STANDARD
        self._usage = {window: _Usage() for window in {*STANDARD, *TRIAL}}
        self._closed_until: dict[str, float] = {}
        self._lock = Lock()

    def reserve(self, cost: Cost, now: float) -> float:
        """Count a request and return 0, or count nothing and return the seconds after which to ask again."""
        with self._lock:
            windows = self._windows(cost)
            closed = [self._closed_until.get(limit, now) - now for limit in cost]
            full = [
                self._usage[window].wait(self._limits[window], window[1], now)
                for window in windows
                if window in self._limits
            ]
            wait = max([*closed, *full])
            if wait <= 0:
                for window in windows:
                    self._usage[window].in_flight += 1
            return wait

    def least(self, numbers: Mapping[Cost, int], now: float) -> float:
        """Return the seconds before which so many more requests of each cost cannot all have been sent."""
        least = 0.0
        with self._lock:
            for (limit, window), most in self._limits.items():
                usage, number = self._usage[limit, window], sum(numbers[cost] for cost in numbers if limit in cost)
                rounds, place = divmod(number - 1 - (most - usage.in_flight - len(usage.ended)), most)
                if rounds >= 0:  # they do not fit
                    begin = usage.ended[place] if place < len(usage.ended) else now
                    least = max(least, begin - now + window * (rounds + 1))
        return least

    def finish(self, cost: Cost, now: float, status: int | None, headers: Mapping[str, str]) -> None:
        """Take note that a reserved request ended: with an answer, or with none (`status` is None)."""
        with self._lock:
            for window in self._windows(cost):
                self._usage[window].in_flight -= 1
                if status != 429:  # a refused request does not count
                    self._usage[window].ended.append(now)
            if status == 429:
                seconds = seconds_to_wait(headers)
                wait = MINUTE if seconds is None else min(max(seconds, 1.0), HOUR)
                self._closed_until[cost[-1]] = now + wait + _MARGIN
            if self._learns and (stated := headers.get("x-rate-limit")):
                self._limits = TRIAL if stated.strip() == str(TRIAL["all", 3600]) else STANDARD

    def _windows(self, cost: Cost) -> list[tuple[str, int]]:
        return [window for window in self._usage if window[0] in cost]


class Stopped(Exception):
    """The run that waits is being ended."""


@dataclass(slots=True)
class Deadline:
    """The time limit for the waits of a run."""

    ends_at: float
    """The moment at which they have to be over, by the client's clock."""
    left: float
    """The seconds that they may still take together; counted besides the clock, which may go back."""

    def take(self, wait: float, now: float) -> None:
        """Count a wait; raise `DeadlineTooSoon` if it would end after the deadline."""
        if now + wait > self.ends_at or wait > self.left:
            raise DeadlineTooSoon(wait=wait)
        self.left -= wait


@dataclass(frozen=True, slots=True)
class LimitedWaits:
    """A limiter with the deadline of its waits, and a function to call before each."""

    limiter: Limiter
    queue: Any
    """A lock, of threads or of tasks: its holder waits, and one wait serves all."""
    deadline: Deadline | None = None
    on_wait: Callable[[float], object] | None = None
    stopped: Event = field(default_factory=Event)
    """Set when the waits are to end early."""
