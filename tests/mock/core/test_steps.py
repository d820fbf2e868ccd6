"""Steps that change one connection without a request, and lists for the console."""

from typing import Any

import pytest

from fivetran_mock import FivetranMock

from ._asking import data

BODY = {"service": "pinterest_ads", "group_id": "near", "config": {"schema": "pin", "sync_mode": "AllAdvertisers"}}


@pytest.fixture
def connection(mock: FivetranMock) -> str:
    """Return the id of a connected connection."""
    (identifier,) = mock.seed(connections=[BODY])
    mock.run_setup_tests(identifier)
    return identifier


def status(record: dict[str, Any]) -> tuple[str, str]:
    """Return the setup state and the sync state of a connection."""
    return record["status"]["setup_state"], record["status"]["sync_state"]


def test_two_failures_at_one_moment_are_two_errors(mock, connection):
    """Syncs that fail at the same moment leave an error each, in their order, also on pages of one."""
    for message in ("first", "second", "third"):
        mock.start_sync(connection)
        mock.end_sync(connection, "failed", message=message)
    path = f"/v1/connections/{connection}/errors"
    page = data(mock, "GET", f"{path}?limit=2")
    rest = data(mock, "GET", f"{path}?limit=2&cursor={page['next_cursor']}")

    assert ["first", "second"] == [each["reason"] for each in page["items"]]
    assert ["third"] == [each["reason"] for each in rest["items"]]


@pytest.mark.parametrize("word", [["failed"], 5, None, "fail"])
def test_an_outcome_is_a_word(mock, connection, word):
    """Another type, or an unknown word, is refused with the permitted words."""
    with pytest.raises((TypeError, ValueError), match=r"^outcome has to be one of succeeded, failed, rescheduled$"):
        mock.end_sync(connection, word)


def test_sync_that_does_not_run_cannot_end(mock, connection):
    """Without a running sync, ending one is refused, and the next sync is unaffected."""
    with pytest.raises(ValueError, match="no sync of this connection is running"):
        mock.end_sync(connection, "failed")
    mock.start_sync(connection)
    mock.advance(minutes=30)

    assert mock.connection(connection)["failed_at"] is None


def test_a_script_is_for_the_next_syncs(mock, connection):
    """A script for two syncs of any connection is for the next two, whichever is read first, and in the history."""
    (other,) = mock.seed(connections=[{**BODY, "config": {"schema": "late"}, "status": {"setup_state": "connected"}}])
    mock.script_syncs("failed", times=2)
    mock.advance(days=40)
    first_day = "start_time=2026-01-01T00:00:00Z&end_time=2026-01-02T00:00:00Z"
    for each in (other, connection):
        listed = data(mock, "GET", f"/v1/connections/{each}/sync-history?{first_day}")["items"]
        assert ["FAILURE", "COMPLETED", "COMPLETED", "COMPLETED"] == [sync["status"] for sync in listed]


def test_latest_connections(mock):
    """The latest connections come first; a name finds them by id, group or schema."""
    bodies = [{**BODY, "group_id": f"group_{number % 2}", "config": {"schema": f"s{number}"}} for number in range(4)]
    identifiers = mock.seed(connections=bodies)

    def schemas(**choice: Any) -> list[str]:
        return [each["schema"] for each in mock.latest_connections(**{"limit": 9, **choice})]

    assert 4 == mock.connection_count()
    assert ["s3", "s2"] == schemas(limit=2)
    assert ["s3", "s1"] == schemas(named="group_1")
    assert ["s2"] == schemas(named="s2")
    assert ["s0"] == schemas(named=identifiers[0])
    assert [] == schemas(named="nothing")


def test_connect_card_token_is_good_to_the_end_of_its_day(mock):
    """A token that is exactly a day old completes its card."""
    (identifier,) = mock.seed(connections=[BODY])
    with mock.client() as fivetran:
        card = fivetran.connections.connect_card(identifier, redirect_uri="https://app.test").connect_card
    mock.advance(days=1)

    assert "2026-01-02T00:00:00.000000Z" == mock.now
    assert ("connected", "scheduled") == status(mock.complete_connect_card(card.token))
