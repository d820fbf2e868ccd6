# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="PatchSettings")


@_attrs_define
class PatchSettings:
    """Whether something can be switched on or off."""

    allowed: bool | Unset = UNSET
    """ Whether it can. """
    reason: str | Unset = UNSET
    """ Why not, in words; given with the code OTHER. """
    reason_code: str | Unset = UNSET
    """ Why not, for instance SYSTEM_TABLE, SYSTEM_COLUMN, DELETED or OTHER. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        allowed = self.allowed

        reason = self.reason

        reason_code = self.reason_code

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if allowed is not UNSET:
            field_dict["allowed"] = allowed
        if reason is not UNSET:
            field_dict["reason"] = reason
        if reason_code is not UNSET:
            field_dict["reason_code"] = reason_code

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        allowed = d.pop("allowed", UNSET)

        reason = d.pop("reason", UNSET)

        reason_code = d.pop("reason_code", UNSET)

        patch_settings = cls(
            allowed=allowed,
            reason=reason,
            reason_code=reason_code,
        )

        patch_settings.additional_properties = d
        return patch_settings

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
