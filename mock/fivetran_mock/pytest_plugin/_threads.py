"""Threads that a test started and that still run at its end."""

from __future__ import annotations

import sys
import threading
import time
import warnings
from collections.abc import Collection
from threading import Thread
from typing import Final

from ..intercept import OUTLIVED

PATIENCE: Final = 0.2
"""How many seconds the threads of a test have to end, once its mock has ended."""

WAITING: Final = frozenset({"multiprocessing.connection", "queue", "selectors", "threading"})
"""The modules in which a worker waits for its next task."""

WORKERS: Final = frozenset(
    {
        ("anyio._backends._asyncio", "run"),
        ("concurrent.futures.thread", "_worker"),
        ("multiprocessing.pool", "_handle_results"),
        ("multiprocessing.pool", "_handle_tasks"),
        ("multiprocessing.pool", "_wait_for_updates"),
        ("multiprocessing.pool", "worker"),
        ("trio._core._thread_cache", "_work"),
    }
)
"""The functions of pools that call a task, or wait for one: module and name."""


def part_with(test: str, before: Collection[Thread]) -> None:
    """Warn about the threads that run on after their test, and refuse later requests of those that are no workers."""
    deadline = time.monotonic() + PATIENCE
    outlived: list[Thread] = []
    for thread in threading.enumerate():
        # The server of the fixtures runs on, and a dummy stands for a thread that `threading` has not started.
        if thread in before or thread.name.startswith(("fivetran-mock", "Dummy-")):
            continue
        if not _is_idle(thread):
            thread.join(max(0.0, deadline - time.monotonic()))
        if thread.is_alive() and not _is_idle(thread):
            outlived.append(thread)
    OUTLIVED.update({thread: test for thread in outlived if WORKERS.isdisjoint(_stack(thread))})
    if outlived:
        names = ", ".join(repr(thread.name) for thread in outlived)
        said = f"{test} has ended, and these threads that it started still run: {names}: end them within the test"
        warnings.warn(said, RuntimeWarning, stacklevel=2)


def _is_idle(thread: Thread) -> bool:
    """Return whether a thread is a worker of a pool that waits for a task."""
    return next((frame for frame in _stack(thread) if frame[0] not in WAITING), None) in WORKERS


def _stack(thread: Thread) -> list[tuple[str, str]]:
    """Return module and name of each function that a thread is in, the innermost first."""
    frame = sys._current_frames().get(thread.ident or 0)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # its documented name
    stack: list[tuple[str, str]] = []
    while frame is not None:
        stack.append((str(frame.f_globals.get("__name__")), frame.f_code.co_name))
        frame = frame.f_back
    return stack
