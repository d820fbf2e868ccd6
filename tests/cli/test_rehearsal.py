"""Below `fivetran-mock run`, waits of the command move the mock's time instead of taking real time."""

import asyncio
import os
import signal
import time
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

from fivetran_connections import FivetranError
from fivetran_connections.cli.rehearsal import VARIABLE, Rehearsal, rehearsed
from fivetran_connections.code import Outcome, Stop
from fivetran_mock import FivetranMock

from .conftest import Serve

SENTENCE = "note: At the documented limits a real run takes at least "
SET = "version: 1\nconnections:\n  - for_each: {csv: rows.csv}\n    group_id: g\n    service: mailchimp\n"


@pytest.fixture
def mock(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> FivetranMock:
    """Serve a mock as `run` does, and let the environment name it."""
    served = serve(FivetranMock())
    monkeypatch.setenv(VARIABLE, os.environ["FIVETRAN_BASE_URL"])
    return served


@pytest.fixture
def clock(mock: FivetranMock) -> Rehearsal:
    """Return the clock of a command."""
    assert not mock.calls
    return Rehearsal(os.environ[VARIABLE])


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    """Write a file with 30 connections, of which an account on trial may create 25 in a minute."""
    (tmp_path / "rows.csv").write_text("name\n" + "".join(f"s{number}\n" for number in range(30)))
    path = tmp_path / "rows.yaml"
    path.write_text(SET + '    config: {schema: "${name}"}\n')
    return path


def test_a_rehearsed_apply_tells_how_long_a_real_one_takes(run, mock, rows):
    """The wait for the rate limit moves the mock's time, and the last line tells the sum of all waits."""
    before = mock.clock.monotonic()

    ran = run("apply", "--yes", "--trial-account", rows)

    assert 0 == ran.status
    assert 50 < mock.clock.monotonic() - before < 61
    assert "a minute, 1 min 0 s left\n" in ran.err
    assert ran.err.splitlines()[-1].startswith(SENTENCE)


def test_a_rehearsed_trial_waits_for_lists(run, serve, monkeypatch):
    """Where lists lag, the waits of a trial move the mock's time too, and the list then shows its order."""
    mock = serve(FivetranMock(behaviours={"list_lag": "60"}))
    monkeypatch.setenv(VARIABLE, os.environ["FIVETRAN_BASE_URL"])
    before = mock.clock.monotonic()

    ran = run("doctor", "--trial", "g", "--yes", "--output", "json")
    learned = {row["name"]: row for row in ran.data}

    assert "oldest_first" == learned["list_order"]["value"]
    assert "not seen: a list lacked a connection 0." in learned["list_lag"]["why"]
    assert 125 < mock.clock.monotonic() - before < 140


def test_an_interrupted_rehearsal_tells_nothing(run, mock, rows, monkeypatch):
    """After Ctrl-C, the sum of the waits would be too small: it is left out."""
    written, as_json = list[Outcome](), Outcome.as_json

    def interrupt(outcome: Outcome) -> dict[str, Any]:
        written.append(outcome)
        if len(written) == 26:
            signal.raise_signal(signal.SIGINT)
        return as_json(outcome)

    monkeypatch.setattr(Outcome, "as_json", interrupt)

    ran = run("apply", "--yes", "--trial-account", rows)

    assert 130 == ran.status
    assert mock.clock.monotonic() > 50
    assert SENTENCE not in ran.err


def test_a_wait_for_a_sync_is_rehearsed_too(run, mock):
    """A wait for a sync moves the mock's time, and says nothing about the limits."""
    seed = {"service": "mailchimp", "group_id": "g", "config": {"schema": "s"}}
    (identifier,) = mock.seed(connections=[seed])
    mock.complete_connect_card(identifier)

    ran = run("sync", "--wait", identifier)

    assert 0 == ran.status
    assert mock.clock.monotonic() >= 60
    assert SENTENCE not in ran.err


@pytest.mark.parametrize(
    ("variable", "base_url", "is_one"),
    [
        ("https://mock.test", "https://mock.test", True),
        ("https://mock.test", "https://api.test", False),
        (None, "https://mock.test", False),
    ],
)
def test_only_the_mock_is_rehearsed_with(monkeypatch, variable, base_url, is_one):
    """Waits stay real if the client's address is not that of the variable, or without the variable."""
    monkeypatch.setenv("FIVETRAN_API_KEY", "key")
    monkeypatch.setenv("FIVETRAN_API_SECRET", "secret")
    if variable:
        monkeypatch.setenv(VARIABLE, variable)

    with rehearsed(Namespace(base_url=base_url, profile=None)) as found:
        assert is_one == isinstance(found, Rehearsal)


def test_time_moves_only_while_no_request_is_in_flight(clock, monkeypatch):
    """A wait looks again after a real moment, until the request in flight has ended; then time moves at once."""
    moved = list[float]()

    def end_request(_: float) -> None:
        moved.append(clock.moved)
        clock.settings["on_response"](None)

    monkeypatch.setattr(time, "sleep", end_request)
    clock.settings["on_request"](None)
    clock.sleep(5)

    assert [0] == moved
    assert 4 < clock.moved <= 5


def test_waits_at_the_same_time_move_it_once(clock):
    """Two waits that begin together end together; a run that is asked to stop waits no longer."""
    stop = Stop()

    async def both() -> None:
        await asyncio.gather(clock.asleep(stop, 6), clock.asleep(stop, 5))

    asyncio.run(both())
    stop.requested = True
    clock.settings["on_request"](None)

    assert 5 < clock.moved <= 6
    with pytest.raises(FivetranError, match="was stopped"):
        asyncio.run(clock.asleep(stop, 1))


@pytest.mark.parametrize(
    ("address", "seconds", "problem"),
    [("http://127.0.0.1:1", 1.0, ".*Connection refused"), ("", 1e15, "Bad Request")],
    ids=["gone", "too far"],
)
@pytest.mark.usefixtures("mock")
def test_a_mock_that_does_not_move_its_time_is_named(address, seconds, problem):
    """A wait fails with one sentence if the mock does not answer, or refuses."""
    clock = Rehearsal(address or os.environ[VARIABLE])

    with pytest.raises(FivetranError, match=f"^The mock at http.* did not move its time: {problem}.$"):
        clock.sleep(seconds)


def test_a_new_mock_is_named_beside_a_deletion(run, mock, rows):
    """The plan beside a mock that was started anew says that it may be one, and not only that somebody deleted."""
    run("apply", "--yes", "--trial-account", rows)
    mock.reset()

    assert "or this is a new mock." in run("plan", rows).out
