"""Rules and traits of ``facebook_ads``; whether timeframe_months may change later is unknown, so no rule forbids it."""

from __future__ import annotations

from typing import Final

from .. import _sources as source
from .._rule import Rule, documented, not_beside
from .._traits import Traits
from . import listed

TRAITS: Final = Traits(
    defaults={"sync_metadata": True, "timeframe_months": "THREE"},
    modes={"accounts": "SpecificAccounts"},
)

RULES: Final[tuple[Rule, ...]] = (
    *listed(TRAITS, otherwise="AllAccounts", source=source.FACEBOOK_ADS_DEFINITION),
    Rule(
        id="user_access_token.exclusive",
        condition=not_beside("/auth/user_access_token", key="/auth/access_token"),
        basis=documented(source.FACEBOOK_ADS_DEFINITION),
        message="Remove access_token or user_access_token: Facebook Ads takes one of them.",
    ),
)
