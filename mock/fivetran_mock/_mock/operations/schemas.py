"""The schema configuration of a connection: which of its schemas, tables and columns are synced."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..call import Call
from ..formats.envelope import Refusal, invalid, no_schema_config, not_set_up, success, to_bytes, triggered
from ..formats.messages import Reply
from ..lifecycle.made_up import capture
from ..lifecycle.transitions import ask_for_sync

Config = dict[str, Any]


def get_schema_config(call: Call) -> Reply:
    """Show the schema configuration, once the source has been read."""
    _captured(call)
    return success("get_schema_config", call.account.extras["schemas"][call.number])


def update_schema_config(call: Call) -> Reply:
    """Change what is synced; all of it or, if anything is not there, nothing."""
    config = _captured(call)
    patch = call.body
    for key in ("schema_change_handling", "is_type_locked"):
        if key in patch:
            config[key] = patch[key]
    for name, change in patch.get("schemas", {}).items():
        _change_schema(_known(config["schemas"], name, "schema"), change)
    return _keep(call, config)


def reload_schema_config(call: Call) -> Reply:
    """Read the source again; what is new in it is synced unless told otherwise."""
    setup_state = call.record()["status"]["setup_state"]
    if setup_state != "connected":
        raise not_set_up(setup_state)
    call.spend("source")
    config = call.account.extras["schemas"].get(call.number)
    if config is None:
        config = capture(call.record(), enabled=call.option("exclude_mode") != "EXCLUDE")
        call.account.keep("schemas", call.number, config)
    return success("reload_schema_config", config)


def resync_tables(call: Call) -> Reply:
    """Sync the history of some tables again."""
    schemas = _captured(call)["schemas"]
    for name, tables in call.body.items():
        known = _known(schemas, name, "schema")["tables"]
        for table in tables:
            _known(known, table, "table")
    record = call.record()
    call.account.plan(call.number, ask_for_sync(call.world, record))
    call.account.replace(call.number, to_bytes(record))
    return triggered("resync_tables")


def _captured(call: Call) -> Config:
    config: Config | None = call.account.kept("schemas", call.number)
    if config is None:
        raise no_schema_config(call.argument)
    return config


def _keep(call: Call, config: Config) -> Reply:
    stored = to_bytes(config)
    call.account.keep("schemas", call.number, stored)
    return success(call.operation, stored)


def _known(things: Mapping[str, Config], name: str, kind: str) -> Config:
    if name not in things:
        raise invalid(f"There is no {kind} '{name}' in the schema config")
    return things[name]


def _change_schema(schema: Config, change: Config) -> None:
    if "enabled" in change:
        schema["enabled"] = change["enabled"]
    for name, table_change in change.get("tables", {}).items():
        _change_table(name, _known(schema["tables"], name, "table"), table_change)


def _change_table(name: str, table: Config, change: Config) -> None:
    if "enabled" in change and not table["enabled_patch_settings"]["allowed"]:
        raise _locked(name)
    for key in ("enabled", "sync_mode"):
        if key in change:
            table[key] = change[key]
    for column, column_change in change.get("columns", {}).items():
        columns = table.setdefault("columns", {})
        columns[column] = {**columns.get(column, _column(column)), **column_change}


def _column(name: str) -> Config:
    """Give a column as it is before anybody edits it, and so before an answer shows it."""
    return {"name_in_destination": name, "enabled": True, "hashed": False, "enabled_patch_settings": {"allowed": True}}


def _locked(table: str) -> Refusal:
    return invalid(f"Table '{table}' is a system table and cannot be switched on or off")
