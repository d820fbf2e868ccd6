"""The mock's time: microseconds that move when a test says so, or by themselves at a speed."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

EPOCH: Final = 1_767_225_600_000_000
"""2026-01-01T00:00:00Z in microseconds: where virtual time starts unless a mock is told otherwise."""

END: Final = 253_370_764_800_000_000
"""9999-01-01T00:00:00Z in microseconds: where virtual time stops, a year before the last that Python can format."""

SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR

LOOK_SECONDS: Final = 0.5
"""The seconds between two looks for due events, if time runs by itself; at a higher speed they are less."""

LEAST_LOOK_SECONDS: Final = 0.01
"""The least real seconds between two looks."""

MOST_YEARS: Final = 100
MOST_SECONDS: Final = MOST_YEARS * 366 * 86_400
"""The longest single move of time, and the longest duration, in seconds."""


def read_start(value: str | datetime) -> int:
    """Return a moment with its zone in microseconds; raises ValueError for any other, and for one before 1970."""
    try:
        microseconds = moment_of(value)
    except (TypeError, ValueError):  # datetime raises TypeError for a moment without a zone
        microseconds = -1
    if not 0 <= microseconds < END:
        raise ValueError("start_time has to be a date and time with its zone, as in 2026-01-01T00:00:00Z")
    return microseconds


def moment_of(value: str | datetime) -> int:
    """Return a moment in microseconds; raises ValueError for another text, and TypeError for a time without a zone."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return (moment - _START) // timedelta(microseconds=1)


_START: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Clock:
    """The time in microseconds since 1970; `tick` returns the same time twice only after time went back."""

    def __init__(self, *, speed: float | None = None, start: int | None = None) -> None:
        self.speed: Final = speed
        """How many times as fast as the real clock time runs; None if it moves only when it is told to."""
        self.start: int | None = start
        """The start of time, also after a reset; None for `EPOCH`, or for the real time if it runs."""
        self.passed: int = 0
        """The sum of all moves of time in microseconds, also after a reset."""
        self.watchers: list[Callable[[], None]] = []
        """Called after each change of virtual time."""
        self._made = time.monotonic_ns()
        self._second: int | None = None
        self._prefix = ""
        self.reset()

    @property
    def look_seconds(self) -> float:
        """The real seconds between two looks for due events if time runs by itself; 0 if it stands."""
        return 0 if self.speed is None else max(LOOK_SECONDS / max(1, self.speed), LEAST_LOOK_SECONDS)

    def reset(self) -> None:
        """Go back to the start of time."""
        self._began = self._read = time.time_ns() // 1_000
        usual = EPOCH if self.speed is None else self._began
        self._now = self._base = usual if self.start is None else self.start
        self._ahead = self._latest = 0
        self._tell()

    def now(self) -> int:
        """Return the time."""
        if self.speed is not None:
            read = time.time_ns() // 1_000
            self._began += min(0, read - self._read)  # a system clock that is set back holds up no time
            self._read = read
            ran = int((read - self._began) * self.speed)
            self._now = min(max(self._now, self._base + ran + self._ahead), END)
        return self._now

    def elapsed(self) -> int:
        """Return how long the mock has been there; this never goes back."""
        return self.passed + int((time.monotonic_ns() - self._made) * (self.speed or 0)) // 1_000

    def tick(self) -> int:
        """Return a moment after now and after all earlier ticks; the time does not move."""
        self._latest = max(self._latest, self.now()) + 1
        return self._latest

    def move(self, microseconds: int) -> None:
        """Move time ahead, at most to its end."""
        before = self.now()
        self._now = min(before + microseconds, END)
        self._ahead += self._now - before
        self.passed += self._now - before
        self._tell()

    def move_to(self, moment: int) -> None:
        """Move time ahead to a moment, at most to its end; a later time stays."""
        self.move(max(0, moment - self.now()))

    def set(self, now: int) -> None:
        """Set time to `now`, at most `END`; time that runs can only be set ahead."""
        if self.speed is not None:
            self.move_to(now)
        else:
            if now < self._now:
                self._latest = 0
            self._now = now
            self._tell()

    def text(self, moment: int) -> str:
        """Format a moment as the API does: UTC, six digits, `Z`."""
        second, micro = divmod(moment, SECOND)
        if second != self._second:
            self._second = second
            self._prefix = datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S.")
        return f"{self._prefix}{micro:06d}Z"

    def _tell(self) -> None:
        for watcher in self.watchers:
            watcher()
