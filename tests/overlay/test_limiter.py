"""The limiter delays requests by the documented rate limits."""

from typing import Any

import pytest

from fivetran_connections import DeadlineTooSoon, Limiter, RateLimited
from fivetran_connections.code import Declaration, aplan, plan

from ._support import BODY, Clock, Server, connection, created, ok, page, refused

PLAIN, SOURCE, SETUP = ("all",), ("all", "source"), ("all", "source", "setup_tests")


def spend(limiter: Limiter, cost: tuple[str, ...], calls: int, *, at: float, **headers: str) -> None:
    """Start some requests, and end each immediately."""
    for _ in range(calls):
        assert 0 == limiter.reserve(cost, at)
        limiter.finish(cost, at, 200, {name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize(
    ("trial", "cost", "calls", "window"),
    [
        (False, SETUP, 250, 60),
        (False, SOURCE, 500, 60),
        (False, PLAIN, 20_000, 3600),
        (True, SETUP, 25, 60),
        (True, SOURCE, 25, 60),
        (True, PLAIN, 500, 3600),
    ],
)
def test_waits_when_a_window_is_full(trial, cost, calls, window):
    """The documented number of requests is sent immediately; the next one waits for the end of the window."""
    limiter = Limiter(trial_account=trial)
    spend(limiter, cost, calls, at=100)

    assert window - 1 == pytest.approx(limiter.reserve(cost, 101), abs=0.1)
    assert 0 == limiter.reserve(cost, 100 + window)


def test_the_hour_of_setup_tests_is_kept_beside_the_minute():
    """After 2,500 requests with setup tests, the next one waits for the rest of the hour."""
    limiter = Limiter(trial_account=False)
    for minute in range(10):
        spend(limiter, SETUP, 250, at=60.0 * minute)

    assert 3000 == pytest.approx(limiter.reserve(SETUP, 600), abs=0.1)
    assert 0 == limiter.reserve(PLAIN, 600)


def test_a_trial_is_known_by_its_header():
    """`X-Rate-Limit: 500` selects the limits of a trial, and another number the standard ones."""
    limiter = Limiter()
    spend(limiter, SETUP, 25, at=0, x_rate_limit="500")

    assert limiter.reserve(SETUP, 1) > 0

    limiter.finish(PLAIN, limiter.reserve(PLAIN, 1), 200, {"x-rate-limit": "20000"})
    assert 0 == limiter.reserve(SETUP, 1)


def test_a_refused_request_does_not_count_and_closes_its_limit():
    """After a 429, requests of that kind wait until `Retry-After` is over; others do not."""
    limiter = Limiter()
    assert 0 == limiter.reserve(SETUP, 0)
    limiter.finish(SETUP, 0, 429, {"retry-after": "1800"})

    assert 1800 == pytest.approx(limiter.reserve(SETUP, 0), abs=0.1)
    assert 0 == limiter.reserve(PLAIN, 0)
    assert 0 == limiter.reserve(SETUP, 1801)


def test_a_refused_request_takes_no_place_in_its_window():
    """After a 429 as many requests are sent as before it: the documented limit counts those that were taken."""
    limiter = Limiter(trial_account=True)
    spend(limiter, SETUP, 24, at=100)
    assert 0 == limiter.reserve(SETUP, 100)
    limiter.finish(SETUP, 100, 429, {"retry-after": "1"})

    assert 0 == limiter.reserve(SETUP, 102)


@pytest.mark.parametrize(("wait", "header"), [(1, "0"), (1, "1"), (60, ""), (3600, "1000000000"), (3600, "9" * 400)])
def test_a_refusal_closes_for_a_second_to_an_hour(wait, header):
    """After a 429 the next request waits for its Retry-After, a second to an hour, or for a minute without one."""
    limiter = Limiter()
    limiter.reserve(PLAIN, 0)
    limiter.finish(PLAIN, 0, 429, {"retry-after": header} if header else {})

    assert wait == pytest.approx(limiter.reserve(PLAIN, 0), abs=0.1)


def test_requests_in_flight_count():
    """Unanswered requests count towards the window."""
    limiter = Limiter(trial_account=True)
    for _ in range(25):
        assert 0 == limiter.reserve(SOURCE, 0)

    assert 1 == limiter.reserve(SOURCE, 0)


@pytest.mark.parametrize(
    ("numbers", "seconds"),
    [
        ({SETUP: 100}, 0),
        ({SETUP: 101}, 40),  # those of 20 s ago, at the end of their minute
        ({SETUP: 201}, 58),  # the 50 of 2 s ago
        ({SETUP: 251}, 60),  # those that are sent now
        ({SETUP: 351}, 100),  # a minute after the first ones
        ({SETUP: 100, SOURCE: 250, PLAIN: 9_000}, 0),
        ({SETUP: 100, SOURCE: 251}, 40),
        ({PLAIN: 19_851}, 3_580),
    ],
)
def test_the_least_time_for_more_requests(numbers, seconds):
    """More requests need at least the time until the windows have room for all of them."""
    limiter = Limiter(trial_account=False)
    spend(limiter, SETUP, 100, at=0)
    spend(limiter, SETUP, 50, at=18)

    assert seconds == limiter.least(numbers, 20)


def test_a_clock_that_goes_back_waits_one_window_at_most():
    """No wait is longer than the window itself."""
    limiter = Limiter(trial_account=True)
    spend(limiter, SOURCE, 25, at=1000)

    assert 60 == pytest.approx(limiter.reserve(SOURCE, 0), abs=0.1)


@pytest.mark.parametrize("header", ["3601", "1000000000", "9" * 400])
def test_a_limited_client_waits_for_an_hour_at_most(run, header):
    """If a 429 asks for more than an hour, `with_limits` raises and says so."""
    clock = Clock()

    with pytest.raises(RateLimited, match=r"The API asks to wait .*, and no wait is longer than an hour") as caught:
        run(Server(refused(429, retry_after=header)), lambda f: f.with_limits().connections.create(BODY), clock=clock)

    assert len(str(caught.value)) < 300
    assert [] == clock.slept


def test_a_limited_client_waits_instead_of_failing(run):
    """`with_limits` waits as long as a 429 asks, up to an hour, and sends again."""
    clock, waits = Clock(), list[float]()
    server = Server(refused(429, retry_after="3600"), created())

    made = run(server, lambda f: f.with_limits(on_wait=waits.append).connections.create(BODY), clock=clock)

    assert "brisk_otter" == made.id
    assert [3600] == [round(wait) for wait in waits]
    assert 3600 == pytest.approx(clock.now, abs=1)


def test_a_deadline_bounds_the_waits(run):
    """A wait that would end after the deadline is not begun; the error has its seconds."""
    clock = Clock()
    server = Server(refused(429, retry_after="3600"), created())

    with pytest.raises(DeadlineTooSoon, match="in 3600 s") as caught:
        run(server, lambda f: f.with_limits(deadline=600).connections.get("c"), clock=clock)

    assert 3600 == pytest.approx(caught.value.wait, abs=1)
    assert [] == clock.slept
    assert not caught.value.sent


def test_a_plan_announces_its_waits_to_the_listener_of_the_client(run):
    """Work on many at once without a deadline and a listener of its own has those of the limited client."""
    clock, waits = Clock(), list[float]()
    server = Server(page({**connection(), "config": None}), refused(429, retry_after="60"), ok(connection()))
    declared = [Declaration("amber_kettle", "pin_eu", BODY)]

    async def aplanned(fivetran: Any) -> Any:
        return await aplan(fivetran, declared)

    def planned(fivetran: Any) -> Any:
        limited = fivetran.with_limits(on_wait=waits.append)
        return aplanned(limited) if limited.connections.__driver__.awaits else plan(limited, declared)

    run(server, planned, clock=clock)

    assert 3 == len(server.asked)
    assert [60] == [round(wait) for wait in waits]


def test_clients_of_one_account_share_a_limiter(run):
    """Clients that share a limiter share its count."""
    limiter, clock = Limiter(trial_account=True), Clock()
    spend(limiter, PLAIN, 500, at=0)

    run(Server(ok(connection())), lambda f: f.with_limits(limiter).connections.get("c"), clock=clock)

    assert 3600 == pytest.approx(clock.now, abs=1)
