"""How the schema configuration of a connection follows its source."""

from __future__ import annotations

from typing import Any

from . import made_up
from .defaults import HANDLING

Config = dict[str, Any]


def enables_new(handling: str) -> bool:
    """Return `enable_new_by_default`, which is true exactly for ALLOW_ALL (docs/evidence.md#enable-new)."""
    return handling == "ALLOW_ALL"


def read_source(record: dict[str, Any], kept: Config | None, *, exclude: bool = False) -> Config:
    """
    Return the schema configuration after the source was read.

    Schemas and tables that it already has keep their settings; new ones are enabled unless `exclude` or the
    configuration's own handling of changes says otherwise.
    """
    handling = HANDLING if kept is None else kept["schema_change_handling"]
    found: Config = made_up.schema_config(record, enabled=enables_new(handling) and not exclude)
    if kept is None:
        return found
    for name, schema in found["schemas"].items():
        known = kept["schemas"].setdefault(name, schema)
        known["tables"] = schema["tables"] | known["tables"]
    return kept
