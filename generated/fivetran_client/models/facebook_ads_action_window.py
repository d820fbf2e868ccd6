# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from enum import StrEnum


class FacebookAdsActionWindow(StrEnum):
    """An attribution window of the actions in a custom table."""

    CLICK_1D = "CLICK_1D"
    CLICK_7D = "CLICK_7D"
    CLICK_28D = "CLICK_28D"
    VIEW_1D = "VIEW_1D"
    ENGAGED_VIEW_1D = "ENGAGED_VIEW_1D"
    INCREMENTALITY = "INCREMENTALITY"
    INCREMENTALITY_ALL_CONVERSIONS = "INCREMENTALITY_ALL_CONVERSIONS"
    INCREMENTALITY_FIRST_CONVERSION = "INCREMENTALITY_FIRST_CONVERSION"

    def __str__(self) -> str:
        return str(self.value)
