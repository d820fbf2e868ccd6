# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from attrs import define as _attrs_define
from fivetran_common.answers import Answer

from ..models.schema_change_handling import SchemaChangeHandling
from ..models.schema_config_schemas import SchemaConfigSchemas


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class SchemaConfig(Answer):
    """Which schemas, tables and columns a connection syncs."""

    enable_new_by_default: bool | None = None
    """ Whether new schemas, tables and columns are synced by themselves. """
    schema_change_handling: SchemaChangeHandling | str | None = None
    """ Whether new schemas, tables and columns are synced by themselves. """
    schemas: SchemaConfigSchemas | None = None
    """ The schemas by name. """
