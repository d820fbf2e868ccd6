# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="FacebookAdsClientAccess")


@_attrs_define
class FacebookAdsClientAccess:
    """The user's own Facebook application."""

    client_id: str | Unset = UNSET
    """ Id of the client application. """
    client_secret: str | Unset = UNSET
    """ Secret of the client application. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        client_id = self.client_id

        client_secret = self.client_secret

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if client_id is not UNSET:
            field_dict["client_id"] = client_id
        if client_secret is not UNSET:
            field_dict["client_secret"] = client_secret

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        client_id = d.pop("client_id", UNSET)

        client_secret = d.pop("client_secret", UNSET)

        facebook_ads_client_access = cls(
            client_id=client_id,
            client_secret=client_secret,
        )

        return facebook_ads_client_access
