# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from attrs import define as _attrs_define
from fivetran_common.answers import Answer

from ..models.schema_change_handling import SchemaChangeHandling
from ..models.schema_config_schemas import SchemaConfigSchemas


@_attrs_define(frozen=True, kw_only=True, repr=False, eq=False)
class SchemaConfig(Answer):
    """Which schemas, tables and columns a connection syncs."""

    enable_new_by_default: bool | None = None
    """ Whether what is new in the source is synced. """
    schema_change_handling: SchemaChangeHandling | str | None = None
    """ Whether new schemas, tables and columns are synced by themselves. """
<<<<<<< HEAD
    is_type_locked: bool | None = None
    """ Whether the data types of columns are kept as they are. """
    schemas: SchemaConfigSchemas | None = None
    """ The schemas by name. """
=======
    schemas: SchemaConfigSchemas | Unset = UNSET
    """ The schemas by name. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        enable_new_by_default = self.enable_new_by_default

        schema_change_handling: str | Unset
        if isinstance(self.schema_change_handling, Unset):
            schema_change_handling = UNSET
        elif isinstance(self.schema_change_handling, SchemaChangeHandling):
            schema_change_handling = self.schema_change_handling.value
        else:
            schema_change_handling = self.schema_change_handling

        schemas: dict[str, Any] | Unset = UNSET
        if not isinstance(self.schemas, Unset):
            schemas = self.schemas.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if enable_new_by_default is not UNSET:
            field_dict["enable_new_by_default"] = enable_new_by_default
        if schema_change_handling is not UNSET:
            field_dict["schema_change_handling"] = schema_change_handling
        if schemas is not UNSET:
            field_dict["schemas"] = schemas

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        from ..models.schema_config_schemas import SchemaConfigSchemas  # noqa: PLC0415

        d = dict(src_dict)
        enable_new_by_default = d.pop("enable_new_by_default", UNSET)

        def _parse_schema_change_handling(data: object) -> SchemaChangeHandling | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                schema_change_handling_type_0 = SchemaChangeHandling(data)

                return schema_change_handling_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(SchemaChangeHandling | str | Unset, data)

        schema_change_handling = _parse_schema_change_handling(d.pop("schema_change_handling", UNSET))

        _schemas = d.pop("schemas", UNSET)
        schemas: SchemaConfigSchemas | Unset
        if isinstance(_schemas, Unset):
            schemas = UNSET
        else:
            schemas = SchemaConfigSchemas.from_dict(_schemas)

        schema_config = cls(
            enable_new_by_default=enable_new_by_default,
            schema_change_handling=schema_change_handling,
            schemas=schemas,
        )

        schema_config.additional_properties = d
        return schema_config

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
>>>>>>> 524b6ef (Require enabled where the published definition does, keep is_type_locked in requests, and explain every known drift)
