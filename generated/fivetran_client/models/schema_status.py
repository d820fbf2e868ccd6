# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from enum import StrEnum


class SchemaStatus(StrEnum):
    """Whether a connection that masks columns may sync yet."""

    READY = "ready"
    BLOCKED_ON_CAPTURE = "blocked_on_capture"

    def __str__(self) -> str:
        return str(self.value)
