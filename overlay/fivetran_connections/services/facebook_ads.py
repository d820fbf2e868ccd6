"""Requests for connections of Facebook Ads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from fivetran_client import builders as signatures
from fivetran_client import models as api
from fivetran_client.types import UNSET, Unset

from .._bodies.builders import ApplicationAuth, TypedService, builder


@dataclass(frozen=True, slots=True, kw_only=True)
class FacebookAuth(ApplicationAuth):
    """An access token for Facebook, of the account or of a user, and the application that it was made for."""

    TOKENS: ClassVar[tuple[str, ...]] = ("access_token", "user_access_token")

    access_token: str | Unset = UNSET
    user_access_token: str | Unset = UNSET
    """The token of a user; not together with ``access_token``."""


_service = TypedService("facebook_ads", api.NewFacebookAdsConnection)

facebook_ads: Final = builder(signatures.facebook_ads, _service.connection)
facebook_ads_patch: Final = builder(signatures.facebook_ads_patch, _service.change, created_by=signatures.facebook_ads)
