# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="GroupUser")


@_attrs_define
class GroupUser:
    """A user who is to work with a group. That the e-mail address is needed is inferred: nothing else says who it is."""

    email: str
    """ E-mail address of the user. """
    role: str | Unset = UNSET
    """ Role of the user in the group, for instance Destination Administrator. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        email = self.email

        role = self.role

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "email": email,
            }
        )
        if role is not UNSET:
            field_dict["role"] = role

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        email = d.pop("email")

        role = d.pop("role", UNSET)

        group_user = cls(
            email=email,
            role=role,
        )

        return group_user
