"""The mock behind a respx router: for tests that patch httpx rather than give it a transport."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from .transport import answer

if TYPE_CHECKING:
    import respx

    from ._mock import FivetranMock


def mount(router: respx.Router, mock: FivetranMock, *, base_url: str) -> respx.Route:
    """
    Answer every request under `base_url` that the router sees, and give the route.

    Make the router with `respx.mock(using="httpx")`: the other mode patches httpcore and costs more than twice as much.
    """

    def handle(request: httpx.Request) -> httpx.Response:
        return answer(mock.handle, request)

    return router.route(url__startswith=base_url).mock(side_effect=handle)
