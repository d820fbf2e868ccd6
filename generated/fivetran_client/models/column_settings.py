# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.patch_settings import PatchSettings


T = TypeVar("T", bound="ColumnSettings")


@_attrs_define
class ColumnSettings:
    """Whether and how a column is synced."""

    name_in_destination: str | Unset = UNSET
    """ The name in the destination. """
    enabled: bool | Unset = UNSET
    """ Whether it is synced. """
    hashed: bool | Unset = UNSET
    """ Whether the column's values are hashed. """
    is_primary_key: bool | Unset = UNSET
    """ Whether the column belongs to the primary key. """
    enabled_patch_settings: PatchSettings | Unset = UNSET
    """ Whether something can be switched on or off. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        name_in_destination = self.name_in_destination

        enabled = self.enabled

        hashed = self.hashed

        is_primary_key = self.is_primary_key

        enabled_patch_settings: dict[str, Any] | Unset = UNSET
        if not isinstance(self.enabled_patch_settings, Unset):
            enabled_patch_settings = self.enabled_patch_settings.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if name_in_destination is not UNSET:
            field_dict["name_in_destination"] = name_in_destination
        if enabled is not UNSET:
            field_dict["enabled"] = enabled
        if hashed is not UNSET:
            field_dict["hashed"] = hashed
        if is_primary_key is not UNSET:
            field_dict["is_primary_key"] = is_primary_key
        if enabled_patch_settings is not UNSET:
            field_dict["enabled_patch_settings"] = enabled_patch_settings

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        from ..models.patch_settings import PatchSettings  # noqa: PLC0415

        d = dict(src_dict)
        name_in_destination = d.pop("name_in_destination", UNSET)

        enabled = d.pop("enabled", UNSET)

        hashed = d.pop("hashed", UNSET)

        is_primary_key = d.pop("is_primary_key", UNSET)

        _enabled_patch_settings = d.pop("enabled_patch_settings", UNSET)
        enabled_patch_settings: PatchSettings | Unset
        if isinstance(_enabled_patch_settings, Unset):
            enabled_patch_settings = UNSET
        else:
            enabled_patch_settings = PatchSettings.from_dict(_enabled_patch_settings)

        column_settings = cls(
            name_in_destination=name_in_destination,
            enabled=enabled,
            hashed=hashed,
            is_primary_key=is_primary_key,
            enabled_patch_settings=enabled_patch_settings,
        )

        column_settings.additional_properties = d
        return column_settings

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
