# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.table_update import TableUpdate

T = TypeVar("T", bound="SchemaUpdateTables")


@_attrs_define
class SchemaUpdateTables:
    """The tables to change, by name."""

    additional_properties: dict[str, TableUpdate] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""

        field_dict: dict[str, Any] = {}
        for prop_name, prop in self.additional_properties.items():
            field_dict[prop_name] = prop.to_dict()

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        schema_update_tables = cls()

        additional_properties = {}
        for prop_name, prop_dict in d.items():
            additional_property = TableUpdate.from_dict(prop_dict)

            additional_properties[prop_name] = additional_property

        schema_update_tables.additional_properties = additional_properties
        return schema_update_tables

    @property
    def additional_keys(self) -> list[str]:
        """The keys that the document does not describe."""
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> TableUpdate:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: TableUpdate) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
