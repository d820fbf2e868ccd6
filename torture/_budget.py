"""The budget of an attack, and its findings."""

from __future__ import annotations

import random
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

MOST_EXAMPLES = 20
"""Examples that are kept of each kind of finding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """The limits of an attack, in attempts and in seconds; the first limit reached ends it."""

    attempts: int | None = None
    seconds: float | None = None

    def __iter__(self) -> Iterator[int]:
        """Count attempts until the budget is used up."""
        end = time.monotonic() + (self.seconds if self.seconds is not None else float("inf"))
        number = 0
        while (self.attempts is None or number < self.attempts) and time.monotonic() < end:
            yield number
            number += 1

    def part(self, share: float) -> Budget:
        """Return a share of this budget."""
        return Budget(
            attempts=None if self.attempts is None else max(1, int(self.attempts * share)),
            seconds=None if self.seconds is None else self.seconds * share,
        )


@dataclass(slots=True, kw_only=True)
class Findings:
    """The result of an attack."""

    attempts: int = 0
    crashes: int = 0
    """Exceptions of no public kind, answers with status 500, servers that no longer answer."""
    wrong: int = 0
    """Answers and states that contradict the promise under attack."""
    examples: list[str] = field(default_factory=list)

    def crash(self, example: str) -> None:
        """Count a crash."""
        self.crashes += 1
        self._keep(f"crash: {example}")

    def mistake(self, example: str) -> None:
        """Count something wrong."""
        self.wrong += 1
        self._keep(f"wrong: {example}")

    @contextmanager
    def watching(self, example: object, *expected: type[Exception]) -> Iterator[None]:
        """Count an exception as a crash, except for those that are expected."""
        try:
            yield
        except expected:
            pass
        except Exception as error:  # noqa: BLE001  # any other exception is what the attack looks for
            place = traceback.extract_tb(error.__traceback__)[-1]
            self.crash(f"{type(error).__name__} at {place.name}:{place.lineno}: {error} from {example!r}"[:600])

    def _keep(self, example: str) -> None:
        if len(self.examples) < MOST_EXAMPLES:
            self.examples.append(example)


ODD: tuple[Any, ...] = (None, True, 0, -1, 1.5, 10**30, "", "\x00", "\u202e", "é😀", "a" * 300, [], {}, [[]], {"": 0})
"""Values that are put in the place of others."""


def edited_json(rng: random.Random, value: Any) -> Any:
    """Return a copy of JSON in which one place is changed, removed, or has a new neighbour."""
    if isinstance(value, dict) and value and rng.random() < 0.85:
        key = rng.choice(list(value))
        return _edited(rng, dict(value), key, value[key])
    if isinstance(value, list) and value and rng.random() < 0.85:
        place = rng.randrange(len(value))
        return _edited(rng, list(value), place, value[place])
    return rng.choice(ODD)


def _edited(rng: random.Random, holder: Any, key: Any, inner: Any) -> Any:
    way = rng.random()
    if way < 0.1:
        del holder[key]
    elif way < 0.2 and isinstance(holder, dict):
        holder[rng.choice(("", "extra", f"{key}s", "\u202e", str(key).upper()))] = rng.choice(ODD)
    else:
        holder[key] = edited_json(rng, inner)
    return holder


def edited_bytes(rng: random.Random, data: bytes) -> bytes:
    """Return bytes with a few places changed, left out, repeated or cut off."""
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(data) + 1)
        to = min(len(data), at + rng.choice((1, 1, 2, 8, 64)))
        other = rng.choice((b"", rng.randbytes(to - at), data[at:to] * 2, b"\x00", b"\xff", b"\r\n", b" ", b'"'))
        data = data[:at] + other + data[to:] if rng.random() < 0.95 else data[:at]
    return data
