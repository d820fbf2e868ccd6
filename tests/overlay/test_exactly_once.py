"""Many `ensure` calls, while network and server fail at random."""

import asyncio
import base64
import logging
import random
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from fivetran_connections import (
    AsyncFivetran,
    Ensured,
    Fivetran,
    FivetranError,
    PinterestAuth,
    RequestFailed,
    Secret,
    pinterest_ads,
)
from fivetran_mock import FivetranMock

from .._cases import slow_after
from ._support import Clock

FEW, MANY = 300, 2_000
HUSH = "hush-hush"
"""Stands in every secret of the run, and in nothing else."""
PACKED = base64.b64encode(f"the-key:{HUSH}".encode()).decode()
CREDENTIALS = {"api_key": Secret("the-key"), "api_secret": Secret(HUSH)}

Fault = Exception | tuple[int, dict[str, str]]

# Each of them may happen before the mock has acted, or after.
FAULTS: tuple[Callable[[], Fault], ...] = (
    lambda: httpx.ReadError("reset"),
    lambda: httpx.RemoteProtocolError("closed"),
    lambda: httpx.ReadTimeout("time-out"),
    lambda: httpx.WriteError("broken pipe"),
    lambda: (500, {}),
    lambda: (502, {"content-type": "text/html"}),
    lambda: (504, {}),
)


def html() -> Fault:
    """Return the answer of a proxy, after which `ensure` creates no more: before an act, no create follows."""
    return 200, {"content-type": "text/html"}


# These say that nothing was done, so they happen only before.
HONEST_FAULTS: tuple[Callable[[], Fault], ...] = (
    lambda: httpx.ConnectError("refused"),
    lambda: httpx.ConnectTimeout("time-out"),
    lambda: (429, {"retry-after": "1"}),
)


class Flaky(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A network that drops two of five exchanges, half of them after the mock has acted."""

    def __init__(self, mock: FivetranMock, *, seed: int, share: float = 0.4) -> None:
        self.transport = mock.transport()
        self.chance = random.Random(seed)  # noqa: S311 - dice, not keys
        self.share = share
        self.struck: Counter[str] = Counter()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer, or fail."""
        if self.chance.random() >= self.share:
            return self.transport.handle_request(request)
        if self.chance.random() < 0.5:
            return self.fail(request, "before", (*FAULTS, *HONEST_FAULTS, *([html] if request.method == "GET" else [])))
        self.transport.handle_request(request)
        return self.fail(request, "after", (*FAULTS, html))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer, or fail, after letting other tasks run."""
        await asyncio.sleep(0)
        return self.handle_request(request)

    def fail(self, request: httpx.Request, when: str, faults: tuple[Callable[[], Fault], ...]) -> httpx.Response:
        """Raise one of the faults."""
        fault = self.chance.choice(faults)()
        name = type(fault).__name__ if isinstance(fault, Exception) else str(fault[0])
        self.struck[f"{request.method} {name} {when}"] += 1
        if isinstance(fault, Exception):
            raise fault
        # A careless gateway that repeats what it was sent: the client must not.
        return httpx.Response(fault[0], headers=fault[1], content=b"<html>" + request.content)


class Witness(logging.Handler):
    """Reads all output of a run, and records shown secrets."""

    def __init__(self) -> None:
        super().__init__()
        self.read = 0
        self.leaks: list[str] = []

    def look(self, *texts: str) -> None:
        """Read some texts."""
        self.read += len(texts)
        self.leaks += [text[:500] for text in texts if HUSH in text or PACKED in text]

    def emit(self, record: logging.LogRecord) -> None:
        """Read a log line, and its attributes as a structured formatter would print them."""
        self.look(record.getMessage(), repr(vars(record)))

    def caught(self, error: BaseException) -> None:
        """Read an exception: text, repr, attributes, and its traceback with all local variables."""
        self.look(str(error), repr(error), repr(vars(error)))
        self.look(*traceback.TracebackException.from_exception(error, capture_locals=True).format())


@pytest.fixture
def witness() -> Iterator[Witness]:
    """Attach a witness to every logger of the run."""
    listener = Witness()
    loggers = [logging.getLogger(name) for name in ("fivetran_connections", "httpx", "httpcore", "asyncio")]
    before = [(logger.level, logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.addHandler(listener)
        logger.setLevel(logging.DEBUG)
        logger.propagate = False  # the root's handlers are pytest's, which would keep a hundred thousand lines
    yield listener
    for logger, (level, propagate) in zip(loggers, before, strict=True):
        logger.removeHandler(listener)
        logger.setLevel(level)
        logger.propagate = propagate


def request(number: int) -> Any:
    """Return a request with many secrets."""
    auth = PinterestAuth(
        refresh_token=f"{HUSH}-token-{number}", client_id=f"{HUSH}-id", client_secret=f"{HUSH}-secret-{number}"
    )
    return pinterest_ads(
        group_id="amber_kettle", schema=f"schema_{number}", advertisers=["1"], auth=auth, run_setup_tests=False
    )


def unhurried(kind: str) -> dict[str, Any]:
    """Return a clock on which no real time passes."""
    clock = Clock()
    return {"monotonic": clock.monotonic, "sleep": clock.sleep if kind == "sync" else clock.asleep}


def ensure_all(options: dict[str, Any], calls: int) -> list[Ensured]:
    """Call `ensure` for each in sequence."""
    with Fivetran(**options) as fivetran:
        return [fivetran.connections.ensure(request(number), look_first=False) for number in range(calls)]


async def aensure_all(options: dict[str, Any], calls: int) -> list[Ensured]:
    """Call `ensure` for thirty-two at a time."""
    gate = asyncio.Semaphore(32)

    async def one(fivetran: AsyncFivetran, number: int) -> Ensured:
        async with gate:
            return await fivetran.connections.ensure(request(number), look_first=False)

    async with AsyncFivetran(**options) as fivetran:
        return await asyncio.gather(*(one(fivetran, number) for number in range(calls)))


RUNS: dict[str, Callable[[dict[str, Any], int], list[Ensured]]] = {
    "sync": ensure_all,
    "async": lambda options, calls: asyncio.run(aensure_all(options, calls)),
}


@pytest.mark.parametrize("calls", [FEW, pytest.param(MANY, marks=pytest.mark.deep)])
@pytest.mark.parametrize("duplicates", slow_after(1, ["allowed", "SchemaExists_409"]))
@pytest.mark.parametrize("kind", RUNS)
def test_each_call_makes_one_connection(kind, duplicates, calls, witness):
    """With two of five exchanges failing, each call makes one connection, and no output has a secret."""
    mock = FivetranMock(credentials={"the-key": HUSH}, behaviours={"duplicate_schema": duplicates})
    flaky = Flaky(mock, seed=7)

    ensured = RUNS[kind](
        {**CREDENTIALS, **unhurried(kind), "transport": flaky, "retries": 40, "retry_budget": 1e6}, calls
    )

    expected = {f"schema_{number}" for number in range(calls)}
    stored = mock.connections()
    assert calls == len(stored)
    assert expected == {connection["schema"] for connection in stored}
    assert {connection["id"] for connection in stored} == {one.connection.id for one in ensured}
    assert [f"schema_{number}" for number in range(calls)] == [one.connection.schema for one in ensured]
    assert {"created", "adopted"} == {one.outcome for one in ensured}
    assert () == sum((one.duplicates for one in ensured), ())
    assert {"before", "after"} == {struck.split()[2] for struck in flaky.struck}
    assert 2 * (2 * len(FAULTS) + len(HONEST_FAULTS)) + 3 == len(flaky.struck)
    witness.look(*map(repr, ensured), repr(mock.calls))
    assert [] == witness.leaks
    assert witness.read > calls


def test_giving_up_shows_no_secret_either(witness):
    """Every final failure is an exception of this package without a secret."""
    mock = FivetranMock(credentials={"the-key": HUSH}, behaviours={"duplicate_schema": "allowed"})
    flaky = Flaky(mock, seed=11, share=0.8)
    options = {**CREDENTIALS, **unhurried("sync"), "transport": flaky, "retries": 1}
    failed: list[FivetranError] = []

    for number in range(200):
        try:
            with Fivetran(**options) as fivetran:
                fivetran.connections.ensure(request(number), look_first=False)
        except FivetranError as error:
            failed.append(error)
            witness.caught(error)

    schemas = [connection["schema"] for connection in mock.connections()]
    assert 50 < len(failed)
    assert {"RequestFailed", "OutcomeUnknown"} == {
        "RequestFailed" if isinstance(error, RequestFailed) else type(error).__name__ for error in failed
    }
    assert len(set(schemas)) == len(schemas)
    assert [] == witness.leaks


def test_many_at_the_same_moment_get_one_connection():
    """If used names are refused, eight simultaneous callers get the same connection."""
    mock = FivetranMock()

    async def all_at_once() -> list[Any]:
        async with mock.async_client() as fivetran:
            return await asyncio.gather(*(fivetran.connections.ensure(request(1), look_first=False) for _ in range(8)))

    ensured = asyncio.run(all_at_once())

    assert ["adopted"] * 7 + ["created"] == sorted(one.outcome for one in ensured)
    assert 1 == len({one.connection.id for one in ensured}) == len(mock.connections())
