"""The page of a Connect Card, on which the owner of a source authorizes a connection."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Final
from urllib.parse import parse_qs, quote, urlencode, urlsplit, urlunsplit

from .._mock.facade import BaseMock
from .._mock.formats.http import Reply, Request
from .._mock.operations.cards import CardAct, CardVisit, InvalidToken
from .._mock.state.world import CARD_PATH

STYLE_PATH: Final = f"{CARD_PATH}.css"

_STYLE: Final = b"""\
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 4rem auto; padding: 0 1rem; }
button { font: inherit; padding: .5rem 1.5rem; }
aside { color: #555; }
"""

_SECURE: Final = [
    (
        "content-security-policy",
        # No form-action: browsers also apply it to the redirect after the form, which leads to any address.
        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("cache-control", "no-store"),
]

_PAGE: Final = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<link rel="stylesheet" href="setup.css">
</head>
<body>
<main>
<h1>{title}</h1>
{content}
</main>
</body>
</html>
"""

_CARD: Final = """\
<dl><dt>Service</dt><dd>{service}</dd><dt>Schema</dt><dd>{schema}</dd><dt>Set-up</dt><dd>{state}</dd></dl>
{tests}
<p>On Fivetran's page, the owner of the data would now sign in at the source. This mock needs no sign-in: to authorize
runs the setup tests, to refuse or to cancel changes nothing.</p>
<form method="post">
<button name="act" value="authorize" autofocus>Authorize</button>
<button name="act" value="refuse">Refuse</button>
<button name="act" value="cancel">Cancel</button>
</form>
{guide}"""

_TESTS: Final = '<section role="alert"><h2>Setup tests</h2><ul>{rows}</ul></section>'
_REFUSED: Final = (
    '<section role="alert"><p>The source refused the access, so the connection was not authorized.</p></section>'
)
_CANCELLED: Final = "<p>Nothing was changed. You can close this page, or open the card again.</p>"

_GUIDE: Final = "<aside><p>This is a mock. On the real page, the setup guide of the connector stands here.</p></aside>"

_ACTS: Final[Mapping[str, CardAct]] = {
    "": "authorize",
    "authorize": "authorize",
    "refuse": "refuse",
    "cancel": "cancel",
}
"""The buttons of the form; one that was submitted without a button authorizes."""

LONGEST_FORM: Final = 10_000


def answer_card(mock: BaseMock, request: Request) -> Reply:
    """Show the card for GET; carry out the button of POST, and send the browser back if the setup tests pass."""
    if request.target == STYLE_PATH and request.method in {"GET", "HEAD"}:
        return Reply(200, [("content-type", "text/css; charset=utf-8"), *_SECURE], _STYLE)
    if request.method not in {"GET", "HEAD", "POST"}:
        return _page(405, "Method not allowed", "<p>This page is for a browser.</p>", ("allow", "GET, HEAD, POST"))
    act: CardAct | None = "show"
    if request.method == "POST":
        form = parse_qs(request.body[:LONGEST_FORM].decode(errors="replace"), keep_blank_values=True)
        act = _ACTS.get(form.get("act", [""])[-1])
    if act is None:
        return _page(400, "There is no such button", "<p>Load the page again.</p>")
    return _visit(mock, request, act)


def _visit(mock: BaseMock, request: Request, act: CardAct) -> Reply:
    query = {name: values[-1] for name, values in parse_qs(urlsplit(request.target).query).items()}
    if not _is_address(query.get("redirect_uri", "")):
        return _page(400, "No address to return to", "<p>The address has no <code>redirect_uri</code>.</p>")
    try:
        visit = mock.visit_connect_card(request, query.get("auth", ""), act)
    except InvalidToken as problem:
        return _page(400, "This connect card is not valid", f"<p>{escape(str(problem))}.</p>")
    except OSError as problem:
        return _page(500, "Nothing was changed", f"<p>{escape(str(problem))}</p>")
    if visit.returns:  # with the id as the mock is set to (docs/evidence.md#card-return)
        name = mock.behaviours["card_return"]
        back = _with_query(query["redirect_uri"], **({} if name == "nothing" else {name: visit.record["id"]}))
        return _page(303, "Done", f'<p><a href="{escape(back)}">Go back</a></p>', ("location", back))
    if act == "cancel":
        return _page(200, "Cancelled", _CANCELLED)
    return _page(200, "Authorize your connection", _card(visit, act, guide=query.get("hide_setup_guide") != "true"))


def _card(visit: CardVisit, act: CardAct, *, guide: bool) -> str:
    lines = [f"{test['title']}: {test['status']}. {test['message']}" for test in visit.tests]
    rows = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return _CARD.format(
        service=escape(visit.record["service"]),
        schema=escape(visit.record["schema"]),
        state=visit.record["status"]["setup_state"],
        tests=_REFUSED if act == "refuse" else _TESTS.format(rows=rows) if rows else "",
        guide=_GUIDE if guide else "",
    )


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


def _page(status: int, title: str, content: str, *headers: tuple[str, str]) -> Reply:
    html = _PAGE.format(title=escape(title), content=content)
    return Reply(status, [("content-type", "text/html; charset=utf-8"), *_SECURE, *headers], html.encode())
