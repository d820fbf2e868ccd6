"""The state that rules judge, made from a body, or from a change and the stored connection."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from fivetran_common.json_types import is_object

from ._account import Account
from ._rule import UNKNOWN, Gap, State

NOTHING: Final[Mapping[str, object]] = MappingProxyType({})


def state_of_create(body: Mapping[str, object], account: Account) -> State:
    """See a new connection: what the body does not have is absent."""
    return State(body, body, _config_of(body), None, None, account)


def state_of_change(patch: Mapping[str, object], stored: Mapping[str, object], account: Account) -> State:
    """
    See the connection that a change leaves behind, merged key by key.

    A connection-level key that is in neither is unknown. A stored ``config`` is taken as complete, unless it is empty:
    the API was seen to answer so for a connection that must have had a schema.
    """
    kept = _config_of(stored)
    config = {**kept, **_config_of(patch)}
    gap: Gap = None if kept else UNKNOWN
    return State(patch, {**stored, **patch, "config": config}, config, UNKNOWN, gap, account)


def _config_of(connection: Mapping[str, object]) -> Mapping[str, object]:
    config = connection.get("config")
    return config if is_object(config) else NOTHING
