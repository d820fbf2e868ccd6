"""The fields of a connection that a request sets and an answer shows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from ._schemas import schemas, variants

_APART: Final = frozenset({"group_id", "service", "config", "connect_card_config"})
"""Fields with a meaning of their own: identity and settings, and the card of one create, which is not stored."""

_SHOWN: Final[Mapping[str, object]] = {
    "paused": False,
    "pause_after_trial": False,
    "sync_frequency": 360,
    "schedule_type": "auto",
    "data_delay_sensitivity": "NORMAL",
    "data_delay_threshold": 0,
    "networking_method": "Directly",
}
"""The values that the API shows for fields that were never set (docs/evidence.md#initial-values)."""


@cache
def kept_fields() -> Mapping[str, object]:
    """Return the fields that the document has both in a request and in the answer; see `fivetran_rules.kept_fields`."""
    requests = [schemas()[name]["properties"] for name in (*variants().values(), "ConnectionUpdate")]
    settable = {key for properties in requests for key in properties} - _APART
    shown = schemas()["Connection"]["properties"]
    return MappingProxyType({key: _SHOWN.get(key) for key in shown if key in settable})
