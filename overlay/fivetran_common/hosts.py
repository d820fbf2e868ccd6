"""Names and addresses of hosts."""

from __future__ import annotations

from ipaddress import ip_address
from typing import cast


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine itself: `localhost`, or an address of the loopback."""
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost"
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def is_local_peer(peer: object) -> bool:
    """Return whether a socket's peer name is an address of this machine's loopback."""
    if not isinstance(peer, tuple) or not peer:
        return False
    return is_loopback(str(cast("tuple[object, ...]", peer)[0]))
