# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from enum import StrEnum


class TableSyncMode(StrEnum):
    """The way in which the destination keeps rows that changed or vanished in the source."""

    SOFT_DELETE = "SOFT_DELETE"
    HISTORY = "HISTORY"
    LIVE = "LIVE"

    def __str__(self) -> str:
        return str(self.value)
