"""The documented rate limits: over rolling windows."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from fivetran_openapi import document

from ..clock.moments import HOUR, MINUTE, SECOND
from ..formats.refusals import too_many

RateLimitPlan = Literal["standard", "trial"]


@dataclass(frozen=True, slots=True)
class Limit:
    """The most calls of a kind within a window, whose length is in microseconds."""

    kind: str
    calls: int
    window: int

    def __str__(self) -> str:
        """Return the limit as part of a sentence."""
        return f"{self.calls} {_COUNTED[self.kind]} in {'an hour' if self.window == HOUR else 'a minute'}"


_COUNTED: Final = {
    "all": "requests",
    "setup_tests": "runs of setup tests",
    "source": "requests that reach the source",
    "users": "new users",
}

_WINDOWS: Final = {"minute": MINUTE, "hour": HOUR}

LIMITS: Final[dict[RateLimitPlan, tuple[Limit, ...]]] = {
    plan: tuple(
        Limit(kind, calls, _WINDOWS[window]) for kind, windows in kinds.items() for window, calls in windows.items()
    )
    for plan, kinds in document()["x-fivetran-limits"].items()
}
"""The limits of the document."""


class RateLimits:
    """Counts calls and refuses those above a limit."""

    def __init__(self, plan: RateLimitPlan) -> None:
        self._limits = LIMITS[plan]
        self._spent: dict[Limit, deque[int]] = {}

    def spend(self, kinds: Collection[str], now: int) -> None:
        """Count one call; a call above a limit raises 429 with `Retry-After` and is not counted."""
        counted = [(limit, self._within(limit, now)) for limit in self._limits if limit.kind in kinds]
        for limit, spent in counted:
            if len(spent) >= limit.calls:
                raise too_many(str(limit), -(-(spent[0] + limit.window - now) // SECOND))
        for _, spent in counted:
            spent.append(now)

    def headers(self, now: int) -> list[tuple[str, str]]:
        """Return the headers that say how many requests an hour allows, and how many are left."""
        limit = self._limits[0]
        left = limit.calls - len(self._within(limit, now))
        return [("x-rate-limit", str(limit.calls)), ("x-rate-limit-remaining", str(left))]

    def _within(self, limit: Limit, now: int) -> deque[int]:
        """Return the times of the calls that still count."""
        spent = self._spent.setdefault(limit, deque())
        while spent and spent[0] <= now - limit.window:
            spent.popleft()
        return spent
