# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from enum import StrEnum


class GoogleAdsSyncMode(StrEnum):
    """Whether all accounts are synced, those below named manager accounts, or only those that are named."""

    MANAGER_ACCOUNTS = "ManagerAccounts"
    ALL_ACCOUNTS = "AllAccounts"
    SPECIFIC_ACCOUNTS = "SpecificAccounts"

    def __str__(self) -> str:
        return str(self.value)
