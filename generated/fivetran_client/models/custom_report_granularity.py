# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from enum import StrEnum


class CustomReportGranularity(StrEnum):
    """The period that a row of a custom report covers."""

    TOTAL = "TOTAL"
    HOUR = "HOUR"
    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"

    def __str__(self) -> str:
        return str(self.value)
