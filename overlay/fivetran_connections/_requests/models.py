"""The one list of models that a create takes: one for each service with a schema of its own, and one for the rest."""

from __future__ import annotations

from typing import TypeAlias

from fivetran_client import models as api

NewConnectionModel: TypeAlias = api.NewPinterestAdsConnection | api.NewGoogleAdsConnection | api.NewOtherConnection
"""The request for a new connection of any service, as the builders give it."""
