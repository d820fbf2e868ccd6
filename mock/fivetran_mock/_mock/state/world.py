"""The settings, the clock and the scripts of one mock, which every handler may use."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple

from ..clock.moments import Clock
from .account import Account
from .scripts import Scripts

API: Final = "https://api.fivetran.com"
"""Where the API is, for which a mock in process stands in."""

CARD_PAGE: Final = "https://fivetran.com"
"""Where the pages of Connect Cards are for a mock that no server serves."""

CARD_PATH: Final = "/connect-card/setup"
"""The path of the page of a Connect Card."""


MOST_EVENTS: Final = 10_000
"""How many events one move of time brings at most; what happens after them happens unheard."""


class Event(NamedTuple):
    """
    Something that happened to a connection: `World.tell` adds it to `World.events` while somebody listens.

    `Core.moments` moves time from one due event to the next.
    """

    kind: str
    """The name that the API has for the event: `sync_start` or `sync_end`."""
    moment: int
    """When it happened, in microseconds since 1970."""
    account: Account
    record: Mapping[str, Any]
    """A copy of the connection's record, as it was then."""
    details: Mapping[str, Any]
    """Further values: the `outcome` of a sync that ended, and the `message` of one that failed."""


Unimitated = Literal["refused", "empty"]


@dataclass(slots=True, kw_only=True)
class World:
    """The settings of a mock, its clock and its scripts."""

    clock: Clock
    scripts: Scripts = field(default_factory=Scripts)
    groups: Mapping[str, str] | None
    """The names of the only groups by id; None if every id is a group."""
    user_id: str | None
    """The id of the user whose key is used; None to make one up for each account."""
    owner: Mapping[str, str]
    """The names, the e-mail address and the phone number of that user, as far as they are not made up."""
    services: frozenset[str]
    """The services that are known beside those of the catalogue."""
    unimitated: Unimitated
    """What a family of the API that is not imitated answers: 501, or empty lists and 404."""
    strict: bool
    behaviours: Mapping[str, str]
    """The value of each behaviour of the API that is unknown (`fivetran_rules.behaviours`)."""
    sync_time: int
    historical_time: int
    signing_key: bytes
    """The key that signs connect card tokens."""
    card_page: str
    """Where the pages of Connect Cards are: scheme and host, and a path where the mock is mounted below one."""
    receivers: Collection[str] | None = None
    """The hosts beside this machine that events are posted to; None in process, where no URL is checked or called."""
    events: list[Event] | None = None
    """What happened to connections and was not taken yet, the oldest first; None while nobody listens."""

    def add_event(self, kind: str, moment: int, account: Account, record: Mapping[str, Any], **details: object) -> None:
        """Add an event, if somebody listens; the lock of the core is held."""
        if self.events is not None:
            self.events.append(Event(kind, moment, account, deepcopy(dict(record)), details))
