"""Facts about the account that a body does not have."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """
    Facts of the account that some rules need; None means unknown, and then those rules stay silent.

    ``destination`` is the service of the group's destination (``snowflake``, ``big_query``, ...);
    ``enterprise`` tells whether the plan is Enterprise or higher.
    """

    destination: str | None = None
    enterprise: bool | None = None
