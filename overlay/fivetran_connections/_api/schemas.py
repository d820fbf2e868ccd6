"""The schemas, tables and columns that a connection syncs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fivetran_client.api import schemas as schemas_api
from fivetran_client.models import (
    ColumnsToDrop,
    ColumnUpdate,
    ExcludeMode,
    NewSchemaConfig,
    SchemaConfig,
    SchemaConfigUpdate,
    SchemaUpdate,
    TableColumns,
    TableUpdate,
)

from .._bodies.judging import checked_by
from .._http.retry import send
from .._http.steps import Steps, call
from .methods import D, Resource, client_method


class Schemas(Resource[D]):
    """`/v1/connections/{id}/schemas`: which schemas, tables and columns are synced."""

    @client_method
    def get(self, connection_id: str) -> Steps[SchemaConfig]:
        """Get the schema configuration; `NotFound` until one has been captured."""
        return send(call(schemas_api.get_schema_config, connection_id))

    @client_method
    def update(self, connection_id: str, change: SchemaConfigUpdate | Mapping[str, Any]) -> Steps[SchemaConfig]:
        """Change the named schemas, tables and columns."""
        body = checked_by("SchemaConfigUpdate", change)
        return send(call(schemas_api.update_schema_config, connection_id, body=body))

    @client_method
    def reload(self, connection_id: str, *, exclude_mode: ExcludeMode | None = None) -> Steps[SchemaConfig]:
        """Read the schema from the source again; may take long."""
        body = {"exclude_mode": exclude_mode or "PRESERVE"}
        return send(call(schemas_api.reload_schema_config, connection_id, body=body))

    @client_method
    def create(self, connection_id: str, config: NewSchemaConfig | Mapping[str, Any]) -> Steps[SchemaConfig]:
        """Choose schemas, tables and columns before the source has been read for the first time."""
        return send(call(schemas_api.create_schema_config, connection_id, body=checked_by("NewSchemaConfig", config)))

    @client_method
    def update_schema(
        self, connection_id: str, schema: str, change: SchemaUpdate | Mapping[str, Any]
    ) -> Steps[SchemaConfig]:
        """Change one schema. Returns the whole schema configuration."""
        return send(call(schemas_api.update_schema, connection_id, schema, body=checked_by("SchemaUpdate", change)))

    @client_method
    def update_table(
        self, connection_id: str, schema: str, table: str, change: TableUpdate | Mapping[str, Any]
    ) -> Steps[SchemaConfig]:
        """Change one table. Returns the whole schema configuration."""
        body = checked_by("TableUpdate", change)
        return send(call(schemas_api.update_table, connection_id, schema, table, body=body))

    @client_method
    def update_column(
        self, connection_id: str, schema: str, table: str, column: str, change: ColumnUpdate | Mapping[str, Any]
    ) -> Steps[SchemaConfig]:
        """Change one column. Returns the whole schema configuration."""
        body = checked_by("ColumnUpdate", change)
        return send(call(schemas_api.update_column, connection_id, schema, table, column, body=body))

    @client_method
    def columns(self, connection_id: str, schema: str, table: str) -> Steps[TableColumns]:
        """Get every column of a table, also those without settings; may take long."""
        return send(call(schemas_api.list_columns, connection_id, schema, table))

    @client_method
    def drop_column(self, connection_id: str, schema: str, table: str, column: str) -> Steps[None]:
        """Mark a column that no longer syncs for deletion from the destination."""
        return send(call(schemas_api.drop_column, connection_id, schema, table, column))

    @client_method
    def drop_columns(self, connection_id: str, columns: ColumnsToDrop | Mapping[str, Any]) -> Steps[str]:
        """Mark columns of several tables for deletion from the destination. Returns the API's message."""
        return send(call(schemas_api.drop_columns, connection_id, body=checked_by("ColumnsToDrop", columns)))

    @client_method
    def resync_table(self, connection_id: str, schema: str, table: str) -> Steps[str]:
        """Sync the history of one table again. Returns the API's message."""
        return send(call(schemas_api.resync_table, connection_id, schema, table))

    @client_method
    def resync_tables(self, connection_id: str, tables: Mapping[str, list[str]]) -> Steps[str]:
        """Sync the history of some tables again. Returns the API's message."""
        return send(call(schemas_api.resync_tables, connection_id, body=checked_by("TablesBySchema", tables)))
