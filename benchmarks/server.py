"""The mock's server compared with Prism: rate, latency, start and memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Final

from . import _peers
from ._harness import Aim, Family, Figures, Row, Scale, Wrong, alternate, say
from ._load import churn, load
from ._processes import Server, mock_server, prism_server

PEER: Final = "Prism 5.14.2, default settings"
WORK: Final = "valid creates with auth, shape check, rules, journal and state"
WORN: Final = 100_000

_SERVERS: Final[Mapping[str, Callable[[], Server]]] = {"mock": mock_server, "prism": prism_server}

ROWS: Final = (
    Row(
        key="rate_16",
        label="server: requests per second, 16 connections",
        what=f"`fivetran-mock serve`, one process, 16 connections: {WORK}",
        unit="requests/s",
        ours="mock.rate_16",
        peer=PEER,
        theirs="prism.rate_16",
        aim=Aim("at least", 9),
        dominates=(
            "Checking and storing a create takes about two thirds of the server's time, system calls a quarter: each "
            "answer is sent by itself. Prism's log goes to /dev/null here, which makes it faster."
        ),
    ),
    Row(
        key="rate_1",
        label="server: requests per second, 1 connection",
        what="the same with 1 connection",
        unit="requests/s",
        ours="mock.rate_1",
        peer=PEER,
        theirs="prism.rate_1",
        aim=Aim("at least", 4.5),
        dominates=(
            "System calls, the time until the kernel wakes server and wrk, and wrk's own work; both servers wait for "
            "these. Prism's log goes to /dev/null here, which makes it faster."
        ),
    ),
    Row(
        key="p99_16",
        label="server: 99th percentile, 16 connections",
        what="the same with 16 connections, 99th percentile of the latency",
        unit="ms",
        ours="mock.p99_16",
        peer=PEER,
        theirs="prism.p99_16",
        aim=Aim("at most", 1 / 8),
        dominates=(
            "A request waits for the fifteen of the other connections, and sometimes twice, since the kernel reports "
            "ready sockets in no fair order. Prism's own figure changes by half from run to run."
        ),
    ),
    Row(
        key="start",
        label="server: start until the first 201",
        what="from the start of the process until the first 201",
        unit="ms",
        ours="mock.start",
        peer=PEER,
        theirs="prism.start",
        aim=Aim("at most", 1 / 8),
        dominates=(
            "Imports: asyncio and ssl are a third, the mock's own modules a half; the validator is compiled by "
            "the first create."
        ),
    ),
    Row(
        key="memory",
        label="server: memory at rest",
        what="memory at rest (PSS), after the first 201",
        unit="MB",
        ours="mock.memory",
        peer=PEER,
        theirs="prism.memory",
        aim=Aim("at most", 1 / 3),
        dominates="The interpreter with asyncio and ssl, then the document with its compiled validators.",
    ),
    Row(
        key="memory_worn",
        label="server: memory after 100,000 requests",
        what=f"memory (PSS) after {WORN:,} requests, alternating creates and deletes, so that no state is held",
        unit="MB",
        ours="mock.worn",
        peer="the same process at rest",
        theirs="mock.fresh",
        aim=Aim("at most", 1.2),
        dominates="The journal, which keeps the latest calls up to 4 MiB.",
    ),
)


def measure(scale: Scale) -> Figures:
    """Start both servers a few times, then load one of each, alternately."""
    return {
        **_starts(rounds=scale.rounds_or(7)),
        # Prism's 99th percentile changes every few seconds: many rounds, for a stable median.
        **_loads(rounds=scale.rounds_or(11), seconds=scale.size(4, quick=1)),
        **_wear(rounds=scale.rounds_or(3), requests=scale.size(WORN, quick=2_000)),
    }


def _starts(*, rounds: int) -> Figures:
    say("server: start and memory at rest")
    return alternate([_start(name) for name in _SERVERS], rounds=rounds)


def _start(name: str) -> Callable[[], Mapping[str, float]]:
    def run() -> dict[str, float]:
        with _SERVERS[name]() as server:
            return {f"{name}.start": server.start_seconds * 1e3, f"{name}.memory": server.memory()}

    return run


def _loads(*, rounds: int, seconds: int) -> Figures:
    with ExitStack() as stack:
        running = {name: stack.enter_context(make()) for name, make in _SERVERS.items()}
        say("server: warm-up")
        for server in running.values():
            load(server, connections=16, seconds=seconds)
        say("server: rate and latency")
        return alternate([_load(name, server, seconds=seconds) for name, server in running.items()], rounds=rounds)


def _load(name: str, server: Server, *, seconds: int) -> Callable[[], Mapping[str, float]]:
    def run() -> dict[str, float]:
        many = load(server, connections=16, seconds=seconds)
        one = load(server, connections=1, seconds=seconds)
        if name == "mock":  # Prism keeps no state
            forget(server)
        return {f"{name}.rate_16": many.rate, f"{name}.p99_16": many.p99, f"{name}.rate_1": one.rate}

    return run


def _wear(*, rounds: int, requests: int) -> Figures:
    say(f"server: memory after {requests:,} requests")

    def run() -> dict[str, float]:
        with mock_server() as server:
            forget(server)  # the create that ended the start
            fresh, done = server.memory(), 0
            while done < requests:
                done += churn(server, connections=16, seconds=1).requests
            return {"mock.fresh": fresh, "mock.worn": server.memory()}

    return alternate([run], rounds=rounds)


def forget(server: Server) -> None:
    """Empty the mock's state."""
    status = server.send("POST", "/__mock__/reset")
    if status >= 300:
        raise Wrong(f"the mock answered its reset with {status}")


FAMILY: Final = Family(name="server", rows=ROWS, measure=measure, needs=(_peers.two_cores, _peers.wrk, _peers.prism))
