# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from attrs import define as _attrs_define
from fivetran_common.answers import Answer

from ..models.patch_settings import PatchSettings


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class ColumnSettings(Answer):
    """Whether and how a column is synced."""

    name_in_destination: str | None = None
    """ The name in the destination. """
    enabled: bool | None = None
    """ Whether the schema, table or column is synced. """
    hashed: bool | None = None
    """ Whether the column's values are hashed. """
    is_primary_key: bool | None = None
    """ Whether the column belongs to the primary key. """
    enabled_patch_settings: PatchSettings | None = None
    """ Whether a schema, table or column can be switched on or off. """
