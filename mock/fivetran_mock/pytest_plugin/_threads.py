"""Threads that a test started and that still run at its end."""

from __future__ import annotations

import sys
import threading
from collections.abc import Collection
from threading import Thread
from traceback import walk_stack
from typing import Final

from ..intercept import OUTLIVED

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
    """Refuse later requests of the threads that run on after their test; a pool's workers also serve later tests."""
    frames = sys._current_frames()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  # its documented name
    for thread in threading.enumerate():
        # Without the fixtures' server, and without dummies: threads that `threading` did not start.
        if thread not in before and not thread.name.startswith(("fivetran-mock", "Dummy-")):
            stack = walk_stack(frames.get(thread.ident or 0))
            functions = {(frame.f_globals.get("__name__"), frame.f_code.co_name) for frame, _ in stack}
            if WORKERS.isdisjoint(functions):
                OUTLIVED[thread] = test
