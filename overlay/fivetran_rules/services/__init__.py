"""
One module of rules per connector service; ``SERVICE_RULES`` lists them.

This module has the rules that ad services share: for the list that a sync mode needs, and for the credentials of a
user's own application.
"""

from __future__ import annotations

from .._rule import Effect, Rule, complete, documented, required_when
from .._traits import Traits


def listed(traits: Traits, *, otherwise: str, source: str) -> tuple[Rule, ...]:
    """Make a rule for each list that a sync mode needs; ``otherwise`` is the mode that needs none."""
    return tuple(
        Rule(
            id=f"{key}.required",
            condition=required_when(f"/config/{key}", key="/config/sync_mode", equals=mode),
            basis=documented(source),
            message=f"Fill {key} with the ids to sync, or set sync_mode to {otherwise}.",
            effect=Effect.NEEDED_LIST,
        )
        for key, mode in traits.modes.items()
    )


def own_application(source: str) -> tuple[Rule, Rule]:
    """Make the rules for a refresh token and its application: both are needed, and the application whole."""
    basis = documented(source)
    return (
        Rule(
            id="auth.whole",
            condition=complete("/auth", "refresh_token", "client_access", or_empty=True),
            basis=basis,
            message="Set both refresh_token and client_access in auth, or remove auth.",
        ),
        Rule(
            id="client_access.whole",
            condition=complete("/auth/client_access", "client_id", "client_secret"),
            basis=basis,
            message="Set both client_id and client_secret in client_access.",
        ),
    )
