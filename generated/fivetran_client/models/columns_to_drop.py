# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.columns_to_drop_schemas import ColumnsToDropSchemas

T = TypeVar("T", bound="ColumnsToDrop")


@_attrs_define
class ColumnsToDrop:
    """Columns to drop, by schema and table."""

    schemas: ColumnsToDropSchemas
    """ The schemas by name. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        schemas = self.schemas.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "schemas": schemas,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        schemas = ColumnsToDropSchemas.from_dict(d.pop("schemas"))

        columns_to_drop = cls(
            schemas=schemas,
        )

        return columns_to_drop
