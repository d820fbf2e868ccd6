# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from enum import StrEnum


class ReportGranularity(StrEnum):
    """The period that a row of a report covers."""

    HOUR = "HOUR"
    DAY = "DAY"

    def __str__(self) -> str:
        return str(self.value)
