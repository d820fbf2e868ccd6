"""Requests for connections of Facebook Ads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, TypedDict, Unpack

from fivetran_client import models as api
from fivetran_client.types import UNSET, Unset

from .._requests.arguments import ApplicationAuth, ChangeArguments, Ids, Many, NamedConnectionArguments, Object
from .._requests.builders import Service, keywords


@dataclass(frozen=True, slots=True, kw_only=True)
class FacebookAuth(ApplicationAuth):
    """An access token for Facebook, of the account or of a user, and the application that it was made for."""

    TOKENS: ClassVar[tuple[str, ...]] = ("access_token", "user_access_token")

    access_token: str | Unset = UNSET
    user_access_token: str | Unset = UNSET
    """The token of a user; not together with ``access_token``."""


class FacebookAdsSettings(TypedDict, total=False):
    """The settings of a Facebook Ads connection, for a create and for a change."""

    sync_mode: api.FacebookAdsSyncMode | str
    accounts: Ids
    timeframe_months: api.TimeframeMonths | str | int
    sync_metadata: bool
    custom_tables: Many[api.FacebookAdsCustomTable]
    auth: FacebookAuth | api.FacebookAdsAuth | api.FacebookAdsAuthUpdate | Object
    external_secrets_keys_config: api.ExternalSecretsKeys | Object


class FacebookAdsArguments(NamedConnectionArguments, FacebookAdsSettings, total=False):
    """The keyword arguments of `facebook_ads`."""


class FacebookAdsChanges(ChangeArguments, FacebookAdsSettings, total=False):
    """The keyword arguments of `facebook_ads_patch`."""


_facebook_ads = Service("facebook_ads", api.NewFacebookAdsConnection)


@keywords(FacebookAdsArguments)
def facebook_ads(**arguments: Unpack[FacebookAdsArguments]) -> api.NewFacebookAdsConnection:
    """Return the request for a new Facebook Ads connection, as `pinterest_ads` does; accounts imply their sync mode."""
    return _facebook_ads.connection(arguments)


@keywords(FacebookAdsChanges, created_by=FacebookAdsArguments)
def facebook_ads_patch(**arguments: Unpack[FacebookAdsChanges]) -> api.ConnectionUpdate:
    """Return the request that changes a Facebook Ads connection, as `pinterest_ads_patch` does."""
    return _facebook_ads.change(arguments)
