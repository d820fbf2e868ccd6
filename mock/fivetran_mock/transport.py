"""The mock as a transport of httpx or httpx2, sync and async in one object."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from ._messages import Reply, Request


class FivetranTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Answer every request from the mock, without a socket."""

    def __init__(self, handle: Callable[[Request], Reply]) -> None:
        self._handle = handle

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of a sync client."""
        return self._answer(request, request.read())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of an async client."""
        return self._answer(request, await request.aread())

    def _answer(self, request: httpx.Request, body: bytes) -> httpx.Response:
        headers = {
            name.lower().decode(): value.decode("latin-1")
            for name, value in request.headers.raw
        }
        reply = self._handle(
            Request(request.method, request.url.raw_path.decode(), headers, body)
        )
        return httpx.Response(reply.status, headers=reply.headers, content=reply.body)
