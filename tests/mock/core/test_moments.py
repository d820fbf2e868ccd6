"""While somebody listens, time moves from one due event to the next."""

from __future__ import annotations

import pytest

from fivetran_mock import FivetranMock
from fivetran_mock._mock import core
from fivetran_mock._mock.core import Core
from fivetran_mock._mock.state.clock import MINUTE
from fivetran_mock._mock.state.events import Event

from ._asking import ask


def mock_with(*names: str, **settings: int) -> FivetranMock:
    """Return a mock with connections that sync every five minutes."""
    mock = FivetranMock(**settings)
    connection = {"service": "mailchimp", "group_id": "g", "sync_frequency": 5, "status": {"setup_state": "connected"}}
    mock.seed(connections=[{**connection, "config": {"schema": name}} for name in names])
    mock.script_syncs("succeeded", seconds=60)
    return mock


def heard_by(mock: FivetranMock) -> tuple[Core, list[Event]]:
    """Begin to listen, and return the core and the events that it tells."""
    followed = mock._core  # noqa: SLF001  # what listens is within the mock
    followed.world.events = []
    return followed, followed.world.events


def told(heard: list[Event]) -> list[tuple[int, str, str]]:
    """Return the minute, the schema and the kind of each event."""
    start = FivetranMock().clock.now.timestamp() * 1_000_000
    return [(round(each.moment - start) // MINUTE, each.record["schema"], each.kind) for each in heard]


def test_each_sync_is_told_in_order() -> None:
    """The starts and ends of all connections come in the order of their moments, then of the connections."""
    mock = mock_with("a", "b")
    _, heard = heard_by(mock)

    mock.advance(minutes=6)

    expected = [(minute, name, kind) for minute, kind in ((1, "sync_start"), (2, "sync_end")) for name in "ab"]
    assert [*expected, (6, "a", "sync_start"), (6, "b", "sync_start")] == told(heard)


def test_time_stands_at_each_event() -> None:
    """A move can be followed: the mock's time is that of the event that has just happened."""
    mock = mock_with("a")
    followed, heard = heard_by(mock)
    until = followed.world.clock.now() + 31 * MINUTE

    seen = [followed.world.clock.now() for _ in followed.moments(until)]

    assert [each.moment for each in heard] == seen
    assert until == followed.world.clock.now()
    assert "syncing" == mock.connections()[0]["status"]["sync_state"]


def test_without_a_listener_time_moves_at_once() -> None:
    """A mock to which nobody listens makes no stop."""
    followed, _ = heard_by(mock_with("a"))
    followed.world.events = None

    assert [] == list(followed.moments(followed.world.clock.now() + 31 * MINUTE))


@pytest.mark.parametrize("most", [12, 11])
def test_a_move_tells_a_bounded_number(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit the rest of a move happens untold, with a warning; the next move is told again."""
    monkeypatch.setattr(core, "MOST_EVENTS", most)
    mock = mock_with("a", "b")
    _, heard = heard_by(mock)

    with pytest.warns(RuntimeWarning, match=r"from 2026-01-01T00:12:00.000000Z to 2026-01-01T00:31:00.000000Z"):
        mock.advance(minutes=31)
    assert most == len(heard)

    mock.advance(minutes=1)
    assert [(32, "a", "sync_end"), (32, "b", "sync_end")] == told(heard)[most:]


def test_a_move_tells_as_many_as_are_due(monkeypatch: pytest.MonkeyPatch) -> None:
    """A move that brings as many events as the limit leaves out nothing."""
    monkeypatch.setattr(core, "MOST_EVENTS", 13)
    mock = mock_with("a")
    _, heard = heard_by(mock)

    mock.advance(minutes=31)

    assert 13 == len(heard)


def test_a_request_tells_later() -> None:
    """What becomes due by the time that a request takes is told, in order, before the request is answered."""
    mock = mock_with("a", "b", seconds_per_call=180)
    _, heard = heard_by(mock)

    ask(mock, "GET", "/v1/groups")

    assert [(1, "a"), (1, "b"), (2, "a"), (2, "b")] == [each[:2] for each in told(heard)]
