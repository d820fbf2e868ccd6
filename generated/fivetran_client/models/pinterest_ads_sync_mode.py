# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from enum import StrEnum


class PinterestAdsSyncMode(StrEnum):
    """Whether all advertisers are synced, or only those that are named."""

    ALL_ADVERTISERS = "AllAdvertisers"
    SPECIFIC_ADVERTISERS = "SpecificAdvertisers"

    def __str__(self) -> str:
        return str(self.value)
