# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ColumnUpdate")


@_attrs_define
class ColumnUpdate:
    """The changes to one column. The definition requires enabled; an absent key keeps its value (live test)."""

    enabled: bool | Unset = UNSET
    """ Whether the column is synced. """
    hashed: bool | Unset = UNSET
    """ Whether the column's values are hashed. """
    is_primary_key: bool | None | Unset = UNSET
    """ Whether the column belongs to the primary key; null, which official clients send, changes nothing. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        enabled = self.enabled

        hashed = self.hashed

        is_primary_key: bool | None | Unset
        if isinstance(self.is_primary_key, Unset):
            is_primary_key = UNSET
        else:
            is_primary_key = self.is_primary_key

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if enabled is not UNSET:
            field_dict["enabled"] = enabled
        if hashed is not UNSET:
            field_dict["hashed"] = hashed
        if is_primary_key is not UNSET:
            field_dict["is_primary_key"] = is_primary_key

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        enabled = d.pop("enabled", UNSET)

        hashed = d.pop("hashed", UNSET)

        def _parse_is_primary_key(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        is_primary_key = _parse_is_primary_key(d.pop("is_primary_key", UNSET))

        column_update = cls(
            enabled=enabled,
            hashed=hashed,
            is_primary_key=is_primary_key,
        )

        return column_update
