"""Rules that ad services have alike: lists that a sync mode needs, and credentials of a user's own application."""

from __future__ import annotations

from ._rule import Rule, complete, documented, required_when


def listed(key: str, *, mode: str, otherwise: str, source: str) -> Rule:
    """A sync mode that syncs what a list names needs the list; ``otherwise`` is the mode that needs none."""
    return Rule(
        id=f"{key}.required",
        condition=required_when(f"/config/{key}", key="/config/sync_mode", equals=mode),
        basis=documented(source),
        message=f"Fill {key} with the ids to sync, or set sync_mode to {otherwise}.",
    )


def own_application(service: str, source: str) -> tuple[Rule, Rule]:
    """A refresh token and the application that it was made for belong together, and each is given whole."""
    basis = documented(source)
    return (
        Rule(
            id=f"{service}.auth.whole",
            condition=complete("/auth", "refresh_token", "client_access", or_empty=True),
            basis=basis,
            message="Give auth whole, with both refresh_token and client_access, or leave it out.",
        ),
        Rule(
            id=f"{service}.client_access.whole",
            condition=complete("/auth/client_access", "client_id", "client_secret"),
            basis=basis,
            message="Give client_access whole, with both client_id and client_secret.",
        ),
    )
