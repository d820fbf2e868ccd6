"""The onboarding with each HTTP library, against the mock: `pytest`."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

import httpx
import pytest
import with_aiohttp
import with_httpx
import with_requests

from fivetran_mock import FivetranMock, ServedMock

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


def wait(service: ModuleType, mock: FivetranMock, connection: str, **named: Any) -> Any:
    """Wait for the first sync in the mock's time, which takes no real time."""
    sleep = mock.clock.asleep if inspect.iscoroutinefunction(service.wait) else mock.clock.sleep
    return do(service.wait, connection, sleep=sleep, **named)


def test_customer_authorizes(service: ModuleType, fivetran_mock: FivetranMock) -> None:
    """The first sync ends after the customer has authorized; before, nobody waits for it."""
    connection, link = do(service.start, "kim")
    before = wait(service, fivetran_mock, connection)
    fivetran_mock.complete_connect_card(link)

    assert before == "authorize"
    assert do(service.check, connection) == []
    assert wait(service, fivetran_mock, connection) == "ready"
    fivetran_mock.assert_created(service="pinterest_ads", schema="pinterest_kim")


def test_browser_returns(
    service: ModuleType, fivetran_mock_server: ServedMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a port the card is a page: its button authorizes, and sends the browser back to the service."""
    for name, value in fivetran_mock_server.environment.items():
        monkeypatch.setenv(name, value)
    connection, link = do(service.start, "kim")
    page = httpx.post(link, data={"act": "authorize"})

    assert page.headers["location"] == f"https://shop.example/connected?id={connection}"
    assert wait(service, fivetran_mock_server.mock, connection) == "ready"


@pytest.mark.parametrize("button", ["refuse", "cancel"])
def test_customer_does_not_authorize(
    service: ModuleType, button: str, fivetran_mock_server: ServedMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a refusal or a cancel, the setup tests fail, and the service asks again instead of waiting."""
    for name, value in fivetran_mock_server.environment.items():
        monkeypatch.setenv(name, value)
    connection, link = do(service.start, "kim")
    page = httpx.post(link, data={"act": button})

    assert page.status_code == 200  # the browser is not sent back
    assert do(service.check, connection) == [NOBODY]
    assert wait(service, fivetran_mock_server.mock, connection) == "authorize"


def test_link_expires(service: ModuleType, fivetran_mock: FivetranMock) -> None:
    """A link is refused after a day, and a new one is valid."""
    connection, link = do(service.start, "kim")
    fivetran_mock.advance(days=1, minutes=1)
    with pytest.raises(ValueError, match="older than a day"):
        fivetran_mock.complete_connect_card(link)
    fivetran_mock.complete_connect_card(do(service.new_link, connection))

    assert wait(service, fivetran_mock, connection) == "ready"


def test_setup_tests_fail_and_pass_later(service: ModuleType, fivetran_mock: FivetranMock) -> None:
    """The customer sees why the setup tests fail, mends it at the source, and the next check passes."""
    fivetran_mock.script_setup_tests(status="FAILED", message="The user may not read reports.", times=2)
    connection, link = do(service.start, "kim")
    fivetran_mock.complete_connect_card(link)  # runs them for the first time

    assert do(service.check, connection) == ["The user may not read reports."]
    assert wait(service, fivetran_mock, connection) == "authorize"
    assert do(service.check, connection) == []
    assert wait(service, fivetran_mock, connection) == "ready"


@pytest.mark.fivetran_mock(sync_seconds=12 * 3600 / 10)  # the first sync takes ten times as long
def test_sync_of_twelve_hours(service: ModuleType, fivetran_mock: FivetranMock) -> None:
    """The service waits for twelve hours, and says at an earlier deadline that the sync is running."""
    connection, link = do(service.start, "kim")
    fivetran_mock.complete_connect_card(link)

    assert wait(service, fivetran_mock, connection, hours=6) == "syncing"
    assert wait(service, fivetran_mock, connection) == "ready"
    assert fivetran_mock.now.startswith("2026-01-01T12:0")


def test_sync_fails(service: ModuleType, fivetran_mock: FivetranMock) -> None:
    """A failed first sync is reported, and Fivetran's next attempt makes the connection ready."""
    fivetran_mock.script_syncs("failed", message="The source did not answer", times=1)
    connection, link = do(service.start, "kim")
    fivetran_mock.complete_connect_card(link)
    first = wait(service, fivetran_mock, connection)
    fivetran_mock.advance(hours=12)

    assert first == "failed"
    assert wait(service, fivetran_mock, connection) == "ready"
