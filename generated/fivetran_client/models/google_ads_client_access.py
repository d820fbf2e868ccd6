# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="GoogleAdsClientAccess")


@_attrs_define
class GoogleAdsClientAccess:
    """The user's own Google application."""

    client_id: str | Unset = UNSET
    """ Id of the client application. """
    client_secret: str | Unset = UNSET
    """ Secret of the client application. """
    developer_token: str | Unset = UNSET
    """ Developer token of the manager account. """
    user_agent: str | Unset = UNSET
    """ Name under which the application calls Google Ads. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        client_id = self.client_id

        client_secret = self.client_secret

        developer_token = self.developer_token

        user_agent = self.user_agent

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if client_id is not UNSET:
            field_dict["client_id"] = client_id
        if client_secret is not UNSET:
            field_dict["client_secret"] = client_secret
        if developer_token is not UNSET:
            field_dict["developer_token"] = developer_token
        if user_agent is not UNSET:
            field_dict["user_agent"] = user_agent

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        client_id = d.pop("client_id", UNSET)

        client_secret = d.pop("client_secret", UNSET)

        developer_token = d.pop("developer_token", UNSET)

        user_agent = d.pop("user_agent", UNSET)

        google_ads_client_access = cls(
            client_id=client_id,
            client_secret=client_secret,
            developer_token=developer_token,
            user_agent=user_agent,
        )

        return google_ads_client_access
