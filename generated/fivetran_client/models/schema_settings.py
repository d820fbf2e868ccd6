# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from attrs import define as _attrs_define
from fivetran_common.answers import Answer

from ..models.schema_settings_tables import SchemaSettingsTables


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class SchemaSettings(Answer):
    """Which tables of a schema are synced."""

    name_in_destination: str | None = None
    """ The name in the destination. """
    enabled: bool | None = None
    """ Whether the schema, table or column is synced. """
    tables: SchemaSettingsTables | None = None
    """ The tables by name. """
