# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.pinterest_ads_client_access import PinterestAdsClientAccess
from ..types import UNSET, Unset

T = TypeVar("T", bound="PinterestAdsAuthUpdate")


@_attrs_define
class PinterestAdsAuthUpdate:
    """The credentials of Pinterest that an update changes."""

    refresh_token: str | Unset = UNSET
    """ The long-lived refresh token. """
    client_access: PinterestAdsClientAccess | Unset = UNSET
    """ The user's own Pinterest application. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        refresh_token = self.refresh_token

        client_access: dict[str, Any] | Unset = UNSET
        if not isinstance(self.client_access, Unset):
            client_access = self.client_access.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if refresh_token is not UNSET:
            field_dict["refresh_token"] = refresh_token
        if client_access is not UNSET:
            field_dict["client_access"] = client_access

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        refresh_token = d.pop("refresh_token", UNSET)

        _client_access = d.pop("client_access", UNSET)
        client_access: PinterestAdsClientAccess | Unset
        if isinstance(_client_access, Unset):
            client_access = UNSET
        else:
            client_access = PinterestAdsClientAccess.from_dict(_client_access)

        pinterest_ads_auth_update = cls(
            refresh_token=refresh_token,
            client_access=client_access,
        )

        return pinterest_ads_auth_update
