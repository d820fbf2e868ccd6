# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.schema_update_tables import SchemaUpdateTables
from ..types import UNSET, Unset

T = TypeVar("T", bound="SchemaUpdate")


@_attrs_define
class SchemaUpdate:
    """The changes to one schema. The definition requires enabled; an absent key keeps its value (live test)."""

    enabled: bool | Unset = UNSET
    """ Whether the schema is synced. """
    tables: SchemaUpdateTables | Unset = UNSET
    """ The tables to change, by name. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        enabled = self.enabled

        tables: dict[str, Any] | Unset = UNSET
        if not isinstance(self.tables, Unset):
            tables = self.tables.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if enabled is not UNSET:
            field_dict["enabled"] = enabled
        if tables is not UNSET:
            field_dict["tables"] = tables

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        enabled = d.pop("enabled", UNSET)

        _tables = d.pop("tables", UNSET)
        tables: SchemaUpdateTables | Unset
        if isinstance(_tables, Unset):
            tables = UNSET
        else:
            tables = SchemaUpdateTables.from_dict(_tables)

        schema_update = cls(
            enabled=enabled,
            tables=tables,
        )

        return schema_update
