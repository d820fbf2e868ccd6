"""The ids and the moments that answers show."""

from datetime import UTC, datetime

import pytest

from fivetran_mock import FivetranMock

from ._asking import create

START = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000_000
"""When virtual time starts, in nanoseconds."""


def test_ids_differ_by_the_seed():
    """The seed of a mock decides its ids, modulo 32 bits."""
    ids = {seed: create(FivetranMock(random_seed=seed))["id"] for seed in (0, 1, 1 + (1 << 32))}

    assert ids[0] != ids[1]
    assert ids[1] == ids[1 + (1 << 32)]


def test_real_time_goes_on_from_where_it_was_moved(monkeypatch):
    """Real time that was moved ahead keeps its lead, and is never set back, not even by a restore."""
    now = START
    monkeypatch.setattr("time.time_ns", lambda: now)
    monkeypatch.setattr("time.monotonic_ns", lambda: now)
    mock, early, late = FivetranMock(realtime=True), FivetranMock(), FivetranMock()
    late.advance(seconds=90)
    mock.advance(seconds=60)
    moved = mock.now
    mock.restore(early.snapshot())
    kept = mock.now
    now += 1_000_000_000
    later = mock.now
    mock.restore(late.snapshot())

    assert [*["2026-01-01T00:01:00.000000Z"] * 2, 90] == [moved, kept, mock.clock.monotonic()]
    assert ["2026-01-01T00:01:01.000000Z", "2026-01-01T00:01:30.000000Z"] == [later, mock.now]


@pytest.mark.parametrize("start", ["2026-01-01T00:00:00", "1969-12-31T23:59:59Z", "9999-01-01T00:00:00Z", "soon"])
def test_a_start_without_a_zone_or_out_of_time_is_refused(start):
    """A mock starts at a moment with its zone, from 1970 to the year 9998."""
    with pytest.raises(ValueError, match=r"^start_time has to be a date and time with its zone"):
        FivetranMock(start_time=start)


def test_reset_returns_to_the_real_time(monkeypatch):
    """After a reset, a mock with real time follows the clock again."""
    monkeypatch.setattr("time.time_ns", lambda: START + 999)
    mock = FivetranMock(realtime=True)
    mock.advance(hours=1)
    mock.reset()

    assert "2026-01-01T00:00:00.000000Z" == mock.now


def test_connections_are_never_created_at_the_same_moment(monkeypatch):
    """Creates while time stands still differ by a microsecond, and follow the clock when it goes on."""
    now = START
    monkeypatch.setattr("time.time_ns", lambda: now)
    mock = FivetranMock(realtime=True)
    made = [create(mock, name)["created_at"][17:] for name in "ab"]
    now += 1_000_000_000

    assert ["00.000001Z", "00.000002Z", "01.000001Z"] == [*made, create(mock, "c")["created_at"][17:]]


@pytest.mark.parametrize("start", ["1970-01-01T00:00:00.000005Z", datetime(1970, 1, 1, microsecond=5, tzinfo=UTC)])
def test_a_mock_starts_at_a_moment(start):
    """The time begins at a given moment, to which a reset returns, and has six decimals and Z."""
    mock = FivetranMock(start_time=start)
    mock.advance(days=1)
    mock.reset()

    assert "1970-01-01T00:00:00.000005Z" == mock.now
