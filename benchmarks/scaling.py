"""The time of a call when the mock holds many connections: it does not grow, and there is no pause."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

from ._bodies import AUTHORIZATION, GROUP, PATH, PLACE, template
from ._harness import Aim, Arm, Family, Figures, Row, Scale, Wrong, alternate, cpu_seconds, say

if TYPE_CHECKING:
    from fivetran_mock import FivetranMock

HELD: Final = (100, 10_000, 100_000)
PAUSE_HELD: Final = 50_000
PAGE: Final = 50
"""Connections on the listed page: half of the smallest state."""

FLAT: Final = Aim("at most", 1.3)
WORK: Final = {
    "create": "one create",
    "list": f"one page of {PAGE}, from the middle of the list",
    "filter": "one list filtered by schema name",
}


def _row(work: str, held: int) -> Row:
    return Row(
        key=f"{work}_{held}",
        label=f"{work} with {held:,} held",
        what=f"{WORK[work]}, with {held:,} connections held",
        unit="us",
        ours=f"{work}.{held}",
        peer=f"the same with {HELD[0]:,} held",
        theirs=f"{work}.{HELD[0]}",
        aim=FLAT,
        dominates=_DOMINATES[work],
    )


_DOMINATES: Final = {
    "create": "Checking the body and encoding the answer, which do not depend on the number of connections.",
    "list": "Joining the bytes of the records on the page.",
    "filter": "Memory: among 100,000 connections neither index nor record is in the processor's caches.",
}

ROWS: Final = (
    *(_row(work, held) for work in WORK for held in HELD[1:]),
    Row(
        key="pause",
        label=f"longest pause with {PAUSE_HELD:,} held",
        what=f"longest of 5,000 mixed calls (CPU time, garbage collection included) with {PAUSE_HELD:,} held",
        unit="ms",
        ours="pause",
        peer="-",
        theirs=None,
        aim=Aim("at most", 2, of="figure"),
        dominates=(
            "A page of connections, or a garbage collection of the youngest objects; records are bytes, which the "
            "collector does not visit."
        ),
    ),
)


class Held:
    """A mock with a number of connections, and calls to it."""

    def __init__(self, count: int) -> None:
        from fivetran_mock import FivetranMock

        self.count = count
        self._mock: FivetranMock = FivetranMock()
        self._names = itertools.count()
        self._before, self._after = template().split(PLACE)
        for _ in range(count):
            self.create(self.next_body())

    def next_body(self) -> bytes:
        """Return the body of a create with a new schema name."""
        return f"{self._before}schema_{next(self._names)}{self._after}".encode()

    def create(self, body: bytes) -> bytes:
        """Create a connection."""
        return self._call("POST", PATH, body, status=201)

    def read(self, query: str) -> bytes:
        """List connections."""
        return self._call("GET", f"{PATH}?{query}")

    def delete(self, answers: list[bytes]) -> None:
        """Delete the connections that these answers have created."""
        for answer in answers:
            self._call("DELETE", f"{PATH}/{json.loads(answer)['data']['id']}")

    def middle(self) -> str:
        """Return the query of a page from the middle of the list."""
        cursor, step = "", min(1_000, self.count // 2)
        for _ in range(self.count // 2 // step):
            page: dict[str, Any] = json.loads(self.read(f"limit={step}{cursor}"))["data"]
            cursor = f"&cursor={page['next_cursor']}"
        return f"limit={PAGE}{cursor}"

    def _call(self, method: str, target: str, body: bytes = b"", *, status: int = 200) -> bytes:
        from fivetran_mock import Request

        reply = self._mock.handle(Request(method, target, _HEADERS, body))
        if reply.status != status:
            raise Wrong(f"the mock answered {method} {target} with {reply.status}: {reply.body[:200]!r}")
        return reply.body


_HEADERS: Final = {"authorization": AUTHORIZATION, "content-type": "application/json", "host": "api.fivetran.com"}


def measure(scale: Scale) -> Figures:
    """Fill a mock for each size, and call them alternately."""
    say("scaling: filling the mocks")
    states = [Held(count if not scale.quick else min(count, 2_000) + count // 100) for count in HELD]
    named = list(zip(HELD, states, strict=True))
    calls, rounds = scale.size(100, quick=5), scale.rounds_or(25)
    say("scaling: creates and lists")
    arms = [arm(held, state, calls) for arm in (_creating, _listing, _filtering) for held, state in named]
    alternate(arms, rounds=1)
    figures = alternate(arms, rounds=rounds)
    del arms, named, states
    say("scaling: pauses")
    crowd = Held(scale.size(PAUSE_HELD, quick=500))
    return {**figures, **alternate([lambda: _longest(crowd, scale.size(5_000, quick=100))], rounds=scale.rounds_or(7))}


def _creating(held: int, state: Held, calls: int) -> Arm:
    def run() -> dict[str, float]:
        bodies = [state.next_body() for _ in range(calls)]
        start = cpu_seconds()
        made = [state.create(body) for body in bodies]
        spent = cpu_seconds() - start
        state.delete(made)
        return {f"create.{held}": spent / calls * 1e6}

    return run


def _listing(held: int, state: Held, calls: int) -> Arm:
    return _reading(f"list.{held}", state, itertools.repeat(state.middle()), calls)


def _filtering(held: int, state: Held, calls: int) -> Arm:
    queries = (f"group_id={GROUP}&schema=schema_{number % held}" for number in itertools.count(step=7))
    return _reading(f"filter.{held}", state, queries, calls)


def _reading(series: str, state: Held, queries: Iterator[str], calls: int) -> Arm:
    def run() -> dict[str, float]:
        asked = list(itertools.islice(queries, calls))
        start = cpu_seconds()
        for query in asked:
            state.read(query)
        return {series: (cpu_seconds() - start) / calls * 1e6}

    return run


def _longest(state: Held, calls: int) -> dict[str, float]:
    """Return the longest CPU time of one call."""
    made: list[bytes] = []
    query = state.middle()
    work: tuple[Callable[[], object], ...] = (
        lambda: made.append(state.create(state.next_body())),
        lambda: state.read(query),
        lambda: state.read("schema=schema_77"),
        lambda: state.delete([made.pop()]),
    )
    longest = 0.0
    for _, call in zip(range(calls), itertools.cycle(work), strict=False):
        start = cpu_seconds()
        call()
        longest = max(longest, cpu_seconds() - start)
    return {"pause": longest * 1e3}


FAMILY: Final = Family(name="scaling", rows=ROWS, measure=measure)
