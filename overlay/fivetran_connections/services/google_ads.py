"""Requests for connections of Google Ads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict, Unpack

from fivetran_client import models as api
from fivetran_client.types import UNSET, Unset

from .._requests.arguments import ChangeArguments, ClientAuth, Ids, Many, NamedConnectionArguments, Object
from .._requests.builders import Service, keywords


@dataclass(frozen=True, slots=True, kw_only=True)
class GoogleAuth(ClientAuth):
    """Credentials of a Google application of one's own."""

    developer_token: str | Unset = UNSET
    user_agent: str | Unset = UNSET


class GoogleAdsSettings(TypedDict, total=False):
    """The settings of a Google Ads connection, for a create and for a change."""

    sync_mode: api.GoogleAdsSyncMode | str
    accounts: Ids
    manager_accounts: Ids
    customer_id: str | int
    conversion_window_size: int
    skip_empty_reports: bool
    timeframe_months: api.TimeframeMonths | str | int
    reports: Many[api.GoogleAdsReport]
    auth: GoogleAuth | api.GoogleAdsAuth | api.GoogleAdsAuthUpdate | Object


class GoogleAdsArguments(NamedConnectionArguments, GoogleAdsSettings, total=False):
    """The keyword arguments of `google_ads`."""


class GoogleAdsChanges(ChangeArguments, GoogleAdsSettings, total=False):
    """The keyword arguments of `google_ads_patch`."""


_google_ads = Service("google_ads", api.NewGoogleAdsConnection)


@keywords(GoogleAdsArguments)
def google_ads(**arguments: Unpack[GoogleAdsArguments]) -> api.NewGoogleAdsConnection:
    """Return the request for a new Google Ads connection, as `pinterest_ads` does; accounts imply their sync mode."""
    return _google_ads.connection(arguments)


@keywords(GoogleAdsChanges, created_by=GoogleAdsArguments)
def google_ads_patch(**arguments: Unpack[GoogleAdsChanges]) -> api.ConnectionUpdate:
    """Return the request that changes a Google Ads connection, as `pinterest_ads_patch` does."""
    return _google_ads.change(arguments)
