"""All paths of a served mock: the API, the Connect Card's page, the mock's own API, and the console."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from importlib.util import find_spec
from typing import Final, TypeAlias

from fivetran_common.lazy import EXTRA

from .._mock.facade import BaseMock
from .._mock.formats.http import Reply, Request
from .._mock.formats.refusals import refused
from .._mock.lifecycle.deliveries import POSTED
from .._mock.state.state import CARD_PATH
from ._access import Access
from ._api import PREFIX, answer_admin

CONSOLE: Final = "console"
"""The first part of the paths of the console's pages, below `/__mock__/`; the first page is `/__mock__/` itself."""

HEALTH: Final = f"{PREFIX}/health"

_WITHOUT_JINJA: Final = Reply(
    501,
    [("content-type", "text/html; charset=utf-8")],
    f"""\
<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Fivetran mock</title>
<p>The pages of the mock need {EXTRA.format("mock")}.
Other clients get <a href="/__mock__/state">JSON</a> from here.</p>
""".encode(),
)


RequestHandler: TypeAlias = Callable[[Request], Reply | Awaitable[Reply]]
"""Answers a request, perhaps later, such as `Site.answer`."""


class Site:
    """All paths of a served mock."""

    def __init__(self, mock: BaseMock, access: Access | None = None) -> None:
        """Take the mock; an answer may wait for a receiver (`Reply.pending`)."""
        self._mock = mock
        self._access = access or Access()

    def answer(self, request: Request, *, names: Collection[str] = ()) -> Reply:
        """Answer a request; `names` are further names of the server."""
        target = request.target
        if target[:4] == "/v1/":
            return self._mock.begin(request)
        if target.startswith(CARD_PATH):
            return self._page(request, None)
        path = target.partition("?")[0]
        if path == HEALTH and POSTED not in request.headers:
            return answer_admin(self._mock, request)  # for every client: it shows no state
        if path == PREFIX or path.startswith(f"{PREFIX}/"):
            refusal = self._access.refusal(request, names=names)
            return self._own(request, path.removeprefix(PREFIX)) if refusal is None else refused(refusal)
        if path == "/" and _wants_page(request):
            return Reply(303, [("location", f".{PREFIX}/")], b"")
        return self._mock.begin(request)

    def _own(self, request: Request, place: str) -> Reply:
        """Answer a request to the mock itself: a page for a browser, JSON for other clients."""
        if place[1:].partition("/")[0] != CONSOLE and not (place in ("", "/") and _wants_page(request)):
            return answer_admin(self._mock, request)
        if not place:
            return Reply(303, [("location", f".{PREFIX}/")], b"")
        return self._page(request, place[1:].rstrip("/"))

    def _page(self, request: Request, path: str | None) -> Reply:
        """Return the console's page of a path, or without a path that of a Connect Card."""
        if find_spec("jinja2") is None:
            return _WITHOUT_JINJA
        from .console import answer_card, answer_page

        return answer_card(self._mock, request) if path is None else answer_page(self._mock, request, path)


def _wants_page(request: Request) -> bool:
    """Return whether the client is a browser that shows pages."""
    return "text/html" in request.headers.get("accept", "")
