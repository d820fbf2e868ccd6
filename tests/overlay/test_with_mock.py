"""Both clients against the stateful mock."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from fivetran_connections import (
    AsyncFivetran,
    ConnectCard,
    ConnectionDiffers,
    DeadlinePassed,
    InvalidConnection,
    NotFound,
    PinterestAuth,
    Unauthorized,
    pinterest_ads,
    pinterest_ads_patch,
)
from fivetran_mock import FivetranMock

from ._support import Both, Clock

AUTH = PinterestAuth(refresh_token="rt", client_id="ci", client_secret="cs")


class MockClock(Clock):
    """A clock whose sleep advances the mock's time."""

    def __init__(self, mock: FivetranMock) -> None:
        super().__init__()
        self.mock = mock

    def sleep(self, seconds: float) -> None:
        """Move the clock and the mock."""
        super().sleep(seconds)
        self.mock.advance(seconds=seconds)


@pytest.fixture
def mock() -> FivetranMock:
    """A mock that checks each of its answers against the document."""
    return FivetranMock(check_replies=True)


@pytest.fixture
def options(mock: FivetranMock) -> dict[str, Any]:
    """Return the client's options for the mock."""
    return {"api_key": mock.api_key, "api_secret": mock.api_secret, "server": mock.transport()}


def request(schema: str = "pin_eu", **changes: Any) -> Any:
    """Return a request for a connection."""
    given = {"group_id": "amber_kettle", "schema": schema, "advertisers": ["1"], "auth": AUTH, **changes}
    return pinterest_ads(**{name: value for name, value in given.items() if value is not None})


def test_a_connection_lives_and_dies(run: Both, options: dict[str, Any]) -> None:
    """After create, get, list, update, sync and delete, the connection is not found."""
    created = run(use=lambda f: f.connections.create(request()), **options)
    identifier = created.id

    assert "connected" == created.status.setup_state
    assert created.config == run(use=lambda f: f.connections.get(identifier), **options).config
    assert [identifier] == [item.id for item in run(use=lambda f: f.connections.list(schema="pin_eu"), **options)]
    updated = run(use=lambda f: f.connections.update(identifier, pinterest_ads_patch(paused=True)), **options)
    assert updated.paused
    assert run(use=lambda f: f.connections.sync(identifier), **options)
    assert run(use=lambda f: f.connections.delete(identifier), **options) is None
    with pytest.raises(NotFound) as caught:
        run(use=lambda f: f.connections.get(identifier), **options)
    assert "NotFound" in str(caught.value.code)


def test_lists_over_many_pages(run: Both, options: dict[str, Any]) -> None:
    """Seven connections in pages of three are listed once each, in both ways of listing."""
    names = [f"schema_{number}" for number in range(7)]
    for name in names:
        run(use=lambda f, name=name: f.connections.create(request(name, run_setup_tests=False)), **options)

    assert sorted(names) == sorted(
        item.schema for item in run(use=lambda f: f.connections.list(page_size=3), **options)
    )
    listed = run(use=lambda f: f.groups.connections("amber_kettle", page_size=2), **options)
    assert sorted(names) == sorted(item.schema for item in listed)


def test_a_wrong_key_is_unauthorized(run: Both) -> None:
    """An unknown key is a 401 that names the source of the key."""
    mock = FivetranMock(credentials={"k": "s"})

    with pytest.raises(Unauthorized, match="The credentials come from the arguments"):
        run(mock.transport(), lambda f: f.account.info())


def test_a_violation_is_raised_before_the_mock_hears_of_it(
    run: Both, mock: FivetranMock, options: dict[str, Any]
) -> None:
    """An invalid body is never sent."""
    body = {"group_id": "g", "service": "pinterest_ads", "config": {"schema": "s", "sync_mode": "SpecificAdvertisers"}}

    with pytest.raises(InvalidConnection, match="/config/advertisers"):
        run(use=lambda f: f.connections.create(body), **options)

    assert [] == mock.calls


def test_ensure_twice_is_one_connection(run: Both, mock: FivetranMock, options: dict[str, Any]) -> None:
    """A second `ensure` adopts the first one's connection, by refusal or by looking first."""
    first = run(use=lambda f: f.connections.ensure(request(), look_first=False), **options)
    refused = run(use=lambda f: f.connections.ensure(request(), look_first=False), **options)
    looked = run(use=lambda f: f.connections.ensure(request(), look_first=True), **options)

    assert ["created", "adopted", "adopted"] == [first.outcome, refused.outcome, looked.outcome]
    assert {first.connection.id} == {refused.connection.id, looked.connection.id}
    assert 1 == len(mock.connections())


FAULTS: dict[str, dict[str, Any]] = {
    "reset": {"socket": "reset"},
    "close": {"socket": "close"},
    "truncate": {"socket": "truncate"},
    "garbage": {"socket": "garbage_status"},
    "500": {"status": 500},
    "520": {"status": 520},
    "html": {"answer": "html"},
    "malformed": {"answer": "malformed_json"},
    "429": {"status": 429, "retry_after": 1},
}


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_ensure_survives_every_fault(
    run: Both, mock: FivetranMock, options: dict[str, Any], fault: dict[str, Any], when: str
) -> None:
    """For any fault of the first create, before or after acting, one connection exists in the end."""
    mock.add_fault({"operation": "create_connection", "times": 1, "when": when, **fault})

    ensured = run(use=lambda f: f.connections.ensure(request(), look_first=False), **options)

    assert [ensured.connection.id] == [stored["id"] for stored in mock.connections()]


def test_ensure_leaves_another_one_alone(run: Both, options: dict[str, Any]) -> None:
    """A different connection of the same name is reported and not changed."""
    run(use=lambda f: f.connections.ensure(request(), look_first=False), **options)

    with pytest.raises(ConnectionDiffers, match="/config/advertisers"):
        run(use=lambda f: f.connections.ensure(request(advertisers=["2"]), look_first=False), **options)


def test_many_at_the_same_moment_get_one_connection(mock: FivetranMock) -> None:
    """If used names are refused, eight simultaneous callers get the same connection."""

    async def all_at_once() -> list[Any]:
        async with AsyncFivetran(
            api_key=mock.api_key, api_secret=mock.api_secret, transport=mock.transport()
        ) as fivetran:
            return await asyncio.gather(*(fivetran.connections.ensure(request(), look_first=False) for _ in range(8)))

    ensured = asyncio.run(all_at_once())

    assert ["adopted"] * 7 + ["created"] == sorted(one.outcome for one in ensured)
    assert 1 == len({one.connection.id for one in ensured}) == len(mock.connections())


def test_waits_until_a_sync_succeeds(run: Both, mock: FivetranMock, options: dict[str, Any]) -> None:
    """A started sync succeeds as the mock's time passes."""
    created = run(use=lambda f: f.connections.create(request()), **options)

    result = run(use=lambda f: f.connections.wait_for_sync(created.id, start=True), clock=MockClock(mock), **options)

    assert result.ok


def test_a_failing_setup_test_is_named(run: Both, mock: FivetranMock, options: dict[str, Any]) -> None:
    """A failing set-up ends the wait with the failed test's name."""
    mock.script_setup_tests(status="FAILED", message="Invalid login credentials.")
    created = run(use=lambda f: f.connections.create(request()), **options)

    result = run(use=lambda f: f.connections.wait_until_connected(created.id), clock=MockClock(mock), **options)

    assert ("incomplete", False) == (result.state, result.ok)
    assert f"The setup test {result.failed_tests[0].title!r} failed" in result.advice


def test_a_connect_card_is_completed(run: Both, mock: FivetranMock, options: dict[str, Any]) -> None:
    """With a card, the deadline error has its link; after the owner's authorization the wait ends."""
    card = ConnectCard(redirect_uri="https://example.test/done")
    created = run(use=lambda f: f.connections.create(request(auth=None, connect_card=card)), **options)

    with pytest.raises(DeadlinePassed) as caught:
        run(use=lambda f: f.connections.wait_until_connected(created, deadline=30), clock=MockClock(mock), **options)
    mock.complete_connect_card(created.connect_card.token)
    result = run(use=lambda f: f.connections.wait_until_connected(created), clock=MockClock(mock), **options)

    assert created.connect_card.uri in str(caught.value)
    assert result.ok


def test_the_neighbours_answer(run: Both, options: dict[str, Any]) -> None:
    """Account, groups, service metadata and schema configuration are read."""
    created = run(use=lambda f: f.connections.create(request()), **options)

    assert run(use=lambda f: f.account.info(), **options).account_id
    assert ["amber_kettle"] == [group.id for group in run(use=lambda f: f.groups.list(), **options)]
    assert "pinterest_ads" == run(use=lambda f: f.metadata.connector_type("pinterest_ads"), **options).id
    assert run(use=lambda f: f.schemas.reload(created.id), **options).to_dict()
    assert run(
        use=lambda f: f.connections.connect_card(created.id, redirect_uri="https://x.test"), **options
    ).connect_card.uri
    assert [] == run(use=lambda f: f.connections.errors(created.id), **options)
