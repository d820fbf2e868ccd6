"""The time of a call when the mock holds many connections: it does not grow, and the server does not pause."""

from __future__ import annotations

import itertools
import json
import secrets
from collections.abc import Callable
from typing import Any, Final

from fivetran_mock import FivetranMock, Request

from ._rounds import Arm, Figures, Row, Scale, Wrong, alternate, cpu_seconds, each
from ._servers import AUTHORIZATION, CLIENT_CORE, GROUP, PATH, Server, mock_server, on_core, template

HELD: Final = (100, 10_000, 100_000)
PAUSE_HELD: Final = 50_000
PAGE: Final = 50
"""Connections on the listed page: half of the smallest state."""
HEADERS: Final = {"authorization": AUTHORIZATION, "content-type": "application/json", "host": "api.fivetran.com"}
ROWS: Final = (
    *(
        Row(f"{work}_{held}", f"{work}_{HELD[0]}", "at most", 1.5)
        for work in ("create", "list", "filter")
        for held in HELD[1:]
    ),
    Row("pause", "", "at most", 5, "ms"),
)


class Held:
    """A mock with a number of connections, and calls to it."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._mock = FivetranMock()
        self._names = itertools.count()
        for _ in range(count):
            self.create(self.next_body())
        cursor, step = "", min(1_000, count // 2)
        for _ in range(count // 2 // step):
            page: dict[str, Any] = json.loads(self._call("GET", f"{PATH}?limit={step}{cursor}"))["data"]
            cursor = f"&cursor={page['next_cursor']}"
        self._page = f"{PATH}?limit={PAGE}{cursor}"

    def next_body(self) -> bytes:
        """Return the body of a create with a new schema name."""
        return f"schema_{next(self._names)}".join(template()).encode()

    def create(self, body: bytes) -> bytes:
        """Create a connection."""
        return self._call("POST", PATH, body, status=201)

    def page(self, _turn: int = 0) -> bytes:
        """List a page from the middle of the list."""
        return self._call("GET", self._page)

    def filter(self, turn: int = 11) -> bytes:
        """List the connections with one schema."""
        return self._call("GET", f"{PATH}?group_id={GROUP}&schema=schema_{7 * turn % self._count}")

    def delete(self, answer: bytes) -> None:
        """Delete the connection that this answer has created."""
        self._call("DELETE", f"{PATH}/{json.loads(answer)['data']['id']}")

    def _call(self, method: str, target: str, body: bytes = b"", *, status: int = 200) -> bytes:
        reply = self._mock.handle(Request(method, target, HEADERS, body))
        if reply.status != status:
            raise Wrong(f"the mock answered {method} {target} with {reply.status}: {reply.body[:200]!r}")
        return reply.body


def measure(scale: Scale) -> Figures:
    """Fill a mock for each size, and call them alternately."""
    states = {held: Held(min(held, 2_000) + held // 100 if scale.quick else held) for held in HELD}
    calls = scale.size(100, quick=5)
    arms: list[Arm] = []
    for held, state in states.items():
        arms.append(_creating(f"create_{held}", state, calls))
        arms.append(each(f"list_{held}", state.page, calls=calls))
        arms.append(each(f"filter_{held}", state.filter, calls=calls))
    alternate(arms, rounds=1)
    figures = alternate(arms, rounds=scale.rounds_or(25))
    del arms, states
    with mock_server() as server, on_core(CLIENT_CORE):
        for number in range(scale.size(PAUSE_HELD, quick=500)):
            server.ask("POST", PATH, f"crowd_{number}".join(template()))
        pauses = alternate([lambda: _longest(server, scale.size(5_000, quick=100))], rounds=scale.rounds_or(7))
    return figures | pauses


def _creating(series: str, state: Held, calls: int) -> Arm:
    def run() -> dict[str, float]:
        bodies = [state.next_body() for _ in range(calls)]
        start = cpu_seconds()
        made = [state.create(body) for body in bodies]
        spent = cpu_seconds() - start
        for answer in made:
            state.delete(answer)
        return {series: spent / calls * 1e6}

    return run


def _longest(server: Server, calls: int) -> dict[str, float]:
    """Return the longest processor time that the server spends on one call."""
    made: list[str] = []
    names = (f"{secrets.token_hex(8)}_{number}" for number in itertools.count())
    work: tuple[Callable[[], object], ...] = (
        lambda: made.append(json.loads(server.ask("POST", PATH, next(names).join(template())))["data"]["id"]),
        lambda: server.ask("GET", f"{PATH}?limit={PAGE}"),
        lambda: server.ask("GET", f"{PATH}?group_id={GROUP}&schema=crowd_1"),
        lambda: server.ask("DELETE", f"{PATH}/{made.pop()}"),
    )
    longest = 0
    for call in itertools.islice(itertools.cycle(work), calls):
        start = server.running()
        call()
        longest = max(longest, server.running() - start)
    return {"pause": longest / 1e6}
