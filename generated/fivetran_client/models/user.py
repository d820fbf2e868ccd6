# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="User")


@_attrs_define
class User:
    """A user of the account."""

    id: str
    """ Id of the user. """
    email: str | Unset = UNSET
    """ E-mail address of the user. """
    verified: bool | Unset = UNSET
    """ Whether the user has verified the e-mail address. """
    invited: bool | None | Unset = UNSET
    """ Whether the user has been invited and has not answered yet. """
    picture: None | str | Unset = UNSET
    """ Picture of the user, in base64. """
    phone: None | str | Unset = UNSET
    """ Telephone number of the user. """
    role: None | str | Unset = UNSET
    """ Role of the user in the account. """
    active: bool | Unset = UNSET
    """ Whether the user may log in. """
    given_name: None | str | Unset = UNSET
    """ Given name of the user. """
    family_name: None | str | Unset = UNSET
    """ Family name of the user. """
    logged_in_at: datetime.datetime | None | Unset = UNSET
    """ When the user last logged in, in UTC; null until then. """
    created_at: datetime.datetime | Unset = UNSET
    """ When the user was created, in UTC. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        id = self.id

        email = self.email

        verified = self.verified

        invited: bool | None | Unset
        if isinstance(self.invited, Unset):
            invited = UNSET
        else:
            invited = self.invited

        picture: None | str | Unset
        if isinstance(self.picture, Unset):
            picture = UNSET
        else:
            picture = self.picture

        phone: None | str | Unset
        if isinstance(self.phone, Unset):
            phone = UNSET
        else:
            phone = self.phone

        role: None | str | Unset
        if isinstance(self.role, Unset):
            role = UNSET
        else:
            role = self.role

        active = self.active

        given_name: None | str | Unset
        if isinstance(self.given_name, Unset):
            given_name = UNSET
        else:
            given_name = self.given_name

        family_name: None | str | Unset
        if isinstance(self.family_name, Unset):
            family_name = UNSET
        else:
            family_name = self.family_name

        logged_in_at: None | str | Unset
        if isinstance(self.logged_in_at, Unset):
            logged_in_at = UNSET
        elif isinstance(self.logged_in_at, datetime.datetime):
            logged_in_at = self.logged_in_at.isoformat(timespec="microseconds").replace("+00:00", "Z")
        else:
            logged_in_at = self.logged_in_at

        created_at: str | Unset = UNSET
        if not isinstance(self.created_at, Unset):
            created_at = self.created_at.isoformat(timespec="microseconds").replace("+00:00", "Z")

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
            }
        )
        if email is not UNSET:
            field_dict["email"] = email
        if verified is not UNSET:
            field_dict["verified"] = verified
        if invited is not UNSET:
            field_dict["invited"] = invited
        if picture is not UNSET:
            field_dict["picture"] = picture
        if phone is not UNSET:
            field_dict["phone"] = phone
        if role is not UNSET:
            field_dict["role"] = role
        if active is not UNSET:
            field_dict["active"] = active
        if given_name is not UNSET:
            field_dict["given_name"] = given_name
        if family_name is not UNSET:
            field_dict["family_name"] = family_name
        if logged_in_at is not UNSET:
            field_dict["logged_in_at"] = logged_in_at
        if created_at is not UNSET:
            field_dict["created_at"] = created_at

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        id = d.pop("id")

        email = d.pop("email", UNSET)

        verified = d.pop("verified", UNSET)

        def _parse_invited(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        invited = _parse_invited(d.pop("invited", UNSET))

        def _parse_picture(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        picture = _parse_picture(d.pop("picture", UNSET))

        def _parse_phone(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        phone = _parse_phone(d.pop("phone", UNSET))

        def _parse_role(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        role = _parse_role(d.pop("role", UNSET))

        active = d.pop("active", UNSET)

        def _parse_given_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        given_name = _parse_given_name(d.pop("given_name", UNSET))

        def _parse_family_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        family_name = _parse_family_name(d.pop("family_name", UNSET))

        def _parse_logged_in_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                logged_in_at_type_0 = datetime.datetime.fromisoformat(data)

                return logged_in_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        logged_in_at = _parse_logged_in_at(d.pop("logged_in_at", UNSET))

        _created_at = d.pop("created_at", UNSET)
        created_at: datetime.datetime | Unset
        if isinstance(_created_at, Unset):
            created_at = UNSET
        else:
            created_at = datetime.datetime.fromisoformat(_created_at)

        user = cls(
            id=id,
            email=email,
            verified=verified,
            invited=invited,
            picture=picture,
            phone=phone,
            role=role,
            active=active,
            given_name=given_name,
            family_name=family_name,
            logged_in_at=logged_in_at,
            created_at=created_at,
        )

        user.additional_properties = d
        return user

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
