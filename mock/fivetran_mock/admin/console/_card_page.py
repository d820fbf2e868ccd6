"""The page of a Connect Card, on which the owner of a source authorizes a connection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from ..._mock.facade import BaseMock
from ..._mock.formats.http import Reply, Request
from ..._mock.operations.cards import CardAct, InvalidToken
from ..._mock.state.state import CARD_PATH
from ._visit import PageProblem, form_of, query_of, template

STYLE_PATH: Final = f"{CARD_PATH}.css"

_SECURE: Final = [
    (
        "content-security-policy",
        # No form-action: browsers also apply it to the redirect after the form, which leads to any address.
        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("cache-control", "no-store"),
]

_BUTTONS: Final[Mapping[str, CardAct]] = {"authorize": "authorize", "refuse": "refuse", "cancel": "cancel"}
"""The buttons of the form; a form submitted without a button authorizes."""


def answer_card(mock: BaseMock, request: Request) -> Reply:
    """Show the card for GET; carry out the button of POST, and send the browser back if the setup tests pass."""
    if request.target == STYLE_PATH and request.method in {"GET", "HEAD"}:
        return Reply(
            200, [("content-type", "text/css; charset=utf-8"), *_SECURE], template("card.css").render().encode()
        )
    if request.method not in {"GET", "HEAD", "POST"}:
        return _page(405, "Method not allowed", ("allow", "GET, HEAD, POST"), message="This page is for a browser.")
    act: CardAct = "show"
    if request.method == "POST":
        try:
            act = _BUTTONS[form_of(request).get("act") or "authorize"]
        except (PageProblem, KeyError):
            return _page(400, "There is no such button", message="Load the page again.")
    return _visit(mock, request, act)


def _visit(mock: BaseMock, request: Request, act: CardAct) -> Reply:
    query = query_of(request.target)
    if not _is_address(query.get("redirect_uri", "")):
        return _page(400, "No address to return to", message="The address has no redirect_uri.")
    try:
        visit = mock.visit_connect_card(request, query.get("auth", ""), act)
    except InvalidToken as problem:
        return _page(400, "This connect card is not valid", message=f"{problem}.")
    except OSError as problem:
        return _page(500, "Nothing was changed", message=problem)
    if visit.returns:  # with the id of the connection (docs/evidence.md#card-return)
        back = _with_query(query["redirect_uri"], id=visit.record["id"])
        return _page(303, "Done", ("location", back), back=back)
    if act == "cancel":
        return _page(200, "Cancelled", message="Nothing was changed. You can close this page, or open the card again.")
    guide = query.get("hide_setup_guide") != "true"
    title = "Authorize your connection"
    return _page(200, title, record=visit.record, tests=visit.tests, act=act, guide=guide)


def _is_address(text: str) -> bool:
    try:
        return urlsplit(text).scheme in {"http", "https"}
    except ValueError:  # a bracket that opens no IPv6 address
        return False


def _with_query(address: str, **more: str) -> str:
    """Add to the query of an address, and escape the address for a header."""
    parts = urlsplit(address)
    query = "&".join(filter(None, (parts.query, urlencode(more))))
    return quote(urlunsplit(parts._replace(query=query)), safe=_IN_ADDRESSES)


_IN_ADDRESSES: Final = "%/:?#[]@!$&'()*+,;=~"
"""The characters that structure an address, and the percent sign of escapes that stand in it already."""


def _page(status: int, title: str, *headers: tuple[str, str], **values: object) -> Reply:
    html = template("card.html").render(title=title, **values)
    return Reply(status, [("content-type", "text/html; charset=utf-8"), *_SECURE, *headers], html.encode())
