"""The mock as an ASGI application, for an ASGI server or test client of the user's choice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import quote

import httpx
from anyio import sleep
from anyio.lowlevel import checkpoint

from fivetran_common.system import is_local_peer

from ._mock.facade import BaseMock
from ._mock.formats.http import BODILESS, Reply, Request, SocketFault, header_bytes
from ._mock.state.settings import CARD_PAGE
from .admin import Site
from .transport import RAISED

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
SendMessage = Callable[[dict[str, Any]], Awaitable[None]]


class MockApp:
    """
    Serve a mock by ASGI: the API, the Connect Card's page, the mock's own API.

    Connect Cards link to the address that the client called, unless the mock was made with another `card_page`.

    ASGI cannot express a socket fault. The app raises the exception that httpx would raise, so that a client over
    `httpx.ASGITransport` gets the same exception as on the wire; an ASGI server answers 500. `server.MockServer` brings
    socket faults about.
    """

    def __init__(self, mock: BaseMock) -> None:
        self._mock = mock
        self._site = Site(mock)
        self._links_here = mock.card_page == CARD_PAGE

    async def __call__(self, scope: Scope, receive: Receive, send: SendMessage) -> None:
        """Answer one request, or take part in the server's start and stop."""
        if scope["type"] == "http":
            body = await _body(receive)
            if body is None:
                return
            request = _request(scope, body)
            if self._links_here:  # cards link to the client's address and the app's mount path
                host = request.headers.get("host", "localhost")
                self._mock.card_page = f"{scope.get('scheme', 'http')}://{host}{scope.get('root_path', '')}"
            name, *_ = scope.get("server") or ("",)
            await checkpoint()  # an ASGI transport in process has not let other tasks run yet
            reply = await self._mock.webhooks.finish(self._site.answer(request, names=(name,)))
            await checkpoint()
            await _say(reply, request, send)
        elif scope["type"] == "lifespan":
            while (message := await receive())["type"] != "lifespan.shutdown":
                await send({"type": f"{message['type']}.complete"})
            await send({"type": "lifespan.shutdown.complete"})
        else:  # the API has no WebSockets
            await send({"type": "websocket.close", "code": 1000})


def _request(scope: Scope, body: bytes) -> Request:
    raw: bytes = scope.get("raw_path") or quote(scope["path"]).encode()
    path = raw.partition(b"?")[0]  # httpx below 0.26 leaves the query there too
    query: bytes = scope.get("query_string", b"")
    target = path.removeprefix(scope.get("root_path", "").encode()) + (b"?" + query if query else b"")
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return Request(scope["method"], target.decode("latin-1"), headers, body, is_local_peer(scope.get("client")))


async def _body(receive: Receive) -> bytes | None:
    """Return the body of a request; None if the client has left before its end."""
    pieces: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        pieces.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(pieces)


async def _say(reply: Reply, request: Request, send: SendMessage) -> None:
    if reply.fault is not None:
        kind, _ = RAISED.get(reply.fault, ("RemoteProtocolError", ""))
        kind = "ReadTimeout" if reply.fault is SocketFault.SLOW_HEADERS else kind
        raise getattr(httpx, kind)(f"A fault of the mock, which ASGI cannot express: {reply.fault}")
    if reply.delay:
        await sleep(reply.delay)
    body = b"" if request.method == "HEAD" else reply.body
    headers = [(name.lower(), value) for name, value in map(header_bytes, reply.headers)]
    if reply.status not in BODILESS:
        headers.append((b"content-length", b"%d" % len(reply.body)))
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
