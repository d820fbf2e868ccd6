"""The code under test sleeps in the mock's time and sees it pass, and all other code keeps the real time."""

import asyncio
import math
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from queue import Empty, Queue
from types import ModuleType
from typing import Any

import httpx
import pytest
import time_machine
import uvloop
from aiohttp import web

from fivetran_mock import FivetranMock

from .._libraries import by_aiohttp, by_async_httpx, by_httpx, by_requests

HOUR = 3600
START = "2026-01-01T00:00:00Z"
CLOCKS: dict[str, Callable[[], float]] = {
    "monotonic": lambda: time.monotonic(),  # noqa: PLW0108  # it is looked up anew
    "monotonic_ns": lambda: time.monotonic_ns() / 1e9,
    "time": lambda: time.time(),  # noqa: PLW0108  # as above
    "time_ns": lambda: time.time_ns() / 1e9,
    "perf_counter": lambda: time.perf_counter(),  # noqa: PLW0108  # as above
    "perf_counter_ns": lambda: time.perf_counter_ns() / 1e9,
    "datetime": lambda: datetime.now(UTC).timestamp(),
}


def fresh() -> FivetranMock:
    """Return a mock that does not move to the real time first."""
    return FivetranMock(start_time=START)


loops = pytest.mark.parametrize("new_loop", [asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])


@pytest.mark.parametrize("clock", CLOCKS.values(), ids=CLOCKS)
def test_a_loop_that_looks_at_a_clock_ends(clock):
    """Each clock of the code under test passes with its sleeps, and does not go back when the mock is reset."""
    mock, sleeps = fresh(), 0
    with mock.clock.patch_time():
        end = clock() + 600
        while clock() < end:
            time.sleep(30)  # of the virtual clock
            sleeps += 1
        mock.reset()
        assert end <= clock()

    assert 20 == sleeps
    assert end > clock()


def test_names_that_were_imported_before_move(monkeypatch):
    """A function that a module has imported by its name sleeps in the mock's time, and then is the real one."""
    module = ModuleType("users_code")
    exec("from time import sleep, monotonic\nfrom asyncio import sleep as asleep, wait_for", vars(module))  # noqa: S102  # as its module
    monkeypatch.setitem(sys.modules, "users_code", module)
    with fresh().clock.patch_time():
        before = module.monotonic()
        module.sleep(HOUR)
        asyncio.run(module.asleep(HOUR))
        with pytest.raises(TimeoutError):
            asyncio.run(module.wait_for(module.asleep(2 * HOUR), HOUR))
        assert before + 3 * HOUR <= module.monotonic()

    assert [time.sleep, time.monotonic, asyncio.sleep] == [module.sleep, module.monotonic, module.asleep]


WAITS: dict[str, Callable[[], object]] = {
    "Event.wait": lambda: threading.Event().wait(0.001),
    "Queue.get": lambda: Queue[int]().get(timeout=0.001),
    "asyncio.wait_for": lambda: asyncio.run(asyncio.wait_for(asyncio.Event().wait(), 0.001)),
}


@pytest.mark.parametrize("wait", WAITS.values(), ids=WAITS)
def test_a_long_real_wait_is_noted_with_its_place(wait, monkeypatch):
    """A wait that ends by its time-out in real time is noted with its place, if it took long."""
    mock = fresh()
    with mock.clock.patch_time():
        for longest in (0.0005, 60.0):
            monkeypatch.setattr("fivetran_mock._mock.clock.patching.LONG_WAIT", longest)
            with suppress(TimeoutError, Empty):
                wait()

    (line,) = mock.clock.real_waits
    assert line.startswith(f"{__file__}:{wait.__code__.co_firstlineno} waited 0 real seconds until a time-out")


def test_a_wait_under_way_is_listed(monkeypatch):
    """A wait with a long time-out is listed with its place while it lasts, and one that is notified no longer."""
    mock, seen = fresh(), list[list[str]]()

    def wait(_: threading.Condition, timeout: float | None = None) -> bool:
        seen.append(list(mock.clock.real_waits))
        return timeout is not None

    monkeypatch.setattr(threading.Condition, "wait", wait)
    with mock.clock.patch_time():
        for seconds in (1, 3.5, None):
            threading.Event().wait(seconds)

    place = f"{__file__}:{test_a_wait_under_way_is_listed.__code__.co_firstlineno + 11}"
    line = f"{place} still waits, for up to 3.5 real seconds, which patch_time does not move"
    assert [[], [line], []] == seen
    assert [] == mock.clock.real_waits


def test_the_time_of_a_loop_passes_with_sleeps():
    """A moment of the loop's time is kept over several sleeps, and `call_at` calls in real time."""

    async def main() -> None:
        loop, called = asyncio.get_running_loop(), asyncio.Event()
        before = loop.time()
        await asyncio.sleep(HOUR)
        assert HOUR <= loop.time() - before < 2 * HOUR
        loop.call_at(loop.time() + 0.001, called.set)
        await called.wait()
        end = loop.time() + HOUR
        for _ in range(4):
            async with asyncio.timeout_at(end) as limit:
                assert end == limit.when()
                await asyncio.sleep(HOUR / 2)

    with fresh().clock.patch_time(), pytest.raises(TimeoutError):
        asyncio.run(main())


def test_the_mock_starts_at_the_real_time():
    """A mock without a start of its own moves to the real time, once, and starts there after a reset."""
    mock, before = FivetranMock(), datetime.now(UTC)
    with mock.clock.patch_time():
        began = datetime.fromisoformat(mock.now)
    mock.advance(hours=1)
    with mock.clock.patch_time():
        later = datetime.fromisoformat(mock.now)
    mock.reset()

    assert before <= began <= datetime.now(UTC)
    assert timedelta(hours=1) == later - began
    assert began == datetime.fromisoformat(mock.now)


@pytest.mark.parametrize("module", ["httpx", "urllib3.util.retry", "aiohttp.web", "_pytest.timing", "fivetran_mock"])
def test_libraries_keep_the_real_time(module):
    """Sleeps and clocks of HTTP libraries, of servers, of pytest and of our own packages stay real."""
    library: dict[str, Any] = {"__name__": module, "time": time}
    exec("def look(): time.sleep(0.001); return time.monotonic() + time.time()", library)  # noqa: S102  # as if it were its module
    before = library["look"]()
    with fresh().clock.patch_time():
        time.sleep(HOUR)

        assert before + HOUR > library["look"]()


def test_the_end_leaves_nothing_patched():
    """Two mocks with patched time may end in any order; after the last, all clocks are real again."""
    owners = (time, asyncio, asyncio.BaseEventLoop)
    before = [dict(vars(owner)) for owner in owners]
    one, other = fresh(), fresh()
    one.advance(hours=1)
    first = one.clock.patch_time()
    second = other.clock.patch_time()
    kept, real = time.monotonic, before[0]["monotonic"]
    with one.clock.patch_time():
        one.clock.sleep(HOUR)
    with pytest.raises(TimeoutError):
        asyncio.run(by_timeout(HOUR))
    time.sleep(HOUR)
    first.close()
    time.sleep(HOUR)
    assert real() + 4 * HOUR == pytest.approx(time.monotonic(), abs=60)
    second.close()

    assert pytest.approx([2 * HOUR, 3 * HOUR], abs=0.9) == [one.clock.monotonic(), other.clock.monotonic()]
    assert ("monotonic", before) == (kept.__name__, [dict(vars(owner)) for owner in owners])
    assert real() == pytest.approx(kept(), abs=60)
    assert not time_machine.escape_hatch.is_travelling()


def test_a_freeze_of_the_user_wins(monkeypatch):
    """Where the user has frozen or replaced a clock, before or within the block, it shows the user's time."""
    frozen = datetime(2020, 1, 1, tzinfo=UTC)
    for outer, inner in (("user", "mock"), ("mock", "user")):
        begin = {"user": lambda: time_machine.travel(frozen, tick=False), "mock": fresh().clock.patch_time}
        with begin[outer](), begin[inner]():
            time.sleep(HOUR)
            assert (frozen, frozen.timestamp()) == (datetime.now(UTC), time.time())

    with monkeypatch.context() as tool:
        tool.setattr(time, "time", lambda: 5.0)
        with fresh().clock.patch_time():
            assert 5.0 == time.time()
    with fresh().clock.patch_time():
        monkeypatch.setattr(time, "monotonic", lambda: 6.0)
    assert 6.0 == time.monotonic()


def test_datetime_needs_time_machine(monkeypatch):
    """Without the extra, `datetime` stays real, and the functions of `time` pass all the same."""
    monkeypatch.setitem(sys.modules, "time_machine", None)
    with fresh().clock.patch_time():
        before = datetime.now(UTC), time.time()
        time.sleep(HOUR)

        assert timedelta(hours=1) > datetime.now(UTC) - before[0]
        assert HOUR <= time.time() - before[1]
        assert time.time_ns() / 1e9 == pytest.approx(time.time(), abs=1)


async def by_timeout(seconds: float) -> None:
    """Sleep two hours within `asyncio.timeout`."""
    async with asyncio.timeout(seconds):
        await asyncio.sleep(2 * HOUR)


async def by_rescheduled(seconds: float) -> None:
    """Sleep two hours within a time-out that gets its moment later."""
    async with asyncio.timeout(None) as limit:
        limit.reschedule(asyncio.get_running_loop().time() + 3 * seconds)
        limit.reschedule(asyncio.get_running_loop().time() + seconds)
        await asyncio.sleep(2 * HOUR)


async def by_wait_for(seconds: float) -> None:
    """Sleep two hours within `asyncio.wait_for`."""
    await asyncio.wait_for(asyncio.sleep(2 * HOUR), seconds)


async def by_wait(seconds: float) -> None:
    """Wait with `asyncio.wait` for two sleeps, one of them of two hours."""
    tasks = [asyncio.ensure_future(asyncio.sleep(each)) for each in (10, 2 * HOUR)]
    done, pending = await asyncio.wait(tasks, timeout=seconds)
    if pending:
        assert (tasks[:1], tasks[1:]) == (list(done), list(pending))
        tasks[1].cancel()
        raise TimeoutError


async def by_wait_for_one(seconds: float) -> None:
    """Wait with `asyncio.wait` for one sleep, so that nothing else has a turn when it ends."""
    task = asyncio.ensure_future(asyncio.sleep(2 * HOUR))
    if (set(), {task}) == await asyncio.wait([task], timeout=seconds):
        task.cancel()
        raise TimeoutError


deadlines = pytest.mark.parametrize("by", [by_timeout, by_rescheduled, by_wait_for, by_wait, by_wait_for_one])


@loops
@deadlines
def test_deadlines_end_in_the_mocks_time(by, new_loop):
    """A deadline that comes before the end of a sleep ends it, and time stops there; a later one does nothing."""

    async def main() -> None:
        with pytest.raises(TimeoutError):
            await by(HOUR)
        assert HOUR == pytest.approx(mock.clock.monotonic(), abs=0.9)
        await by(3 * HOUR)

    mock = fresh()
    with mock.clock.patch_time(), asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(main())

    assert 3 * HOUR == pytest.approx(mock.clock.monotonic(), abs=5)


def test_deadlines_end_in_real_time_too():
    """If nothing sleeps, a deadline ends by the real clock; one of nothing ends at once, and none never."""

    async def main() -> None:
        never = asyncio.get_running_loop().create_future()
        for seconds in (0.01, 0, -1):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(asyncio.shield(never), seconds)
            assert (set(), {never}) == await asyncio.wait([never], timeout=seconds)
        with pytest.raises(TypeError):
            await asyncio.wait(never, timeout=5)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(end(), -1)
        for endless in (None, math.inf):
            assert 1 == await asyncio.wait_for(asyncio.sleep(5, 1), endless)
            await asyncio.wait([asyncio.ensure_future(asyncio.sleep(5))], timeout=endless)

    async def end() -> None:
        """Never begin."""

    mock = fresh()
    with mock.clock.patch_time():
        asyncio.run(main())

    assert 20 == mock.clock.monotonic()


def test_deadlines_that_nobody_waits_for():
    """A deadline that was left in time, and one whose mock has ended, do nothing."""
    mock = fresh()

    async def main() -> None:
        mock.clock.patch_time()
        later = asyncio.timeout(2 * HOUR)
        async with asyncio.timeout(HOUR):  # noqa: ASYNC100  # it has come to its end, and not told so
            mock.advance(hours=2)
        async with asyncio.timeout(HOUR):
            mock.clock.end("a test")
            async with later:
                await asyncio.sleep(0)

    asyncio.run(main())


@pytest.fixture
def other_host() -> Any:
    """Serve an answer, after the calls that a test puts into `before`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            server.before()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            """Write nothing."""

    server: Any = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


asks = pytest.mark.parametrize("ask", [by_requests, by_httpx, by_async_httpx, by_aiohttp])


@asks
def test_time_stands_while_a_request_is_passed_on(ask, other_host):
    """While another host is asked, a thread that polls does not move the time."""
    mock, seen, ended = fresh(), list[float](), threading.Event()

    def before() -> None:
        for _ in range(2):
            seen.append(mock.clock.monotonic())
            threading.Event().wait(0.02)  # in real time, as work of another process

    def poll() -> None:
        while not ended.is_set():
            time.sleep(30)  # of the virtual clock

    other_host.before = before
    poller = threading.Thread(target=poll)
    with mock.intercept(), mock.clock.patch_time():
        poller.start()
        assert 200 == ask(f"http://127.0.0.1:{other_host.server_port}")[0]
        ended.set()
        poller.join()

    assert seen[0] == seen[1]


def test_a_server_of_this_process_may_sleep(other_host, monkeypatch):
    """Time stands for a limited while if this machine is asked, so that a server of the test can sleep itself."""
    monkeypatch.setattr("fivetran_mock._mock.clock.patching.LOCAL_PATIENCE", 0.05)
    mock = fresh()
    other_host.before = lambda: time.sleep(HOUR)
    with mock.intercept(), mock.clock.patch_time():
        assert 200 == by_httpx(f"http://127.0.0.1:{other_host.server_port}")[0]

    assert HOUR == mock.clock.monotonic()


@pytest.mark.timeout(50)
@loops
def test_all_beside_each_other(new_loop):
    """httpx asks a server of aiohttp in its own loop, beside a poller, within a deadline and under pytest-timeout."""
    mock, work, polls = fresh(), threading.Event(), list[float]()

    async def answer(_: web.Request) -> web.Response:
        await asyncio.to_thread(work.wait, 0.05)
        return web.Response(text="done")

    async def poll() -> None:
        while True:
            await asyncio.sleep(30)
            polls.append(mock.clock.monotonic())

    async def main() -> None:
        app = web.Application()
        app.router.add_get("/", answer)
        runner = web.AppRunner(app)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        poller = asyncio.create_task(poll())
        async with httpx.AsyncClient(timeout=5) as client:
            for _ in range(3):
                got = await asyncio.wait_for(client.get(f"http://127.0.0.1:{runner.addresses[0][1]}/"), 5)
                assert "done" == got.text
                await asyncio.sleep(100)
        poller.cancel()
        await runner.cleanup()

    with mock.intercept(), mock.clock.patch_time(), asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(main())

    assert 300 <= mock.clock.monotonic()
    assert list(range(30, 300, 30)) == polls[:9]


def test_a_loop_without_an_end_is_told_so(monkeypatch):
    """After a million sleeps without a request, a delivery or an event, the next one raises."""
    monkeypatch.setattr("fivetran_mock._mock.clock.sleepers.MOST_SLEEPS", 100)
    mock = fresh()
    with mock.clock.patch_time():
        for _ in range(3):
            for _ in range(100):
                time.sleep(1)  # of the virtual clock
            with mock.client() as fivetran:
                list(fivetran.groups.list())
        for _ in range(100):
            time.sleep(1)  # of the virtual clock
        with pytest.raises(RuntimeError, match=r"^100 sleeps followed each other without a request"):
            time.sleep(1)  # of the virtual clock
