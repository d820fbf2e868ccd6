# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="TableColumnsToDrop")


@_attrs_define
class TableColumnsToDrop:
    """Columns to drop in one table."""

    columns: list[str]
    """ The columns by name. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        columns = self.columns

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "columns": columns,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        columns = cast(list[str], d.pop("columns"))

        table_columns_to_drop = cls(
            columns=columns,
        )

        return table_columns_to_drop
