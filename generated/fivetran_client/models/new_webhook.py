# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.webhook_event import WebhookEvent
from ..types import UNSET, Unset

T = TypeVar("T", bound="NewWebhook")


@_attrs_define
class NewWebhook:
    """A webhook to create."""

    url: str
    """ Where the events go. The API takes HTTPS only (documented); a mock also takes a receiver on this machine.
    """
    events: list[WebhookEvent]
    """ The events to be told of. """
    active: bool | Unset = UNSET
    """ Whether events are posted. Without it, they are (inferred). """
    secret: str | Unset = UNSET
    """ The key of the signature X-Fivetran-Signature-256, the HMAC-SHA256 of the body in hexadecimal (recorded).
    Without it, events are not signed. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        url = self.url

        events = []
        for events_item_data in self.events:
            events_item = events_item_data.value
            events.append(events_item)

        active = self.active

        secret = self.secret

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "url": url,
                "events": events,
            }
        )
        if active is not UNSET:
            field_dict["active"] = active
        if secret is not UNSET:
            field_dict["secret"] = secret

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        url = d.pop("url")

        events = []
        _events = d.pop("events")
        for events_item_data in _events:
            events_item = WebhookEvent(events_item_data)

            events.append(events_item)

        active = d.pop("active", UNSET)

        secret = d.pop("secret", UNSET)

        new_webhook = cls(
            url=url,
            events=events,
            active=active,
            secret=secret,
        )

        return new_webhook
