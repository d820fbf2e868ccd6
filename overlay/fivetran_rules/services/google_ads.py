"""Rules of ``google_ads``, beside those of every connection; here timeframe_months may change."""

from __future__ import annotations

from typing import Final

from .. import _sources as source
from .._rule import Rule, complete, documented, required_when

RULES: Final[tuple[Rule, ...]] = (
    Rule(
        id="accounts.required",
        condition=required_when("/config/accounts", key="/config/sync_mode", equals="SpecificAccounts"),
        basis=documented(source.GOOGLE_ADS_DEFINITION),
        message="Fill accounts with the ids to sync, or choose another sync_mode.",
    ),
    Rule(
        id="manager_accounts.required",
        condition=required_when("/config/manager_accounts", key="/config/sync_mode", equals="ManagerAccounts"),
        basis=documented(source.GOOGLE_ADS_DEFINITION),
        message="Fill manager_accounts with the ids of the managers, or choose another sync_mode.",
    ),
    Rule(
        id="google_ads.auth.whole",
        condition=complete("/auth", "refresh_token", "client_access", or_empty=True),
        basis=documented(source.GOOGLE_ADS_DEFINITION),
        message="Give auth whole, with both refresh_token and client_access, or leave it out.",
    ),
    Rule(
        id="google_ads.client_access.whole",
        condition=complete("/auth/client_access", "client_id", "client_secret"),
        basis=documented(source.GOOGLE_ADS_DEFINITION),
        message="Give client_access whole, with both client_id and client_secret.",
    ),
)
