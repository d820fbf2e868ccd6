"""Rules of ``google_ads``, beside those of every connection; here timeframe_months may change."""

from __future__ import annotations

from typing import Final

from .. import _sources as source
from .._ad_rules import listed, own_application
from .._rule import Rule

RULES: Final[tuple[Rule, ...]] = (
    listed("accounts", mode="SpecificAccounts", otherwise="AllAccounts", source=source.GOOGLE_ADS_DEFINITION),
    listed("manager_accounts", mode="ManagerAccounts", otherwise="AllAccounts", source=source.GOOGLE_ADS_DEFINITION),
    *own_application("google_ads", source.GOOGLE_ADS_DEFINITION),
)
