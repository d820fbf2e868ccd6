"""Deliveries of webhooks: what is posted about an event, and what came of it."""

from __future__ import annotations

import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from ..formats.http import JSON, Answered
from ..formats.json import to_bytes
from ..state.account import Account
from ..state.world import Event, World

SIGNATURE: Final = "x-fivetran-signature-256"

DUMMY: Final = "_connection_1"
"""The connection that the event of a test is about (docs/evidence.md#webhook-test)."""

STATUSES: Final = {"succeeded": "SUCCESSFUL", "rescheduled": "RESCHEDULED", "failed": "FAILED"}
"""`data.status` by the outcome of a sync; a failure that needs a task of a person has another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One attempt to deliver an event to a webhook, and what came of it."""

    webhook_id: str
    account: str
    """The API key of the account; empty if all keys share one."""
    event: str
    connection_id: str
    schema: str
    """The schema of the connection, which is `connector_name` of the event."""
    body: bytes = field(repr=False)
    attempt: int = 1
    """1, or more where the delivery is repeated."""
    number: int = 0
    """1 for the first delivery since the mock was made or reset; 0 before it was made."""
    at: str = ""
    """When it was made, in the mock's time."""
    url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    """The headers that were sent; names are in lower case."""
    status: int | None = None
    """The status that the receiver answered; None if there was no answer."""
    error: str = ""
    """Why there was no answer."""
    answer: str = field(default="", repr=False)
    """The beginning of the body that the receiver answered."""
    began: int = field(default=0, repr=False)
    """The moment of the first attempt."""

    @property
    def payload(self) -> dict[str, Any]:
        """The event as JSON."""
        value: dict[str, Any] = json.loads(self.body)
        return value

    @property
    def ok(self) -> bool:
        """Whether the receiver took the event: it answered a status from 200 to 299."""
        return Answered(self.status).ok


def delivery_of(account: str, webhook: Mapping[str, Any], body: bytes) -> Delivery:
    """Return the delivery of an event to a webhook; it has not been tried yet."""
    payload = json.loads(body)
    return Delivery(
        webhook_id=webhook["id"],
        account=account,
        event=payload["event"],
        connection_id=payload["connector_id"],
        schema=payload["connector_name"],
        body=body,
    )


def trial(world: World, account: Account, webhook: Mapping[str, Any], kind: str) -> Delivery:
    """Return the delivery of an event about a connection that does not exist, as the API posts it to try a webhook."""
    group = webhook.get("group_id", "_group_1")
    record: dict[str, Any] = {"service": "dummy", "id": DUMMY, "schema": DUMMY, "group_id": group}
    record["status"] = {"tasks": []}
    body = event_body(world, Event(kind, world.clock.now(), account, record, {}), None)
    return addressed(world, webhook, delivery_of(account.key, webhook, body))


def event_body(world: World, event: Event, sync_id: str | None) -> bytes:
    """Return an event as the API spells it (docs/evidence.md#webhook-payload)."""
    behaviours, record, details = world.behaviours, event.record, event.details
    told: dict[str, Any] = {
        "event": event.kind,
        "created": f"{world.clock.text(event.moment)[:23]}Z",
        "connector_type": record["service"],
        "connector_id": record["id"],
        "connector_name": record["schema"],
        **({} if sync_id is None else {"sync_id": sync_id}),
        behaviours["webhook_group"]: record["group_id"],
    }
    if event.kind == "sync_end":
        status = STATUSES[details.get("outcome", "succeeded")]
        told["data"] = {"status": "FAILURE_WITH_TASK" if status == "FAILED" and record["status"]["tasks"] else status}
        if "message" in details and behaviours["webhook_reason"] == "present":
            told["data"]["reason"] = details["message"]
    elif behaviours["webhook_data"] != "absent":
        told["data"] = {}
    return to_bytes(told)


def addressed(world: World, webhook: Mapping[str, Any], delivery: Delivery) -> Delivery:
    """Return a delivery with the URL of its webhook, and with a signature if the webhook has a secret."""
    headers: dict[str, str] = dict([JSON])
    if "secret" in webhook:
        digits = hmac.new(webhook["secret"].encode(), delivery.body, hashlib.sha256).hexdigest()
        headers[SIGNATURE] = digits if world.behaviours["webhook_digits"] == "lower" else digits.upper()
    return replace(delivery, url=webhook["url"], headers=headers)


def made_sync_id(account: str, connection: str, moment: int) -> str:
    """Return the id of a sync, which is the same in each run of a test."""
    digest = hashlib.sha256(f"{account} {connection} {moment}".encode()).digest()
    return str(uuid.UUID(bytes=digest[:16], version=4))
