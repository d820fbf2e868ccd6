"""Work counted in calls, so that a bound holds on busy machines and on machines of any speed."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def at_most(calls: int) -> Iterator[None]:
    """Assert that the block makes no more calls, of Python's functions and of built-in ones, in its thread."""
    made = 0

    def count(_frame: object, event: str, _function: object) -> None:
        nonlocal made
        made += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(before)
    assert made <= calls
