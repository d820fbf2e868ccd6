# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Fingerprint")


@_attrs_define
class Fingerprint:
    """An SSH fingerprint that has been approved."""

    hash_: str
    """ Hash of the fingerprint. """
    id: str | Unset = UNSET
    """ Id of the fingerprint. """
    public_key: str | Unset = UNSET
    """ The public key of the host. """
    validated_date: datetime.datetime | Unset = UNSET
    """ When the fingerprint was approved, in UTC. """
    validated_by: None | str | Unset = UNSET
    """ Id of the user who approved it. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        hash_ = self.hash_

        id = self.id

        public_key = self.public_key

        validated_date: str | Unset = UNSET
        if not isinstance(self.validated_date, Unset):
            validated_date = self.validated_date.isoformat(timespec="microseconds").replace("+00:00", "Z")

        validated_by: None | str | Unset
        if isinstance(self.validated_by, Unset):
            validated_by = UNSET
        else:
            validated_by = self.validated_by

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "hash": hash_,
            }
        )
        if id is not UNSET:
            field_dict["id"] = id
        if public_key is not UNSET:
            field_dict["public_key"] = public_key
        if validated_date is not UNSET:
            field_dict["validated_date"] = validated_date
        if validated_by is not UNSET:
            field_dict["validated_by"] = validated_by

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        hash_ = d.pop("hash")

        id = d.pop("id", UNSET)

        public_key = d.pop("public_key", UNSET)

        _validated_date = d.pop("validated_date", UNSET)
        validated_date: datetime.datetime | Unset
        if isinstance(_validated_date, Unset):
            validated_date = UNSET
        else:
            validated_date = datetime.datetime.fromisoformat(_validated_date)

        def _parse_validated_by(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        validated_by = _parse_validated_by(d.pop("validated_by", UNSET))

        fingerprint = cls(
            hash_=hash_,
            id=id,
            public_key=public_key,
            validated_date=validated_date,
            validated_by=validated_by,
        )

        fingerprint.additional_properties = d
        return fingerprint

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
