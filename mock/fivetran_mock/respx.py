"""The mock behind a respx router, for tests that patch httpx instead of passing a transport."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .transport import FivetranTransport

if TYPE_CHECKING:
    import respx


def mount(router: respx.Router, transport: FivetranTransport, *, base_url: str) -> respx.Route:
    """
    Answer every request under `base_url` that the router sees, and return the route.

    Make the router with `respx.mock(using="httpx")`: the other mode patches httpcore and takes more than twice as long.
    """

    return router.route(url__startswith=base_url).mock(side_effect=transport.handle_request)
