# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from attrs import define as _attrs_define
from fivetran_common.answers import Answer

from ..models.patch_settings import PatchSettings
from ..models.row_filter import RowFilter
from ..models.table_settings_columns import TableSettingsColumns
from ..models.table_sync_mode import TableSyncMode


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class TableSettings(Answer):
    """Which columns of a table are synced, and how."""

    name_in_destination: str | None = None
    """ The name in the destination. """
    enabled: bool | None = None
    """ Whether the schema, table or column is synced. """
    enabled_patch_settings: PatchSettings | None = None
    """ Whether a schema, table or column can be switched on or off. """
    supports_columns_config: bool | None = None
    """ Whether columns of the table can be configured. """
    supports_history_mode: bool | None = None
    """ Whether the table can be synced in the mode HISTORY. """
    sync_mode: None | str | TableSyncMode = None
    """ The way in which the destination keeps rows that changed or vanished. """
    row_filtering_supported: bool | None = None
    """ Whether rows of the table can be filtered. It is in no definition yet. """
    row_filter: RowFilter | None = None
    """ A filter of rows, with a name, a description and clauses about columns (go-fivetran of 2026). """
    columns: TableSettingsColumns | None = None
    """ The columns by name; unedited ones are left out. """
