"""For the receiver of webhooks: check the signature of an event, and read it. Imports no HTTP library."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from fivetran_common.json_types import is_object

from ._secrets.secret import Secret
from .errors import InvalidEvent, InvalidRequest, InvalidSignature

__all__ = ["SIGNATURE_HEADER", "Event", "parse"]

SIGNATURE_HEADER: Final = "X-Fivetran-Signature-256"
"""The header with the signature: HMAC-SHA256 of the body in hexadecimal (recorded)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """
    One event, as Fivetran posts it; a key that the body does not have is None.

    `event` is the kind, such as `sync_end`; a kind that this package does not know is kept as it is.
    """

    event: str
    created: datetime | None = None
    """The time of the event, in UTC."""
    connector_type: str | None = None
    """The service of the connection."""
    connector_id: str | None = None
    """The id of the connection."""
    connector_name: str | None = None
    """The schema of the connection."""
    sync_id: str | None = None
    """The id of the sync, for events of a sync."""
    group_id: str | None = None
    """The id of the group: `destination_group_id`, or `group_id` in older events."""
    data: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """The data of the event beside these fields; empty if it has none."""
    body: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """The whole body, with the keys that this class does not have."""

    @property
    def status(self) -> str | None:
        """The end of a sync: SUCCESSFUL, FAILED, FAILURE_WITH_TASK, RESCHEDULED, or a new word."""
        return self.data.get("status")


def parse(body: bytes, signature: str | None, secret: str) -> Event:
    """
    Return the event in the raw body of a request whose signature is right.

    `signature` is the header `X-Fivetran-Signature-256`, in either case of its digits. Nothing of the body is read
    before the signature is compared, in constant time. Raises `InvalidSignature`; `InvalidEvent` for a signed body that
    is no event; and `InvalidRequest` for an empty secret, with which anybody could sign.
    """
    key = Secret(secret).reveal()
    if not key:
        raise InvalidRequest("secret has to be the text that the webhook was created with, and it is empty.")
    if not signature:
        raise InvalidSignature(f"The request has no header {SIGNATURE_HEADER}, so who sent it is unknown.")
    expected = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), signature.strip().lower().encode(errors="replace")):
        raise InvalidSignature(
            f"The header {SIGNATURE_HEADER} is not the signature of this body with this secret. Pass the bytes of the"
            " body as they came, and the secret of this webhook."
        )
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        value = None
    if not is_object(value) or not isinstance(value.get("event"), str):
        raise InvalidEvent("The body is signed, but it is no JSON object with an event.")
    return _event(value)


def _event(value: Mapping[str, Any]) -> Event:
    """Return a body as an event; a value of another type than the documented one counts as absent."""
    texts = {key: found for key, found in value.items() if isinstance(found, str)}
    try:
        created = datetime.fromisoformat(texts.get("created", ""))
    except ValueError:
        created = None
    data = value.get("data")
    return Event(
        event=value["event"],
        created=created,
        connector_type=texts.get("connector_type"),
        connector_id=texts.get("connector_id"),
        connector_name=texts.get("connector_name"),
        sync_id=texts.get("sync_id"),
        group_id=texts.get("destination_group_id") or texts.get("group_id"),
        data=data if is_object(data) else {},
        body=value,
    )
