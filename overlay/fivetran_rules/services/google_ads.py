"""Rules and traits of ``google_ads``; unlike with Pinterest Ads, timeframe_months may change."""

from __future__ import annotations

from typing import Final

from .. import _sources as source
from .._rule import Rule
from .._traits import Traits
from . import listed, own_application

TRAITS: Final = Traits(
    defaults={"timeframe_months": "TWELVE"},
    modes={"accounts": "SpecificAccounts", "manager_accounts": "ManagerAccounts"},
    new_history=frozenset({"timeframe_months"}),
    starts_paused=True,
)

RULES: Final[tuple[Rule, ...]] = (
    *listed(TRAITS, otherwise="AllAccounts", source=source.GOOGLE_ADS_DEFINITION),
    *own_application(source.GOOGLE_ADS_DEFINITION),
)
