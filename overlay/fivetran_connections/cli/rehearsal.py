"""The clock of a command below `fivetran-mock run`: its waits move the time of the mock, and take no real time."""

from __future__ import annotations

import asyncio
import json
import os
import time
from argparse import Namespace
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from http.client import HTTPException
from threading import Lock
from typing import TYPE_CHECKING, Any, Final
from urllib.request import urlopen

from .._http.credentials import find_credentials, variables_in
from ..errors import FivetranError
from .output import duration, print_note

if TYPE_CHECKING:
    from ..code import Stop

VARIABLE: Final = "FIVETRAN_REHEARSAL"
"""Set by `fivetran-mock run`: the address of its mock."""

_TICK: Final = 0.002
"""The real seconds after which a wait looks again whether a request is in flight."""


class Rehearsal:
    """Real time plus the moves of the mock's time by waits, while no request is in flight: time-outs stay real."""

    def __init__(self, address: str) -> None:
        """Take the address of the mock."""
        self.moved: float = 0.0
        """The seconds of all moves."""
        hooks = {"on_request": partial(self._count, 1), "on_response": partial(self._count, -1)}
        self.settings: dict[str, Any] = {"sleep": self.sleep, "monotonic": self.monotonic, **hooks}
        """The arguments of a blocking client."""
        self.stop: Stop | None = None
        """Asks the run to stop; its waits are then too few."""
        self._address = address
        self._in_flight = 0
        self._lock = Lock()

    def monotonic(self) -> float:
        """Return the time in seconds."""
        return time.monotonic() + self.moved

    def sleep(self, seconds: float) -> None:
        """Wait."""
        end = self.monotonic() + seconds
        while not self._has_come(end):
            time.sleep(_TICK)

    def during(self, stop: Stop) -> dict[str, Any]:
        """Return the arguments of an async client in a run, which may be asked to stop."""
        self.stop = stop
        return {**self.settings, "sleep": partial(self.asleep, stop)}

    async def asleep(self, stop: Stop, seconds: float) -> None:
        """Wait, unless the run is asked to stop."""
        end = self.monotonic() + seconds
        await asyncio.sleep(0)  # others may begin to wait at the same moment
        while not self._has_come(end):
            await asyncio.sleep(_TICK)
            stop.check()

    def _has_come(self, end: float) -> bool:
        """Move time to the end of a wait, unless a request is in flight; return whether it has come."""
        with self._lock:
            seconds = end - self.monotonic()
            if seconds > 0 and not self._in_flight:
                try:
                    urlopen(f"{self._address}/__mock__/advance", json.dumps({"seconds": seconds}).encode()).close()  # noqa: S310  # the address of the client
                except (HTTPException, OSError) as error:
                    reason = getattr(error, "reason", error)
                    raise FivetranError(f"The mock at {self._address} did not move its time: {reason}.") from None
                self.moved += seconds
        return self.monotonic() >= end

    def _count(self, change: int, _: object) -> None:
        with self._lock:
            self._in_flight += change


@contextmanager
def rehearsed(options: Namespace) -> Generator[Rehearsal | None]:
    """Yield the clock of the mock that is rehearsed with, if any; tell at the end how long a real run would wait."""
    address = variables_in(os.environ, VARIABLE).get(VARIABLE, "").rstrip("/")
    if not address or find_credentials(base_url=options.base_url, profile=options.profile).base_url != address:
        yield None
        return
    clock = Rehearsal(address)
    yield clock
    # A command that waits for a sync does not know how long a real one takes.
    is_whole = not (clock.stop and clock.stop.requested)
    if clock.moved >= 1 and is_whole and not getattr(options, "wait", False):
        print_note(f"At the documented limits a real run takes at least {duration(clock.moved)}.")
