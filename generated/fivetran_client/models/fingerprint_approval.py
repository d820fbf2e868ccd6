# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="FingerprintApproval")


@_attrs_define
class FingerprintApproval:
    """The SSH key of a host that is to be trusted."""

    hash_: str
    """ Hash of the fingerprint. """
    public_key: str
    """ The public key of the host. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        hash_ = self.hash_

        public_key = self.public_key

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "hash": hash_,
                "public_key": public_key,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        hash_ = d.pop("hash")

        public_key = d.pop("public_key")

        fingerprint_approval = cls(
            hash_=hash_,
            public_key=public_key,
        )

        return fingerprint_approval
