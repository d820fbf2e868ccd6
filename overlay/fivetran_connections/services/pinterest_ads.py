"""Requests for connections of Pinterest Ads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Never, TypedDict, TypeVar, Unpack

from fivetran_client import models as api

from .._requests.arguments import ChangeArguments, ClientAuth, Ids, Many, NamedConnectionArguments, Object
from .._requests.builders import Service, keywords

Null = TypeVar("Null")


@dataclass(frozen=True, slots=True, kw_only=True)
class PinterestAuth(ClientAuth):
    """Credentials of a Pinterest application of one's own."""


class PinterestAdsSettings(TypedDict, Generic[Null], total=False):
    """The settings of a Pinterest Ads connection, for a create and for a change."""

    sync_mode: api.PinterestAdsSyncMode | str
    advertisers: Ids
    click_attribution_window: api.AttributionWindow | str | int
    view_attribution_window: api.AttributionWindow | str | int
    engagement_attribution_window: api.AttributionWindow | str | int
    conversion_report_time: api.ConversionReportTime | str
    report_granularity: api.ReportGranularity | str
    refresh_token_expires_at: datetime | float | str | Null
    custom_reports: Many[api.PinterestAdsCustomReport] | Null
    auth: PinterestAuth | api.PinterestAdsAuth | api.PinterestAdsAuthUpdate | Object


class PinterestAdsArguments(NamedConnectionArguments, PinterestAdsSettings[Never], total=False):
    """The keyword arguments of `pinterest_ads`."""

    timeframe_months: api.TimeframeMonths | str | int


class PinterestAdsChanges(ChangeArguments, PinterestAdsSettings[None], total=False):
    """The keyword arguments of `pinterest_ads_patch`."""


_pinterest_ads = Service("pinterest_ads", api.NewPinterestAdsConnection)


@keywords(PinterestAdsArguments)
def pinterest_ads(**arguments: Unpack[PinterestAdsArguments]) -> api.NewPinterestAdsConnection:
    """
    Return the request for a new Pinterest Ads connection, checked.

    Arguments are spelt as the API spells its keys. Besides enum members they take what people say: windows as a number
    of days, ``timeframe_months`` as a number, ``refresh_token_expires_at`` as an aware datetime or in seconds,
    ``daily_sync_time`` as an hour. ``advertisers`` implies the sync mode SpecificAdvertisers, and ``connect_card``,
    the way to authorize without ``auth``, implies ``run_setup_tests=False``; both can be overridden.

    None is null, and what is left out is absent: the API then applies its own default. Raises `InvalidConnection`
    with everything that is wrong, each with its JSON pointer; nothing is sent.
    """
    return _pinterest_ads.connection(arguments)


@keywords(PinterestAdsChanges, created_by=PinterestAdsArguments)
def pinterest_ads_patch(**arguments: Unpack[PinterestAdsChanges]) -> api.ConnectionUpdate:
    """
    Return the request that changes a Pinterest Ads connection: only what is named is sent, and nothing is implied.

    None clears a field. ``schema`` and ``timeframe_months`` are permanent, and so no arguments here. Raises
    `InvalidConnection` like `pinterest_ads`.
    """
    return _pinterest_ads.change(arguments)
