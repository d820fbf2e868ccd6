# Made by openapi/generate.py from openapi/connections.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.free_object import FreeObject


T = TypeVar("T", bound="ConnectorType")


@_attrs_define
class ConnectorType:
    """What Fivetran knows of a connector service."""

    id: str | Unset = UNSET
    """ Id of the service. """
    name: str | Unset = UNSET
    """ Name of the service. """
    type_: str | Unset = UNSET
    """ What kind of source it is. """
    description: str | Unset = UNSET
    """ What the service is. """
    config: FreeObject | Unset = UNSET
    """ An object whose keys depend on the service. """
    auth: FreeObject | Unset = UNSET
    """ An object whose keys depend on the service. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Give the model as a JSON object, without the keys that are UNSET."""
        id = self.id

        name = self.name

        type_ = self.type_

        description = self.description

        config: dict[str, Any] | Unset = UNSET
        if not isinstance(self.config, Unset):
            config = self.config.to_dict()

        auth: dict[str, Any] | Unset = UNSET
        if not isinstance(self.auth, Unset):
            auth = self.auth.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if id is not UNSET:
            field_dict["id"] = id
        if name is not UNSET:
            field_dict["name"] = name
        if type_ is not UNSET:
            field_dict["type"] = type_
        if description is not UNSET:
            field_dict["description"] = description
        if config is not UNSET:
            field_dict["config"] = config
        if auth is not UNSET:
            field_dict["auth"] = auth

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        from ..models.free_object import FreeObject  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id", UNSET)

        name = d.pop("name", UNSET)

        type_ = d.pop("type", UNSET)

        description = d.pop("description", UNSET)

        _config = d.pop("config", UNSET)
        config: FreeObject | Unset
        if isinstance(_config, Unset):
            config = UNSET
        else:
            config = FreeObject.from_dict(_config)

        _auth = d.pop("auth", UNSET)
        auth: FreeObject | Unset
        if isinstance(_auth, Unset):
            auth = UNSET
        else:
            auth = FreeObject.from_dict(_auth)

        connector_type = cls(
            id=id,
            name=name,
            type_=type_,
            description=description,
            config=config,
            auth=auth,
        )

        connector_type.additional_properties = d
        return connector_type

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
