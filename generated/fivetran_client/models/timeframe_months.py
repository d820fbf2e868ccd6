# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from enum import StrEnum


class TimeframeMonths(StrEnum):
    """The months of reporting data that the first sync brings."""

    THREE = "THREE"
    SIX = "SIX"
    TWELVE = "TWELVE"
    TWENTY_FOUR = "TWENTY_FOUR"
    ALL_TIME = "ALL_TIME"

    def __str__(self) -> str:
        return str(self.value)
