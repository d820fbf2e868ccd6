# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.tables_by_schema import TablesBySchema
from ..types import UNSET, Unset

T = TypeVar("T", bound="ResyncRequest")


@_attrs_define
class ResyncRequest:
    """The tables to sync again, by schema; everything when there is no scope."""

    scope: TablesBySchema | Unset = UNSET
    """ Names of tables by the name of their schema. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        scope: dict[str, Any] | Unset = UNSET
        if not isinstance(self.scope, Unset):
            scope = self.scope.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if scope is not UNSET:
            field_dict["scope"] = scope

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        _scope = d.pop("scope", UNSET)
        scope: TablesBySchema | Unset
        if isinstance(_scope, Unset):
            scope = UNSET
        else:
            scope = TablesBySchema.from_dict(_scope)

        resync_request = cls(
            scope=scope,
        )

        return resync_request
