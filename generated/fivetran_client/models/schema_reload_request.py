# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.exclude_mode import ExcludeMode
from ..types import UNSET, Unset

T = TypeVar("T", bound="SchemaReloadRequest")


@_attrs_define
class SchemaReloadRequest:
    """The options of a reload of the source's schema."""

    exclude_mode: ExcludeMode | Unset = UNSET
    """ The treatment of new schemas, tables and columns in a reload. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        exclude_mode: str | Unset = UNSET
        if not isinstance(self.exclude_mode, Unset):
            exclude_mode = self.exclude_mode.value

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if exclude_mode is not UNSET:
            field_dict["exclude_mode"] = exclude_mode

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        _exclude_mode = d.pop("exclude_mode", UNSET)
        exclude_mode: ExcludeMode | Unset
        if isinstance(_exclude_mode, Unset):
            exclude_mode = UNSET
        else:
            exclude_mode = ExcludeMode(_exclude_mode)

        schema_reload_request = cls(
            exclude_mode=exclude_mode,
        )

        return schema_reload_request
