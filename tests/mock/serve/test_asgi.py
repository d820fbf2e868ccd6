"""The mock as an ASGI application: in process and under uvicorn."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import httpx
import pytest
import uvicorn

from fivetran_mock import Fault, FivetranMock, SocketFault
from fivetran_mock.server import Endpoint

from .._libraries import AUTH, RAISED

CREATE = {"service": "mailchimp", "group_id": "g", "config": {"schema": "s"}}


def ask(mock: FivetranMock, method: str, target: str, **how: Any) -> httpx.Response:
    """Send a request over httpx's ASGI transport."""

    async def asking() -> httpx.Response:
        transport = httpx.ASGITransport(mock.asgi_app())
        async with httpx.AsyncClient(transport=transport, base_url="http://mock", auth=AUTH) as client:
            return await client.request(method, target, **how)

    return asyncio.run(asking())


def test_own_paths_by_asgi(mock):
    """The application serves the mock's own API, and the pages of cards, which link to the address of the client."""
    card = {"connect_card_config": {"redirect_uri": "https://app.test/done"}}
    config = {"schema": "pin", "sync_mode": "AllAdvertisers"}
    wanted = {**CREATE, "service": "pinterest_ads", "config": config, "run_setup_tests": False, **card}
    link = ask(mock, "POST", "/v1/connections", json=wanted).json()["data"]["connect_card"]["uri"]
    elsewhere = FivetranMock(card_page="https://cards.test")
    other = ask(elsewhere, "POST", "/v1/connections", json=wanted).json()["data"]["connect_card"]["uri"]

    assert 200 == ask(mock, "GET", "/__mock__/state").status_code
    assert link.startswith("http://mock/connect-card/setup?")
    assert 200 == ask(mock, "GET", link.removeprefix("http://mock")).status_code
    assert b"" == ask(mock, "HEAD", link.removeprefix("http://mock")).content
    assert ask(mock, "GET", "/connect-card/setup.css").headers["content-type"].startswith("text/css")
    assert other.startswith("https://cards.test/connect-card/setup?")


def test_delay_by_asgi(mock):
    """The application waits for a delay."""
    mock.add_fault(Fault(delay=0.01))

    assert 200 == ask(mock, "GET", "/v1/connections").status_code


@pytest.mark.parametrize("fault", RAISED)
def test_socket_fault_by_asgi(mock, fault):
    """A socket fault, which ASGI cannot express, raises the same exception as on the wire."""
    mock.add_fault(Fault(socket=fault))

    with pytest.raises(getattr(httpx, RAISED[fault])):
        ask(mock, "GET", "/v1/connections")


def play(mock: FivetranMock, scope: dict[str, Any], *messages: dict[str, Any]) -> list[dict[str, Any]]:
    """Call the application like a server, and return its messages."""
    waiting = list(messages)
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return waiting.pop(0)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(mock.asgi_app()(scope, receive, send))
    return sent


def test_start_and_stop(mock):
    """The application handles a server's startup and shutdown."""
    sent = play(mock, {"type": "lifespan"}, {"type": "lifespan.startup"}, {"type": "lifespan.shutdown"})

    assert ["lifespan.startup.complete", "lifespan.shutdown.complete"] == [each["type"] for each in sent]


def test_no_websockets(mock):
    """A WebSocket is closed."""
    assert [{"type": "websocket.close", "code": 1000}] == play(mock, {"type": "websocket"})


@pytest.mark.parametrize(
    "scope",
    [
        {"raw_path": b"/below/v1/account/info", "path": "/below/v1/account/info", "root_path": "/below"},
        {"path": "/v1/account/info", "query_string": b""},
        {"raw_path": b"/v1/groups?limit=3", "path": "/v1/groups", "query_string": b"limit=3"},  # as of httpx 0.25
    ],
    ids=["mounted", "without raw path", "query in raw path"],
)
def test_scopes(mock, scope):
    """The application works below a root path, with any form of the raw path, and with headers in any case."""
    headers = [(b"Authorization", b"Basic bW9jay1rZXk6bW9jay1zZWNyZXQ="), (b"X-A", b"1"), (b"x-a", b"2")]
    whole = {"type": "http", "method": "GET", "headers": headers, **scope}
    sent = play(mock, whole, {"type": "http.request", "body": b"", "more_body": True}, {"type": "http.request"})

    assert 200 == sent[0]["status"]
    assert "1, 2" == mock.calls[0].headers["x-a"]
    assert f"http://localhost{scope.get('root_path', '')}" == mock.card_page


def test_request_that_breaks_off_is_not_answered(mock):
    """A request whose client leaves before the end of its body changes nothing, and is not in the journal."""
    scope = {"type": "http", "method": "POST", "path": "/v1/groups", "headers": []}
    sent = play(mock, scope, {"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"})

    assert [] == sent
    assert 0 == mock.call_count


@contextmanager
def under_uvicorn(mock: FivetranMock, **how: Any) -> Iterator[str]:
    """Run uvicorn in a thread."""
    config = uvicorn.Config(mock.asgi_app(), log_level="critical", timeout_graceful_shutdown=1, **how)
    server = uvicorn.Server(config)
    with Endpoint.bind() as endpoint:
        thread = Thread(target=server.run, kwargs={"sockets": [endpoint.socket]})
        thread.start()
        try:
            yield endpoint.url
        finally:
            server.should_exit = True
            thread.join()


@pytest.mark.parametrize("http", ["h11", "httptools"])
def test_api_under_uvicorn(mock, http):
    """An ASGI server serves the API and the mock's own API."""
    with under_uvicorn(mock, http=http) as url, httpx.Client(base_url=url, auth=AUTH, timeout=60) as client:
        assert 201 == client.post("/v1/connections", json=CREATE).status_code
        assert 1 == len(client.get("/v1/connections").json()["data"]["items"])
        assert 200 == client.get("/__mock__/state").status_code


def test_socket_faults_under_uvicorn(mock):
    """An ASGI server cannot reset a connection, and answers 500 instead."""
    mock.add_fault(Fault(socket=SocketFault.RESET))
    with under_uvicorn(mock, http="httptools") as url:
        assert 500 == httpx.get(f"{url}/v1/connections", auth=AUTH, timeout=60).status_code
