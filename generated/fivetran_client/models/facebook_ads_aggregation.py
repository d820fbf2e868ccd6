# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from enum import StrEnum


class FacebookAdsAggregation(StrEnum):
    """The period that a row of a custom table covers."""

    DAY = "Day"
    WEEK = "Week"
    MONTH = "Month"
    LIFETIME = "Lifetime"

    def __str__(self) -> str:
        return str(self.value)
