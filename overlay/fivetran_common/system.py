"""Variables of the environment, the signals that end a command, and the addresses of the own machine."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Final, cast

_ENDING: Final = ("SIGINT", "SIGTERM", "SIGHUP")


def variable(
    name: str, environ: Mapping[str, str] = os.environ, *, refusal: type[Exception] = ValueError
) -> str | None:
    """
    Return the value of a variable of the environment, None if it is not set.

    An empty one is a mistake, since the variable that it was made of is not set: raises the refusal, which names it.
    """
    value = environ.get(name)
    if value is not None and not value.strip():
        raise refusal(f"{name} is set in the environment, but empty: set it to a value, or unset it.")
    return value


def ending_signals() -> list[signal.Signals]:
    """Return Ctrl-C, SIGTERM and, where the system has it, SIGHUP; but none that is ignored, as SIGHUP below nohup."""
    found = [signal.Signals[name] for name in _ENDING if name in signal.Signals.__members__]
    return [number for number in found if signal.getsignal(number) is not signal.SIG_IGN]


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
