# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.connect_card import ConnectCard
    from ..models.free_object import FreeObject


T = TypeVar("T", bound="ConnectCardResult")


@_attrs_define
class ConnectCardResult:
    """A new Connect Card."""

    connect_card: ConnectCard
    """ A page on which the owner of the source authorizes a connection. """
    connector_id: str | Unset = UNSET
    """ Id of the connection; the API names it so. """
    connect_card_config: FreeObject | Unset = UNSET
    """ An object whose keys depend on the service. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        connect_card = self.connect_card.to_dict()

        connector_id = self.connector_id

        connect_card_config: dict[str, Any] | Unset = UNSET
        if not isinstance(self.connect_card_config, Unset):
            connect_card_config = self.connect_card_config.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "connect_card": connect_card,
            }
        )
        if connector_id is not UNSET:
            field_dict["connector_id"] = connector_id
        if connect_card_config is not UNSET:
            field_dict["connect_card_config"] = connect_card_config

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        from ..models.connect_card import ConnectCard  # noqa: PLC0415
        from ..models.free_object import FreeObject  # noqa: PLC0415

        d = dict(src_dict)
        connect_card = ConnectCard.from_dict(d.pop("connect_card"))

        connector_id = d.pop("connector_id", UNSET)

        _connect_card_config = d.pop("connect_card_config", UNSET)
        connect_card_config: FreeObject | Unset
        if isinstance(_connect_card_config, Unset):
            connect_card_config = UNSET
        else:
            connect_card_config = FreeObject.from_dict(_connect_card_config)

        connect_card_result = cls(
            connect_card=connect_card,
            connector_id=connector_id,
            connect_card_config=connect_card_config,
        )

        connect_card_result.additional_properties = d
        return connect_card_result

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
