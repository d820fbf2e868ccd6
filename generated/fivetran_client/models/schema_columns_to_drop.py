# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.schema_columns_to_drop_tables import SchemaColumnsToDropTables

T = TypeVar("T", bound="SchemaColumnsToDrop")


@_attrs_define
class SchemaColumnsToDrop:
    """Columns to drop in one schema, by table."""

    tables: SchemaColumnsToDropTables
    """ The tables by name. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        tables = self.tables.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "tables": tables,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        tables = SchemaColumnsToDropTables.from_dict(d.pop("tables"))

        schema_columns_to_drop = cls(
            tables=tables,
        )

        return schema_columns_to_drop
