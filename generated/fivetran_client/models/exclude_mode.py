# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from enum import StrEnum


class ExcludeMode(StrEnum):
    """The treatment of new schemas, tables and columns in a reload."""

    PRESERVE = "PRESERVE"
    EXCLUDE = "EXCLUDE"

    def __str__(self) -> str:
        return str(self.value)
