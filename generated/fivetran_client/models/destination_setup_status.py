# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from enum import StrEnum


class DestinationSetupStatus(StrEnum):
    """Whether the setup tests of a destination never passed, passed, or no longer pass."""

    INCOMPLETE = "incomplete"
    CONNECTED = "connected"
    BROKEN = "broken"

    def __str__(self) -> str:
        return str(self.value)
