"""Tells whether another thread of this process could run; only Linux does."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from pathlib import Path
from typing import Final

TASKS: Final = Path("/proc/self/task")
"""A folder for each thread of this process."""


class Threads:
    """The threads of this process; those that sleep in the time of a mock are not read."""

    def __init__(self) -> None:
        self.resting: Final[set[int]] = set()
        """The native ids of threads that sleep in the time of a mock."""
        self._known: set[int] = set()

    def others_run(self) -> bool:
        """Return whether another thread is runnable, waits for a disk, or began just now."""
        own = {threading.get_native_id()}
        others = self._known - self.resting - own
        for thread in others:
            # Reading the file releases the GIL, so a thread that waits for the GIL shows as runnable.
            state = state_of(thread)
            if state in (b"R", b"D"):
                return True
            if not state:
                self._known = self._known - {thread}
        with suppress(OSError):
            if TASKS.stat().st_nlink - 2 != len(self._known):
                self._known = {int(thread.name) for thread in TASKS.iterdir()}
                return True
        # A thread that was woken by another mock, or has ended since the look, may have started another thread.
        awake = self._known - self.resting - own
        return not awake <= others or not all(os.access(f"{TASKS}/{thread}", os.F_OK) for thread in awake)


def state_of(thread: int) -> bytes:
    """Return the letter of a thread's state; nothing for an ended thread."""
    with suppress(OSError):
        told = os.open(f"{TASKS}/{thread}/stat", os.O_RDONLY)  # takes half as long as a file object
        try:
            return os.read(told, 400).rpartition(b") ")[2][:1]
        finally:
            os.close(told)
    return b""


THREADS: Final = Threads()
"""The threads of this process."""
