"""A client keeps no cookies of an answer."""

from __future__ import annotations

import httpx

from ._support import Both, connection, ok


def test_no_cookie_is_kept(run: Both) -> None:
    """A cookie of an answer is not sent with the next request."""
    seen: list[str | None] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("cookie"))
        reply = ok(connection())
        return httpx.Response(200, headers={**reply.headers, "set-cookie": "session=1; Path=/"}, content=reply.content)

    run(answer, lambda f: f.connections.update("brisk_otter", {"config": {"click_attribution_window": "ONE"}}))

    assert [None, None] == seen
