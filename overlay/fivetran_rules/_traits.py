"""Traits of a service, apart from its shape and its rules, for rules, builders and mock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """
    The traits of one service.

    ``defaults`` are the values that the API fills into `config`; those of the keys in ``guessed`` are inferred.
    ``modes`` names the `sync_mode` that each list of ids belongs to. A change of a key in ``new_history`` starts a new
    historical sync. ``starts_paused`` says that a connection whose body does not give `paused` starts paused.
    """

    defaults: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))
    guessed: frozenset[str] = frozenset()
    modes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    new_history: frozenset[str] = frozenset()
    starts_paused: bool = False

    def is_default(self, key: str, value: object) -> bool:
        """Return whether the API is known to fill a key of `config` with a value where a body leaves it out."""
        return key in self.defaults and key not in self.guessed and value == self.defaults[key]


UNTYPED: Final[Mapping[str, Traits]] = {
    "tiktok_ads": Traits(defaults={"attribution_window_size": "SEVEN", "timeframe_months": "THREE"}),
    "linkedin_ads": Traits(
        defaults={
            "sync_mode": "AllAccounts",
            "post_click_attribution_window_size": "DAY_30",
            "view_through_attribution_window_size": "DAY_7",
            "timeframe_months": "ALL_TIME",
        }
    ),
    "snapchat_ads": Traits(
        defaults={
            "swipe_attribution_window": "DAY_28",
            "view_attribution_window": "DAY_1",
            "timeframe_months": "TWELVE",
        }
    ),
    "bingads": Traits(defaults={"sync_mode": "AllAccounts", "timeframe_months": "SIX"}),
    "reddit_ads": Traits(defaults={"timeframe_months": "TWELVE"}),
    "itunes_connect": Traits(defaults={"timeframe_months": "TWELVE", "app_sync_mode": "AllApps"}),
    # The value that a body without one gets is not known (docs/evidence.md#sheets-auth-type).
    "google_sheets": Traits(defaults={"auth_type": "ServiceAccount"}, guessed=frozenset({"auth_type"})),
    "postgres_rds": Traits(starts_paused=True),
}
"""Services without a module of their own. Their defaults are documented, those of iTunes and Google Sheets observed."""
