# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.connect_card_config import ConnectCardConfig

T = TypeVar("T", bound="ConnectCardRequest")


@_attrs_define
class ConnectCardRequest:
    """The Connect Card to make."""

    connect_card_config: ConnectCardConfig
    """ The way back from a Connect Card, and its display. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        connect_card_config = self.connect_card_config.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "connect_card_config": connect_card_config,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        connect_card_config = ConnectCardConfig.from_dict(d.pop("connect_card_config"))

        connect_card_request = cls(
            connect_card_config=connect_card_config,
        )

        return connect_card_request
