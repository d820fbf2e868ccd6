# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="NewUser")


@_attrs_define
class NewUser:
    """A user who is to be invited."""

    email: str
    """ E-mail address of the user. """
    given_name: str
    """ Given name of the user. """
    family_name: str
    """ Family name of the user. """
    phone: str | Unset = UNSET
    """ Telephone number of the user. """
    picture: str | Unset = UNSET
    """ Picture of the user, in base64. """
    role: str | Unset = UNSET
    """ Role of the user in the account, for instance Account Administrator. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        email = self.email

        given_name = self.given_name

        family_name = self.family_name

        phone = self.phone

        picture = self.picture

        role = self.role

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "email": email,
                "given_name": given_name,
                "family_name": family_name,
            }
        )
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
        email = d.pop("email")

        given_name = d.pop("given_name")

        family_name = d.pop("family_name")

        phone = d.pop("phone", UNSET)

        picture = d.pop("picture", UNSET)

        role = d.pop("role", UNSET)

        new_user = cls(
            email=email,
            given_name=given_name,
            family_name=family_name,
            phone=phone,
            picture=picture,
            role=role,
        )

        return new_user
