# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from enum import StrEnum


class SetupState(StrEnum):
    """Whether the setup tests never passed (incomplete), passed (connected), or no longer pass (broken)."""

    INCOMPLETE = "incomplete"
    CONNECTED = "connected"
    BROKEN = "broken"

    def __str__(self) -> str:
        return str(self.value)
