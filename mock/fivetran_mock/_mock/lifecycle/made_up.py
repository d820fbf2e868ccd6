"""What a source would show when its schema is read: plausible tables, made up for the mock."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from ..formats.envelope import to_bytes

TABLES: Final = {
    "pinterest_ads": (
        "ad_account_history",
        "ad_group_history",
        "ad_group_report",
        "advertiser_report",
        "campaign_history",
        "campaign_report",
        "keyword_report",
        "pin_promotion_history",
        "pin_promotion_report",
    ),
    "google_ads": (
        "account_history",
        "ad_group_history",
        "ad_group_stats",
        "ad_history",
        "ad_stats",
        "campaign_history",
        "campaign_stats",
        "keyword_stats",
    ),
}
"""Tables by service. A real source has more, and other ones."""

SYSTEM_TABLE: Final = "fivetran_audit"
"""A table that cannot be switched off, so that a test can meet one."""

OTHER_TABLES: Final = ("account", "event", "user")


def capture(record: dict[str, Any], *, enabled: bool = True) -> bytes:
    """Read the schema of a connection's source for the first time."""
    name, names = _names(record)
    tables = {table: _table(table, enabled=enabled) for table in names}
    tables[SYSTEM_TABLE] = _table(SYSTEM_TABLE, enabled=True) | {
        "enabled_patch_settings": {"allowed": False, "reason_code": "SYSTEM_TABLE"}
    }
    config = {
        "enable_new_by_default": True,
        "schema_change_handling": "ALLOW_ALL",
        "schemas": {name: {"name_in_destination": name, "enabled": True, "tables": tables}},
    }
    return to_bytes(config)


def _names(record: dict[str, Any]) -> tuple[str, Iterable[str]]:
    """Name the schema and its tables; a connection with one table of its own is named after both."""
    schema, table = record["config"].get("schema"), record["config"].get("table")
    if isinstance(schema, str) and isinstance(table, str):
        return schema, (table,)
    return record["schema"], TABLES.get(record["service"], OTHER_TABLES)


def _table(name: str, *, enabled: bool) -> dict[str, Any]:
    return {
        "name_in_destination": name,
        "enabled": enabled,
        "enabled_patch_settings": {"allowed": True},
        "supports_columns_config": True,
        "supports_history_mode": True,
        "sync_mode": "SOFT_DELETE",
    }
