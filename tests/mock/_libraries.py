"""Requests to the API by each HTTP library, and the exception of each socket fault in httpx and httpx2."""

import asyncio
import base64
import json
from collections.abc import Callable
from typing import Any

import aiohttp
import httpx
import httpx2
import pytest
import requests
import urllib3

from fivetran_mock import SocketFault

API = "https://api.fivetran.com"
AUTH = ("mock-key", "mock-secret")
BASIC = {"Authorization": "Basic " + base64.b64encode(b"mock-key:mock-secret").decode()}
SECONDS = 60
"""The seconds that a client waits for a server on a busy machine."""

Ask = Callable[..., tuple[int, Any]]


def by_requests(base: str, *, timeout: float = 5) -> tuple[int, Any]:
    """Create a group with requests, and return status and body."""
    answer = requests.post(f"{base}/v1/groups", json={"name": "g"}, auth=AUTH, timeout=timeout)
    return answer.status_code, answer.json()


def by_urllib3(base: str, *, timeout: float = 5) -> tuple[int, Any]:
    """Create a group with urllib3, without its retries."""
    headers = {**BASIC, "Content-Type": "application/json"}
    with urllib3.PoolManager(headers=headers, retries=False, timeout=timeout) as pool:
        answer = pool.request("POST", f"{base}/v1/groups", body=b'{"name": "g"}')
        return answer.status, json.loads(answer.data)


def by_aiohttp(base: str, *, timeout: float = 5) -> tuple[int, Any]:
    """Create a group with aiohttp."""

    async def ask() -> tuple[int, Any]:
        limits = aiohttp.ClientTimeout(sock_read=timeout)
        async with (
            aiohttp.ClientSession(base, headers=BASIC, timeout=limits) as session,
            session.post("/v1/groups", json={"name": "g"}) as answer,
        ):
            return answer.status, await answer.json()

    return asyncio.run(ask())


def by_httpx(base: str, *, timeout: float = 5) -> tuple[int, Any]:
    """Create a group with httpx."""
    answer = httpx.post(f"{base}/v1/groups", json={"name": "g"}, auth=AUTH, timeout=timeout)
    return answer.status_code, answer.json()


def by_async_httpx(base: str, *, timeout: float = 5) -> tuple[int, Any]:
    """Create a group with httpx, async."""

    async def ask() -> tuple[int, Any]:
        async with httpx.AsyncClient(auth=AUTH, timeout=timeout) as client:
            answer = await client.post(f"{base}/v1/groups", json={"name": "g"})
            return answer.status_code, answer.json()

    return asyncio.run(ask())


def by_httpx2(base: str, *, timeout: float = 5) -> tuple[int, Any]:
    """Create a group with httpx2."""
    answer = httpx2.post(f"{base}/v1/groups", json={"name": "g"}, auth=AUTH, timeout=timeout)
    return answer.status_code, answer.json()


LIBRARIES = (by_requests, by_urllib3, by_aiohttp, by_httpx, by_async_httpx, by_httpx2)


def get(library: Any, url: str, **how: Any) -> Any:
    """Send a GET with a sync client of a library."""
    with library.Client(auth=AUTH, **{"timeout": SECONDS, **how}) as client:
        return client.get(url)


def get_async(library: Any, url: str, **how: Any) -> Any:
    """Send a GET with an async client of a library."""

    async def ask() -> Any:
        async with library.AsyncClient(auth=AUTH, **{"timeout": SECONDS, **how}) as client:
            return await client.get(url)

    return asyncio.run(ask())


libraries = pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])
ways = pytest.mark.parametrize("get", [get, get_async], ids=["sync", "async"])

RAISED = {
    SocketFault.RESET: "ReadError",
    SocketFault.CLOSE: "RemoteProtocolError",
    SocketFault.TRUNCATE: "RemoteProtocolError",
    SocketFault.BAD_CHUNK: "RemoteProtocolError",
    SocketFault.GARBAGE_STATUS: "RemoteProtocolError",
    SocketFault.SLOW_HEADERS: "ReadTimeout",
    SocketFault.DRIBBLE: "RemoteProtocolError",
    SocketFault.REFUSED: "ConnectError",
    SocketFault.DNS: "ConnectError",
    SocketFault.CONNECT_TIMEOUT: "ConnectTimeout",
    SocketFault.TLS: "ConnectError",
}
"""The name of the exception of each fault in both libraries, as measured; the last four come before a connection."""

UNCONNECTED = (SocketFault.REFUSED, SocketFault.DNS, SocketFault.CONNECT_TIMEOUT, SocketFault.TLS)
"""The faults before there is a connection, which a server that was reached cannot have."""
