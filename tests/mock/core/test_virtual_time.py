"""Many wait at once in the mock's time, and each wait takes as long as it alone would."""

import asyncio
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial

import aiohttp
import anyio.lowlevel
import httpx
import pytest
import requests
import uvloop

from fivetran_mock import FivetranMock, MockEnded, Request

from .._libraries import API, BASIC, by_aiohttp, by_async_httpx, by_httpx, by_requests
from ._asking import ask

HOUR = 3600
GROUPS = f"{API}/v1/groups"
HOOK = {"events": ["sync_start", "sync_end"], "active": True, "secret": "a secret"}

Task = Callable[[], Awaitable[object]]
Way = Callable[[FivetranMock, Sequence[float], Callable[[float], object]], None]


async def at_once(*tasks: Task) -> None:
    """Run tasks at once in the running loop."""
    async with anyio.create_task_group() as group:
        for task in tasks:
            group.start_soon(task)


def by_tasks(library: str) -> Way:
    """Return a function that sleeps in tasks of a library."""

    def sleep(mock: FivetranMock, sleeps: Sequence[float], woken: Callable[[float], object]) -> None:
        anyio.run(at_once, *(partial(asleep, mock, seconds, woken) for seconds in sleeps), backend=library)

    return sleep


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


WAYS: dict[str, Way] = {"asyncio": by_tasks("asyncio"), "trio": by_tasks("trio"), "threads": by_threads}
ways = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)


def moved(mock: FivetranMock) -> float:
    """Return how far the time of a mock has moved."""
    return mock.clock.monotonic()


@ways
@pytest.mark.parametrize("sleeps", [[600, 600], [600, 900, 600], [600] * 10])
def test_sleeps_at_once_do_not_add_up(way, sleeps):
    """Time moves by the longest of the sleeps that began together."""
    mock = FivetranMock()

    way(mock, sleeps, float)

    assert max(sleeps) == moved(mock)


@ways
def test_sleepers_wake_in_the_order_of_their_ends(way):
    """The sleeper with the earliest wake-up time wakes first, at its moment, however late it began."""
    mock = FivetranMock()
    woken: list[tuple[float, float]] = []

    way(mock, [50, 10, 40, 20, 30], lambda seconds: woken.append((seconds, moved(mock))))

    assert [(seconds, seconds) for seconds in (10, 20, 30, 40, 50)] == woken


@pytest.mark.parametrize("rounds", [3, pytest.param(100, marks=pytest.mark.deep)])
@pytest.mark.linux("only there the clock sees that a thread is runnable and has no core")
def test_ten_threads_beside_busy_cores(rounds):
    """Threads that have no core for a while are not passed over."""
    seen = [FivetranMock() for _ in range(rounds)]
    with ExitStack() as busy:
        for _ in range(4):
            other = busy.enter_context(subprocess.Popen([sys.executable, "-c", "while True: pass"]))
            busy.callback(other.kill)
        for mock in seen:
            by_threads(mock, [600] * 10, float)

    assert [600] * rounds == [moved(mock) for mock in seen]


@pytest.mark.parametrize("way", [WAYS["asyncio"], lambda mock, sleeps, _: mock.clock.sleep(*sleeps)])
def test_a_process_that_is_alone_needs_no_grace(way, monkeypatch):
    """Without another thread and an open socket, time moves at once."""
    monkeypatch.setattr(threading, "active_count", lambda: 1)  # whatever other tests left
    mock = FivetranMock()
    mock.clock.grace = HOUR

    way(mock, [600], float)

    assert 600 == moved(mock)


@pytest.mark.asyncio
async def test_an_answer_of_another_process_gets_the_grace():
    """Time stands for the grace where a loop has an open socket."""
    mock, order = FivetranMock(), list[object]()
    mock.clock.grace = 0.3
    own, other = socket.socketpair()
    answer = ["sh", "-c", "read x; echo; read x; sleep 0.05; echo"]
    with other, subprocess.Popen(answer, stdin=other, stdout=other):  # noqa: ASYNC220  # it starts at once
        own.sendall(b"\n")
        assert b"\n" == own.recv(1)  # it runs
        reader, writer = await asyncio.open_connection(sock=own)
        late = asyncio.ensure_future(asleep(mock, 600, order.append))
        writer.write(b"\n")
        order.append(await reader.read(1))
        await late
        writer.close()

    assert [b"\n", 600] == order


def connected(count: int) -> tuple[FivetranMock, list[str]]:
    """Return a mock whose first syncs take twelve hours, and the ids of connections that are paused no more."""
    mock = FivetranMock(sync_seconds=12 * HOUR / 10)
    connection = {"service": "mailchimp", "group_id": "g", "status": {"setup_state": "connected"}}
    return mock, mock.seed(connections=[{**connection, "config": {"schema": f"s{place}"}} for place in range(count)])


libraries = pytest.mark.parametrize("library", ["asyncio", "trio"])


@libraries
def test_a_cancelled_sleep_moves_nothing(library):
    """Time does not move to the end of sleeps that were cancelled, and goes on from where it is."""
    mock = FivetranMock()

    async def cancelled() -> None:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(mock.clock.asleep, 10)
            tasks.start_soon(mock.clock.asleep, 600)
            await anyio.lowlevel.checkpoint()
            tasks.cancel_scope.cancel()
        await mock.clock.asleep(1)

    anyio.run(cancelled, backend=library)

    assert 1 == moved(mock)


@pytest.mark.asyncio
async def test_a_sleep_may_be_cancelled_as_it_ends():
    """A task cancelled just after the end of its sleep is cancelled, as any other."""
    mock = FivetranMock()
    task = asyncio.ensure_future(mock.clock.asleep(600))
    await asyncio.sleep(0)

    mock.advance(seconds=600)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task


@pytest.mark.asyncio
async def test_two_mocks_in_one_loop():
    """Each of two mocks moves its own time, also if both are slept in at once."""
    one, other = FivetranMock(), FivetranMock()

    await at_once(partial(one.clock.asleep, 600), partial(other.clock.asleep, 900))

    assert 600 == moved(one)
    assert 900 == moved(other)


@pytest.mark.parametrize(("new_loop", "rounds"), [(asyncio.new_event_loop, 500), (uvloop.new_event_loop, 10)])
def test_a_task_that_works_is_not_passed_over(new_loop, rounds):
    """A sleeper whose work another task hands over, after many rounds of the loop, gets its turn in time."""
    mock = FivetranMock()
    mock.clock.grace = 0
    order: list[float] = []
    handed_over = asyncio.Event()

    async def work() -> None:
        for _ in range(rounds):
            await asyncio.sleep(0)
        handed_over.set()

    async def wait() -> None:
        await handed_over.wait()
        await asleep(mock, 1, order.append)

    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(at_once(partial(asleep, mock, 600, order.append), wait, work))

    assert [1, 600] == order


@pytest.mark.linux("only there the clock sees that a thread runs")
@ways
def test_a_thread_that_works_is_not_passed_over(way):
    """A thread that computes for longer than the grace, and sleeps then, wakes first."""
    mock = FivetranMock()
    order: list[str] = []

    def work() -> None:
        sum(range(2_000_000))
        mock.clock.sleep(1)
        order.append("worked")

    worker = threading.Thread(target=work)
    worker.start()
    way(mock, [600], lambda _: order.append("late"))
    worker.join()

    assert ["worked", "late"] == order


def test_work_in_another_process_is_held():
    """Time stands in a block for work that the clock cannot see, also for sleepers of other threads."""
    mock = FivetranMock()
    order: list[str] = []

    def late() -> None:
        mock.clock.sleep(600)
        order.append("late")

    sleeper = threading.Thread(target=late)
    with mock.clock.held():
        sleeper.start()
        for step in ("answer", "own sleep"):
            subprocess.run([sys.executable, "-c", "import time; time.sleep(0.05)"], check=True)
            order.append(step)
            mock.clock.sleep(1)
    sleeper.join()

    assert ["answer", "own sleep", "late"] == order


@libraries
def test_async_code_can_hold_the_time(library):
    """Time stands within a block of a task, for the sleeps of other tasks."""
    mock, order = FivetranMock(), list[object]()

    async def hold() -> None:
        with mock.clock.held():
            await anyio.sleep(0.02)  # in real time, as an answer of another process
            order.append("answer")

    anyio.run(at_once, hold, partial(asleep, mock, 600, order.append), backend=library)

    assert ["answer", 600] == order


@pytest.mark.asyncio
async def test_work_after_a_hold_is_not_passed_over():
    """When a block that held the time ends, the code after it gets the whole grace."""
    mock, order, ended = FivetranMock(), list[float](), threading.Event()
    mock.clock.grace = 0.05
    other = threading.Thread(target=ended.wait)  # or the loop would be all there is
    other.start()
    mock.clock.sleep(1)  # it is known then
    late = asyncio.ensure_future(asleep(mock, 600, order.append))
    with mock.clock.held():
        await asyncio.sleep(0.01)  # in real time
        threading.Event().wait(0.06)  # blocks the loop, so that the next look is overdue
    await asyncio.sleep(0.005)
    await asleep(mock, 1, order.append)
    await late
    ended.set()
    other.join()

    assert [1, 600] == order


@pytest.mark.asyncio
async def test_a_blocking_sleep_passes_the_sleepers_of_its_loop():
    """A sleep that blocks a loop moves time past the sleepers of that loop, which wake late."""
    mock = FivetranMock()
    short = asyncio.ensure_future(asleep(mock, 50, float))
    await asyncio.sleep(0)

    mock.clock.sleep(100)
    await short

    assert 100 == moved(mock)


@pytest.mark.asyncio
async def test_a_thread_passes_a_loop_that_waits_for_it():
    """A loop blocked until a thread ends does not keep the thread from sleeping."""
    mock = FivetranMock()
    short = asyncio.ensure_future(asleep(mock, 50, float))
    await asyncio.sleep(0)
    sleeper = threading.Thread(target=mock.clock.sleep, args=[100])

    sleeper.start()
    sleeper.join()
    await short

    assert 100 == moved(mock)


def test_a_sleeper_of_a_closed_loop_is_forgotten():
    """A task that a loop left behind when it was closed does not keep others waiting."""
    mock = FivetranMock()
    loop = asyncio.new_event_loop()
    left = loop.create_task(mock.clock.asleep(50))
    with mock.clock.held():
        loop.run_until_complete(asyncio.sleep(0))
    loop.close()

    asyncio.run(mock.clock.asleep(100))

    assert 100 == moved(mock)
    del left


@pytest.mark.asyncio
async def test_a_sleep_of_nothing_lets_others_run():
    """Zero seconds take no time, and other tasks have their turn."""
    mock = FivetranMock()
    ran: list[float] = []
    other = asyncio.ensure_future(asleep(mock, 0, ran.append))

    for _ in range(5):
        await mock.clock.asleep(0)
    await other

    assert [0] == ran
    assert 0 == moved(mock)


def test_time_that_is_reset_keeps_the_rest_of_a_sleep():
    """After a reset, the mock starts again, sleepers keep their durations, and `monotonic` goes on."""
    mock = FivetranMock()
    mock.advance(hours=5)

    async def both() -> None:
        sleeper = asyncio.ensure_future(mock.clock.asleep(600))
        await asyncio.sleep(0)
        mock.reset()
        await sleeper

    asyncio.run(both())

    assert "2026-01-01T00:10:00.000000Z" == mock.now
    assert 5 * HOUR + 600 == mock.clock.monotonic()


def test_a_sleep_beyond_the_end_of_time():
    """A sleep that would end after the year 9998 is refused at once."""
    mock = FivetranMock(start_time="9998-12-31T00:00:00Z")

    with pytest.raises(ValueError, match=r"^time ends with the year 9998: it is 9998-12-31T00:00:00.000000Z"):
        mock.clock.sleep(2 * 24 * HOUR)


def test_a_sleep_passes_the_events_on_its_way():
    """While a webhook is active, a sleep stops at each event on its way, and a receiver may sleep there itself."""
    mock, _ = connected(1)
    seen: list[tuple[str, float]] = []

    def receive(request: Request) -> None:
        seen.append((json.loads(request.body)["event"], moved(mock)))
        mock.clock.sleep(5)
        seen.append(("slept", moved(mock)))

    ask(mock, "POST", "/v1/webhooks/account", {**HOOK, "url": "https://shop.example"})
    mock.webhooks.mount("https://shop.example", receive)
    mock.clock.sleep(13 * HOUR)

    start, end = 60, 60 + 12 * HOUR
    assert [("sync_start", start), ("slept", start + 5), ("sync_end", end), ("slept", end + 5)] == seen[:4]
    assert 13 * HOUR == moved(mock)


asks = pytest.mark.parametrize("ask_by", [by_requests, by_httpx, by_async_httpx, by_aiohttp])


@asks
def test_a_delay_moves_the_time_of_an_intercepted_request(ask_by):
    """An intercepted client gets a delayed answer after the delay, in the mock's time."""
    mock = FivetranMock(faults=[{"delay": 3}])

    with mock.intercept():
        assert 201 == ask_by(API)[0]

    assert 3 == moved(mock)


@asks
def test_a_shorter_time_out_ends_a_delayed_call(ask_by):
    """A time-out shorter than the delay ends the call, as on the wire, and the time moves by it."""
    mock = FivetranMock(faults=[{"delay": 30}])

    with mock.intercept(), pytest.raises((requests.ReadTimeout, httpx.ReadTimeout, TimeoutError)):
        ask_by(API)

    assert 5 == moved(mock)


def test_a_client_that_leaves_moves_no_time():
    """A call of aiohttp cancelled during a delay does not move the time to the end of the delay."""
    mock = FivetranMock(faults=[{"delay": 30}])

    async def leave() -> None:
        async with aiohttp.ClientSession() as session:
            asked = asyncio.ensure_future(session.get(GROUPS, headers=BASIC))
            while not mock.call_count:  # noqa: ASYNC110  # nothing tells that aiohttp has sent it
                await asyncio.sleep(0)
            asked.cancel()
            await asyncio.wait([asked])
        await mock.clock.asleep(1)

    with mock.intercept():
        asyncio.run(leave())

    assert 1 == moved(mock)


def test_a_call_that_is_delayed_beyond_the_end_of_the_test():
    """A call of aiohttp that waits for a delay when the test ends raises MockEnded."""
    mock = FivetranMock(faults=[{"delay": 30}])

    async def end() -> None:
        async with aiohttp.ClientSession() as session:
            asked = asyncio.ensure_future(session.get(GROUPS, headers=BASIC))
            while not mock.call_count:  # noqa: ASYNC110  # as above
                await asyncio.sleep(0)
            mock.clock.end("test_of_mine")
            with pytest.raises(MockEnded, match=r"^test_of_mine has ended"):
                await asked

    with mock.intercept():
        asyncio.run(end())


def test_a_call_under_way_at_the_end_of_the_test():
    """A thread whose call of a sync client is being answered when the test ends gets MockEnded."""
    mock = FivetranMock()
    mock.webhooks.mount("https://a.example", lambda _: mock.clock.end("test_of_mine"))
    webhook = {"url": "https://a.example", "events": ["sync_end"], "active": True}
    with mock.intercept(), ThreadPoolExecutor(1) as pool, pytest.raises(MockEnded, match=r"^test_of_mine has ended"):
        pool.submit(httpx.post, f"{API}/v1/webhooks/account", json=webhook, headers=BASIC).result()
