# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.facebook_ads_client_access import FacebookAdsClientAccess
from ..types import UNSET, Unset

T = TypeVar("T", bound="FacebookAdsAuth")


@_attrs_define
class FacebookAdsAuth:
    """Credentials of Facebook Ads. Never returned."""

    access_token: str | Unset = UNSET
    """ An access token. """
    user_access_token: str | Unset = UNSET
    """ The access token of a user; not together with access_token. """
    client_access: FacebookAdsClientAccess | Unset = UNSET
    """ The user's own Facebook application. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        access_token = self.access_token

        user_access_token = self.user_access_token

        client_access: dict[str, Any] | Unset = UNSET
        if not isinstance(self.client_access, Unset):
            client_access = self.client_access.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if access_token is not UNSET:
            field_dict["access_token"] = access_token
        if user_access_token is not UNSET:
            field_dict["user_access_token"] = user_access_token
        if client_access is not UNSET:
            field_dict["client_access"] = client_access

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        access_token = d.pop("access_token", UNSET)

        user_access_token = d.pop("user_access_token", UNSET)

        _client_access = d.pop("client_access", UNSET)
        client_access: FacebookAdsClientAccess | Unset
        if isinstance(_client_access, Unset):
            client_access = UNSET
        else:
            client_access = FacebookAdsClientAccess.from_dict(_client_access)

        facebook_ads_auth = cls(
            access_token=access_token,
            user_access_token=user_access_token,
            client_access=client_access,
        )

        return facebook_ads_auth
