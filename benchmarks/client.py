"""The async client under load: a thousand `ensure` calls compared with a thousand bare posts."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from typing import Any, Final

import httpx

from fivetran_connections import AsyncFivetran

from ._rounds import Arm, Figures, Row, Scale, Wrong, alternate
from ._servers import CLIENT_CORE, KEY, PATH, SECRET, body, mock_server, on_core

CONCURRENCY: Final = 32
Work = Callable[[int], Awaitable[object]]

ROWS: Final = (Row("ensure", "post", "at least", 0.7, "calls/s"),)


def measure(scale: Scale) -> Figures:
    """Run both against one server, each round in a new event loop."""
    calls = scale.size(1_000, quick=64)
    with mock_server() as server, on_core(CLIENT_CORE):
        arms = (_arm("ensure", _ensure, server.url, calls), _arm("post", _post, server.url, calls))
        alternate(arms, rounds=1)
        return alternate(arms, rounds=scale.rounds_or(9))


def _arm(series: str, run: Callable[[str, int, str], Coroutine[Any, Any, float]], url: str, calls: int) -> Arm:
    rounds = itertools.count()
    return lambda: {series: calls / asyncio.run(run(url, calls, f"{series}_{next(rounds)}_"))}


async def _ensure(url: str, calls: int, prefix: str) -> float:
    async with AsyncFivetran(api_key=KEY, api_secret=SECRET, base_url=url) as fivetran:
        return await _timed(lambda turn: fivetran.connections.ensure(body(f"{prefix}{turn}"), look_first=False), calls)


async def _post(url: str, calls: int, prefix: str) -> float:
    async def post(turn: int) -> object:
        response = await client.post(PATH, json=body(f"{prefix}{turn}"))
        if response.status_code != 201:
            raise Wrong(f"the mock answered a valid create with {response.status_code}")
        return response.json()

    async with httpx.AsyncClient(auth=(KEY, SECRET), base_url=url) as client:
        return await _timed(post, calls)


async def _timed(work: Work, calls: int) -> float:
    """Work `calls` times, `CONCURRENCY` at a time, on open connections, and return the seconds."""
    await _all(work, iter(range(calls, calls + CONCURRENCY)))
    start = time.perf_counter()
    await _all(work, iter(range(calls)))
    return time.perf_counter() - start


async def _all(work: Work, turns: Iterator[int]) -> None:
    async def worker() -> None:
        for turn in turns:
            await work(turn)

    await asyncio.gather(*(worker() for _ in range(CONCURRENCY)))
