"""Requests for connections of Google Ads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fivetran_client import builders as signatures
from fivetran_client import models as api
from fivetran_client.types import UNSET, Unset

from .._bodies.builders import ClientAuth, TypedService, builder


@dataclass(frozen=True, slots=True, kw_only=True)
class GoogleAuth(ClientAuth):
    """Credentials of the user's own Google application."""

    developer_token: str | Unset = UNSET
    user_agent: str | Unset = UNSET


_service = TypedService("google_ads", api.NewGoogleAdsConnection)

google_ads: Final = builder(signatures.google_ads, _service.connection)
google_ads_patch: Final = builder(signatures.google_ads_patch, _service.change, created_by=signatures.google_ads)
