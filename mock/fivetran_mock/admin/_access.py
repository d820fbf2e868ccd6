"""Who may use the mock's own API."""

from __future__ import annotations

import ipaddress
from typing import cast


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
