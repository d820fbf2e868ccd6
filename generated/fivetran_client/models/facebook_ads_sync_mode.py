# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from enum import StrEnum


class FacebookAdsSyncMode(StrEnum):
    """Whether all accounts are synced, or only those that are named in accounts."""

    ALL_ACCOUNTS = "AllAccounts"
    SPECIFIC_ACCOUNTS = "SpecificAccounts"

    def __str__(self) -> str:
        return str(self.value)
