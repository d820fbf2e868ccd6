"""How a body, or a change and what is stored, become the state that rules judge."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ._account import Account
from ._json import is_object
from ._rule import UNKNOWN, Gap, State

NOTHING: Final[Mapping[str, object]] = MappingProxyType({})


def state_of_create(body: Mapping[str, object], account: Account) -> State:
    """See a new connection: what the body does not have is absent."""
    config = body.get("config")
    return State(body, body, config if is_object(config) else NOTHING, None, None, account)


def state_of_change(patch: Mapping[str, object], stored: Mapping[str, object], account: Account) -> State:
    """
    See the connection that a change leaves behind, merged key by key.

    A connection-level key that is in neither is unknown. A stored ``config`` is taken as complete; without one, a key
    that the change does not have is unknown as well.
    """
    given, kept = _config_of(patch), _config_of(stored)
    gap: Gap = UNKNOWN if kept is None else None
    config = {**(kept or NOTHING), **(given or NOTHING)}
    return State(patch, {**stored, **patch, "config": config}, config, UNKNOWN, gap, account)


def _config_of(connection: Mapping[str, object]) -> Mapping[str, object] | None:
    config = connection.get("config")
    return config if is_object(config) else None
