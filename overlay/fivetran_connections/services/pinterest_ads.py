"""Requests for connections of Pinterest Ads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fivetran_client import builders as signatures
from fivetran_client import models as api

from .._bodies.builders import ClientAuth, TypedService, builder


@dataclass(frozen=True, slots=True, kw_only=True)
class PinterestAuth(ClientAuth):
    """Credentials of the user's own Pinterest application."""


_service = TypedService("pinterest_ads", api.NewPinterestAdsConnection)

pinterest_ads: Final = builder(signatures.pinterest_ads, _service.connection)
pinterest_ads_patch: Final = builder(
    signatures.pinterest_ads_patch, _service.change, created_by=signatures.pinterest_ads
)
