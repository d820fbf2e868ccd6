"""Retries: which requests, when, and for how long."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from fivetran_connections import errors

from ._support import BODY, Backwards, Clock, Server, answer, connection, created, ok, page, refused

READ: Callable[[Any], Any] = lambda f: f.connections.get("c")  # noqa: E731 - a row of the table below
LIST: Callable[[Any], Any] = lambda f: f.connections.list()  # noqa: E731 - likewise
DELETE: Callable[[Any], Any] = lambda f: f.connections.delete("c")  # noqa: E731 - likewise
CREATE: Callable[[Any], Any] = lambda f: f.connections.create(BODY)  # noqa: E731 - likewise
UPDATE: Callable[[Any], Any] = lambda f: f.connections.update("c", {"sync_frequency": 60})  # noqa: E731 - likewise
SYNC: Callable[[Any], Any] = lambda f: f.connections.sync("c")  # noqa: E731 - likewise

USES = {"get": READ, "list": LIST, "delete": DELETE, "create": CREATE, "update": UPDATE, "sync": SYNC}

PROBLEMS: dict[str, Any] = {
    **{str(status): refused(status) for status in (400, 404, 408, 429, 500, 502, 503, 504, 520)},
    "refused": httpx.ConnectError("refused"),
    "connect time-out": httpx.ConnectTimeout(""),
    "reset": httpx.ReadError("reset"),
    "read time-out": httpx.ReadTimeout(""),
    "html": answer(200, "<html>"),
}
FOR_ALL = {"429", "refused", "connect time-out"}
FOR_DELETES = FOR_ALL | {"408", "502", "503", "504", "reset", "read time-out"}
FOR_READS = FOR_DELETES | {"500"}


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("use", USES)
def test_repeats_only_what_is_safe(run, use, problem):
    """Reads and deletes are retried after temporary errors; writes only if they cannot have succeeded."""
    server = Server(PROBLEMS[problem])
    repeated = problem in {"get": FOR_READS, "list": FOR_READS, "delete": FOR_DELETES}.get(use, FOR_ALL)

    with pytest.raises(errors.RequestFailed) as caught:
        run(server, USES[use], retries=3)

    assert (4 if repeated else 1) == len(server.requests) == caught.value.attempts


@pytest.mark.parametrize(("options", "requests"), [({}, 3), ({"retries": 0}, 1), ({"retry_budget": 0}, 1)])
def test_retries_are_two_unless_said_otherwise(run, options, requests):
    """The default is three requests in all; with zero retries or a zero budget, the first failure is raised."""
    server = Server(refused(503))

    with pytest.raises(errors.ServerError):
        run(server, READ, **options)

    assert requests == len(server.requests)


TOO_LONG: dict[str, tuple[list[str], dict[str, Any]]] = {
    "by default": (["301"], {}),
    "for ever": (["9" * 400], {}),
    "a second more than the budget": (["10"], {"retry_budget": 9}),
    "together with the first wait": (["100", "201"], {}),
}


@pytest.mark.parametrize(("waits", "options"), TOO_LONG.values(), ids=TOO_LONG)
def test_a_retry_after_beyond_the_budget_raises_at_once(run, waits, options):
    """A wait beyond the budget, which all retries share, raises immediately, with the seconds."""
    server = Server(*(refused(429, retry_after=wait) for wait in waits))

    with pytest.raises(errors.RateLimited) as caught:
        run(server, CREATE, **options)

    assert len(waits) == len(server.requests)
    assert float(waits[-1]) == caught.value.retry_after


@pytest.mark.parametrize(("wait", "options"), [("300", {}), ("10", {"retry_budget": 10})], ids=["default", "given"])
def test_a_wait_that_just_fits_into_the_budget_is_begun(run, wait, options):
    """A wait of exactly the remaining budget is allowed; the default is five minutes."""
    server = Server(refused(429, retry_after=wait), created())

    run(server, CREATE, **options)

    assert 2 == len(server.requests)


def test_waits_as_long_as_the_api_asks_and_a_little_more(run):
    """A `Retry-After` is waited for in full, with up to a second of jitter."""
    clock = Clock()

    run(Server(refused(429, retry_after="7"), created()), CREATE, clock=clock)

    assert 1 == len(clock.slept)
    assert 7 <= clock.slept[0] <= 8


def test_clients_that_were_told_the_same_wait_do_not_all_come_back_at_once(run):
    """The jitter on top of a `Retry-After` differs from wait to wait."""
    clock = Clock()

    run(Server(*[refused(429, retry_after="7")] * 5, created()), CREATE, retries=5, clock=clock)

    assert 5 == len(set(clock.slept))


def test_waits_longer_each_time(run):
    """Without `Retry-After`, waits grow exponentially from half a second to eight, with jitter."""
    clock = Clock()

    run(Server(*[refused(503)] * 6, ok(connection())), READ, retries=6, clock=clock)

    lows = (0.5, 1, 2, 4, 8, 8)
    assert [True] * 6 == [low <= nap <= low + 0.5 for low, nap in zip(lows, clock.slept, strict=True)]


def test_an_error_tells_how_often_and_how_long_it_was_tried(run):
    """The last error has `attempts`, `waited` and `retry_after`."""
    clock = Clock()

    with pytest.raises(errors.RateLimited) as caught:
        run(Server(refused(429, retry_after="7")), CREATE, clock=clock)

    assert 3 == caught.value.attempts
    assert 7.0 == caught.value.retry_after
    assert sum(clock.slept) == caught.value.waited


@pytest.mark.parametrize(("budget", "tries"), [(0.5, 2), (1, 3), (1.25, 3), (6, 4), (9.5, 4)])
def test_a_try_begins_as_long_as_the_budget_is_not_exceeded(run, budget, tries):
    """The time since the first failure counts, for any start of the clock; the budget itself is allowed."""
    clock = Clock()
    moments = iter([1000.0, 1001.0, 1001.5, 1012.5])

    def at_its_moment(_: httpx.Request) -> httpx.Response:
        clock.now = next(moments)
        return refused(503)

    server = Server(at_its_moment)
    with pytest.raises(errors.ServerError) as caught:
        run(server, READ, clock=clock, retries=9, retry_budget=budget)

    assert tries == len(server.requests) == caught.value.attempts


def test_a_clock_that_goes_back_does_not_lengthen_the_budget(run):
    """Waited seconds count even if the clock does not move."""
    clock = Backwards()

    with pytest.raises(errors.RateLimited):
        run(Server(refused(429, retry_after="100")), CREATE, retries=9, clock=clock)

    assert 2 == len(clock.slept)


@pytest.mark.parametrize(
    "first",
    [[httpx.ReadTimeout("")], [httpx.ReadError("")], [refused(502)], [refused(502), refused(429)]],
    ids=["time-out", "reset", "502", "502, then 429"],
)
def test_a_delete_that_was_done_unseen_counts_as_done(run, first):
    """A 404 after a delete with unknown outcome counts as success."""
    server = Server(*first, refused(404))

    assert run(server, DELETE) is None
    assert len(first) + 1 == len(server.requests)


@pytest.mark.parametrize(
    "replies",
    [[refused(404)], [refused(429), refused(404)], [httpx.ConnectError(""), refused(404)]],
    ids=["at once", "after 429", "not sent"],
)
def test_a_delete_of_what_never_was_is_not_found(run, replies):
    """A 404 of a first delete is raised."""
    with pytest.raises(errors.NotFound):
        run(Server(*replies), DELETE)


@pytest.mark.parametrize(
    ("found", "error"),
    [
        (refused(404), errors.NotFound),
        (ok(connection()), errors.UnexpectedAnswer),
        (answer(404), errors.UnexpectedAnswer),
        (refused(403), errors.Forbidden),
    ],
    ids=["gone", "there", "a stranger", "forbidden"],
)
def test_an_empty_404_of_a_delete_is_settled_by_a_get(run, found, error):
    """Only a 404 in the API's format says that the connection is gone; an empty one to a DELETE is looked up."""
    server = Server(answer(404), found)

    with pytest.raises(error):
        run(server, DELETE, retries=0)
    assert ["DELETE", "GET"] == [request.method for request in server.requests]


def test_options_hold_for_one_call_and_share_the_pool(run):
    """`with_options` changes the named options only for its own calls."""
    server = Server(refused(503))

    def use(fivetran: Any) -> Any:
        other = fivetran.with_options(retries=0, timeout=3).with_options(retry_budget=5)
        return other.connections.get("c")

    with pytest.raises(errors.ServerError):
        run(server, use)

    assert 1 == len(server.requests)
    assert {"connect": 5.0, "read": 3, "write": 30.0, "pool": 30.0} == server.requests[0].extensions["timeout"]


def test_a_stray_error_of_a_later_try_is_let_through(run):
    """An unexpected exception of a retry is raised unchanged."""

    def broken(_request: httpx.Request) -> httpx.Response:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(Server(refused(503), broken), READ)


def test_reads_survive_a_flaky_server(run):
    """Every page of a list has its own retries."""
    server = Server(
        refused(503), page(connection(id="a"), cursor="x"), ConnectionError("reset"), page(connection(id="b"))
    )

    assert ["a", "b"] == [item.id for item in run(server, LIST)]
