# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.table_sync_mode import TableSyncMode
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.patch_settings import PatchSettings
    from ..models.table_settings_columns import TableSettingsColumns


T = TypeVar("T", bound="TableSettings")


@_attrs_define
class TableSettings:
    """Which columns of a table are synced, and how."""

    name_in_destination: str | Unset = UNSET
    """ The name in the destination. """
    enabled: bool | Unset = UNSET
    """ Whether it is synced. """
    enabled_patch_settings: PatchSettings | Unset = UNSET
    """ Whether something can be switched on or off. """
    supports_columns_config: bool | Unset = UNSET
    """ Whether columns of the table can be configured. """
    supports_history_mode: bool | Unset = UNSET
    """ Whether the table can be synced in the mode HISTORY. """
    sync_mode: None | str | TableSyncMode | Unset = UNSET
    """ How the destination keeps rows that changed or vanished. """
    columns: TableSettingsColumns | Unset = UNSET
    """ The columns by name; those that nobody has edited are left out. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        name_in_destination = self.name_in_destination

        enabled = self.enabled

        enabled_patch_settings: dict[str, Any] | Unset = UNSET
        if not isinstance(self.enabled_patch_settings, Unset):
            enabled_patch_settings = self.enabled_patch_settings.to_dict()

        supports_columns_config = self.supports_columns_config

        supports_history_mode = self.supports_history_mode

        sync_mode: None | str | Unset
        if isinstance(self.sync_mode, Unset):
            sync_mode = UNSET
        elif isinstance(self.sync_mode, TableSyncMode):
            sync_mode = self.sync_mode.value
        else:
            sync_mode = self.sync_mode

        columns: dict[str, Any] | Unset = UNSET
        if not isinstance(self.columns, Unset):
            columns = self.columns.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if name_in_destination is not UNSET:
            field_dict["name_in_destination"] = name_in_destination
        if enabled is not UNSET:
            field_dict["enabled"] = enabled
        if enabled_patch_settings is not UNSET:
            field_dict["enabled_patch_settings"] = enabled_patch_settings
        if supports_columns_config is not UNSET:
            field_dict["supports_columns_config"] = supports_columns_config
        if supports_history_mode is not UNSET:
            field_dict["supports_history_mode"] = supports_history_mode
        if sync_mode is not UNSET:
            field_dict["sync_mode"] = sync_mode
        if columns is not UNSET:
            field_dict["columns"] = columns

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        from ..models.patch_settings import PatchSettings  # noqa: PLC0415
        from ..models.table_settings_columns import TableSettingsColumns  # noqa: PLC0415

        d = dict(src_dict)
        name_in_destination = d.pop("name_in_destination", UNSET)

        enabled = d.pop("enabled", UNSET)

        _enabled_patch_settings = d.pop("enabled_patch_settings", UNSET)
        enabled_patch_settings: PatchSettings | Unset
        if isinstance(_enabled_patch_settings, Unset):
            enabled_patch_settings = UNSET
        else:
            enabled_patch_settings = PatchSettings.from_dict(_enabled_patch_settings)

        supports_columns_config = d.pop("supports_columns_config", UNSET)

        supports_history_mode = d.pop("supports_history_mode", UNSET)

        def _parse_sync_mode(data: object) -> None | str | TableSyncMode | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                sync_mode_type_0 = TableSyncMode(data)

                return sync_mode_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | str | TableSyncMode | Unset, data)

        sync_mode = _parse_sync_mode(d.pop("sync_mode", UNSET))

        _columns = d.pop("columns", UNSET)
        columns: TableSettingsColumns | Unset
        if isinstance(_columns, Unset):
            columns = UNSET
        else:
            columns = TableSettingsColumns.from_dict(_columns)

        table_settings = cls(
            name_in_destination=name_in_destination,
            enabled=enabled,
            enabled_patch_settings=enabled_patch_settings,
            supports_columns_config=supports_columns_config,
            supports_history_mode=supports_history_mode,
            sync_mode=sync_mode,
            columns=columns,
        )

        table_settings.additional_properties = d
        return table_settings

    @property
    def additional_keys(self) -> list[str]:
        """The keys that the document does not describe."""
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
