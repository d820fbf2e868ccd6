# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from enum import StrEnum


class FacebookAdsLevel(StrEnum):
    """The object that a row of a custom table is about."""

    ACCOUNT = "account"
    CAMPAIGN = "campaign"
    ADSET = "adset"
    AD = "ad"
    NONE = "none"

    def __str__(self) -> str:
        return str(self.value)
