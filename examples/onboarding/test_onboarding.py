"""The onboarding with each HTTP library, against the mock: `pytest`."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

import aiohttp
import httpx
import pytest
import requests
import with_aiohttp
import with_httpx
import with_requests
from steps import Receiver

from fivetran_mock import FivetranMock, MockServer

HOOK = "https://shop.example/fivetran"
SECRET = "a secret of the service"  # noqa: S105  # of these tests
NOBODY = "Either accessToken or refreshToken must not be null"


@pytest.fixture(params=[with_httpx, with_requests, with_aiohttp], ids=lambda module: module.__name__)
def service(request: pytest.FixtureRequest) -> ModuleType:
    """Return the service with one library."""
    module: ModuleType = request.param
    return module


def do(step: Callable[..., Any], *arguments: str, **named: Any) -> Any:
    """Carry out a step of the service, whether it is async or not."""
    result = step(*arguments, **named)
    return asyncio.run(result) if inspect.iscoroutine(result) else result


@pytest.fixture
def receiver(service: ModuleType, fivetran_mock: FivetranMock) -> Receiver:
    """Return the receiver of the service, which is told of the end of syncs."""
    receiver = Receiver(SECRET)
    fivetran_mock.webhooks.mount(HOOK, wsgi=receiver)
    do(service.listen, HOOK, SECRET)
    return receiver


def test_customer_authorizes(service: ModuleType, fivetran_mock: FivetranMock, receiver: Receiver) -> None:
    """After the customer has authorized, the service is told when the first sync has ended."""
    connection, link = do(service.start, "kim")
    before = do(service.stage, connection)
    fivetran_mock.complete_connect_card(link)

    assert before == "authorize"
    assert do(service.check, connection) == []
    assert do(service.stage, connection) == "syncing"
    fivetran_mock.advance(hours=1)
    assert receiver.stages[connection] == "ready"
    fivetran_mock.webhooks.assert_delivered(event="sync_end", schema="pinterest_kim", status=204)
    fivetran_mock.assert_created(service="pinterest_ads", schema="pinterest_kim")


def test_browser_returns(
    service: ModuleType, fivetran_mock_server: MockServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a port the card is a page: its button authorizes, and sends the browser back to the service."""
    for name, value in fivetran_mock_server.environment.items():
        monkeypatch.setenv(name, value)
    connection, link = do(service.start, "kim")
    page = httpx.post(link, data={"act": "authorize"})

    assert page.headers["location"] == f"https://shop.example/connected?id={connection}"
    assert do(service.stage, connection) == "syncing"


@pytest.mark.parametrize("button", ["refuse", "cancel"])
def test_customer_does_not_authorize(
    service: ModuleType, button: str, fivetran_mock_server: MockServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a refusal or a cancel, the setup tests fail, and the service asks again."""
    for name, value in fivetran_mock_server.environment.items():
        monkeypatch.setenv(name, value)
    connection, link = do(service.start, "kim")
    page = httpx.post(link, data={"act": button})

    assert page.status_code == 200  # the browser is not sent back
    assert do(service.check, connection) == [NOBODY]
    assert do(service.stage, connection) == "authorize"


def test_link_expires(service: ModuleType, fivetran_mock: FivetranMock) -> None:
    """A link is refused after a day, and a new one is valid."""
    connection, link = do(service.start, "kim")
    fivetran_mock.advance(days=1, minutes=1)
    with pytest.raises(ValueError, match="older than a day"):
        fivetran_mock.complete_connect_card(link)
    fivetran_mock.complete_connect_card(do(service.new_link, connection))

    assert do(service.stage, connection) == "syncing"


def test_setup_tests_fail_and_pass_later(service: ModuleType, fivetran_mock: FivetranMock) -> None:
    """The customer sees why the setup tests fail, mends it at the source, and the next check passes."""
    fivetran_mock.script_setup_tests(status="FAILED", message="The user may not read reports.", times=2)
    connection, link = do(service.start, "kim")
    fivetran_mock.complete_connect_card(link)  # runs them for the first time

    assert do(service.check, connection) == ["The user may not read reports."]
    assert do(service.stage, connection) == "authorize"
    assert do(service.check, connection) == []
    assert do(service.stage, connection) == "syncing"


@pytest.mark.fivetran_mock(sync_seconds=12 * 3600 / 10)  # the first sync takes ten times as long
def test_sync_of_twelve_hours(service: ModuleType, fivetran_mock: FivetranMock, receiver: Receiver) -> None:
    """The service is told after twelve hours, and not before."""
    connection, link = do(service.start, "kim")
    fivetran_mock.complete_connect_card(link)
    fivetran_mock.advance(hours=12)
    early = receiver.stages.get(connection)
    fivetran_mock.advance(minutes=2)

    assert early is None
    assert receiver.stages[connection] == "ready"


def test_sync_fails(service: ModuleType, fivetran_mock: FivetranMock, receiver: Receiver) -> None:
    """A failed first sync is told, and Fivetran's next attempt makes the connection ready."""
    fivetran_mock.script_syncs("failed", message="The source did not answer", times=1)
    connection, link = do(service.start, "kim")
    fivetran_mock.complete_connect_card(link)
    fivetran_mock.advance(hours=1)
    first = receiver.stages.get(connection)
    fivetran_mock.advance(hours=12)

    assert first == "failed"
    assert receiver.stages[connection] == "ready"


@pytest.mark.fivetran_mock(
    behaviours={"webhook_digits": "upper", "webhook_spacing": "spaced", "webhook_group": "group_id"},
    refused=[400],
)
def test_event_of_another_kind_or_sender(service: ModuleType, fivetran_mock: FivetranMock, receiver: Receiver) -> None:
    """A webhook with another secret is refused, since the service refuses its first event; an older form is read."""
    with pytest.raises((httpx.HTTPStatusError, requests.HTTPError, aiohttp.ClientResponseError), match="400"):
        do(service.listen, HOOK, "another secret")
    connection, link = do(service.start, "kim")
    fivetran_mock.complete_connect_card(link)
    fivetran_mock.advance(minutes=15)

    assert [each.status for each in fivetran_mock.webhooks.deliveries] == [204, 401, 204]
    assert receiver.stages[connection] == "ready"
