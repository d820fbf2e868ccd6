# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from enum import StrEnum


class SyncState(StrEnum):
    """The state of the syncs; rescheduled means that the connection waits for the source's quota."""

    SCHEDULED = "scheduled"
    SYNCING = "syncing"
    PAUSED = "paused"
    RESCHEDULED = "rescheduled"

    def __str__(self) -> str:
        return str(self.value)
