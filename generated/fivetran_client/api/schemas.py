# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
"""The requests of the operations with the tag `schemas`: no function sends anything."""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType
from typing import Any
from urllib.parse import quote

from ..models.schema_config import SchemaConfig
from ..models.table_columns import TableColumns
from ..types import Request


def create_schema_config(
    connection_id: str,
    /,
    *,
    body: Mapping[str, Any],
) -> Request[SchemaConfig]:
    """Create the schema configuration; `body` is a `NewSchemaConfig` as JSON."""
    return Request(
        method="POST",
        url=f"/v1/connections/{quote(str(connection_id), safe='')}/schemas",
        answer=SchemaConfig,
        json=body,
    )


def drop_column(
    connection_id: str,
    schema: str,
    table: str,
    column: str,
    /,
) -> Request[None]:
    """Drop a column."""
    return Request(
        method="DELETE",
        url=f"/v1/connections/{quote(str(connection_id), safe='')}/schemas/{quote(str(schema), safe='')}/tables/{quote(str(table), safe='')}/columns/{quote(str(column), safe='')}",
        answer=NoneType,
    )


def drop_columns(
    connection_id: str,
    /,
    *,
    body: Mapping[str, Any],
) -> Request[str]:
    """Drop columns; `body` is a `ColumnsToDrop` as JSON."""
    return Request(
        method="POST",
        url=f"/v1/connections/{quote(str(connection_id), safe='')}/schemas/drop-columns",
        answer=str,
        json=body,
    )


def get_schema_config(
    connection_id: str,
    /,
) -> Request[SchemaConfig]:
    """Get the schema configuration."""
    return Request(
        method="GET",
        url=f"/v1/connections/{quote(str(connection_id), safe='')}/schemas",
        answer=SchemaConfig,
    )


def list_columns(
    connection_id: str,
    schema: str,
    table: str,
    /,
) -> Request[TableColumns]:
    """List the columns of a table."""
    return Request(
        method="GET",
        url=f"/v1/connections/{quote(str(connection_id), safe='')}/schemas/{quote(str(schema), safe='')}/tables/{quote(str(table), safe='')}/columns",
        answer=TableColumns,
        limits=("source",),
    )


def reload_schema_config(
    connection_id: str,
    /,
    *,
    body: Mapping[str, Any] | None = None,
) -> Request[SchemaConfig]:
    """Read the source's schema again; `body` is a `SchemaReloadRequest` as JSON."""
    return Request(
        method="POST",
        url=f"/v1/connections/{quote(str(connection_id), safe='')}/schemas/reload",
        answer=SchemaConfig,
        json=body,
        limits=("source",),
    )


def resync_table(
    connection_id: str,
    schema: str,
    table: str,
    /,
    *,
    body: Mapping[str, Any] | None = None,
) -> Request[str]:
    """Sync the history of one table again; `body` is a `EmptyBody` as JSON."""
    return Request(
        method="POST",
        url=f"/v1/connections/{quote(str(connection_id), safe='')}/schemas/{quote(str(schema), safe='')}/tables/{quote(str(table), safe='')}/resync",
        answer=str,
        json=body,
    )


def resync_tables(
    connection_id: str,
    /,
    *,
    body: Mapping[str, Any],
) -> Request[str]:
    """Sync the history of tables again; `body` is a `TablesBySchema` as JSON."""
    return Request(
        method="POST",
        url=f"/v1/connections/{quote(str(connection_id), safe='')}/schemas/tables/resync",
        answer=str,
        json=body,
    )


def update_column(
    connection_id: str,
    schema: str,
    table: str,
    column: str,
    /,
    *,
    body: Mapping[str, Any],
) -> Request[SchemaConfig]:
    """Change one column; `body` is a `ColumnUpdate` as JSON."""
    return Request(
        method="PATCH",
        url=f"/v1/connections/{quote(str(connection_id), safe='')}/schemas/{quote(str(schema), safe='')}/tables/{quote(str(table), safe='')}/columns/{quote(str(column), safe='')}",
        answer=SchemaConfig,
        json=body,
    )


def update_schema(
    connection_id: str,
    schema: str,
    /,
    *,
    body: Mapping[str, Any],
) -> Request[SchemaConfig]:
    """Change one schema; `body` is a `SchemaUpdate` as JSON."""
    return Request(
        method="PATCH",
        url=f"/v1/connections/{quote(str(connection_id), safe='')}/schemas/{quote(str(schema), safe='')}",
        answer=SchemaConfig,
        json=body,
    )


def update_schema_config(
    connection_id: str,
    /,
    *,
    body: Mapping[str, Any],
) -> Request[SchemaConfig]:
    """Change the schema configuration; `body` is a `SchemaConfigUpdate` as JSON."""
    return Request(
        method="PATCH",
        url=f"/v1/connections/{quote(str(connection_id), safe='')}/schemas",
        answer=SchemaConfig,
        json=body,
    )


def update_table(
    connection_id: str,
    schema: str,
    table: str,
    /,
    *,
    body: Mapping[str, Any],
) -> Request[SchemaConfig]:
    """Change one table; `body` is a `TableUpdate` as JSON."""
    return Request(
        method="PATCH",
        url=f"/v1/connections/{quote(str(connection_id), safe='')}/schemas/{quote(str(schema), safe='')}/tables/{quote(str(table), safe='')}",
        answer=SchemaConfig,
        json=body,
    )
