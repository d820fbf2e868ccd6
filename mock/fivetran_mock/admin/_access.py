"""Who may use the mock's own API."""

from __future__ import annotations

import ipaddress
from typing import Final, cast

from .._mock.formats.envelope import Refusal
from .._mock.formats.messages import Request

_OWN_PAGES: Final = frozenset({"none", "same-origin"})
"""The values of `Sec-Fetch-Site` in requests that no page of another site has sent."""


def refusal(request: Request, *, local: bool) -> Refusal | None:
    """Return the refusal of a client that may not use the mock's own API and pages, or None."""
    if local and request.headers.get("sec-fetch-site", "none") in _OWN_PAGES:
        return None
    return Refusal(403, "Forbidden", "The mock's own API answers only clients on the same machine.")


def is_loopback(peer: object) -> bool:
    """Say whether a socket's peer name is an address of this machine's loopback."""
    if not isinstance(peer, tuple) or not peer:
        return False
    try:
        address = ipaddress.ip_address(str(cast("tuple[object, ...]", peer)[0]))
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback
