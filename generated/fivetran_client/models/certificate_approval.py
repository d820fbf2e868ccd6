# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="CertificateApproval")


@_attrs_define
class CertificateApproval:
    """The TLS certificate that is to be trusted."""

    hash_: str
    """ Hash of the certificate. """
    encoded_cert: str
    """ The certificate in base64. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        hash_ = self.hash_

        encoded_cert = self.encoded_cert

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "hash": hash_,
                "encoded_cert": encoded_cert,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        hash_ = d.pop("hash")

        encoded_cert = d.pop("encoded_cert")

        certificate_approval = cls(
            hash_=hash_,
            encoded_cert=encoded_cert,
        )

        return certificate_approval
