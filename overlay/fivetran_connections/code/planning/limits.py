"""Safety limits: how many connections one apply may delete or replace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ...errors import InvalidRequest
from .model import Action, Plan

_FROM: Final = 10
"""Connections from which on the share counts; of fewer, any one is a large share."""


class BeyondLimit(InvalidRequest):
    """A plan deletes or replaces more than is allowed; nothing was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """
    The most that one apply may delete and replace; None is no limit of its own.

    ``max_percent`` is the largest share, of the connections that exist and are planned, that may be deleted or
    replaced; it counts from ten connections on.
    """

    max_deletes: int | None = None
    max_replaces: int | None = None
    max_percent: float = 30.0

    def check(self, plan: Plan) -> None:
        """Raise `BeyondLimit` with the first limit that the plan is beyond."""
        deletes, replaces = plan.count(Action.DELETE), plan.count(Action.REPLACE)
        for what, count, limit, option in (
            ("delete", deletes, self.max_deletes, "--max-deletes"),
            ("replace", replaces, self.max_replaces, "--max-replaces"),
        ):
            if limit is not None and count > limit:
                raise BeyondLimit(
                    f"The plan would {what} {_counted(count)}, and {option} allows {limit:,}. Nothing was sent."
                )
        existing = len(plan) - plan.count(Action.CREATE)
        share = 100 * (deletes + replaces) / existing if existing else 0.0
        if existing >= _FROM and share > self.max_percent:
            raise BeyondLimit(
                f"The plan would delete or replace {deletes + replaces:,} of {existing:,} connections, more than "
                f"{self.max_percent:g} %. Nothing was sent. Is a file missing? If not, raise --max-percent."
            )


def _counted(count: int) -> str:
    return f"{count:,} connection" if count == 1 else f"{count:,} connections"
