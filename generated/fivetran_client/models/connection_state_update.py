# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.free_object import FreeObject

T = TypeVar("T", bound="ConnectionStateUpdate")


@_attrs_define
class ConnectionStateUpdate:
    """The state that a connection is to go on from."""

    state: FreeObject
    """ An object whose keys depend on the service. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        state = self.state.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "state": state,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        state = FreeObject.from_dict(d.pop("state"))

        connection_state_update = cls(
            state=state,
        )

        return connection_state_update
