# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from enum import StrEnum


class AttributionWindow(StrEnum):
    """The days after an action in which a conversion still counts for it."""

    ZERO = "ZERO"
    ONE = "ONE"
    SEVEN = "SEVEN"
    FOURTEEN = "FOURTEEN"
    THIRTY = "THIRTY"
    SIXTY = "SIXTY"

    def __str__(self) -> str:
        return str(self.value)
