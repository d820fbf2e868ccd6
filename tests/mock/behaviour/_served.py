"""The two backends that include a server's paths: ASGI, and a real socket with another HTTP library."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from http.client import HTTPConnection

import httpx

from fivetran_mock import FivetranMock
from fivetran_mock.server import MockServer

from ._backends import Answer, Backend, Exchange


@contextmanager
def _asgi(mock: FivetranMock) -> Iterator[Exchange]:
    async def ask(method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        transport = httpx.ASGITransport(mock.asgi_app())
        async with httpx.AsyncClient(transport=transport) as client:
            response = await client.request(method, f"http://mock{target}", headers=headers, content=body)
            return Answer(response.status_code, response.headers, response.content)

    yield lambda *request: asyncio.run(ask(*request))


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


SERVED: dict[str, Backend] = {"asgi": _asgi, "server": _server}
"""Both ways, by name."""
