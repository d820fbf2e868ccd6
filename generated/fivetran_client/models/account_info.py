# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="AccountInfo")


@_attrs_define
class AccountInfo:
    """The account behind the credentials."""

    account_id: str
    """ Id of the account. """
    account_name: str | Unset = UNSET
    """ Name of the account. """
    user_id: str | Unset = UNSET
    """ Id of the user, for a scoped key. """
    system_key_id: str | Unset = UNSET
    """ Id of the key, for a system key. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        account_id = self.account_id

        account_name = self.account_name

        user_id = self.user_id

        system_key_id = self.system_key_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "account_id": account_id,
            }
        )
        if account_name is not UNSET:
            field_dict["account_name"] = account_name
        if user_id is not UNSET:
            field_dict["user_id"] = user_id
        if system_key_id is not UNSET:
            field_dict["system_key_id"] = system_key_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        account_id = d.pop("account_id")

        account_name = d.pop("account_name", UNSET)

        user_id = d.pop("user_id", UNSET)

        system_key_id = d.pop("system_key_id", UNSET)

        account_info = cls(
            account_id=account_id,
            account_name=account_name,
            user_id=user_id,
            system_key_id=system_key_id,
        )

        account_info.additional_properties = d
        return account_info

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
