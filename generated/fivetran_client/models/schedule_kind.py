# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from enum import StrEnum


class ScheduleKind(StrEnum):
    """The kind of a schedule."""

    INTERVAL = "INTERVAL"
    TIME_OF_DAY = "TIME_OF_DAY"
    CRON = "CRON"
    MANUAL = "MANUAL"

    def __str__(self) -> str:
        return str(self.value)
