# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="NewMembership")


@_attrs_define
class NewMembership:
    """A group or connection that a user is to have a role in. For a connection, the published definition requires no key;
    that both are needed is inferred from groups.

    """

    id: str
    """ Id of the group or connection. """
    role: str
    """ Role of the user there, for instance Destination Administrator or Connection Administrator. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        id = self.id

        role = self.role

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "role": role,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        id = d.pop("id")

        role = d.pop("role")

        new_membership = cls(
            id=id,
            role=role,
        )

        return new_membership
