# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="SetupTestsRequest")


@_attrs_define
class SetupTestsRequest:
    """The certificates and fingerprints that the setup tests accept."""

    trust_certificates: bool | Unset = UNSET
    """ Whether every TLS certificate is accepted. Taken as false when absent. """
    trust_fingerprints: bool | Unset = UNSET
    """ Whether every SSH fingerprint is accepted. Taken as false when absent. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        trust_certificates = self.trust_certificates

        trust_fingerprints = self.trust_fingerprints

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if trust_certificates is not UNSET:
            field_dict["trust_certificates"] = trust_certificates
        if trust_fingerprints is not UNSET:
            field_dict["trust_fingerprints"] = trust_fingerprints

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        trust_certificates = d.pop("trust_certificates", UNSET)

        trust_fingerprints = d.pop("trust_fingerprints", UNSET)

        setup_tests_request = cls(
            trust_certificates=trust_certificates,
            trust_fingerprints=trust_fingerprints,
        )

        return setup_tests_request
