"""Many connections at once: `ensure_many`."""

import asyncio
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from fivetran_connections import (
    AsyncFivetran,
    ConnectionDiffers,
    DeadlineTooSoon,
    EnsuredOne,
    Forbidden,
    InvalidConnection,
    InvalidRequest,
    OutcomeUnknown,
)
from fivetran_connections._http.settings import settings
from fivetran_connections._http.steps import Steps, Together, pause
from fivetran_mock import FivetranMock

from ._support import BODY, Backwards, Both, Clock, Server, created, refused


class MockClock(Clock):
    """
    The mock's clock: both read and move one time, so that no thread sees them apart.

    Off Linux, a thread that has no core may see time go by, so a test that counts it sends one request at a time.
    """

    def __init__(self, mock: FivetranMock) -> None:
        super().__init__()
        self.mock = mock
        mock.clock.grace = 0.0001  # a blocking client waits in thousands of slices of a second
        self.began = mock.clock.monotonic()

    def monotonic(self) -> float:
        """Return the seconds since the test began."""
        return self.mock.clock.monotonic() - self.began

    def sleep(self, seconds: float) -> None:
        """Advance the time of the mock."""
        self.slept.append(seconds)
        self.mock.clock.sleep(seconds)
        self.now = self.monotonic()


def bodies(count: int, **changes: Any) -> list[dict[str, Any]]:
    """Return requests that differ in their schema."""
    return [{**BODY, **changes, "config": {**BODY["config"], "schema": f"pin_{number}"}} for number in range(count)]


def ensure_many(run: Both, mock: FivetranMock, requests: Any, clock: Clock | None = None, **options: Any) -> Any:
    """Run `ensure_many` against a mock."""
    return run(mock.transport(), lambda f: f.connections.ensure_many(requests, **options), clock=clock)


def test_ensures_all_in_the_order_of_the_requests(run):
    """Results have the order of the requests; a second run adopts all connections."""
    mock, done = FivetranMock(), list[EnsuredOne]()

    first = ensure_many(run, mock, bodies(30), on_done=done.append)
    again = ensure_many(run, mock, bodies(30))

    assert first.ok
    assert [f"pin_{number}" for number in range(30)] == [item.ensured.connection.schema for item in first]
    assert {"created"} == {item.outcome for item in first}
    assert "30 created." == first.advice
    assert sorted(done, key=lambda item: item.index) == list(first[:])
    assert {"adopted"} == {item.outcome for item in again}
    assert 30 == len(mock.connections())


@pytest.mark.slow
def test_two_hundred_under_the_limits_of_a_trial_end_with_two_hundred(run):
    """With a trial's limits, the run waits hours of virtual time, no real time, and creates all 200."""
    mock = FivetranMock(rate_limits="trial")
    clock, waits = MockClock(mock), list[float]()

    result = ensure_many(run, mock, bodies(200, run_setup_tests=True), clock, on_wait=waits.append, concurrency=1)

    assert result.ok, result.advice
    assert 200 == len(mock.connections())
    assert 3 * 3600 <= clock.now < 3 * 3600 + 120  # the fourth window is a minute's wait long
    assert 3600 >= max(waits)
    assert 0 == sum(call.status == 429 for call in mock.calls)


def test_many_at_once_keep_to_the_limits_too(run):
    """With a trial's limits, requests that are sent at the same time are all created, in whatever order they wait."""
    mock = FivetranMock(rate_limits="trial")

    result = ensure_many(run, mock, bodies(60, run_setup_tests=True), MockClock(mock))

    assert result.ok, result.advice
    assert 60 == len(mock.connections())


def test_a_failure_stops_its_own_connection_only(run):
    """A refused request has its error in its place; the others are created."""
    mock = FivetranMock()
    mock.add_fault({"operation": "create_connection", "nth": 2, "status": 403})

    result = ensure_many(run, mock, bodies(5), concurrency=1)

    assert ["created", "failed", "created", "created", "created"] == [item.outcome for item in result]
    assert [1] == [item.index for item in result.failed]
    assert result.advice.startswith("4 created, 1 failed. Run ensure_many again")
    assert isinstance(result[1].error, Forbidden)


def test_of_several_failures_the_first_is_raised(run):
    """The caller gets the first failure, not one that follows while the rest is being stopped."""

    def late() -> Steps[None]:
        limits = (yield from settings()).limits
        try:
            if run.awaits:
                yield from pause(1)
            elif limits is not None:
                limits.stopped.wait()
        finally:
            raise LookupError("late")

    def early() -> Steps[None]:
        raise LookupError("early")
        yield from pause(1)

    def both() -> Steps[None]:
        yield Together((late, early), 2, None, None, str)

    with pytest.raises(LookupError, match="early"):
        run(Server(), lambda fivetran: fivetran.connections.__driver__.run(both()))


def test_a_run_of_nothing_is_done(run):
    """A run without requests has nothing to do, and succeeds."""
    result = ensure_many(run, FivetranMock(), [])

    assert "nothing to do." == result.advice
    assert 0 == len(result)
    assert result.ok


def test_equal_requests_make_one_connection(run):
    """Two requests for one name run in sequence, so that the second adopts, even without a first look-up."""
    mock = FivetranMock(behaviours={"duplicate_schema": "allowed"})

    result = ensure_many(run, mock, [BODY, BODY, {**BODY, "paused": True}], look_first=False)

    assert ["created", "adopted", "failed"] == [item.outcome for item in result]
    assert isinstance(result[2].error, ConnectionDiffers)
    assert 1 == len(mock.connections())


def test_everything_is_checked_before_anything_is_sent(run):
    """All violations of all requests are reported with the request's index, before anything is sent."""
    server = Server(created())
    wrong = [BODY, {**BODY, "paused": "yes"}, {**BODY, "sync_frequency": 7}]

    with pytest.raises(InvalidConnection) as caught:
        run(server, lambda f: f.connections.ensure_many(wrong))

    assert ["/1/paused", "/2/sync_frequency"] == [violation.pointer for violation in caught.value.violations]
    assert [] == server.requests


@pytest.mark.parametrize(
    ("options", "message"),
    [({"concurrency": 0}, "^concurrency takes a whole number"), ({"deadline": -1}, "^deadline takes seconds")],
)
def test_refuses_numbers_that_mean_nothing(run, options, message):
    """A concurrency below one and a past deadline are refused by name."""
    with pytest.raises(InvalidRequest, match=message):
        run(Server(created()), lambda f: f.connections.ensure_many([BODY], **options))


def test_no_more_workers_than_connections_are_started():
    """A large concurrency starts a thread for each connection, and no others."""
    mock = FivetranMock()
    threads: set[int] = set()
    before = threading.active_count()

    with mock.client() as fivetran:
        fivetran.connections.ensure_many(
            bodies(3), concurrency=100, on_done=lambda _: threads.add(threading.active_count())
        )

    assert max(threads) <= before + 3


def test_a_deadline_ends_the_waits(run):
    """Requests that the limits delay beyond the deadline fail; a later run creates them."""
    mock = FivetranMock(rate_limits="trial")
    clock = MockClock(mock)

    result = ensure_many(run, mock, bodies(60, run_setup_tests=True), clock, deadline=600, concurrency=1)
    waited = clock.now
    later = ensure_many(run, mock, bodies(60, run_setup_tests=True), clock)

    errors = [item.error for item in result.failed]
    assert 10 == len(errors)
    assert {DeadlineTooSoon} == set(map(type, errors))
    assert 600 >= waited > 0
    assert later.ok
    assert 60 == len(mock.connections())


def test_a_deadline_after_a_lost_answer_leaves_the_outcome_unknown(run):
    """If a create was not answered and the deadline prevents the look-up, its outcome is unknown."""
    server = Server(httpx.ReadTimeout(""), refused(429, retry_after="3600"))

    result = run(server, lambda f: f.connections.ensure_many([BODY], look_first=False, deadline=60))

    assert isinstance(result[0].error, OutcomeUnknown)


def test_a_hook_that_raises_ends_the_run(run):
    """An error of `on_done` is raised after the running requests, with the progress of the run."""

    def on_done(_done: EnsuredOne) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError) as caught:
        ensure_many(run, FivetranMock(), bodies(3), concurrency=1, on_done=on_done)

    assert ["ensure_many was interrupted: 1 created, 2 not started."] == [
        note.partition(" Run")[0] for note in caught.value.__notes__
    ]


def test_an_interruption_during_a_wait_ends_the_run(monkeypatch):
    """Ctrl-C during a wait for the limits ends the run, and the error has the finished and open requests."""
    monkeypatch.setattr("fivetran_connections._http.drivers._LOOK", 0.001)
    mock = FivetranMock(rate_limits="trial")
    interrupted = list[float]()

    def interrupt(seconds: float) -> None:
        if not interrupted:
            signal.raise_signal(signal.SIGINT)  # to this thread, so it does not wake the main thread
        interrupted.append(seconds)

    client = mock.client(sleep=lambda _seconds: None, monotonic=Clock().monotonic)
    with client as fivetran, pytest.raises(KeyboardInterrupt) as caught:
        fivetran.connections.ensure_many(bodies(30, run_setup_tests=True), on_wait=interrupt, concurrency=4)

    assert "25 created, 5 not started. Run ensure_many again" in caught.value.__notes__[0]


def test_a_cancelled_run_tells_how_far_it_came():
    """Cancelling an async run raises with the finished and open requests."""

    async def go() -> None:
        transport, waiting = httpx.MockTransport(lambda _request: httpx.Response(500)), asyncio.Event()

        async def for_ever(_seconds: float) -> None:
            waiting.set()
            await asyncio.Event().wait()

        async with AsyncFivetran(api_key="k", api_secret="s", transport=transport, sleep=for_ever) as fivetran:
            task = asyncio.ensure_future(fivetran.connections.ensure_many(bodies(3)))
            await waiting.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError) as caught:
                await task
            assert "3 not started" in caught.value.__notes__[0]

    asyncio.run(go())


def test_a_task_waits_for_a_limit_at_once_and_a_thread_in_slices(run):
    """A wait for a limit is one sleep of a task, which can be cancelled, and sleeps of a second of a thread."""
    clock, server = Clock(), Server(refused(429, retry_after="90"), created())

    result = run(server, lambda f: f.connections.ensure_many([BODY], look_first=False), clock=clock)

    assert result.ok
    assert [90 if run.awaits else 1] * (1 if run.awaits else 90) == [int(nap) for nap in clock.slept if nap >= 1]


def test_a_clock_that_goes_back_does_not_lengthen_the_deadline(run):
    """Waited seconds count towards the deadline even if the clock goes back."""
    mock, clock = FivetranMock(rate_limits="trial"), Backwards()

    result = ensure_many(run, mock, bodies(60, run_setup_tests=True), clock, deadline=7200, concurrency=1)

    assert {DeadlineTooSoon} == {type(item.error) for item in result.failed}
    assert 7200 >= sum(clock.slept) > 0


@pytest.mark.posix("a signal to one thread")
def test_an_interrupted_run_goes_on_where_it_ended(monkeypatch):
    """After Ctrl-C between two requests the note counts the done and the open ones; a second run creates the rest."""
    mock = FivetranMock()
    requests = bodies(40)
    told_to_stop = threading.Event()
    leave = ThreadPoolExecutor.__exit__

    def leaving(pool: ThreadPoolExecutor, *error: Any) -> bool | None:
        told_to_stop.set()
        return leave(pool, *error)

    def interrupt(done: EnsuredOne) -> None:
        if done.index == 10:
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
            assert told_to_stop.wait(30)

    monkeypatch.setattr(ThreadPoolExecutor, "__exit__", leaving)
    with mock.client() as fivetran:
        with pytest.raises(KeyboardInterrupt) as caught:
            fivetran.connections.ensure_many(requests, on_done=interrupt, concurrency=1)
        created = len(mock.connections())
        result = fivetran.connections.ensure_many(requests)

    assert "11 created, 29 not started. Run ensure_many again" in caught.value.__notes__[0]
    assert 11 == created
    assert [11, 29] == [sum(item.outcome == outcome for item in result) for outcome in ("adopted", "created")]
    assert 40 == len(mock.connections())


@pytest.mark.deep
def test_ten_thousand_are_created_within_the_limits(run):
    """Ten thousand look-ups and creates fit into the limit of an hour; a second run adopts all, in the next hour."""
    mock = FivetranMock(rate_limits="standard", journal_entries=0)
    clock, waits = MockClock(mock), list[float]()

    first = ensure_many(run, mock, bodies(10_000, run_setup_tests=False), clock, concurrency=1)
    again = ensure_many(run, mock, bodies(10_000, run_setup_tests=False), clock, on_wait=waits.append, concurrency=1)

    assert "10000 created." == first.advice
    assert "10000 adopted." == again.advice
    assert 10_000 == len(mock.connections())
    assert 3601 >= sum(waits) > 3599


@pytest.mark.parametrize("look_first", [True, False])
def test_a_message_shows_no_secret_of_another_request(run, look_first):
    """A refusal that repeats a secret of another body of the same call shows a mask; short texts and names stay."""
    tokens = ("own", "hunter2-hunter2", "1", "amber_kettle")
    requests = [
        {**each, "auth": {**BODY["auth"], "refresh_token": token}}
        for each, token in zip(bodies(4), tokens, strict=True)
    ]
    server = Server(*[refused(400, message="own of amber_kettle, 1 hunter2-hunter2")] * 4)

    first, *_ = run(server, lambda f: f.connections.ensure_many(requests, look_first=look_first, concurrency=1))

    assert "*** of amber_kettle, 1 ***" == first.error.api_message
