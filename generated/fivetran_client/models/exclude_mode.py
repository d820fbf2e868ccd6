# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from enum import StrEnum


class ExcludeMode(StrEnum):
    """What a reload does with what is new in the source."""

    PRESERVE = "PRESERVE"
    EXCLUDE = "EXCLUDE"

    def __str__(self) -> str:
        return str(self.value)
