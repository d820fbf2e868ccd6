# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
"""The request for a new connection, one class for each typed service and one for all others."""

from typing import TypeAlias

from . import models

NewConnectionModel: TypeAlias = (
    models.NewPinterestAdsConnection
    | models.NewGoogleAdsConnection
    | models.NewFacebookAdsConnection
    | models.NewOtherConnection
)
"""The body of a create."""
