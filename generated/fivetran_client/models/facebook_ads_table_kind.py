# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from enum import StrEnum


class FacebookAdsTableKind(StrEnum):
    """Whether a custom table is one of Fivetran's prebuilt reports, or put together by the user."""

    PREBUILT = "Prebuilt"
    CUSTOM = "Custom"

    def __str__(self) -> str:
        return str(self.value)
