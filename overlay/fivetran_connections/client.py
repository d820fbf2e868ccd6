"""The two clients: one definition, a blocking and an awaiting face."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from types import TracebackType
from typing import Generic, Self

from ._api.account import Account, Destinations, Groups, Metadata, Users
from ._api.faces import D
from ._api.resources import Connections, Schemas
from ._http.credentials import Credentials, find_credentials
from ._http.drivers import AsyncDriver, Driver
from ._http.httpx_clients import AsyncTransport, Timeouts, Transport, open_async_client, open_client
from ._http.retry import RetryPolicy
from ._http.wire import Wire
from ._requests.checks import refuse_uncallable, refuse_unusable_count, refuse_unusable_seconds

_logger = logging.getLogger("fivetran_connections")


class _Client(Generic[D]):
    """What both clients have: the resources, and other options on the same pool of connections."""

    connections: Connections[D]
    schemas: Schemas[D]
    groups: Groups[D]
    destinations: Destinations[D]
    users: Users[D]
    account: Account[D]
    metadata: Metadata[D]

    _driver: D

    def _use(self, driver: D) -> Self:
        self._driver = driver
        self.connections = Connections(driver)
        self.schemas = Schemas(driver)
        self.groups = Groups(driver)
        self.destinations = Destinations(driver)
        self.users = Users(driver)
        self.account = Account(driver)
        self.metadata = Metadata(driver)
        return self

    def __repr__(self) -> str:
        """Return the address, and never the key."""
        return f"<{type(self).__name__} {self._driver.wire.base_url}>"

    @property
    def source(self) -> str:
        """Where the credentials came from."""
        return self._driver.wire.source

    def with_options(
        self,
        *,
        timeout: float | Timeouts | None = None,
        retries: int | None = None,
        retry_budget: float | None = None,
    ) -> Self:
        """
        Return a client with other time-outs or retries on the same pool, for one call or many.

        `fivetran.with_options(timeout=300).connections.test(...)`. What is not
        given stays as it is. Closing either closes both.
        """
        driver = self._driver
        wire = driver.wire if timeout is None else replace(driver.wire, timeout=_timeouts(timeout).as_extension())
        policy = _policy(retries, retry_budget, driver.policy)
        other = object.__new__(type(self))
        return other._use(replace(driver, wire=wire, policy=policy))


class Fivetran(_Client[Driver]):
    """
    The Fivetran API.

    Use it as a context manager, or call `close()`; one client serves a whole
    process and all its threads. Key pair and base URL come from the arguments,
    from the environment, or from a profile file; `source` says which.

    `timeout` is the time to wait for an answer in seconds, or `Timeouts` for
    each step. `retries` is how often a call is repeated where that is safe (0
    switches it off), `retry_budget` the seconds that all its retries may take;
    a `Retry-After` beyond it raises at once. `transport` is an httpx transport
    to use instead of the network; `sleep` and `monotonic` are the clock of the
    waits. Raises `CredentialsError`, and `InvalidRequest` for other arguments.
    """

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
        transport: Transport | None = None,
        sleep: Callable[[float], object] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Find the credentials and open the pool; nothing is sent yet."""
        _refuse_other_clocks(sleep, monotonic)
        credentials = find_credentials(api_key=api_key, api_secret=api_secret, base_url=base_url, profile=profile)
        wire, policy = _wire(credentials, timeout), _policy(retries, retry_budget, RetryPolicy())
        self._use(Driver(open_client(transport, address=wire.base_url), wire, policy, sleep, monotonic))

    def close(self) -> None:
        """Close the pool; the client cannot be used afterwards."""
        self._driver.client.close()

    def __enter__(self) -> Self:
        """Return the client itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the pool."""
        self.close()


class AsyncFivetran(_Client[AsyncDriver]):
    """
    The Fivetran API for async code: as `Fivetran`, with methods that are awaited and iterators that are async.

    One client belongs to one event loop. Close it with `async with` or `aclose()`.
    """

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
        transport: AsyncTransport | None = None,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Find the credentials and open the pool; nothing is sent yet."""
        _refuse_other_clocks(sleep, monotonic)
        credentials = find_credentials(api_key=api_key, api_secret=api_secret, base_url=base_url, profile=profile)
        wire, policy = _wire(credentials, timeout), _policy(retries, retry_budget, RetryPolicy())
        self._use(AsyncDriver(open_async_client(transport, address=wire.base_url), wire, policy, sleep, monotonic))

    async def aclose(self) -> None:
        """Close the pool; the client cannot be used afterwards."""
        await self._driver.client.aclose()

    async def __aenter__(self) -> Self:
        """Return the client itself."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close the pool."""
        await self.aclose()


def _refuse_other_clocks(sleep: object, monotonic: object) -> None:
    refuse_uncallable("sleep", sleep)
    refuse_uncallable("monotonic", monotonic)


def _wire(credentials: Credentials, timeout: float | Timeouts | None) -> Wire:
    _logger.info("using %s at %s", credentials.source, credentials.base_url)
    headers = (
        (b"Authorization", credentials.authorization().reveal().encode()),
        (b"User-Agent", b"fivetran-connections"),
        (b"Accept-Encoding", b"gzip, deflate"),
        (b"Connection", b"keep-alive"),
    )
    return Wire(
        credentials.base_url,
        headers,
        _timeouts(timeout).as_extension(),
        credentials.source,
        credentials.spellings(),
    )


def _timeouts(timeout: float | Timeouts | None) -> Timeouts:
    if timeout is None:
        return Timeouts()
    if isinstance(timeout, Timeouts):
        return timeout
    refuse_unusable_seconds("timeout", timeout, zero=False)
    return Timeouts(read=timeout)


def _policy(retries: int | None, budget: float | None, otherwise: RetryPolicy) -> RetryPolicy:
    if retries is not None:
        refuse_unusable_count("retries", retries)
        otherwise = replace(otherwise, retries=retries)
    if budget is not None:
        refuse_unusable_seconds("retry_budget", budget)
        otherwise = replace(otherwise, budget=budget)
    return otherwise
