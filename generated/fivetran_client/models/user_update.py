# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="UserUpdate")


@_attrs_define
class UserUpdate:
    """The fields of a user to change; what is absent stays, and null clears where null is allowed."""

    given_name: str | Unset = UNSET
    """ Given name of the user. """
    family_name: str | Unset = UNSET
    """ Family name of the user. """
    phone: None | str | Unset = UNSET
    """ Telephone number of the user. """
    picture: None | str | Unset = UNSET
    """ Picture of the user, in base64. """
    role: str | Unset = UNSET
    """ Role of the user in the account. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        given_name = self.given_name

        family_name = self.family_name

        phone: None | str | Unset
        if isinstance(self.phone, Unset):
            phone = UNSET
        else:
            phone = self.phone

        picture: None | str | Unset
        if isinstance(self.picture, Unset):
            picture = UNSET
        else:
            picture = self.picture

        role = self.role

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if given_name is not UNSET:
            field_dict["given_name"] = given_name
        if family_name is not UNSET:
            field_dict["family_name"] = family_name
        if phone is not UNSET:
            field_dict["phone"] = phone
        if picture is not UNSET:
            field_dict["picture"] = picture
        if role is not UNSET:
            field_dict["role"] = role

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        given_name = d.pop("given_name", UNSET)

        family_name = d.pop("family_name", UNSET)

        def _parse_phone(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        phone = _parse_phone(d.pop("phone", UNSET))

        def _parse_picture(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        picture = _parse_picture(d.pop("picture", UNSET))

        role = d.pop("role", UNSET)

        user_update = cls(
            given_name=given_name,
            family_name=family_name,
            phone=phone,
            picture=picture,
            role=role,
        )

        return user_update
