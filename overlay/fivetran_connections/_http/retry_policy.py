"""How often to try again, and how long to wait before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import random
from typing import Any, Final, Self

from .._bodies.checks import refuse_unusable_count, refuse_unusable_seconds

# Clients with the same Retry-After should not all come back at the same moment.
_SPREAD: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How often to try again and how long to wait for it in all, and how many pages a list may have."""

    retries: int = 2
    """How often to try again; 0 switches it off."""
    budget: float = 300.0
    first_wait: float = 0.5
    longest_wait: float = 8.0
    most_pages: int = 10_000
    jitter: Callable[[], float] = random
    """Returns a number from 0 to 1 that spreads the waits."""

    def changed(self, retries: int | None, budget: float | None, most_pages: int | None) -> Self:
        """Return the policy with those of these values that are given; raises `InvalidRequest`."""
        changes: dict[str, Any] = {}
        if retries is not None:
            refuse_unusable_count("retries", retries)
            changes["retries"] = retries
        if budget is not None:
            refuse_unusable_seconds("retry_budget", budget)
            changes["budget"] = budget
        if most_pages is not None:
            refuse_unusable_count("most_pages", most_pages, least=1)
            changes["most_pages"] = most_pages
        return replace(self, **changes)

    def wait(self, asked: float | None, tried: int) -> float:
        """Return the seconds before the next try: those that the API asks for, or ever longer ones, with jitter."""
        if asked is not None:
            return asked + _SPREAD * self.jitter()
        doubled = self.first_wait * 2.0 ** min(tried - 1, 32)
        return min(self.longest_wait, doubled + self.first_wait * self.jitter())

    def allows(self, *, tried: int, spent: float, asked: float | None) -> bool:
        """Return whether one more try fits into the number of tries and into the budget."""
        return tried <= self.retries and bool(self.budget) and spent + (asked or 0.0) <= self.budget
