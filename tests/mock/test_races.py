"""Concurrent tasks meet in the mock as they do in the API, with each library, in process and on a port."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager
from functools import partial
from threading import Barrier
from typing import Any

import aiohttp
import anyio
import anyio.lowlevel
import httpx
import httpx2
import pytest
import requests
import respx

from fivetran_mock import FivetranMock, MockServer

from ._libraries import API, AUTH, BASIC

WANTED = {"service": "mailchimp", "group_id": "g", "config": {"schema": "s"}}
TASKS = 5

Send = Callable[..., Awaitable[tuple[int, Any]]]
Client = Callable[[FivetranMock, str], AbstractAsyncContextManager[Send]]

rounds = pytest.mark.parametrize("rounds", [1, pytest.param(50, marks=pytest.mark.deep)])
places = pytest.mark.parametrize("on_port", [False, True], ids=["in process", "port"])
backends = pytest.mark.parametrize("backend", ["asyncio", "trio"])


@asynccontextmanager
async def _httpx(_: FivetranMock, base: str, library: Any = httpx, **options: Any) -> AsyncIterator[Send]:
    async with library.AsyncClient(auth=AUTH, **options) as client:

        async def send(method: str, path: str, **body: Any) -> tuple[int, Any]:
            answer = await client.request(method, base + path, **body)
            return answer.status_code, answer.json()

        yield send


@asynccontextmanager
async def _aiohttp(_: FivetranMock, base: str) -> AsyncIterator[Send]:
    async with aiohttp.ClientSession(headers=BASIC) as session:

        async def send(method: str, path: str, **body: Any) -> tuple[int, Any]:
            async with session.request(method, base + path, **body) as answer:
                return answer.status, await answer.json()

        yield send


def _asgi(mock: FivetranMock, base: str) -> AbstractAsyncContextManager[Send]:
    return _httpx(mock, base, transport=httpx.ASGITransport(mock.asgi_app()))


@asynccontextmanager
async def _respx(mock: FivetranMock, base: str) -> AsyncIterator[Send]:
    with respx.mock(using="httpx") as router:
        mock.mount(router)
        async with _httpx(mock, base) as send:
            yield send


async def provision(client: Client, mock: FivetranMock, base: str) -> list[int]:
    """Let tasks create one connection unless a list has it; return the statuses of their creates."""
    statuses: list[int] = []

    async def provision(send: Send) -> None:
        _, listed = await send("GET", "/v1/groups/g/connections?schema=s")
        if not listed["data"]["items"]:
            statuses.append((await send("POST", "/v1/connections", json=WANTED))[0])

    async with client(mock, base) as send, anyio.create_task_group() as tasks:
        for _ in range(TASKS):
            tasks.start_soon(provision, send)
    return sorted(statuses)


@rounds
@places
@pytest.mark.parametrize(
    "client", [_httpx, partial(_httpx, library=httpx2), _aiohttp], ids=["httpx", "httpx2", "aiohttp"]
)
def test_tasks_that_look_before_they_create(client, rounds, *, on_port):
    """Of five tasks that list and then create a connection, one creates it, and those that saw none are refused."""
    for _ in range(rounds):
        with ExitStack() as served:
            mock = FivetranMock()
            base = served.enter_context(MockServer(mock)).url if on_port else API
            served.enter_context(mock.intercept())
            statuses = asyncio.run(provision(client, mock, base))

        refused = len(statuses) - 1 if on_port else TASKS - 1  # a late connection finds what another task has created
        assert [201] + [409] * refused == statuses


@places
@pytest.mark.parametrize("library", [httpx.Client, httpx2.Client, requests.Session], ids=lambda each: each.__module__)
def test_threads_that_look_before_they_create(library, *, on_port):
    """Threads that look before they create race: soon, one of 50 times at least, the API refuses a create."""

    def race() -> list[int]:
        gate = Barrier(TASKS)

        def provision(_: int) -> int:
            gate.wait()
            listed = client.request("GET", f"{base}/v1/groups/g/connections?schema=s", headers=BASIC).json()
            if listed["data"]["items"]:
                return 0
            return int(client.request("POST", f"{base}/v1/connections", headers=BASIC, json=WANTED).status_code)

        with ExitStack() as served, library() as client, ThreadPoolExecutor(TASKS) as threads:
            mock = FivetranMock()
            base = served.enter_context(MockServer(mock)).url if on_port else API
            served.enter_context(mock.intercept())
            return sorted(filter(None, threads.map(provision, range(TASKS))))

    refused = next(filter(None, (race()[1:] for _ in range(50))), [])

    assert {409} == {*refused}


@backends
@pytest.mark.parametrize("client", [_httpx, _asgi, _respx], ids=["intercepted", "asgi", "respx"])
def test_tasks_meet_in_process(client, backend):
    """In process, tasks of asyncio and trio meet behind an intercepted client, respx and the ASGI application."""
    mock = FivetranMock()
    with mock.intercept():
        statuses = anyio.run(provision, client, mock, API, backend=backend)

    assert [201] + [409] * (TASKS - 1) == statuses


@backends
@pytest.mark.parametrize("client", [_httpx, _asgi, _respx], ids=["intercepted", "asgi", "respx"])
def test_loop_of_requests_can_be_cancelled(client, backend):
    """Another task can end a loop that does nothing but send requests, as a time-out does."""
    mock = FivetranMock()
    most = 1000

    async def ask() -> None:
        async with client(mock, API) as send, anyio.create_task_group() as tasks:
            tasks.start_soon(cancel, tasks.cancel_scope)
            for _ in range(most):
                await send("GET", "/v1/groups")

    async def cancel(scope: anyio.CancelScope) -> None:
        while mock.call_count < 3:
            await anyio.lowlevel.checkpoint()
        scope.cancel()

    with mock.intercept():
        anyio.run(ask, backend=backend)

    assert 0 < mock.call_count < most


@rounds
@places
@backends
@pytest.mark.parametrize(
    "behaviours", [{}, {"list_lag": "60"}, {"duplicate_schema": "allowed"}], ids=["default", "list_lag", "duplicates"]
)
def test_tasks_that_ensure_one_connection(behaviours, backend, rounds, *, on_port):
    """Tasks that ensure one connection make one; where duplicates are allowed, the next `ensure` names them."""
    allowed = "duplicate_schema" in behaviours
    for _ in range(rounds):
        with ExitStack() as served:
            mock = FivetranMock(behaviours=behaviours)
            base = {"base_url": served.enter_context(MockServer(mock)).url, "transport": None} if on_port else {}
            found = anyio.run(_ensure, mock, base, backend=backend)

        created = mock.connections()
        assert 1 <= len(created) <= (TASKS if allowed else 1)
        assert {each["id"] for each in created} == {found.connection.id, *found.duplicates}


async def _ensure(mock: FivetranMock, base: dict[str, Any]) -> Any:
    async with mock.async_client(**base) as fivetran:
        async with anyio.create_task_group() as tasks:
            for _ in range(TASKS):
                tasks.start_soon(fivetran.connections.ensure, WANTED)
        return await fivetran.connections.ensure(WANTED)
