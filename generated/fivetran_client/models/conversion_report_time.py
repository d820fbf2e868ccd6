# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from enum import StrEnum


class ConversionReportTime(StrEnum):
    """Which date a conversion is reported under, that of the conversion or that of the contact with the ad."""

    CONVERSION_EVENT = "CONVERSION_EVENT"
    AD_EVENT = "AD_EVENT"

    def __str__(self) -> str:
        return str(self.value)
