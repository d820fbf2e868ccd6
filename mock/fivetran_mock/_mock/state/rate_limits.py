"""The documented rate limits: per account, over rolling windows."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final, Literal

from ..formats.http import too_many
from .clock import MINUTE, SECOND

Plan = Literal["standard", "trial"]

Group = Literal["all", "setup_tests", "source", "users"]
"""Calls that are limited together."""

HOUR: Final = 60 * MINUTE


@dataclass(frozen=True, slots=True)
class Limit:
    """How many calls of a group are allowed within a window of so many microseconds."""

    group: Group
    calls: int
    window: int

    def __str__(self) -> str:
        """Return the limit as part of a sentence."""
        return f"{self.calls} {_COUNTED[self.group]} in {'an hour' if self.window == HOUR else 'a minute'}"


_COUNTED: Final[dict[Group, str]] = {
    "all": "requests",
    "setup_tests": "runs of setup tests",
    "source": "requests that reach the source",
    "users": "new users",
}

LIMITS: Final[dict[Plan, tuple[Limit, ...]]] = {
    "standard": (
        Limit("all", 20_000, HOUR),
        Limit("setup_tests", 250, MINUTE),
        Limit("setup_tests", 2_500, HOUR),
        Limit("source", 500, MINUTE),
        Limit("source", 5_000, HOUR),
        Limit("users", 500, HOUR),
    ),
    "trial": (
        Limit("all", 500, HOUR),
        Limit("setup_tests", 50, HOUR),
        Limit("source", 25, MINUTE),
        Limit("source", 250, HOUR),
        Limit("users", 10, HOUR),
    ),
}
"""The documented limits that operations of this document can reach (docs/evidence.md#rate-limits)."""

COUNTS_AS: Final[dict[Group, tuple[Group, ...]]] = {
    "all": ("all",),
    "setup_tests": ("setup_tests", "source"),
    "source": ("source",),
    "users": ("users",),
}
"""Running setup tests also counts as reaching the source."""


class Limits:
    """Counts the calls of each account and refuses those above a limit."""

    __slots__ = ("_limits", "_spent")

    def __init__(self, plan: Plan) -> None:
        self._limits = LIMITS[plan]
        self._spent: dict[tuple[str, Limit], deque[int]] = {}

    def clear(self, account: str | None = None) -> None:
        """Forget the calls of one account, or of all."""
        for key in [key for key in self._spent if account in (None, key[0])]:
            del self._spent[key]

    def spend(self, account: str, group: Group, now: int) -> None:
        """Count one call; a call above a limit raises 429 with `Retry-After` and is not counted."""
        counted = [
            (limit, self._within(account, limit, now)) for limit in self._limits if limit.group in COUNTS_AS[group]
        ]
        for limit, spent in counted:
            if len(spent) >= limit.calls:
                raise too_many(str(limit), -(-(spent[0] + limit.window - now) // SECOND))
        for _, spent in counted:
            spent.append(now)

    def headers(self, account: str, now: int) -> list[tuple[str, str]]:
        """Return the headers that say how many requests an hour allows, and how many are left."""
        limit = self._limits[0]
        left = limit.calls - len(self._within(account, limit, now))
        return [("x-rate-limit", str(limit.calls)), ("x-rate-limit-remaining", str(left))]

    def _within(self, account: str, limit: Limit, now: int) -> deque[int]:
        """Return the times of the calls that still count."""
        spent = self._spent.setdefault((account, limit), deque())
        while spent and spent[0] <= now - limit.window:
            spent.popleft()
        return spent
