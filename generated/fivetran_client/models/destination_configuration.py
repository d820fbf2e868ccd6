# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="DestinationConfiguration")


@_attrs_define
class DestinationConfiguration:
    """Settings that a connection overrides on its destination."""

    virtual_warehouse: str | Unset = UNSET
    """ Name of the virtual warehouse to load with. Only for Snowflake. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        virtual_warehouse = self.virtual_warehouse

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if virtual_warehouse is not UNSET:
            field_dict["virtual_warehouse"] = virtual_warehouse

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        virtual_warehouse = d.pop("virtual_warehouse", UNSET)

        destination_configuration = cls(
            virtual_warehouse=virtual_warehouse,
        )

        return destination_configuration
