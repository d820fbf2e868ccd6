"""While a webhook is active, time moves from one due event to the next."""

from __future__ import annotations

import pytest

from fivetran_mock import Delivery, FivetranMock

from ._asking import ask


def mock_with(*names: str, **settings: int) -> FivetranMock:
    """Return a mock with connections that sync every five minutes, and with a webhook for their syncs."""
    mock = FivetranMock(**settings)
    connection = {"service": "mailchimp", "group_id": "g", "sync_frequency": 5, "status": {"setup_state": "connected"}}
    mock.seed(connections=[{**connection, "config": {"schema": name}} for name in names])
    mock.script_syncs("succeeded", seconds=60)
    webhook = {"url": "https://receiver.example/", "events": ["sync_start", "sync_end"]}
    ask(mock, "POST", "/v1/webhooks/account", webhook)
    return mock


def told(deliveries: list[Delivery]) -> list[tuple[int, str, str]]:
    """Return the minute, the schema and the kind of each event."""
    return [(int(each.payload["created"][14:16]), each.schema, each.event) for each in deliveries]


def test_each_sync_is_told_in_order() -> None:
    """The starts and ends of all connections come in the order of their moments, then of the connections."""
    mock = mock_with("a", "b")

    mock.advance(minutes=6)

    expected = [(minute, name, kind) for minute, kind in ((1, "sync_start"), (2, "sync_end")) for name in "ab"]
    assert [*expected, (6, "a", "sync_start"), (6, "b", "sync_start")] == told(mock.webhooks.deliveries)


def test_without_a_listener_time_moves_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mock without an active webhook makes no stop: no move is too long."""
    monkeypatch.setattr("fivetran_mock._mock.core.MOST_EVENTS", 1)
    mock = mock_with("a")
    (webhook,) = mock.client().webhooks.list()
    mock.client().webhooks.update(webhook.id, {"active": False})

    mock.advance(minutes=31)

    assert [] == mock.webhooks.deliveries


@pytest.mark.parametrize("most", [12, 11])
def test_a_move_tells_a_bounded_number(
    most: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Beyond the limit the rest of a move happens untold, with a warning; the next move is told again."""
    monkeypatch.setattr("fivetran_mock._mock.core.MOST_EVENTS", most)
    mock = mock_with("a", "b")

    mock.advance(minutes=31)

    assert most == len(mock.webhooks.deliveries)
    assert "from 2026-01-01T00:12:00.000000Z to 2026-01-01T00:31:00.000000Z are left out" in caplog.text

    mock.advance(minutes=1)
    assert [(32, "a", "sync_end"), (32, "b", "sync_end")] == told(mock.webhooks.deliveries)[most:]


def test_a_move_tells_as_many_as_are_due(monkeypatch: pytest.MonkeyPatch) -> None:
    """A move that brings as many events as the limit leaves out nothing."""
    monkeypatch.setattr("fivetran_mock._mock.core.MOST_EVENTS", 13)
    mock = mock_with("a")

    mock.advance(minutes=31)

    assert 13 == len(mock.webhooks.deliveries)


def test_a_request_tells_later() -> None:
    """What becomes due by the time that a request takes is delivered after the request, in order."""
    mock = mock_with("a", "b")
    mock.advance(seconds=1)
    taking = FivetranMock(seconds_per_call=180, sync_seconds=6)
    taking.restore(mock.snapshot())

    ask(taking, "GET", "/v1/groups")
    within = taking.webhooks.deliveries
    taking.webhooks.deliver()

    assert [] == within
    assert [(1, "a"), (1, "b"), (2, "a"), (2, "b")] == [each[:2] for each in told(taking.webhooks.deliveries)]
