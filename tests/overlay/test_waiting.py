"""Waiting: every end state, the deadline, and the advice of the result."""

import math
from typing import Any

import pytest

from fivetran_client.models.connection import Connection
from fivetran_connections import DeadlinePassed, InvalidRequest, NotFound

from ._support import Backwards, Clock, Server, answer, connection, ok, refused, state

FAILED_TEST = {"title": "Validate Login", "status": "FAILED", "message": "Invalid login credentials."}
PASSED_TEST = {"title": "Test Connection", "status": "PASSED", "message": ""}
CARD = {"token": "t", "uri": "https://card.test/?auth=t"}
LOOK = "GET /v1/connections/brisk_otter"
TEST = "POST /v1/connections/brisk_otter/test"
SYNC = "POST /v1/connections/brisk_otter/sync"


def model(**changes: Any) -> Connection:
    """Return a connection model."""
    return Connection.from_dict(connection(**changes))


def set_up(setup: str, **changes: Any) -> Any:
    """Return an answer with a connection in this setup state."""
    return ok(connection(status=state(setup), **changes))


def connect(known: Connection | str = "brisk_otter", **options: Any) -> Any:
    """Wait until the connection is set up."""
    return lambda fivetran: fivetran.connections.wait_until_connected(known, **options)


def synced(known: Connection | str = "brisk_otter", **options: Any) -> Any:
    """Wait for a sync."""
    return lambda fivetran: fivetran.connections.wait_for_sync(known, **options)


def test_connected_ends_the_wait(run):
    """A connected connection needs one read."""
    server, clock = Server(set_up("connected")), Clock()

    result = run(server, connect(), clock=clock)

    assert result.ok
    assert "connected" == result.state
    assert () == result.failed_tests
    assert result.link is None
    assert "The connection brisk_otter is connected." == result.advice
    assert [LOOK] == server.asked
    assert [] == clock.slept


def test_broken_ends_the_wait_with_its_reason(run):
    """A broken connection ends the wait, and the advice has the API's tasks."""
    task = {"code": "reconnect", "message": "Reconnect", "details": "Token revoked"}
    broken = ok(connection(status=state("broken", tasks=[task])))

    result = run(Server(broken), connect(), clock=Clock())

    assert "broken" == result.state
    assert not result.ok
    assert "is broken: Token revoked. Its setup tests" in result.advice


def test_runs_the_tests_when_they_are_not_known(run):
    """With an id, the setup tests run once to find the failed one."""
    tested = set_up("incomplete", setup_tests=[PASSED_TEST, FAILED_TEST])
    server, clock = Server(set_up("incomplete"), tested), Clock()

    result = run(server, connect(), clock=clock)

    assert ["Validate Login"] == [test.title for test in result.failed_tests]
    assert "The setup test 'Validate Login' failed: Invalid login credentials." in result.advice
    assert "Correct it by an update" in result.advice
    assert [LOOK, TEST] == server.asked
    assert {} == server.body()
    assert [] == clock.slept


def test_a_job_that_failed_is_a_failed_test(run):
    """JOB_FAILED counts, without a message or with one of any type; WARNING and SKIPPED do not."""
    tests = [
        {"title": "A", "status": "JOB_FAILED"},
        {"title": "B", "status": "WARNING"},
        {"title": "C", "status": "SKIPPED"},
        {"title": "D", "status": "FAILED", "message": {"a": 1}},
    ]

    result = run(Server(set_up("incomplete", setup_tests=tests)), connect(), clock=Clock())

    assert ["A", "D"] == [test.title for test in result.failed_tests]
    assert "The setup test 'A' failed. The setup test 'D' failed: {'a': 1}." in result.advice


def test_knows_the_tests_of_the_create(run):
    """The setup tests of the create are not repeated."""
    server = Server(set_up("incomplete"))

    result = run(server, connect(model(setup_tests=[FAILED_TEST])), clock=Clock())

    assert ["Validate Login"] == [test.title for test in result.failed_tests]
    assert [LOOK] == server.asked


def test_waits_for_a_set_up_in_progress(run):
    """Without a failed test the wait polls at the interval, until the connection is connected."""
    seen: list[str] = []
    server = Server(set_up("incomplete"), set_up("incomplete"), set_up("incomplete"), set_up("connected"))
    clock = Clock()

    result = run(
        server, connect(interval=4, progress=lambda look: seen.append(str(look.status.setup_state))), clock=clock
    )

    assert result.ok
    assert [LOOK, TEST, LOOK, LOOK] == server.asked
    assert [4, 4] == clock.slept
    assert ["incomplete"] * 3 + ["connected"] == seen


def test_tests_are_not_run_unless_wanted(run):
    """With `run_tests=False` the wait only polls."""
    server = Server(set_up("incomplete"), set_up("connected"))

    assert run(server, connect(run_tests=False), clock=Clock()).ok
    assert [LOOK, LOOK] == server.asked


def test_a_card_is_waited_for_and_its_link_told(run):
    """With a Connect Card the wait runs no tests, and its deadline error has the link."""
    server, clock = Server(set_up("incomplete")), Clock()

    with pytest.raises(DeadlinePassed, match="Not done after 25 s") as caught:
        run(server, connect(model(connect_card=CARD), deadline=25, interval=10), clock=clock)

    assert "https://card.test/?auth=t" == caught.value.result.link  # type: ignore[union-attr] # the wait was for a set-up
    assert "Open https://card.test/?auth=t to authorize it" in str(caught.value)
    assert [10, 10, 5] == clock.slept
    assert [LOOK] * 4 == server.asked


def test_the_deadline_says_how_to_find_out(run):
    """Without test results, the advice at the deadline is to run the tests."""
    with pytest.raises(DeadlinePassed, match=r"is incomplete\. Its setup tests"):
        run(Server(set_up("incomplete")), connect(run_tests=False, deadline=0), clock=Clock())


@pytest.mark.parametrize("wait", [connect, synced], ids=["wait_until_connected", "wait_for_sync"])
@pytest.mark.parametrize("name", ["deadline", "interval"])
@pytest.mark.parametrize("seconds", [-1, math.nan, math.inf, 1e30, "x", None], ids=repr)
def test_refuses_times_that_cannot_be_waited(run, wait, name, seconds):
    """A wait without an end or an interval is refused before anything is sent."""
    server = Server(set_up("incomplete"))

    with pytest.raises(InvalidRequest, match=f"^{name} takes seconds, a number from 0"):
        run(server, wait(**{name: seconds}), clock=Clock())

    assert [] == server.requests


@pytest.mark.parametrize("status", [state("dreaming"), None], ids=["unknown", "none"])
def test_an_unknown_setup_state_is_waited_out(run, status):
    """An answer with an unknown setup state, or without a status, does not end the wait."""
    first = ok(connection(status=status))

    assert run(Server(first, set_up("connected")), connect(run_tests=False), clock=Clock()).ok


BEFORE = {"succeeded_at": "2026-01-01T00:00:00Z", "failed_at": "2026-01-02T00:00:00Z"}
LATER, LATEST = "2026-01-03T00:00:00Z", "2026-01-04T00:00:00Z"

OUTCOMES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "succeeded": ("succeeded", "The sync of brisk_otter succeeded.", {**BEFORE, "succeeded_at": LATER}),
    "failed": ("failed", "failed. See the errors of its syncs", {**BEFORE, "failed_at": LATER}),
    "failed, then succeeded": ("succeeded", "succeeded.", {"failed_at": LATER, "succeeded_at": LATEST}),
    "succeeded, then failed": ("failed", "failed", {"failed_at": LATEST, "succeeded_at": LATER}),
    "odd time stamp": ("failed", "failed", {**BEFORE, "failed_at": "2026-13-99"}),
    "failed with a warning": (
        "failed",
        "failed: Quota. ",
        {**BEFORE, "failed_at": LATER, "status": state(warnings=[{"message": "Quota"}])},
    ),
    "broken": ("broken", "is broken: reconnect. Repair it", {"status": state("broken", tasks=[{"code": "reconnect"}])}),
    "incomplete": ("incomplete", "is not set up", {"status": state("incomplete")}),
    "paused": ("paused", "is paused", {"status": state(sync="paused")}),
    "rescheduled": (
        "rescheduled",
        "until 2026-01-05 00:00:00+00:00",
        {"status": state(sync="rescheduled", rescheduled_for="2026-01-05T00:00:00Z")},
    ),
    "rescheduled some time": ("rescheduled", "until an unknown time", {"status": state(sync="rescheduled")}),
}


@pytest.mark.parametrize(("outcome", "words", "changes"), OUTCOMES.values(), ids=OUTCOMES)
def test_every_end_of_a_sync(run, outcome, words, changes):
    """Each end state of a sync ends the wait with its outcome and advice."""
    looks = ok(connection(**{**BEFORE, "status": state(sync="syncing")}))
    server, clock = Server(looks, ok(connection(**{**BEFORE, "status": state(), **changes}))), Clock()

    result = run(server, synced(model(**BEFORE)), clock=clock)

    assert outcome == result.outcome
    assert ("succeeded" == outcome) == result.ok
    assert words in result.advice
    assert [LOOK, LOOK] == server.asked
    assert [30] == clock.slept


def test_a_first_sync_ends_too(run):
    """A first sync, without earlier time stamps, ends the wait too."""
    server = Server(ok(connection(status=state(), succeeded_at=LATER)))

    assert run(server, synced(model()), clock=Clock()).ok


def test_starts_the_sync_after_the_first_look(run):
    """With `start` the time stamps are read before the sync begins, so that a short sync is detected."""
    started = answer(200, {"code": "Success", "message": "m"})
    server = Server(ok(connection(status=state())), started, ok(connection(status=state(), succeeded_at=LATER)))

    assert run(server, synced(start=True), clock=Clock()).ok
    assert [LOOK, SYNC, LOOK] == server.asked
    assert {"force": False} == server.body(1)


def test_a_sync_whose_times_do_not_move_ends(run):
    """A sync that was seen running ends at the second look without it, and the advice calls its result unknown."""
    still = ok(connection(**BEFORE, status=state()))
    server = Server(still, ok(connection(**BEFORE, status=state(sync="syncing"))), still)

    result = run(server, synced(), clock=Clock())

    assert "ended" == result.outcome
    assert not result.ok
    assert [LOOK] * 4 == server.asked
    assert "Whether it succeeded is unknown: neither succeeded_at nor failed_at moved." in result.advice


def test_times_that_move_late_are_waited_for(run):
    """Times that move one look after a sync no longer runs still tell how it ended."""
    looks = [connection(**BEFORE, status=state(sync="syncing")), connection(**BEFORE, status=state())]
    server = Server(*map(ok, looks), ok(connection(**{**BEFORE, "succeeded_at": LATER}, status=state())))

    assert "succeeded" == run(server, synced(), clock=Clock()).outcome


@pytest.mark.parametrize("known", [model(), "brisk_otter"])
def test_a_look_that_fails_for_a_while_is_repeated(run, known):
    """A failure that may be repeated does not end the wait for a sync; another look follows after the interval."""
    first = [] if isinstance(known, Connection) else [ok(connection(status=state(sync="syncing")))]
    passing = [refused(503, "Unavailable")] * 4
    server = Server(*first, *passing, ok(connection(status=state(), succeeded_at=LATER)))

    assert "succeeded" == run(server, synced(known, deadline=600), clock=Clock()).outcome


def test_failures_that_last_meet_the_deadline(run):
    """A service that stays away ends the wait at the deadline, and another failure ends it at once."""
    with pytest.raises(DeadlinePassed):
        run(Server(refused(503, "Unavailable")), synced(model(), deadline=60), clock=Clock())
    with pytest.raises(NotFound):
        run(Server(refused(404, "NotFound_Connection")), synced(model(), deadline=60), clock=Clock())


def test_a_sync_that_does_not_end_meets_the_deadline(run):
    """The deadline raises with an unfinished result."""
    seen: list[Connection] = []

    with pytest.raises(DeadlinePassed, match="No end of a sync of") as caught:
        run(
            Server(ok(connection(status=state(sync="syncing")))),
            synced(deadline=60, progress=seen.append),
            clock=Clock(),
        )

    assert "unfinished" == caught.value.result.outcome  # type: ignore[union-attr] # the wait was for a sync
    assert not caught.value.result.ok
    assert 4 == len(seen)


@pytest.mark.parametrize(
    ("wait", "setup"),
    [(connect(run_tests=False, deadline=25), "incomplete"), (synced(deadline=25, interval=10), "connected")],
)
def test_a_clock_that_goes_back_does_not_lengthen_a_wait(run, wait, setup):
    """Waited seconds count towards the deadline even if the clock goes back."""
    clock = Backwards()

    with pytest.raises(DeadlinePassed, match=r"Not done after 25 s|No end of a sync"):
        run(Server(lambda _: set_up(setup)), wait, clock=clock)

    assert [10, 10, 5] == clock.slept
