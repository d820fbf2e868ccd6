"""The clock of a command below `fivetran-mock run`: its waits move the time of the mock, and take no real time."""

from __future__ import annotations

import asyncio
import json
import os
import time
from argparse import Namespace
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Lock
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from .._http.credentials import find_credentials
from ..errors import FivetranError
from .output import duration, print_note

if TYPE_CHECKING:
    from ..code import Stop

VARIABLE: Final = "FIVETRAN_REHEARSAL"
"""Set by `fivetran-mock run`: the address of its mock."""

_TICK: Final = 0.002
"""The real seconds after which a wait looks again whether a request is in flight."""


class Rehearsal:
    """
    Real time, and the moves of the mock's time, which every wait makes.

    Time moves to the end of the wait that ends first, and only while no request is in flight: time-outs of requests
    stay real.
    """

    def __init__(self, address: str) -> None:
        """Take the address of the mock."""
        self.moved: float = 0.0
        """The seconds of all moves."""
        self.is_whole: bool = True
        """Whether the run came to its end."""
        self.address = address
        parts = urlsplit(address)
        # One cheap connection: a wait of an hour is 3,600 moves.
        self._line = (HTTPSConnection if parts.scheme == "https" else HTTPConnection)(parts.netloc)
        self._ends: list[float] = []
        self._in_flight = 0
        self._lock = Lock()

    @property
    def settings(self) -> dict[str, Any]:
        """The arguments by which a blocking client lives in this time."""
        hooks = {"on_request": self.began, "on_response": self.ended}
        return {"sleep": self.sleep, "monotonic": self.monotonic, **hooks}

    def close(self) -> None:
        """Close the connection to the mock."""
        self._line.close()

    def monotonic(self) -> float:
        """Return the time in seconds."""
        return time.monotonic() + self.moved

    def sleep(self, seconds: float) -> None:
        """Wait."""
        for tick in self._ticks(seconds):
            time.sleep(tick)

    async def asleep(self, stop: Stop, seconds: float) -> None:
        """Wait in a run, which may be asked to stop."""
        for tick in self._ticks(seconds):
            stop.check()
            await asyncio.sleep(tick)

    def began(self, _: object) -> None:
        """Count a request that is about to be sent; a move of time ends first."""
        with self._lock:
            self._in_flight += 1

    def ended(self, _: object) -> None:
        """Count the end of a request."""
        with self._lock:
            self._in_flight -= 1

    def _ticks(self, seconds: float) -> Iterator[float]:
        """Move time to the end of a wait; yield real seconds to wait while a request is in flight, or another ends."""
        end = self.monotonic() + seconds
        self._ends.append(end)
        try:
            yield 0.0  # others may begin to wait at the same moment
            while self.monotonic() < end:
                with self._lock:
                    step = 0.0 if self._in_flight else min(self._ends) - self.monotonic()
                    if step > 0:
                        self._move(step)
                if step <= 0:
                    yield _TICK
        finally:
            self._ends.remove(end)

    def _move(self, seconds: float) -> None:
        try:
            self._line.request("POST", "/__mock__/advance", json.dumps({"seconds": seconds}))
            answer = self._line.getresponse()
            problem = "" if answer.status == HTTPStatus.OK else f"{answer.status} {answer.reason}"
            answer.read()
        except (HTTPException, OSError) as failure:
            problem = type(failure).__name__
        if problem:
            self._line.close()
            raise FivetranError(f"The mock at {self.address} did not move its time: {problem}.")
        self.moved += seconds


@contextmanager
def rehearsed(options: Namespace) -> Generator[Rehearsal | None]:
    """Yield the clock of the mock that is rehearsed with, if any; tell at the end how long a real run would wait."""
    address = os.environ.get(VARIABLE, "").rstrip("/")
    if not address or find_credentials(base_url=options.base_url, profile=options.profile).base_url != address:
        yield None
        return
    clock = Rehearsal(address)
    with closing(clock):
        yield clock
    # A command that waits for a sync does not know how long a real one takes.
    if clock.moved >= 1 and clock.is_whole and not getattr(options, "wait", False):
        print_note(f"At the documented limits a real run takes at least {duration(clock.moved)}.")
