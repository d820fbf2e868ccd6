# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from enum import StrEnum


class FacebookAdsWindow(StrEnum):
    """The attribution window of one kind of action."""

    NONE = "NONE"
    DAY_1 = "DAY_1"
    DAY_1_EV = "DAY_1_EV"
    DAY_7 = "DAY_7"
    DAY_28 = "DAY_28"

    def __str__(self) -> str:
        return str(self.value)
