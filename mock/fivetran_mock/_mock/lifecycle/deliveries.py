"""Deliveries of webhooks: what is posted about an event, in which order, and what came of it. No IO."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import uuid
from collections import deque
from collections.abc import Mapping, Sized
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from itertools import count
from typing import Any, Final

from ..clock.moments import DAY, END, MINUTE
from ..formats.http import JSON, ReceiverReply
from ..formats.json import to_bytes
from ..state.state import MOST_EVENTS, ConnectionEvent, State

SIGNATURE: Final = "x-fivetran-signature-256"

POSTED: Final = "x-fivetran-mock-delivery"
"""A header of each post of a mock, so that no mock can be controlled by the webhook of another, or by its own."""

MOST_BYTES: Final = 64 * 1024 * 1024
"""How many bytes of deliveries are kept, and how many wait: an id may be as long as a body."""

OVERHEAD: Final = 1_000
"""Roughly the size of a delivery beside its texts, in bytes."""

DUMMY: Final = "_connection_1"
"""The connection that the event of a test is about (docs/evidence.md#webhook-test)."""

STATUSES: Final = {"succeeded": "SUCCESSFUL", "rescheduled": "RESCHEDULED", "failed": "FAILED"}
"""`data.status` by the outcome of a sync; a failure that needs a task of a person has another."""

REPEATED_FOR: Final = DAY
"""How long a delivery is repeated after its first attempt; then its webhook is switched off."""

logger = logging.getLogger("fivetran_mock")


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One attempt to deliver an event to a webhook, and what came of it."""

    webhook_id: str
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
    url: str = field(default="", repr=False)
    """Where it is posted, with the password if the URL has one."""
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
    def size(self) -> int:
        """Roughly its size in memory, in bytes."""
        return OVERHEAD + len(self.body) + len(self.url) + len(self.answer)

    @property
    def payload(self) -> dict[str, Any]:
        """The event as JSON."""
        value: dict[str, Any] = json.loads(self.body)
        return value

    @property
    def ok(self) -> bool:
        """Whether the receiver took the event: it answered a status from 200 to 299."""
        return ReceiverReply(self.status).ok

    def to_data(self) -> dict[str, Any]:
        """Return the delivery as plain data."""
        return {name: getattr(self, name) for name in _PLAIN}


_PLAIN: Final = (
    *("number", "at", "webhook_id", "url", "event", "connection_id", "schema", "payload", "attempt"),
    *("status", "error", "answer", "ok"),
)


def trial(state: State, webhook: Mapping[str, Any], kind: str) -> Delivery:
    """Return the delivery of an event about a connection that does not exist, as the API posts it to try a webhook."""
    group: str = webhook.get("group_id", "_group_1")
    status: dict[str, list[object]] = {"tasks": []}
    record = {"service": "dummy", "id": DUMMY, "schema": DUMMY, "group_id": group, "status": status}
    event = ConnectionEvent(kind, state.clock.now(), record, {})
    return addressed(state, webhook, _delivery(state, event, webhook, None))


def _delivery(state: State, event: ConnectionEvent, webhook: Mapping[str, Any], sync_id: str | None) -> Delivery:
    """Return the delivery of an event to a webhook, whose address it does not have yet."""
    record = event.record
    return Delivery(
        webhook_id=webhook["id"],
        event=event.kind,
        connection_id=record["id"],
        schema=record["schema"],
        body=_event_body(state, event, sync_id),
    )


def _event_body(state: State, event: ConnectionEvent, sync_id: str | None) -> bytes:
    """Return an event as the API spells it (docs/evidence.md#webhook-payload)."""
    behaviours, record, details = state.behaviours, event.record, event.details
    body: dict[str, Any] = {
        "event": event.kind,
        "created": f"{state.clock.text(event.moment)[:23]}Z",
        "connector_type": record["service"],
        "connector_id": record["id"],
        "connector_name": record["schema"],
        **({} if sync_id is None else {"sync_id": sync_id}),
        behaviours["webhook_group"]: record["group_id"],
    }
    if event.kind == "sync_end":
        status = STATUSES[details.get("outcome", "succeeded")]
        body["data"] = {"status": "FAILURE_WITH_TASK" if status == "FAILED" and record["status"]["tasks"] else status}
        if "message" in details and behaviours["webhook_reason"] == "present":
            body["data"]["reason"] = details["message"]
    elif behaviours["webhook_data"] != "absent":
        body["data"] = {}
    return to_bytes(body)


def addressed(state: State, webhook: Mapping[str, Any], delivery: Delivery) -> Delivery:
    """Return a delivery with the URL of its webhook, and with a signature if the webhook has a secret."""
    headers = dict([JSON, (POSTED, "1")])
    if "secret" in webhook:
        digits = hmac.new(webhook["secret"].encode(), delivery.body, hashlib.sha256).hexdigest()
        headers[SIGNATURE] = digits if state.behaviours["webhook_digits"] == "lower" else digits.upper()
    return replace(delivery, url=webhook["url"], headers=headers)


class Outbox:
    """The deliveries of a mock: those to come, and the latest of the past. Its caller holds the lock of the core."""

    def __init__(self, state: State) -> None:
        self.past: deque[Delivery] = deque()
        """The latest deliveries, the oldest first."""
        self._past_bytes = self._waiting_bytes = 0
        self._state = state
        self._waiting: deque[Delivery] = deque()
        self._repeats: list[tuple[int, int, Delivery]] = []
        self._numbers = count(1)
        self._syncs: dict[str, str] = {}
        """The ids of running syncs, by connection."""

    def clear(self) -> None:
        """Forget everything."""
        for kept in (self.past, self._waiting, self._repeats, self._syncs):
            kept.clear()
        self._past_bytes = self._waiting_bytes = 0
        self._numbers = count(1)

    @property
    def next_repeat(self) -> int:
        """When a delivery is repeated next; the end of time for never."""
        return self._repeats[0][0] if self._repeats else END

    @property
    def waits(self) -> bool:
        """Whether something may be delivered now."""
        return bool(self._state.events or self._waiting or self.next_repeat <= self._state.clock.now())

    def gather(self) -> None:
        """Add the deliveries of what has happened, to the webhooks that are active now."""
        events, self._state.events = self._state.events, self._state.events and []
        skipped = 0
        for event in events or ():
            sync_id = self._sync_id(event)
            group = event.record["group_id"]
            for webhook in self._state.records["webhook"].records():
                listens = webhook["active"] and event.kind in webhook["events"]
                if not listens or webhook.get("group_id", group) != group:
                    continue
                if self._has_room(self._waiting):
                    self.put(_delivery(self._state, event, webhook, sync_id))
                else:
                    skipped += 1
        if skipped:
            logger.warning("%s events are left out: %s wait already for a move of time", skipped, len(self._waiting))

    def put(self, delivery: Delivery) -> None:
        """Add a delivery behind those that wait."""
        self._waiting.append(delivery)
        self._waiting_bytes += delivery.size

    def take(self) -> Delivery | None:
        """Return the delivery whose turn it is, with its address; None if nothing is to be delivered now."""
        self.gather()
        while self.waits:
            waited = self._waiting.popleft() if self._waiting else heappop(self._repeats)[2]
            self._waiting_bytes -= waited.size
            delivery = self.addressed(waited)
            if delivery is not None:
                return delivery
        return None

    def addressed(self, delivery: Delivery) -> Delivery | None:
        """Return a delivery with its address; None if its webhook is gone or switched off."""
        webhooks = self._state.records["webhook"]
        if delivery.webhook_id in webhooks.ids:
            webhook = webhooks.record(delivery.webhook_id)
            if webhook["active"] or delivery.connection_id == DUMMY:
                return addressed(self._state, webhook, delivery)
        return None

    def answered(self, delivery: Delivery, answer: ReceiverReply) -> None:
        """Keep an attempt; one that failed is repeated for a day, and then the webhook is switched off."""
        now = self._state.clock.now()
        began = delivery.began or now
        number = next(self._numbers)
        made = replace(delivery, number=number, at=self._state.clock.text(now), status=answer.status)
        self.past.append(made := replace(made, error=answer.error, answer=answer.text))
        self._past_bytes += made.size
        while self._past_bytes > MOST_BYTES or len(self.past) > MOST_EVENTS:
            self._past_bytes -= self.past.popleft().size
        webhooks = self._state.records["webhook"]
        if answer.ok or delivery.connection_id == DUMMY or delivery.webhook_id not in webhooks.ids:
            return
        due = began + 5 * MINUTE * sum(range(1, delivery.attempt + 1))
        if due <= began + REPEATED_FOR:
            if self._has_room(self._repeats):
                heappush(self._repeats, (due, number, replace(delivery, attempt=delivery.attempt + 1, began=began)))
                self._waiting_bytes += delivery.size
            return
        logger.warning("Webhook %s is switched off: an event was not taken for a day", delivery.webhook_id)
        webhooks.replace({**webhooks.record(delivery.webhook_id), "active": False})

    def _has_room(self, kept: Sized) -> bool:
        """Return whether one more delivery may wait, among these or to be repeated."""
        return len(kept) < MOST_EVENTS and self._waiting_bytes < MOST_BYTES

    def _sync_id(self, event: ConnectionEvent) -> str | None:
        """Return the id of the sync that an event is about; the start and the end of a sync have the same."""
        if event.kind not in ("sync_start", "sync_end"):
            return None
        name: str = event.record["id"]
        if event.kind == "sync_start" or name not in self._syncs:
            digest = hashlib.sha256(f"{name} {event.moment}".encode()).digest()  # the same in each run of a test
            self._syncs[name] = str(uuid.UUID(bytes=digest[:16], version=4))
        return self._syncs[name]
