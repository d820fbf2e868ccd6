"""Which page a path leads to, and how its answer is spelled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import unquote

from ..._mock.facade import BaseMock
from ..._mock.formats.http import Reply, Request
from .._access import Access, is_own_page
from ._pages import behaviours, clock, connections, docs, faults, requests
from ._render import asset, file_reply, page_reply, redirect, signed_in
from ._visit import Answer, File, Page, Problem, SeeOther, Visit, form_of, query_of

View = Callable[[Visit], Answer]

ROUTES: Final[Mapping[str, Mapping[str, View]]] = {
    "": {"GET": requests.listing},
    "console": {"GET": lambda _: SeeOther("")},
    "console/requests/*": {"GET": requests.one},
    "console/requests/*/whole.json": {"GET": requests.download},
    "console/connections": {"GET": connections.listing},
    "console/connections/*": {"GET": connections.one},
    "console/connections/*/*": {"POST": connections.step},
    "console/faults": {"GET": faults.listing, "POST": faults.add},
    "console/faults/clear": {"POST": faults.clear},
    "console/faults/*/remove": {"POST": faults.remove},
    "console/behaviours": {"GET": behaviours.listing, "POST": behaviours.change},
    "console/clock": {"GET": clock.show},
    "console/clock/advance": {"POST": clock.advance},
    "console/clock/snapshot.json": {"GET": clock.download},
    "console/clock/restore": {"POST": clock.restore},
    "console/clock/forget": {"POST": clock.forget},
    "console/clock/reset": {"POST": clock.reset},
    "console/docs": {"GET": docs.index},
    "console/docs/operations/*": {"GET": docs.operation},
    "console/docs/schemas/*": {"GET": docs.schema},
    "console/docs/rules": {"GET": docs.rules},
    "console/docs/not-imitated": {"GET": docs.not_imitated},
    "console/assets/*": {"GET": lambda visit: asset(visit.arguments[0])},
}
"""Every path below `/__mock__/`, with its methods; a star stands for one part of the path."""


class Console:
    """The pages of one mock."""

    def __init__(self, mock: BaseMock) -> None:
        self._mock = mock

    def answer(self, request: Request, path: str) -> Reply:
        """Answer a request of a browser; `path` begins after `/__mock__/`."""
        visit = Visit(self._mock, request, (), query_of(request.target), {})
        try:
            answer = self._view(visit, path)
        except Problem as problem:
            answer = Page("problem.html", {"message": problem.message}, problem.status)
        return _spelled(visit, path, answer)

    def sign_in(self, request: Request, path: str, access: Access) -> Reply:
        """Ask a browser for the token of `--admin-token`, or keep a cookie in the browser that has sent it."""
        if path.startswith(ASSETS):
            return self.answer(request, path)
        failed = ""
        if request.method == "POST" and not path and is_own_page(request):
            cookie = access.sign_in(_token(request))
            if cookie is not None:
                return signed_in(cookie)
            failed = "This is not the token of --admin-token."
        visit = Visit(self._mock, request, (), query_of(request.target), {})
        return _spelled(visit, path, Page("sign_in.html", {"failed": failed}, 401))

    def _view(self, visit: Visit, path: str) -> Answer:
        method = "GET" if visit.request.method == "HEAD" else visit.request.method
        arguments, methods = _route(path)
        view = methods.get(method)
        if view is None:
            allowed = ", ".join(methods)
            raise Problem(f"This page takes {allowed}.", 405) if methods else Problem("There is no such page.", 404)
        form = form_of(visit.request) if method == "POST" else {}
        try:
            return view(replace(visit, arguments=arguments, form=form))
        except OSError as problem:
            raise Problem(f"Nothing was changed, since the change cannot be kept: {problem}", 500) from None


ASSETS: Final = "console/assets/"
"""Where style, script and icon are: no secrets, so that the form for the token has them too."""


def _spelled(visit: Visit, path: str, answer: Answer) -> Reply:
    root = "../" * path.count("/") or "./"
    if isinstance(answer, SeeOther):
        return redirect(root, answer)
    if isinstance(answer, File):
        return file_reply(answer, visit.request)
    return page_reply(visit, root, answer)


def _token(request: Request) -> str:
    try:
        return form_of(request).get("token", "").strip()
    except Problem:
        return ""


def _route(path: str) -> tuple[tuple[str, ...], Mapping[str, View]]:
    """Find a route: first the exact path, then the pattern with the fewest stars that fits."""
    if path in ROUTES:
        return (), ROUTES[path]
    parts = path.split("/")
    for pattern, methods in ROUTES.items():
        wanted = pattern.split("/")
        if len(wanted) == len(parts) and all(each in ("*", part) for each, part in zip(wanted, parts, strict=True)):
            found = tuple(unquote(part) for each, part in zip(wanted, parts, strict=True) if each == "*")
            return found, methods
    return (), {}
