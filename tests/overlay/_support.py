"""A scripted server, a manual clock, and one way to run a test on both clients."""

import asyncio
import inspect
import json
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from fivetran_connections import AsyncFivetran, Fivetran

KEY, SECRET = "key-of-the-tests", "secret-of-the-tests"

BODY: dict[str, Any] = {
    "group_id": "amber_kettle",
    "service": "pinterest_ads",
    "run_setup_tests": False,
    "config": {"schema": "pin_eu", "sync_mode": "SpecificAdvertisers", "advertisers": ["1", "2"]},
    "auth": {"refresh_token": "rt-1234", "client_access": {"client_id": "ci-1234", "client_secret": "cs-1234"}},
}


def connection(**changes: Any) -> dict[str, Any]:
    """Return a connection in the API's format."""
    return {
        "id": "brisk_otter",
        "group_id": "amber_kettle",
        "service": "pinterest_ads",
        "schema": "pin_eu",
        "created_at": "2026-01-01T00:00:00.000001Z",
        "succeeded_at": None,
        "failed_at": None,
        "paused": False,
        "status": {"setup_state": "incomplete", "sync_state": "scheduled", "tasks": [], "warnings": []},
        "config": {"schema": "pin_eu", "sync_mode": "SpecificAdvertisers", "timeframe_months": "THREE"},
        **changes,
    }


def state(setup: str = "connected", sync: str = "scheduled", **changes: Any) -> dict[str, Any]:
    """Return the status of a connection."""
    return {"setup_state": setup, "sync_state": sync, "tasks": [], "warnings": [], **changes}


def answer(status: int, body: object = None, **headers: str) -> httpx.Response:
    """Return an answer; text and bytes are sent unchanged, other values as JSON."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if body is None:
        return httpx.Response(status, headers=named)
    if isinstance(body, str | bytes):
        return httpx.Response(status, content=body, headers=named)
    return httpx.Response(status, content=json.dumps(body), headers={"content-type": "application/json", **named})


def ok(data: object, status: int = 200) -> httpx.Response:
    """Return a successful answer with data."""
    return answer(status, {"code": "Success", "data": data})


def created(**changes: Any) -> httpx.Response:
    """Return the answer to a create."""
    return ok(connection(**changes), 201)


def page(*items: object, cursor: str | None = None) -> httpx.Response:
    """Return one page of a list; the last one has no cursor."""
    return ok({"items": items} if cursor is None else {"items": items, "next_cursor": cursor})


def refused(status: int, code: str = "SomeCode", message: str = "Some message.", **headers: str) -> httpx.Response:
    """Return an error envelope."""
    return answer(status, {"code": code, "message": message}, **headers)


Reply = httpx.Response | Exception | Callable[[httpx.Request], httpx.Response]


class Server:
    """Sends the replies in order, then the last one again, and records the requests."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        self.requests.append(request)
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if isinstance(reply, Exception):
            raise reply
        if isinstance(reply, httpx.Response):
            # A fresh one: a response that is given twice would be one that was read before.
            return httpx.Response(reply.status_code, headers=reply.headers, content=reply.content)
        return reply(request)

    @property
    def asked(self) -> list[str]:
        """Return method and path of each request."""
        return [f"{request.method} {request.url.raw_path.decode()}" for request in self.requests]

    def body(self, number: int = -1) -> Any:
        """Return the JSON body of a request."""
        return json.loads(self.requests[number].content)


@dataclass
class Clock:
    """A clock that moves when it sleeps."""

    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        """Return the time."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Advance the time."""
        self.slept.append(seconds)
        self.now += seconds

    async def asleep(self, seconds: float) -> None:
        """Advance the time, after other tasks have run."""
        await asyncio.sleep(0)
        self.sleep(seconds)


class Backwards(Clock):
    """A clock that goes back when it sleeps."""

    def sleep(self, seconds: float) -> None:
        """Set the time back."""
        self.slept.append(seconds)
        self.now -= 1000


class Both:
    """Runs the same code on `Fivetran` or on `AsyncFivetran`."""

    def __init__(self, *, awaits: bool) -> None:
        self.awaits = awaits

    def __call__(
        self,
        server: Callable[[httpx.Request], httpx.Response] | httpx.BaseTransport,
        use: Callable[[Any], Any],
        *,
        clock: Clock | None = None,
        **options: Any,
    ) -> Any:
        """Run code with a client of the server whose waits take no time; lists are returned complete."""
        transport = server if isinstance(server, httpx.BaseTransport) else httpx.MockTransport(server)
        options = {"api_key": KEY, "api_secret": SECRET, "transport": transport, **options}
        clock = clock or Clock()
        options |= {"monotonic": clock.monotonic, "sleep": clock.asleep if self.awaits else clock.sleep}
        return asyncio.run(_awaited(use, options)) if self.awaits else _called(use, options)


def _called(use: Callable[[Any], Any], options: Mapping[str, Any]) -> Any:
    with Fivetran(**options) as fivetran:
        result = use(fivetran)
        return list(result) if isinstance(result, Iterator) else result


async def _awaited(use: Callable[[Any], Any], options: Mapping[str, Any]) -> Any:
    async with AsyncFivetran(**options) as fivetran:
        result = use(fivetran)
        if isinstance(result, AsyncIterator):
            return [item async for item in result]
        return await result if inspect.isawaitable(result) else result
