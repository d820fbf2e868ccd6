"""The mock's server compared with Prism: rate, latency, start and memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Final

from ._rounds import Arm, Figures, Row, Scale, alternate
from ._servers import Server, load, mock_server, prism, prism_server, wrk

RESET: Final = "/__mock__/reset"
SERVERS: Final[Mapping[str, Callable[[], Server]]] = {"": mock_server, "prism.": prism_server}

ROWS: Final = (
    Row("rate_16", "prism.rate_16", "at least", 6, "requests/s"),
    Row("rate_1", "prism.rate_1", "at least", 4.5, "requests/s"),
    Row("p99_16", "prism.p99_16", "at most", 1 / 5, "ms"),
    Row("start", "prism.start", "at most", 1 / 8, "ms"),
    Row("memory", "prism.memory", "at most", 1 / 3, "MB"),
    Row("memory_worn", "fresh", "at most", 1.2, "MB"),
)


def measure(scale: Scale) -> Figures:
    """Start both servers a few times, then load one of each, alternately."""
    wrk()
    prism()
    seconds = scale.size(4, quick=1)
    figures = alternate([_starting(name) for name in SERVERS], rounds=scale.rounds_or(7))
    with ExitStack() as stack:
        running = {name: stack.enter_context(start()) for name, start in SERVERS.items()}
        for server in running.values():
            load(server, connections=16, seconds=seconds)  # warm-up
        # Prism's 99th percentile changes every few seconds: many rounds, for a stable median.
        arms = [_loading(name, server, seconds) for name, server in running.items()]
        figures |= alternate(arms, rounds=scale.rounds_or(11))
    return figures | alternate([_wearing(scale.size(100_000, quick=2_000))], rounds=scale.rounds_or(3))


def _starting(name: str) -> Arm:
    def run() -> dict[str, float]:
        with SERVERS[name]() as server:
            return {f"{name}start": server.start_seconds * 1e3, f"{name}memory": server.memory()}

    return run


def _loading(name: str, server: Server, seconds: int) -> Arm:
    def run() -> dict[str, float]:
        many = load(server, connections=16, seconds=seconds)
        one = load(server, connections=1, seconds=seconds)
        if not name:  # Prism keeps no state
            server.ask("POST", RESET)
        return {f"{name}rate_16": many.rate, f"{name}p99_16": many.p99, f"{name}rate_1": one.rate}

    return run


def _wearing(requests: int) -> Arm:
    def run() -> dict[str, float]:
        with mock_server() as server:
            server.ask("POST", RESET)  # removes the create that ended the start
            fresh, done = server.memory(), 0
            while done < requests:
                done += load(server, connections=16, seconds=1, deleting=True).requests
            return {"fresh": fresh, "memory_worn": server.memory()}

    return run
