"""The mock's time: microseconds that move when a test says so, or with the real clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Final

EPOCH: Final = 1_767_225_600_000_000
"""2026-01-01T00:00:00Z in microseconds: where virtual time starts."""

MINUTE: Final = 60_000_000
"""Microseconds in a minute."""


class Clock:
    """Give the time in microseconds since 1970; each reading of virtual time is later than the last."""

    __slots__ = ("_now", "_prefix", "_realtime", "_second")

    def __init__(self, *, realtime: bool = False) -> None:
        self._realtime = realtime
        self._second = -1
        self._prefix = ""
        self.reset()

    @property
    def realtime(self) -> bool:
        """Whether time follows the real clock."""
        return self._realtime

    def reset(self) -> None:
        """Go back to the start of virtual time."""
        self._now = time.time_ns() // 1_000 if self._realtime else EPOCH

    def now(self) -> int:
        """Say what time it is."""
        if self._realtime:
            self._now = max(self._now, time.time_ns() // 1_000)
        return self._now

    def tick(self) -> int:
        """Say what time it is, one microsecond later than any time said before."""
        self._now = now = self.now() + 1
        return now

    def move(self, microseconds: int) -> None:
        """Let time pass."""
        self._now = self.now() + microseconds

    def set(self, now: int) -> None:
        """Put the clock to `now`, as a snapshot remembers it."""
        self._now = now

    def text(self, moment: int) -> str:
        """Spell a moment as the API does: UTC, six digits, `Z`."""
        second, micro = divmod(moment, 1_000_000)
        if second != self._second:
            self._second = second
            self._prefix = datetime.fromtimestamp(second, UTC).strftime(
                "%Y-%m-%dT%H:%M:%S."
            )
        return f"{self._prefix}{micro:06d}Z"
