"""
Decide which clients may use the mock's own API and its pages.

Pages of other sites must not reach a mock on this machine, neither by a request nor by a DNS name for the loopback. So
the name by which a client calls the server is checked, and where a page comes from.
"""

from __future__ import annotations

import hmac
from base64 import b64decode
from collections.abc import Collection, Iterable
from contextlib import suppress
from typing import Final

from fivetran_common.system import is_loopback

from .._mock.formats.http import Request
from .._mock.formats.refusals import Refusal
from .._mock.lifecycle.deliveries import POSTED

_OWN_PAGES: Final = frozenset({"none", "same-origin"})
"""The values of `Sec-Fetch-Site` in requests that no page of another site has sent."""


class Access:
    """
    The rule for one server.

    Clients on this machine need nothing if they call the server by a loopback name, by one of `names`, or by the
    address that they reached. All others need `token`; without one they are refused.
    """

    def __init__(self, *, names: Iterable[str] = (), token: str | None = None) -> None:
        self._names = frozenset(map(str.lower, names))
        self._token = token

    def refusal(self, request: Request, *, names: Collection[str] = ()) -> Refusal | None:
        """Return the refusal of a client that may not use the mock's own API, or None; `names` are allowed too."""
        if POSTED in request.headers:
            return Refusal(403, "Forbidden", f"The mock's own API answers no delivery of a webhook ({POSTED}).")
        if self._has_token(request):
            return None
        name = _host_name(request)
        if not request.local:
            reason = "The mock's own API answers only clients on the same machine."
        elif name and not (is_loopback(name) or name in self._names or name in names):
            reason = "The mock's own API answers only to a loopback name, or to the address that it listens on."
        elif not is_own_page(request):
            reason = "The mock's own API does not answer pages of another site."
        else:
            return None
        if self._token is None:
            return Refusal(403, "Forbidden", reason)
        return Refusal(
            401, "Unauthorized", f"{reason} Other clients need the token of --admin-token.", headers=[_CHALLENGE]
        )

    def _has_token(self, request: Request) -> bool:
        """Return whether a client sends the token: as Bearer, or a page of this server as the password of Basic."""
        scheme, _, sent = request.headers.get("authorization", "").partition(" ")
        token = b""
        if scheme.lower() == "bearer":
            token = sent.strip().encode(errors="replace")
        elif scheme.lower() == "basic" and is_own_page(request):
            with suppress(ValueError):
                token = b64decode(sent).partition(b":")[2]
        expected = (self._token or "").encode()
        return expected != b"" and hmac.compare_digest(token, expected)


_CHALLENGE: Final = ("www-authenticate", 'Basic realm="the password is the token of --admin-token"')


def _host_name(request: Request) -> str:
    """Return the name in the `Host` header, without port and brackets, in lower case."""
    host = request.headers.get("host", "")
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    return name.lower().rstrip(".")


def is_own_page(request: Request) -> bool:
    """Return whether a request comes from a page of this server, or from no page at all."""
    origin = request.headers.get("origin")
    if origin is not None and origin.partition("://")[2].lower() != request.headers.get("host", "").lower():
        return False
    return request.headers.get("sec-fetch-site", "none") in _OWN_PAGES
