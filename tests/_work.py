"""A unit of work, so that limits of processor time hold on machines of any speed."""

from __future__ import annotations

import copy
import functools
import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from time import process_time, thread_time
from typing import Final

_TEXT: Final = json.dumps([{"name": f"n{number}", "fields": ["a", "b"]} for number in range(30_000)])


@functools.cache
def reading() -> float:
    """Return the seconds of processor time in which this interpreter read and copied a list of 30,000 objects."""
    began = thread_time()
    copy.deepcopy(json.loads(_TEXT))
    return thread_time() - began


@contextmanager
def at_most(readings: int) -> Iterator[None]:
    """Assert that the block takes no more processor time than so many readings; a quadratic cost takes far more."""
    limit = readings * reading()
    gc.disable()  # in a long run, one look at the whole heap takes longer than many a block
    try:
        began = process_time()
        yield
        took = process_time() - began
    finally:
        gc.enable()
    assert took < limit
