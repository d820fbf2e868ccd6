# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.row_filter import RowFilter
from ..models.table_sync_mode import TableSyncMode
from ..models.table_update_columns import TableUpdateColumns
from ..types import UNSET, Unset

T = TypeVar("T", bound="TableUpdate")


@_attrs_define
class TableUpdate:
    """The changes to one table. The definition requires enabled; an absent key keeps its value (live test)."""

    enabled: bool | Unset = UNSET
    """ Whether the table is synced. """
    sync_mode: TableSyncMode | Unset = UNSET
    """ The way in which the destination keeps rows that changed or vanished in the source. """
    row_filter: None | RowFilter | Unset = UNSET
    """ The filter of the rows that are synced; null removes it. It is in no definition yet. """
    columns: TableUpdateColumns | Unset = UNSET
    """ The columns to change, by name. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        enabled = self.enabled

        sync_mode: str | Unset = UNSET
        if not isinstance(self.sync_mode, Unset):
            sync_mode = self.sync_mode.value

        row_filter: dict[str, Any] | None | Unset
        if isinstance(self.row_filter, Unset):
            row_filter = UNSET
        elif isinstance(self.row_filter, RowFilter):
            row_filter = self.row_filter.to_dict()
        else:
            row_filter = self.row_filter

        columns: dict[str, Any] | Unset = UNSET
        if not isinstance(self.columns, Unset):
            columns = self.columns.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if enabled is not UNSET:
            field_dict["enabled"] = enabled
        if sync_mode is not UNSET:
            field_dict["sync_mode"] = sync_mode
        if row_filter is not UNSET:
            field_dict["row_filter"] = row_filter
        if columns is not UNSET:
            field_dict["columns"] = columns

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        enabled = d.pop("enabled", UNSET)

        _sync_mode = d.pop("sync_mode", UNSET)
        sync_mode: TableSyncMode | Unset
        if isinstance(_sync_mode, Unset):
            sync_mode = UNSET
        else:
            sync_mode = TableSyncMode(_sync_mode)

        def _parse_row_filter(data: object) -> None | RowFilter | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                row_filter_type_0 = RowFilter.from_dict(data)

                return row_filter_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RowFilter | Unset, data)

        row_filter = _parse_row_filter(d.pop("row_filter", UNSET))

        _columns = d.pop("columns", UNSET)
        columns: TableUpdateColumns | Unset
        if isinstance(_columns, Unset):
            columns = UNSET
        else:
            columns = TableUpdateColumns.from_dict(_columns)

        table_update = cls(
            enabled=enabled,
            sync_mode=sync_mode,
            row_filter=row_filter,
            columns=columns,
        )

        return table_update
