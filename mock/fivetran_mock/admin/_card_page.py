"""The page of a Connect Card, on which the owner of a source authorizes a connection."""

from __future__ import annotations

from html import escape
from typing import Final
from urllib.parse import parse_qs, quote, urlencode, urlsplit, urlunsplit

from .._mock.facade import BaseMock
from .._mock.formats.http import Reply, Request
from .._mock.operations.cards import InvalidToken

CARD_PATH: Final = "/connect-card/setup"
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

_FORM: Final = """\
<p>On Fivetran's page, the owner of the data would now sign in at the source.
This mock needs no sign-in: the connection counts as authorized, and its setup tests run.</p>
<form method="post"><button autofocus>Authorize</button></form>
{guide}"""

_GUIDE: Final = "<aside><p>This is a mock. On the real page, the setup guide of the connector stands here.</p></aside>"


class CardPage:
    """Shows a Connect Card, and completes the set-up of its connection when it is submitted."""

    def __init__(self, mock: BaseMock) -> None:
        self._mock = mock

    def answer(self, request: Request) -> Reply:
        """Show the page for GET, complete the set-up for POST and send the browser back."""
        if request.target == STYLE_PATH and request.method in {"GET", "HEAD"}:
            return Reply(200, [("content-type", "text/css; charset=utf-8"), *_SECURE], _STYLE)
        query = {name: values[-1] for name, values in parse_qs(urlsplit(request.target).query).items()}
        if request.method in {"GET", "HEAD"}:
            guide = "" if query.get("hide_setup_guide") == "true" else _GUIDE
            return _page(200, "Authorize your connection", _FORM.format(guide=guide))
        if request.method == "POST":
            return self._complete(query.get("auth", ""), query.get("redirect_uri", ""))
        return _page(405, "Method not allowed", "<p>This page is for a browser.</p>", ("allow", "GET, HEAD, POST"))

    def _complete(self, token: str, redirect_uri: str) -> Reply:
        if not _is_address(redirect_uri):
            return _page(400, "No address to return to", "<p>The address has no <code>redirect_uri</code>.</p>")
        try:
            connection = self._mock.complete_connect_card(token)
        except InvalidToken as problem:
            return _page(400, "This connect card is not valid", f"<p>{escape(str(problem))}.</p>")
        except OSError as problem:
            return _page(500, "Nothing was changed", f"<p>{escape(str(problem))}</p>")
        # Fivetran returns the id in the query; the name of the parameter is not documented.
        back = _with_query(redirect_uri, id=connection["id"])
        return _page(303, "Done", f'<p><a href="{escape(back)}">Go back</a></p>', ("location", back))


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
