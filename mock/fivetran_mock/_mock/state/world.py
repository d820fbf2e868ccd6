"""What every handler may look at: settings, clock and scripts of one mock."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from .clock import MINUTE, Clock
from .scripts import Scripts

CARD_PAGE: Final = "https://fivetran.com"
"""Where the pages of Connect Cards are for a mock that no server serves."""


@dataclass(slots=True, kw_only=True)
class World:
    """The settings that stand for a mock's life, and what moves with it."""

    clock: Clock
    scripts: Scripts = field(default_factory=Scripts)
    groups: tuple[str, ...] | None = None
    """The only groups there are; None where any id is one."""
    strict: bool = False
    duplicate_schemas: Literal["refuse", "allow"] = "refuse"
    sync_time: int = MINUTE
    historical_time: int = 10 * MINUTE
    first_delay: int = MINUTE
    signing_key: bytes = b""
    """What connect card tokens are signed with."""
    card_page: str = CARD_PAGE
    """Where the pages of Connect Cards are: scheme and host, and a path where the mock is mounted below one."""
