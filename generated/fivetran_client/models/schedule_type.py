# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from enum import StrEnum


class ScheduleType(StrEnum):
    """The starter of the syncs, Fivetran (auto), or only calls of the sync endpoint (manual)."""

    AUTO = "auto"
    MANUAL = "manual"

    def __str__(self) -> str:
        return str(self.value)
