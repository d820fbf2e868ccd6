"""The two clients, `Fivetran` and `AsyncFivetran`."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from random import random
from typing import Generic, NoReturn, Self, TypeVar, cast

from ._api.connections import Connections
from ._api.resources import Account, Destinations, Groups, Metadata, Webhooks
from ._api.schemas import Schemas
from ._arguments import require_callable, require_seconds
from ._http.credentials import find_credentials
from ._http.drivers import AsyncDriver, Driver
from ._http.httpx_clients import AsyncClient, AsyncTransport, Client, Pool, Timeouts, Transport, open_client
from ._http.limits import Deadline, Limiter
from ._http.settings import OnRequest, OnResponse, RetryPolicy
from ._http.wire import Wire
from .errors import InvalidRequest

C = TypeVar("C", Driver, AsyncDriver)
AnyTransport = TypeVar("AnyTransport", Transport, AsyncTransport)
Sleep = TypeVar("Sleep", bound=Callable[[float], object])


class _Client(Generic[C, AnyTransport, Sleep]):
    """The resources, and other options on the same pool of connections."""

    _http_client: type[Client | AsyncClient]
    _make_driver: Callable[..., C]
    _sleep: Callable[[float], object]

    def __init__(
        self,
        *,
        api_key: str | None = None,
        api_secret: str | None = None,
        base_url: str | None = None,
        profile: str | None = None,
        timeout: float | Timeouts | None = None,
        retries: int | None = None,
        retry_budget: float | None = None,
        most_pages: int | None = None,
        transport: AnyTransport | None = None,
        on_request: OnRequest | None = None,
        on_response: OnResponse | None = None,
        sleep: Sleep | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = random,
    ) -> None:
        """Find the credentials and open the pool; nothing is sent yet."""
        sleeps = self._sleep if sleep is None else sleep
        for name, function in {"sleep": sleeps, "monotonic": monotonic, "jitter": jitter}.items():
            require_callable(name, function)
        for name, hook in {"on_request": on_request, "on_response": on_response}.items():
            if hook is not None:
                require_callable(name, hook)
        policy = RetryPolicy(jitter=jitter).changed(retries, retry_budget, most_pages)
        timeouts = Timeouts.of(timeout)
        credentials = find_credentials(api_key=api_key, api_secret=api_secret, base_url=base_url, profile=profile)
        wire = Wire.of(credentials, timeouts)
        pool = Pool(open_client(self._http_client, transport, address=credentials.base_url))
        self._use(self._make_driver(pool, wire, policy, sleeps, monotonic, on_request, on_response))

    def _use(self, driver: C) -> Self:
        self._driver: C = driver
        self.connections: Connections[C] = Connections(driver)
        self.schemas: Schemas[C] = Schemas(driver)
        self.groups: Groups[C] = Groups(driver)
        self.destinations: Destinations[C] = Destinations(driver)
        self.account: Account[C] = Account(driver)
        self.metadata: Metadata[C] = Metadata(driver)
        self.webhooks: Webhooks[C] = Webhooks(driver)
        return self

    def __repr__(self) -> str:
        """Return the address, and never the key."""
        return f"<{type(self).__name__} {self._driver.wire.credentials.base_url}>"

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled or copied; raises TypeError."""
        raise TypeError("A client has open connections and a secret, so it cannot be pickled or copied: make another.")

    @property
    def source(self) -> str:
        """The source of the credentials, in words."""
        return self._driver.wire.credentials.source

    def with_options(
        self,
        *,
        timeout: float | Timeouts | None = None,
        retries: int | None = None,
        retry_budget: float | None = None,
        most_pages: int | None = None,
    ) -> Self:
        """
        Return a client with other time-outs, retries or pages on the same pool, for one call or many.

        `fivetran.with_options(timeout=300).connections.test(...)`. Other options stay as they are. Closing either
        client closes both.
        """
        driver = self._driver
        wire = driver.wire if timeout is None else replace(driver.wire, timeouts=Timeouts.of(timeout))
        policy = driver.policy.changed(retries, retry_budget, most_pages)
        return self._with(replace(driver, wire=wire, policy=policy))

    def with_limits(
        self,
        limiter: Limiter | None = None,
        *,
        deadline: float | None = None,
        on_wait: Callable[[float], object] | None = None,
    ) -> Self:
        """
        Return a client on the same pool that keeps within the documented rate limits, as `ensure_many` does.

        It waits before a request that would exceed a limit, and after a 429. `limiter` may be shared by the clients of
        one account; without it, the client's own counts. `deadline` bounds all waits, in seconds from now; beyond it
        they raise `DeadlineTooSoon`. `on_wait` is called with the seconds of each wait.
        """
        if deadline is not None:
            require_seconds("deadline", deadline)
        if not isinstance(cast("object", limiter), Limiter | None):
            kind = type(limiter).__name__
            raise InvalidRequest(f"limiter takes a Limiter, and not a value of type {kind}; nothing was sent.")
        limits = self._driver.new_limits(limiter, deadline, on_wait)
        return self._with(replace(self._driver, limiter=limits.limiter, limits=limits))

    def __within__(
        self, deadline: Deadline | None, on_wait: Callable[[float], object], hides: Callable[[str], str] | None = None
    ) -> Self:
        """
        Return a client for a command on the same pool; its waits share a deadline, without one it has no limits.

        From its messages ``hides`` masks the secrets of the command.
        """
        driver = self._driver.hiding(hides)
        limits = replace(driver.new_limits(None, None, on_wait), deadline=deadline) if deadline else driver.limits
        return self._with(replace(driver, limits=limits))

    def _with(self, driver: C) -> Self:
        other = object.__new__(type(self))
        return other._use(driver)


class Fivetran(_Client[Driver, Transport, Callable[[float], object]]):
    """
    The Fivetran API.

    Use it as a context manager, or call `close()`; one client serves a whole process and all its threads. Key pair and
    base URL come from the arguments, from the environment, or from a profile file; `source` says which.

    `timeout` is the seconds to wait for an answer, or `Timeouts` for each step and for a request with its answer, ten
    minutes by default. `retries` is the most retries of a call that may be repeated, 0 for none, and `retry_budget` the
    seconds that all its retries may take; a `Retry-After` beyond it raises at once. `most_pages` is the most pages of
    one list, 10,000 by default; a longer list raises `TooManyPages`. `transport` is an httpx transport to use instead
    of the network. A client raises `InvalidRequest` in another process, such as after a fork. `sleep`, which is called
    with seconds, and `monotonic` are the clock of all waits, retries included, and `jitter` returns a number from 0 to
    1 that spreads the waits of retries. `on_request` and `on_response` are called with each `SentRequest` and each
    `ReceivedResponse`, whose secrets are masked. Raises `CredentialsError`; `InvalidRequest` for other arguments.
    """

    _http_client = Client
    _make_driver = Driver
    _sleep = staticmethod(time.sleep)

    def close(self) -> None:
        """Close the pool; the client cannot be used afterwards."""
        self._driver.pool.opened.close()

    def __enter__(self) -> Self:
        """Return the client itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the pool."""
        self.close()


async def _sleep(seconds: float) -> None:
    """Sleep in whichever event loop runs: asyncio's or trio's."""
    from anyio import sleep  # 30 ms, and only for waits

    await sleep(seconds)


class AsyncFivetran(_Client[AsyncDriver, AsyncTransport, Callable[[float], Awaitable[object]]]):
    """
    The Fivetran API for async code: as `Fivetran`, with coroutines as methods, and async iterators.

    Its `transport` and `sleep` are async, too. One client belongs to one event loop. Close it with `async with` or
    `aclose()`.
    """

    _http_client = AsyncClient
    _make_driver = AsyncDriver
    _sleep = staticmethod(_sleep)

    async def aclose(self) -> None:
        """Close the pool; the client cannot be used afterwards."""
        await self._driver.pool.opened.aclose()

    async def __aenter__(self) -> Self:
        """Return the client itself."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the pool."""
        await self.aclose()
