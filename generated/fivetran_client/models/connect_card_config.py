# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ConnectCardConfig")


@_attrs_define
class ConnectCardConfig:
    """The way back from a Connect Card, and its display."""

    redirect_uri: str
    """ The http or https address to which the finished card leads. """
    hide_setup_guide: bool | Unset = UNSET
    """ Whether the card leaves out the setup guide. Taken as false when absent. """
    all_fields: bool | Unset = UNSET
    """ Whether the card shows all fields of the service. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        redirect_uri = self.redirect_uri

        hide_setup_guide = self.hide_setup_guide

        all_fields = self.all_fields

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "redirect_uri": redirect_uri,
            }
        )
        if hide_setup_guide is not UNSET:
            field_dict["hide_setup_guide"] = hide_setup_guide
        if all_fields is not UNSET:
            field_dict["all_fields"] = all_fields

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        redirect_uri = d.pop("redirect_uri")

        hide_setup_guide = d.pop("hide_setup_guide", UNSET)

        all_fields = d.pop("all_fields", UNSET)

        connect_card_config = cls(
            redirect_uri=redirect_uri,
            hide_setup_guide=hide_setup_guide,
            all_fields=all_fields,
        )

        return connect_card_config
