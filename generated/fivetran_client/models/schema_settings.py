# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.schema_settings_tables import SchemaSettingsTables


T = TypeVar("T", bound="SchemaSettings")


@_attrs_define
class SchemaSettings:
    """Which tables of a schema are synced."""

    name_in_destination: str | Unset = UNSET
    """ The name in the destination. """
    enabled: bool | Unset = UNSET
    """ Whether it is synced. """
    tables: SchemaSettingsTables | Unset = UNSET
    """ The tables by name. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        name_in_destination = self.name_in_destination

        enabled = self.enabled

        tables: dict[str, Any] | Unset = UNSET
        if not isinstance(self.tables, Unset):
            tables = self.tables.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if name_in_destination is not UNSET:
            field_dict["name_in_destination"] = name_in_destination
        if enabled is not UNSET:
            field_dict["enabled"] = enabled
        if tables is not UNSET:
            field_dict["tables"] = tables

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        from ..models.schema_settings_tables import SchemaSettingsTables  # noqa: PLC0415

        d = dict(src_dict)
        name_in_destination = d.pop("name_in_destination", UNSET)

        enabled = d.pop("enabled", UNSET)

        _tables = d.pop("tables", UNSET)
        tables: SchemaSettingsTables | Unset
        if isinstance(_tables, Unset):
            tables = UNSET
        else:
            tables = SchemaSettingsTables.from_dict(_tables)

        schema_settings = cls(
            name_in_destination=name_in_destination,
            enabled=enabled,
            tables=tables,
        )

        schema_settings.additional_properties = d
        return schema_settings

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
