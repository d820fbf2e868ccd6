"""Public facade: the mock with its adapters, its clock, and clients that use both."""

from __future__ import annotations

from functools import cached_property
from random import Random
from typing import TYPE_CHECKING, Any, Self

from ._mock.arguments import require_text
from ._mock.clock.mock_clock import MockClock
from ._mock.facade import BaseMock
from ._mock.state.state import API

if TYPE_CHECKING:
    import respx

    from fivetran_connections import AsyncFivetran, Fivetran

    from .asgi import MockApp
    from .intercept import Interception
    from .transport import FivetranTransport


class FivetranMock(BaseMock):
    """
    A stateful fake of the Fivetran API for connections.

    It checks, keeps, changes and answers as the API is known to do; `not_imitated()` lists the rest.
    One mock serves any number of clients, in process or by a server, and may be used by several threads.

    A mock is one account. By default every well-formed key pair works and every group exists; with `credentials`, only
    those pairs work, each with its role; with `groups`, only those groups exist. The arguments are the fields of
    `MockSettings`.
    """

    def client(self, **options: Any) -> Fivetran:
        """Return a client with the mock's keys, transport, clock and seeded jitter; takes the options of `Fivetran`."""
        from fivetran_connections import Fivetran

        given: dict[str, Any] = {**self._access(), "sleep": self.clock.sleep, **options}
        return Fivetran(**given)

    def async_client(self, **options: Any) -> AsyncFivetran:
        """Return an async client as `client` does, with the options of `AsyncFivetran`."""
        from fivetran_connections import AsyncFivetran

        given: dict[str, Any] = {**self._access(), "sleep": self.clock.asleep, **options}
        return AsyncFivetran(**given)

    @cached_property
    def clock(self) -> MockClock:
        """The mock's time as the `sleep` and `monotonic` of a client."""
        return MockClock(self._api)

    def transport(self) -> FivetranTransport:
        """Return a transport for the clients of httpx and httpx2, sync and async."""
        from .transport import FivetranTransport

        return FivetranTransport(self, self.clock)

    def intercept(self) -> Interception:
        """
        Return a context manager: within it, this mock answers all requests to Fivetran's hosts.

        Requests of httpx, httpx2, urllib3, requests and aiohttp are answered; others raise `NotIntercepted`.
        """
        from .intercept import Interception

        return Interception(self, self.clock)

    @cached_property
    def _interceptions(self) -> list[Interception]:
        """Those of the blocks that have begun."""
        return []

    def __enter__(self) -> Self:
        """Intercept as `intercept` does, until the end of the block."""
        interception = self.intercept()
        interception.__enter__()
        self._interceptions.append(interception)
        return self

    def __exit__(self, *error: object) -> None:
        """End the interception."""
        self._interceptions.pop().__exit__(*error)

    def __repr__(self) -> str:
        """Return what it has."""
        counts = (self.connection_count(), "connection"), (self.call_count, "call")
        return f"<FivetranMock: {', '.join(f'{count} {name}' + 's' * (count != 1) for count, name in counts)}>"

    def mount(self, router: respx.Router, *, base_url: str = API) -> respx.Route:
        """
        Answer everything under `base_url` that a respx router sees, and return the route.

        Make the router with `respx.mock(using="httpx")`: the other mode patches httpcore and takes more than twice as
        long.
        """
        require_text("base_url", base_url)
        return router.route(url__startswith=base_url).mock(side_effect=self.transport().handle_for_respx)

    def asgi_app(self) -> MockApp:
        """Return the mock as an ASGI application."""
        from .asgi import MockApp

        return MockApp(self)

    def _access(self) -> dict[str, Any]:
        from fivetran_connections import Timeouts

        keys: dict[str, Any] = {"api_key": self.api_key, "api_secret": self.api_secret}
        if self.settings.speed is not None:  # requests and their delays take real time, unlike the client's clock
            keys["timeout"] = Timeouts(total=None)
        keys |= {"base_url": API, "transport": self.transport(), "monotonic": self.clock.monotonic}
        return {**keys, "jitter": Random(0).random}  # noqa: S311  # a seeded draw, not a secret
