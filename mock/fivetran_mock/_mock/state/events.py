"""What happens to connections, for those that listen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from .account import Account

MOST_EVENTS: Final = 10_000
"""How many events one move of time brings at most; what happens after them happens unheard."""


class Event(NamedTuple):
    """
    Something that happened to a connection: `World.tell` adds it to `World.events` while somebody listens.

    `Core.moments` moves time from one due event to the next.
    """

    kind: str
    """What happened, in the API's words: `sync_start` or `sync_end`."""
    moment: int
    """When it happened, in microseconds since 1970."""
    account: Account
    record: Mapping[str, Any]
    """A copy of the connection's record, as it was then."""
    details: Mapping[str, Any]
    """What else is known: the `outcome` of a sync that ended, and the `message` of one that failed."""
