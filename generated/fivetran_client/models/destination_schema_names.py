# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from enum import StrEnum


class DestinationSchemaNames(StrEnum):
    """The naming of schemas, tables and columns in the destination, Fivetran's or the source's."""

    FIVETRAN_NAMING = "FIVETRAN_NAMING"
    SOURCE_NAMING = "SOURCE_NAMING"

    def __str__(self) -> str:
        return str(self.value)
