# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.connector_feature import ConnectorFeature


T = TypeVar("T", bound="ConnectorTypeSummary")


@_attrs_define
class ConnectorTypeSummary:
    """A connector service as a list has it."""

    id: str
    """ Id of the service. """
    name: str | Unset = UNSET
    """ Name of the service. """
    type_: str | Unset = UNSET
    """ Category of the source, for instance Marketing or Database. """
    description: None | str | Unset = UNSET
    """ Description of the service. """
    icon_url: None | str | Unset = UNSET
    """ Address of the icon. """
    icons: list[str] | Unset = UNSET
    """ Addresses of the icons. """
    link_to_docs: None | str | Unset = UNSET
    """ Address of the documentation. """
    link_to_erd: None | str | Unset = UNSET
    """ Address of the entity-relationship diagram. """
    connector_class: None | str | Unset = UNSET
    """ Class of the connector: standard or lite. """
    service_status: None | str | Unset = UNSET
    """ Release phase of the service: general_availability, beta, private_preview, sunset or development. """
    service_status_updated_at: datetime.datetime | None | Unset = UNSET
    """ When the release phase last changed, in UTC. """
    supported_features: list[ConnectorFeature] | Unset = UNSET
    """ The features of the service. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        id = self.id

        name = self.name

        type_ = self.type_

        description: None | str | Unset
        if isinstance(self.description, Unset):
            description = UNSET
        else:
            description = self.description

        icon_url: None | str | Unset
        if isinstance(self.icon_url, Unset):
            icon_url = UNSET
        else:
            icon_url = self.icon_url

        icons: list[str] | Unset = UNSET
        if not isinstance(self.icons, Unset):
            icons = self.icons

        link_to_docs: None | str | Unset
        if isinstance(self.link_to_docs, Unset):
            link_to_docs = UNSET
        else:
            link_to_docs = self.link_to_docs

        link_to_erd: None | str | Unset
        if isinstance(self.link_to_erd, Unset):
            link_to_erd = UNSET
        else:
            link_to_erd = self.link_to_erd

        connector_class: None | str | Unset
        if isinstance(self.connector_class, Unset):
            connector_class = UNSET
        else:
            connector_class = self.connector_class

        service_status: None | str | Unset
        if isinstance(self.service_status, Unset):
            service_status = UNSET
        else:
            service_status = self.service_status

        service_status_updated_at: None | str | Unset
        if isinstance(self.service_status_updated_at, Unset):
            service_status_updated_at = UNSET
        elif isinstance(self.service_status_updated_at, datetime.datetime):
            service_status_updated_at = self.service_status_updated_at.isoformat(timespec="microseconds").replace(
                "+00:00", "Z"
            )
        else:
            service_status_updated_at = self.service_status_updated_at

        supported_features: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.supported_features, Unset):
            supported_features = []
            for supported_features_item_data in self.supported_features:
                supported_features_item = supported_features_item_data.to_dict()
                supported_features.append(supported_features_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
            }
        )
        if name is not UNSET:
            field_dict["name"] = name
        if type_ is not UNSET:
            field_dict["type"] = type_
        if description is not UNSET:
            field_dict["description"] = description
        if icon_url is not UNSET:
            field_dict["icon_url"] = icon_url
        if icons is not UNSET:
            field_dict["icons"] = icons
        if link_to_docs is not UNSET:
            field_dict["link_to_docs"] = link_to_docs
        if link_to_erd is not UNSET:
            field_dict["link_to_erd"] = link_to_erd
        if connector_class is not UNSET:
            field_dict["connector_class"] = connector_class
        if service_status is not UNSET:
            field_dict["service_status"] = service_status
        if service_status_updated_at is not UNSET:
            field_dict["service_status_updated_at"] = service_status_updated_at
        if supported_features is not UNSET:
            field_dict["supported_features"] = supported_features

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        from ..models.connector_feature import ConnectorFeature  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        name = d.pop("name", UNSET)

        type_ = d.pop("type", UNSET)

        def _parse_description(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        description = _parse_description(d.pop("description", UNSET))

        def _parse_icon_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        icon_url = _parse_icon_url(d.pop("icon_url", UNSET))

        icons = cast(list[str], d.pop("icons", UNSET))

        def _parse_link_to_docs(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        link_to_docs = _parse_link_to_docs(d.pop("link_to_docs", UNSET))

        def _parse_link_to_erd(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        link_to_erd = _parse_link_to_erd(d.pop("link_to_erd", UNSET))

        def _parse_connector_class(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        connector_class = _parse_connector_class(d.pop("connector_class", UNSET))

        def _parse_service_status(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        service_status = _parse_service_status(d.pop("service_status", UNSET))

        def _parse_service_status_updated_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                service_status_updated_at_type_0 = datetime.datetime.fromisoformat(data)

                return service_status_updated_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        service_status_updated_at = _parse_service_status_updated_at(d.pop("service_status_updated_at", UNSET))

        _supported_features = d.pop("supported_features", UNSET)
        supported_features: list[ConnectorFeature] | Unset = UNSET
        if _supported_features is not UNSET:
            supported_features = []
            for supported_features_item_data in _supported_features:
                supported_features_item = ConnectorFeature.from_dict(supported_features_item_data)

                supported_features.append(supported_features_item)

        connector_type_summary = cls(
            id=id,
            name=name,
            type_=type_,
            description=description,
            icon_url=icon_url,
            icons=icons,
            link_to_docs=link_to_docs,
            link_to_erd=link_to_erd,
            connector_class=connector_class,
            service_status=service_status,
            service_status_updated_at=service_status_updated_at,
            supported_features=supported_features,
        )

        connector_type_summary.additional_properties = d
        return connector_type_summary

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
