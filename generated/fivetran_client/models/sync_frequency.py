# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from enum import IntEnum


class SyncFrequency(IntEnum):
    """Minutes between two syncs that Fivetran offers."""

    EVERY_1_MINUTE = 1
    EVERY_5_MINUTES = 5
    EVERY_15_MINUTES = 15
    EVERY_30_MINUTES = 30
    EVERY_60_MINUTES = 60
    EVERY_120_MINUTES = 120
    EVERY_180_MINUTES = 180
    EVERY_360_MINUTES = 360
    EVERY_480_MINUTES = 480
    EVERY_720_MINUTES = 720
    EVERY_1440_MINUTES = 1440

    def __str__(self) -> str:
        return str(self.value)
