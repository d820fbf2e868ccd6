# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from enum import StrEnum


class FacebookAdsReportTime(StrEnum):
    """The date that an action is reported under."""

    IMPRESSION = "impression"
    CONVERSION = "conversion"
    MIXED = "mixed"

    def __str__(self) -> str:
        return str(self.value)
