# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.webhook_event import WebhookEvent

T = TypeVar("T", bound="WebhookTest")


@_attrs_define
class WebhookTest:
    """What to test a webhook with."""

    event: WebhookEvent
    """ An event that a webhook can be told of. Those of transformations, and the deprecated ones from status on,
    come from no connection. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        event = self.event.value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "event": event,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        event = WebhookEvent(d.pop("event"))

        webhook_test = cls(
            event=event,
        )

        return webhook_test
