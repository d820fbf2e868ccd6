"""Public facade: the mock with its adapters, its clock, and clients that use both."""

from __future__ import annotations

import time
from datetime import datetime
from random import Random
from typing import TYPE_CHECKING, Any, Final

from ._mock.arguments import require_text
from ._mock.facade import BaseMock
from ._mock.state.world import API

if TYPE_CHECKING:
    import respx

    from fivetran_connections import AsyncFivetran, Fivetran

    from .asgi import MockApp
    from .intercept import Interception
    from .transport import FivetranTransport

_MICROSECOND: Final = 1e-6


class MockClock:
    """
    A mock's time as a clock for clients: sleeping moves the mock, so no wait takes real time.

    If the mock runs in real time, sleeping is real.
    """

    __slots__ = ("_mock",)

    def __init__(self, mock: BaseMock) -> None:
        """Take the mock whose time it is."""
        self._mock = mock

    @property
    def now(self) -> datetime:
        """The mock's time, in UTC."""
        return datetime.fromisoformat(self._mock.now)

    def monotonic(self) -> float:
        """Return the mock's time in seconds."""
        return self.now.timestamp()

    def sleep(self, seconds: float) -> None:
        """Let the mock's time pass."""
        if self._mock.realtime:
            time.sleep(seconds)
        else:
            self._move(seconds)

    async def asleep(self, seconds: float) -> None:
        """Let the mock's time pass, after other tasks have run."""
        from anyio import sleep

        await sleep(seconds if self._mock.realtime else 0)
        if not self._mock.realtime:
            self._move(seconds)

    def _move(self, seconds: float) -> None:
        """Advance by a microsecond at least: a client that waits for the rest of a float would wait without end."""
        self._mock.advance(seconds=max(seconds, _MICROSECOND) if seconds else 0)


class FivetranMock(BaseMock):
    """
    A stateful fake of the Fivetran API for connections.

    It checks, keeps, changes and answers as the API does, as far as that is known; `not_imitated()` lists the rest.
    One mock serves any number of clients, in process or by a server, and may be used by several threads.

    By default every well-formed key pair works and has an account of its own, and every group exists. With
    `accounts="shared"` they all share one account, as they do on a port
    by `fivetran-mock serve` and `run`. With `credentials`, only those pairs work, and they share one account;
    with `groups`, only those exist.
    """

    def client(self, **options: Any) -> Fivetran:
        """Return a client with the mock's keys, transport, clock and seeded jitter; takes the options of `Fivetran`."""
        from fivetran_connections import Fivetran

        clock: dict[str, Any] = {"sleep": self.clock.sleep, "monotonic": self.clock.monotonic}
        return Fivetran(**{**self._access(), **clock, **options})

    def async_client(self, **options: Any) -> AsyncFivetran:
        """Return an async client as `client` does, with the options of `AsyncFivetran`."""
        from fivetran_connections import AsyncFivetran

        clock: dict[str, Any] = {"sleep": self.clock.asleep, "monotonic": self.clock.monotonic}
        return AsyncFivetran(**{**self._access(), **clock, **options})

    @property
    def clock(self) -> MockClock:
        """The mock's time as the `sleep` and `monotonic` of a client."""
        return MockClock(self)

    def transport(self) -> FivetranTransport:
        """Return a transport for the clients of httpx and httpx2, sync and async."""
        from .transport import FivetranTransport

        return FivetranTransport(self.handle, realtime=self.realtime)

    def intercept(self) -> Interception:
        """
        Return a context manager and decorator: within it, this mock answers all requests to Fivetran's hosts.

        Requests of httpx, httpx2, urllib3, requests and aiohttp are answered; others raise `NotIntercepted`.
        """
        from .intercept import Interception

        return Interception(self, self.clock.sleep)

    def mount(self, router: respx.Router, *, base_url: str = API) -> respx.Route:
        """Answer everything under `base_url` that a respx router sees, and return the route."""
        from .respx import mount

        require_text("base_url", base_url)
        return mount(router, self.handle, base_url=base_url)

    def asgi_app(self) -> MockApp:
        """Return the mock as an ASGI application."""
        from .asgi import MockApp

        return MockApp(self)

    def _access(self) -> dict[str, Any]:
        keys = {"api_key": self.api_key, "api_secret": self.api_secret}
        return {**keys, "base_url": API, "transport": self.transport(), "jitter": Random(0).random}  # noqa: S311  # a seeded draw, not a secret
