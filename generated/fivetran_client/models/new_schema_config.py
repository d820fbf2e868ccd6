# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.new_schema_config_schemas import NewSchemaConfigSchemas
from ..models.schema_change_handling import SchemaChangeHandling
from ..types import UNSET, Unset

T = TypeVar("T", bound="NewSchemaConfig")


@_attrs_define
class NewSchemaConfig:
    """The schema configuration to start with."""

    schemas: NewSchemaConfigSchemas
    """ The schemas by name. """
    schema_change_handling: SchemaChangeHandling | Unset = UNSET
    """ Whether new schemas, tables and columns of the source are synced by themselves. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        schemas = self.schemas.to_dict()

        schema_change_handling: str | Unset = UNSET
        if not isinstance(self.schema_change_handling, Unset):
            schema_change_handling = self.schema_change_handling.value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "schemas": schemas,
            }
        )
        if schema_change_handling is not UNSET:
            field_dict["schema_change_handling"] = schema_change_handling

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        schemas = NewSchemaConfigSchemas.from_dict(d.pop("schemas"))

        _schema_change_handling = d.pop("schema_change_handling", UNSET)
        schema_change_handling: SchemaChangeHandling | Unset
        if isinstance(_schema_change_handling, Unset):
            schema_change_handling = UNSET
        else:
            schema_change_handling = SchemaChangeHandling(_schema_change_handling)

        new_schema_config = cls(
            schemas=schemas,
            schema_change_handling=schema_change_handling,
        )

        return new_schema_config
