"""Many wait at once in the mock's time, and each wait takes as long as it alone would."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import pytest
import trio

from fivetran_mock import FivetranMock

HOUR = 3600

Task = Callable[[], Awaitable[object]]


async def in_asyncio(*tasks: Task) -> None:
    """Run tasks at once in asyncio."""
    await asyncio.gather(*(task() for task in tasks))


async def in_trio(*tasks: Task) -> None:
    """Run tasks at once in trio."""
    async with trio.open_nursery() as nursery:
        for task in tasks:
            nursery.start_soon(task)


def by_asyncio(mock: FivetranMock, sleeps: Sequence[float], woken: Callable[[float], object]) -> None:
    """Sleep in tasks of asyncio."""
    asyncio.run(in_asyncio(*(partial(asleep, mock, seconds, woken) for seconds in sleeps)))


def by_trio(mock: FivetranMock, sleeps: Sequence[float], woken: Callable[[float], object]) -> None:
    """Sleep in tasks of trio."""
    trio.run(partial(in_trio, *(partial(asleep, mock, seconds, woken) for seconds in sleeps)))


def by_threads(mock: FivetranMock, sleeps: Sequence[float], woken: Callable[[float], object]) -> None:
    """Sleep in threads, one for each."""

    def sleep(seconds: float) -> None:
        mock.clock.sleep(seconds)
        woken(seconds)

    with ThreadPoolExecutor(len(sleeps)) as pool:
        list(pool.map(sleep, sleeps))


async def asleep(mock: FivetranMock, seconds: float, woken: Callable[[float], object]) -> None:
    """Sleep, and say so."""
    await mock.clock.asleep(seconds)
    woken(seconds)


Way = Callable[[FivetranMock, Sequence[float], Callable[[float], object]], None]
ways = pytest.mark.parametrize("way", [by_asyncio, by_trio, by_threads])


def moved(mock: FivetranMock) -> float:
    """Return how far the time of a mock has moved."""
    return mock.clock.monotonic() - FivetranMock().clock.monotonic()


@ways
@pytest.mark.parametrize("sleeps", [[600, 600], [600, 900, 600], [600] * 10])
def test_sleeps_at_once_do_not_add_up(way: Way, sleeps: list[float]) -> None:
    """Time moves by the longest of the sleeps that began together."""
    mock = FivetranMock()

    way(mock, sleeps, float)

    assert max(sleeps) == moved(mock)


@ways
def test_sleepers_wake_in_the_order_of_their_ends(way: Way) -> None:
    """The one that is due first wakes first, at its moment, however late it began to wait."""
    mock = FivetranMock()
    woken: list[tuple[float, float]] = []

    way(mock, [50, 10, 40, 20, 30], lambda seconds: woken.append((seconds, moved(mock))))

    assert [(seconds, seconds) for seconds in (10, 20, 30, 40, 50)] == woken


BUSY = "while True: pass"


@contextmanager
def busy_cores(count: int) -> Generator[None]:
    """Keep the machine busy with other processes."""
    others = [subprocess.Popen([sys.executable, "-c", BUSY]) for _ in range(count)]
    try:
        yield
    finally:
        for other in others:
            other.kill()
            other.wait()


@pytest.mark.parametrize("rounds", [3, pytest.param(100, marks=pytest.mark.deep)])
@pytest.mark.linux  # elsewhere nothing tells that a thread is runnable and has no core
def test_ten_threads_beside_a_busy_core(rounds: int) -> None:
    """Threads that have no core for a while are not passed over."""
    with busy_cores(4):
        seen = [FivetranMock() for _ in range(rounds)]
        for mock in seen:
            by_threads(mock, [600] * 10, float)

    assert [600] * rounds == [moved(mock) for mock in seen]
