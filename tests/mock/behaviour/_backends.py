"""The backends, which are ways to call a mock: the behaviour suite runs over each, with the same results."""

import asyncio
import json
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from http.client import HTTPConnection
from typing import Any, NamedTuple

import httpx
import httpx2
import respx

from fivetran_mock import FivetranMock, Request
from fivetran_mock.server import MockServer

API = "https://api.fivetran.com"


class Answer(NamedTuple):
    """An answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """The body, parsed as JSON."""
        return json.loads(self.body)

    @property
    def data(self) -> Any:
        """The data of a successful answer."""
        return self.json()["data"]

    @property
    def refusal(self) -> str:
        """Status and code of a refusal."""
        return f"{self.status} {self.json()['code']}"

    @property
    def violations(self) -> list[tuple[str, str]]:
        """Pointer and rule of each violation that the answer names."""
        named = json.loads(self.headers.get("x-fivetran-mock-violations", "[]"))
        return [(each["pointer"], each["rule"]) for each in named]


Exchange = Callable[[str, str, Mapping[str, str], bytes], Answer]
"""Sends method, target, headers and body, and gives the answer; headers of a client's own may be added."""

Backend = Callable[[FivetranMock], AbstractContextManager[Exchange]]


class Api:
    """A mock, and one way to call it."""

    def __init__(self, mock: FivetranMock, exchange: Exchange) -> None:
        self.mock = mock
        self.exchange = exchange

    def send(
        self,
        method: str,
        target: str,
        body: Any = None,
        *,
        content: bytes | None = None,
        headers: Mapping[str, str | None] | None = None,
    ) -> Answer:
        """Send a request with credentials; a header of None is left out."""
        key = f"{self.mock.api_key}:{self.mock.api_secret}".encode()
        given: dict[str, str | None] = {"authorization": f"Basic {b64encode(key).decode()}"}
        if body is not None or content is not None:
            given["content-type"] = "application/json"
        given |= headers or {}
        payload = content if content is not None else b"" if body is None else json.dumps(body).encode()
        return self.exchange(
            method, target, {name: value for name, value in given.items() if value is not None}, payload
        )

    def create(self, service: str = "mailchimp", *, schema: str = "pin_eu", **fields: Any) -> dict[str, Any]:
        """Create a valid connection, and return it."""
        config = {"schema": schema, **fields.pop("config", {})}
        answer = self.send(
            "POST", "/v1/connections", {"group_id": "amber_kettle", "service": service, "config": config, **fields}
        )
        assert 201 == answer.status, answer.body
        data: dict[str, Any] = answer.data
        return data

    def get(self, connection_id: str) -> dict[str, Any]:
        """Return an existing connection."""
        answer = self.send("GET", f"/v1/connections/{connection_id}")
        assert 200 == answer.status, answer.body
        data: dict[str, Any] = answer.data
        return data

    def patch(self, connection_id: str, **fields: Any) -> dict[str, Any]:
        """Update a connection without setup tests; fail if the update is refused."""
        answer = self.send("PATCH", f"/v1/connections/{connection_id}", {"run_setup_tests": False, **fields})
        assert 200 == answer.status, answer.body
        data: dict[str, Any] = answer.data
        return data


def _answer(response: Any) -> Answer:
    return Answer(response.status_code, response.headers, response.content)


@contextmanager
def _core(mock: FivetranMock) -> Iterator[Exchange]:
    def exchange(method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        reply = mock.handle(Request(method, target, headers, body))
        return Answer(reply.status, dict(reply.headers), reply.body)

    yield exchange


def _sync(library: Any) -> Backend:
    @contextmanager
    def backend(mock: FivetranMock) -> Iterator[Exchange]:
        with library.Client(transport=mock.transport()) as client:
            yield lambda method, target, headers, body: _answer(
                client.request(method, API + target, headers=headers, content=body)
            )

    return backend


def _asynchronous(client_of: Callable[[FivetranMock], Any], base: str = API) -> Backend:
    @contextmanager
    def backend(mock: FivetranMock) -> Iterator[Exchange]:
        async def ask(method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
            async with client_of(mock) as client:
                return _answer(await client.request(method, base + target, headers=headers, content=body))

        yield lambda *request: asyncio.run(ask(*request))

    return backend


@contextmanager
def _respx(mock: FivetranMock) -> Iterator[Exchange]:
    router = respx.mock(using="httpx", assert_all_called=False)
    mock.mount(router)

    def exchange(method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        with router, httpx.Client() as client:  # patched for this call alone, so that a test may have two mocks
            return _answer(client.request(method, API + target, headers=headers, content=body))

    yield exchange


@contextmanager
def _server(mock: FivetranMock) -> Iterator[Exchange]:
    with MockServer(mock) as server:
        address = server.url.removeprefix("http://")

        def exchange(method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
            with closing(HTTPConnection(address, timeout=20)) as connection:
                connection.request(method, target, body or None, dict(headers))
                response = connection.getresponse()
                shown = {name.lower(): value for name, value in response.getheaders()}
                return Answer(response.status, shown, response.read())

        yield exchange


BACKENDS: dict[str, Backend] = {
    "core": _core,
    "httpx": _sync(httpx),
    "httpx async": _asynchronous(lambda mock: httpx.AsyncClient(transport=mock.transport())),
    "httpx2": _sync(httpx2),
    "httpx2 async": _asynchronous(lambda mock: httpx2.AsyncClient(transport=mock.transport())),
    "respx": _respx,
    "asgi": _asynchronous(
        lambda mock: httpx.AsyncClient(transport=httpx.ASGITransport(mock.asgi_app())), "http://mock"
    ),
    "server": _server,
}
"""Every way, by name; the last two include the paths of a server."""
