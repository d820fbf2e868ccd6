"""Public facade: the mock with its adapters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ._mock.facade import arguments
from ._mock.facade.base import BaseMock

if TYPE_CHECKING:
    import respx

    from .asgi import MockApp
    from .transport import FivetranTransport

API: Final = "https://api.fivetran.com"


class FivetranMock(BaseMock):
    """
    A stateful fake of the Fivetran API for connections.

    It judges, keeps, changes and answers as the API does, as far as that is known; `not_imitated()` lists the rest.
    One mock serves any number of clients, in process or by a server, and may be used by several threads.

    By default every well-formed key pair works and has an account of its own, and every group exists. With
    `accounts="one"` they all share one account. With `credentials`, only those pairs work, and they share one account;
    with `groups`, only those exist.
    """

    def transport(self) -> FivetranTransport:
        """Give a transport for the clients of httpx and httpx2, sync and async."""
        from .transport import FivetranTransport

        return FivetranTransport(self.handle, realtime=self.realtime)

    def mount(self, router: respx.Router, *, base_url: str = API) -> respx.Route:
        """Answer everything under `base_url` that a respx router sees; gives the route."""
        from .respx import mount

        arguments.ROUTER.check("router", router)
        arguments.NAME.check("base_url", base_url)
        return mount(router, self.handle, base_url=base_url)

    def asgi_app(self) -> MockApp:
        """Give the mock as an ASGI application."""
        from .asgi import MockApp

        return MockApp(self)
