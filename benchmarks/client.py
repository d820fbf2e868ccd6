"""The async client under load: a thousand `ensure` calls compared with a thousand bare posts."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from typing import TYPE_CHECKING, Any, Final

from . import _peers
from ._bodies import KEY, PATH, SECRET, body
from ._harness import Aim, Arm, Family, Figures, Row, Scale, Wrong, alternate, say
from ._processes import CLIENT_CORE, Server, mock_server, on_core

if TYPE_CHECKING:
    import httpx

CONCURRENCY: Final = 32
Work = Callable[[int], Awaitable[object]]

ROWS: Final = (
    Row(
        key="ensure",
        label="1,000 ensure calls",
        what=f"1,000 `ensure` calls by `AsyncFivetran`, {CONCURRENCY} at a time, against the mock's server",
        unit="calls/s",
        ours="fivetran.ensure",
        peer="the same 1,000 posts by bare `httpx.AsyncClient`",
        theirs="httpx.post",
        aim=Aim("at least", 0.7),
        dominates=(
            "httpx's own requests, pool and event loop; of our code, the check and parsing the answer into its model."
        ),
    ),
)


def measure(scale: Scale) -> Figures:
    """Run both against one server, each round in a new event loop."""
    calls = scale.size(1_000, quick=64)
    say("client: ensure and bare posts")
    with mock_server() as server, on_core(CLIENT_CORE):
        arms = (
            _arm("fivetran.ensure", _ensure, server, calls=calls),
            _arm("httpx.post", _post, server, calls=calls),
        )
        alternate(arms, rounds=1)
        return alternate(arms, rounds=scale.rounds_or(9))


def _arm(series: str, run: Callable[[str, int, str], Coroutine[Any, Any, float]], server: Server, *, calls: int) -> Arm:
    rounds = itertools.count()

    def arm() -> dict[str, float]:
        prefix = f"{series.replace('.', '_')}_{next(rounds)}_"
        return {series: calls / asyncio.run(run(server.url, calls, prefix))}

    return arm


async def _ensure(url: str, calls: int, prefix: str) -> float:
    from fivetran_connections import AsyncFivetran

    async with AsyncFivetran(api_key=KEY, api_secret=SECRET, base_url=url) as fivetran:
        return await _timed(
            lambda number: fivetran.connections.ensure(body(f"{prefix}{number}"), look_first=False), calls
        )


async def _post(url: str, calls: int, prefix: str) -> float:
    import httpx

    async with httpx.AsyncClient(auth=(KEY, SECRET), base_url=url) as client:
        return await _timed(lambda number: _checked(client.post(PATH, json=body(f"{prefix}{number}"))), calls)


async def _checked(answer: Awaitable[httpx.Response]) -> object:
    response = await answer
    if response.status_code != 201:
        raise Wrong(f"the mock answered a valid create with {response.status_code}")
    return response.json()


async def _timed(work: Work, calls: int) -> float:
    """Work `calls` times, `CONCURRENCY` at a time, on open connections, and return the seconds."""
    await _all(work, iter(range(calls, calls + CONCURRENCY)))
    start = time.perf_counter()
    await _all(work, iter(range(calls)))
    return time.perf_counter() - start


async def _all(work: Work, numbers: Iterator[int]) -> None:
    async def worker() -> None:
        for number in numbers:
            await work(number)

    await asyncio.gather(*(worker() for _ in range(CONCURRENCY)))


FAMILY: Final = Family(name="client", rows=ROWS, measure=measure, needs=(_peers.two_cores, _peers.package("httpx")))
