"""A client keeps no cookies of an answer."""

from __future__ import annotations

import asyncio

import httpx

from fivetran_connections._http.httpx_clients import open_async_client, open_client

API = "https://api.fivetran.com"


def handing_out(seen: list[str | None]) -> httpx.MockTransport:
    """Return a server that sets a cookie in every answer, and records the received ones."""

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("cookie"))
        return httpx.Response(200, headers={"set-cookie": "session=1; Path=/"})

    return httpx.MockTransport(answer)


def test_no_cookie_is_kept() -> None:
    """A cookie of one answer is not sent with the next request."""
    seen: list[str | None] = []
    with open_client(handing_out(seen), address=API) as client:
        for _ in range(2):
            client.get(f"{API}/v1/connections")

    assert [None, None] == seen


def test_no_cookie_is_kept_when_awaited() -> None:
    """A cookie of an answer is not sent with the next request of the async client."""
    seen: list[str | None] = []

    async def ask_twice() -> None:
        async with open_async_client(handing_out(seen), address=API) as client:
            for _ in range(2):
                await client.get(f"{API}/v1/connections")

    asyncio.run(ask_twice())

    assert [None, None] == seen
