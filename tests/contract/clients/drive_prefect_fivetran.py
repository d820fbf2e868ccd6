"""Drive the client of `prefect-fivetran`; its addresses are written out, so that its HTTP client is led elsewhere."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import steps

SERVER = httpx.URL(steps.url())
send = httpx.AsyncClient.send


async def to_the_server(client: httpx.AsyncClient, request: httpx.Request, **how: Any) -> httpx.Response:
    """Redirect a request for the API to the server."""
    if request.url.host == "api.fivetran.com":
        request.url = request.url.copy_with(scheme=SERVER.scheme, host=SERVER.host, port=SERVER.port)
    return await send(client, request, **how)


httpx.AsyncClient.send = to_the_server  # type: ignore[method-assign]  # its addresses are written out

from prefect_fivetran.clients import FivetranClient  # noqa: E402  # it keeps what httpx has when it is imported

HELD = steps.held()


def call(name: str, **how: Any) -> None:
    """Call a method of the client."""

    async def act() -> None:
        async with FivetranClient(api_key=steps.KEY, api_secret=steps.SECRET) as client:
            assert await getattr(client, name)(HELD, **how)

    asyncio.run(act())


steps.run(
    {
        "get": lambda: call("get_connector"),
        "update": lambda: call("patch_connector", data={"paused": False}),
        "sync": lambda: call("force_connector"),
    },
    named=None,
)
