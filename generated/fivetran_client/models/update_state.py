# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from enum import StrEnum


class UpdateState(StrEnum):
    """Whether the data in the destination is as fresh as expected."""

    ON_SCHEDULE = "on_schedule"
    DELAYED = "delayed"

    def __str__(self) -> str:
        return str(self.value)
