# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.schema_change_handling import SchemaChangeHandling
from ..models.schema_config_update_schemas import SchemaConfigUpdateSchemas
from ..types import UNSET, Unset

T = TypeVar("T", bound="SchemaConfigUpdate")


@_attrs_define
class SchemaConfigUpdate:
    """The changes to the schema configuration."""

    schema_change_handling: SchemaChangeHandling | Unset = UNSET
    """ Whether new schemas, tables and columns of the source are synced by themselves. """
    schemas: SchemaConfigUpdateSchemas | Unset = UNSET
    """ The schemas to change, by name. """
    is_type_locked: bool | Unset = UNSET
    """ Whether the data types of columns are kept as they are. Answers do not have it. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        schema_change_handling: str | Unset = UNSET
        if not isinstance(self.schema_change_handling, Unset):
            schema_change_handling = self.schema_change_handling.value

        schemas: dict[str, Any] | Unset = UNSET
        if not isinstance(self.schemas, Unset):
            schemas = self.schemas.to_dict()

        is_type_locked = self.is_type_locked

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if schema_change_handling is not UNSET:
            field_dict["schema_change_handling"] = schema_change_handling
        if schemas is not UNSET:
            field_dict["schemas"] = schemas
        if is_type_locked is not UNSET:
            field_dict["is_type_locked"] = is_type_locked

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        _schema_change_handling = d.pop("schema_change_handling", UNSET)
        schema_change_handling: SchemaChangeHandling | Unset
        if isinstance(_schema_change_handling, Unset):
            schema_change_handling = UNSET
        else:
            schema_change_handling = SchemaChangeHandling(_schema_change_handling)

        _schemas = d.pop("schemas", UNSET)
        schemas: SchemaConfigUpdateSchemas | Unset
        if isinstance(_schemas, Unset):
            schemas = UNSET
        else:
            schemas = SchemaConfigUpdateSchemas.from_dict(_schemas)

        is_type_locked = d.pop("is_type_locked", UNSET)

        schema_config_update = cls(
            schema_change_handling=schema_change_handling,
            schemas=schemas,
            is_type_locked=is_type_locked,
        )

        return schema_config_update
