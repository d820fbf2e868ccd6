# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from enum import StrEnum


class SchemaChangeHandling(StrEnum):
    """Whether new schemas, tables and columns of the source are synced by themselves."""

    ALLOW_ALL = "ALLOW_ALL"
    ALLOW_COLUMNS = "ALLOW_COLUMNS"
    BLOCK_ALL = "BLOCK_ALL"

    def __str__(self) -> str:
        return str(self.value)
