"""The schema configuration of a connection: which of its schemas, tables and columns are synced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ..call import Call
from ..formats import refusals
from ..formats.http import Reply, done, success
from ..lifecycle import made_up
from ..lifecycle.deliveries import tell
from ..lifecycle.made_up import enables_new, read_source
from ..lifecycle.records import STATEFUL
from ..lifecycle.transitions import ask_for_sync
from ..state.defaults import HANDLING
from .tolerated import schema_notes

Config = dict[str, Any]

NO_RELOAD: Final = STATEFUL
"""The services that cannot reload their schema. No source lists them; functions define theirs by their code."""


def get_schema_config(call: Call) -> Reply:
    """Show the schema configuration, once the source was read."""
    return success(call.operation, _config(call))


def create_schema_config(call: Call) -> Reply:
    """Set up the schema configuration before the source was read."""
    if captured(call) is not None:
        raise refusals.conflict(f"Connection with id '{call.argument}' already has a schema config")
    handling = call.option("schema_change_handling", HANDLING)
    config: Config = {"enable_new_by_default": enables_new(handling), "schema_change_handling": handling, "schemas": {}}
    for name, change in call.body["schemas"].items():
        schema = config["schemas"][name] = made_up.schema_settings(call.record(), name, enabled=True)
        for table, settings in change.get("tables", {}).items():  # the source was not read yet: any name is accepted
            columns = {column: made_up.column_settings(column) for column in settings.get("columns", {})}
            schema["tables"][table] = made_up.table_settings(table, enabled=True) | {"columns": columns}
        _change_schema(call, name, schema, change)
    return _save(call, config)


def update_schema_config(call: Call) -> Reply:
    """Change the schema configuration as a whole or, if a name is unknown, not at all; or the part in the path."""
    config = _config(call)
    change: Config = call.body
    for part, name in reversed([*zip(("schemas", "tables", "columns"), call.arguments[1:], strict=False)]):
        change = {part: {name: change}}
    handling = change.get("schema_change_handling")
    if handling is not None:
        config.update(schema_change_handling=handling, enable_new_by_default=enables_new(handling))
    for name, schema in change.get("schemas", {}).items():
        _change_schema(call, name, _known(config["schemas"], name, "schema"), schema)
    call.violations = tuple(schema_notes(call.body, named=len(call.arguments) > 1))
    return _save(call, config)


update_schema = update_table = update_column = update_schema_config


def list_columns(call: Call) -> Reply:
    """List all columns of a table, also those that were never changed."""
    table = _with_columns(call, _config(call))
    call.spend()
    _, schema, name = call.arguments
    columns = made_up.columns_of(made_up.source_of(call.state.scripts, call.record()), schema, name)
    untouched = {column: made_up.column_settings(column) for column in columns}
    return success(call.operation, {"columns": untouched | table.get("columns", {})})


def drop_column(call: Call) -> Reply:
    """Mark a column for deletion."""
    config = _config(call)
    _, *path, column = call.arguments
    _drop(call, path, _with_columns(call, config), column)
    return _save(call, config, reply=done(call.operation))


def drop_columns(call: Call) -> Reply:
    """Mark columns of several tables for deletion: all of them or, if one cannot be, none."""
    config = _config(call)
    for name, schema in call.body["schemas"].items():
        tables = _known(config["schemas"], name, "schema")["tables"]
        for table, change in schema["tables"].items():
            settings = _known(tables, table, "table")
            _require_columns(name, table, settings)
            for column in change["columns"]:
                _drop(call, (name, table), settings, column)
    return _save(call, config, reply=done(call.operation))


def reload_schema_config(call: Call) -> Reply:
    """Read the source again; new tables are synced unless the request excludes them."""
    record = call.record()
    setup_state = record["status"]["setup_state"]
    if record["service"] in NO_RELOAD:
        raise refusals.no_schema_reload(record["service"])
    if setup_state != "connected":
        raise refusals.not_set_up(setup_state)
    if record["paused"] and call.state.behaviours["reload_paused"] == "400":
        raise refusals.Refusal(400, "IllegalState", "The connection is paused")
    call.spend()
    exclude = call.option("exclude_mode") == "EXCLUDE"
    return _save(call, read_source(call.state.scripts, record, captured(call), exclude=exclude))


def resync_tables(call: Call) -> Reply:
    """Sync the history of the named tables again."""
    check_tables(_config(call)["schemas"], call.body)
    return start_sync(call, call.record(), "resync_table")


def resync_table(call: Call) -> Reply:
    """Sync the history of one table again."""
    _table(call, _config(call))
    return start_sync(call, call.record(), "resync_table")


def check_tables(schemas: Mapping[str, Config], scope: Mapping[str, list[str]]) -> None:
    """Make sure that the schemas and tables of a scope exist; raises 400 if not."""
    for name, tables in scope.items():
        known = _known(schemas, name, "schema", refusal=refusals.invalid)["tables"]
        for table in tables:
            _known(known, table, "table", refusal=refusals.invalid)


def start_sync(call: Call, record: dict[str, Any], event: str) -> Reply:
    """Start a sync of a connection now or, if it cannot sync, later; the receivers of webhooks get the event."""
    tell(call.state, event, record)
    call.state.replace_connection(call.number, record, ask_for_sync(call.state, record))
    return done(call.operation, id=call.argument)


def _config(call: Call) -> Config:
    config = captured(call)
    if config is None:
        raise refusals.no_schema_config(call.argument)
    return config


def captured(call: Call) -> Config | None:
    """Return the kept configuration, or that which the last sync captured (docs/evidence.md#sync-captures); or None."""
    record, kept = call.record(), call.state.connections.kept(call.number, "schemas")
    return (
        read_source(call.state.scripts, record, None) if kept is None and record["succeeded_at"] is not None else kept
    )


def _table(call: Call, config: Config) -> Config:
    """Return the table that the path names."""
    _, schema, table, *_ = call.arguments
    return _known(_known(config["schemas"], schema, "schema")["tables"], table, "table")


def _with_columns(call: Call, config: Config) -> Config:
    """Return the table that the path names, which has to have settings of columns."""
    table = _table(call, config)
    _require_columns(call.arguments[1], call.arguments[2], table)
    return table


def _require_columns(schema: str, name: str, table: Config) -> None:
    if not table["supports_columns_config"]:
        raise refusals.no_columns_config(schema, name)


def _save(call: Call, config: Config, *, reply: Reply | None = None) -> Reply:
    call.state.connections.keep(call.number, "schemas", config)
    return reply or success(call.operation, config)


def _known(things: Mapping[str, Config], name: str, kind: str, *, refusal: Any = refusals.missing) -> Config:
    if name not in things:
        raise refusal(f"There is no {kind} '{name}' in the schema config")
    return things[name]


def _change_schema(call: Call, name: str, schema: Config, change: Config) -> None:
    schema["enabled"] = change.get("enabled", schema["enabled"])
    for table, table_change in change.get("tables", {}).items():
        _change_table(call, (name, table), _known(schema["tables"], table, "table"), table_change)


def _change_table(call: Call, path: Sequence[str], table: Config, change: Config) -> None:
    schema, name = path
    enabled = change.get("enabled", table["enabled"])
    if enabled != table["enabled"] and not table["enabled_patch_settings"]["allowed"]:
        raise _locked("Table", name, table)
    table["enabled"] = enabled
    if "sync_mode" in change:
        table["sync_mode"] = change["sync_mode"]
    if "row_filter" in change:
        table["row_filter"] = change["row_filter"]
        if table["row_filter"] is None:
            del table["row_filter"]
    if "columns" in change:
        _require_columns(schema, name, table)
    for column, column_change in change.get("columns", {}).items():
        _change_column(call, path, table, column, column_change)


def _change_column(call: Call, path: Sequence[str], table: Config, name: str, change: Config) -> None:
    column = _column(call, path, table, name)
    if column is None:
        if call.state.behaviours["unknown_column"] == "refused":
            raise _no_column(name)
        column = made_up.column_settings(name)
    allowed = column["enabled_patch_settings"]["allowed"]
    if change.get("enabled", column["enabled"]) != column["enabled"] and not allowed:
        raise _locked("Column", name, column)
    given = {key: value for key, value in change.items() if value is not None}
    table.setdefault("columns", {})[name] = {**column, **given}


def _column(call: Call, path: Sequence[str], table: Config, name: str) -> Config | None:
    """Return one of the columns of a table; None if it has no such column."""
    changed: Config | None = table.get("columns", {}).get(name)
    columns = made_up.columns_of(made_up.source_of(call.state.scripts, call.record()), *path)
    return made_up.column_settings(name) if changed is None and name in columns else changed


def _no_column(name: str) -> refusals.Refusal:
    return refusals.missing(f"There is no column '{name}' in the schema config")


def _drop(call: Call, path: Sequence[str], table: Config, name: str) -> None:
    column = _column(call, path, table, name)
    if column is None:
        raise _no_column(name)
    if not column["enabled_patch_settings"]["allowed"]:
        raise _locked("Column", name, column)
    if column["enabled"]:
        raise refusals.conflict(f"Column '{name}' is not blocked: disable it before it is dropped")
    column["enabled_patch_settings"] = {"allowed": False, "reason_code": "DELETED"}
    table.setdefault("columns", {})[name] = column


def _locked(kind: str, name: str, settings: Config) -> refusals.Refusal:
    reason = settings["enabled_patch_settings"]["reason_code"]
    return refusals.invalid(f"{kind} '{name}' cannot be enabled, disabled or dropped: {reason}")
