"""Time that runs by itself, N times as fast as the real clock."""

import gc
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from fivetran_mock import FivetranMock, Request

from .._libraries import API, AUTH
from ._asking import ask, create

START = "2026-01-01T00:00:00Z"
URL = "https://app.test/hook"


class Real:
    """A real clock that a test moves."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds = 1_800_000_000
        self.slept: list[float] = []
        for name in ("time.time_ns", "time.monotonic_ns"):
            monkeypatch.setattr(name, lambda: self.seconds * 1_000_000_000)
        monkeypatch.setattr("time.sleep", self.slept.append)


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> Real:
    """Return a real clock that stands, and whose sleeps take no time."""
    return Real(monkeypatch)


def test_time_runs_from_its_start(real):
    """An hour passes in a second, from the start on, also after a move and a reset, and ends with the year 9998."""
    mock = FivetranMock(speed=3600, start_time=START)
    before = mock.now
    real.seconds += 1
    ran = mock.now, mock.clock.monotonic()
    mock.advance(minutes=30)
    real.seconds += 1
    moved = mock.now, mock.clock.monotonic()
    mock.reset()

    assert ("2026-01-01T01:00:00.000000Z", 3600) == ran
    assert ("2026-01-01T02:30:00.000000Z", 9000) == moved
    assert before == mock.now == START.replace("Z", ".000000Z")
    real.seconds += 10**9
    assert "9999-01-01T00:00:00.000000Z" == mock.now


def test_a_system_clock_that_is_set_back_holds_up_no_time(real):
    """After a jump back by a day the time goes on from where it was."""
    mock = FivetranMock(speed=3600, start_time=START)
    real.seconds += 1
    before = mock.now
    real.seconds -= 86_400
    kept = mock.now
    real.seconds += 1

    assert before == kept == "2026-01-01T01:00:00.000000Z"
    assert "2026-01-01T02:00:00.000000Z" == mock.now


@pytest.mark.parametrize("settings", [{"speed": 60}, {"speed": 1}, {"realtime": True}])
def test_time_runs_from_the_real_one(real, settings):
    """Without a start, time begins at the real one, and `realtime` is the speed 1."""
    mock = FivetranMock(**settings)
    real.seconds += 1

    assert f"2027-01-15T08:0{settings.get('speed', 1) // 60}:01.000000Z".replace("1:01", "1:00") == mock.now


def test_delays_are_real_and_sleeps_are_not(real):
    """At a speed of 60, a minute of the client's clock takes a second, and three seconds of delay take three."""
    mock = FivetranMock(speed=60, rate_limits="trial", faults=[{"delay": 3}])
    mock.clock.sleep(60)
    with mock.client() as fivetran:
        fivetran.account.info()

    assert [1, 3] == real.slept


def test_rate_limits_count_in_the_time_of_the_mock(real):
    """A window of an hour is over after a second at a speed of 3600."""
    mock = FivetranMock(speed=3600, rate_limits="trial")
    left: list[str] = []
    for _ in range(2):
        left += [value for name, value in ask(mock, "GET", "/v1/groups").headers if name == "x-rate-limit-remaining"]
        real.seconds += 1

    assert left[0] == left[1]


def test_the_minute_before_the_first_sync_is_a_setting(mock):
    """The first sync begins after the set seconds, and takes ten times those of a sync."""
    mock.reset(seconds_to_first_sync=5, sync_seconds=2)
    made = create(mock)["id"]
    mock.advance(seconds=5)
    assert "syncing" == mock.connection(made)["status"]["sync_state"]
    mock.advance(seconds=20)

    assert mock.connection(made)["succeeded_at"]


@pytest.mark.parametrize("wrong", [{"speed": 0}, {"speed": -1}, {"speed": "fast"}, {"speed": 60, "realtime": True}])
def test_speed_that_cannot_be(wrong):
    """A speed of 0, below 0, as text, or beside realtime is refused in one sentence."""
    with pytest.raises((TypeError, ValueError), match=r"^speed (has to be a number above 0|is 1 with realtime)"):
        FivetranMock(**wrong)


@pytest.mark.parametrize("settings", [{"speed": 60}, {"realtime": True}])
def test_patch_time_beside_a_speed_is_refused(settings):
    """`patch_time` is for time that stands."""
    with pytest.raises(ValueError, match=r"^patch_time is for time that stands: leave out speed and realtime"):
        FivetranMock(**settings).clock.patch_time()


def test_events_reach_a_mounted_receiver_by_themselves():
    """Code that waits in real time gets the events of half a day, and what its receiver raises fails the test."""
    mock, done = FivetranMock(speed=36_000, start_time=START), threading.Event()
    events: list[str] = []

    def receive(request: Request) -> None:
        events.append(json.loads(request.body)["event"])
        if events.count("sync_end") == 2:
            done.set()
            raise ValueError("the second one")

    mock.webhooks.mount(URL, receive)
    with httpx.Client(base_url=API, transport=mock.transport(), auth=AUTH) as client:
        client.post("/v1/webhooks/account", json={"url": URL, "events": ["sync_end"], "active": True})
    create(mock)

    assert done.wait(60)
    mock.clock.end("this test")
    with ThreadPoolExecutor(1) as pool:
        while not mock.webhooks.failures:
            pool.submit(int).result()
    assert "the second one" == str(mock.webhooks.failures[0])


def test_the_thread_of_a_mock_ends_with_it():
    """A mock that nothing refers to leaves no thread behind."""
    before = set(threading.enumerate())
    mock = FivetranMock(speed=60)
    for url in (URL, f"{URL}/2"):
        mock.webhooks.mount(url, lambda _: None)
    (thread,) = set(threading.enumerate()) - before
    del mock
    gc.collect()
    thread.join(60)

    assert not thread.is_alive()
