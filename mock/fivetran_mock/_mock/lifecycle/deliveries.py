"""Deliveries of webhooks: the posted events, their order and their outcome. No IO."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import uuid
from bisect import insort
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Any, Final

from fivetran_common.text import without_passwords

from ..clock.moments import DAY, MINUTE, SECOND
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
    """One attempt to deliver an event to a webhook, and its outcome."""

    webhook_id: str
    event: str
    connection_id: str
    schema: str
    """The schema of the connection, which is `connector_name` of the event."""
    body: bytes = field(repr=False)
    attempt: int = 1
    """1, or more where the delivery is repeated."""
    number: int = 0
    """1 for the first delivery since the mock was made or reset, in the order of what happened."""
    at: str = ""
    """When it began, in the mock's time."""
    trial: bool = False
    """Whether it tries a webhook: at its creation, when it becomes active, or by a test."""
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

    @property
    def line(self) -> str:
        """The delivery in one line, for messages."""
        came = self.error or f"answered {self.status}"
        return f"{self.at} {self.event} schema={self.schema!r} to {without_passwords(self.url)}: {came}"


_PLAIN: Final = (
    *("number", "at", "webhook_id", "url", "event", "connection_id", "schema", "payload", "attempt"),
    *("status", "error", "answer", "ok", "trial"),
)


@dataclass(slots=True, eq=False, kw_only=True)
class DeliveryFault:
    """Lets deliveries of an event be lost, or be late."""

    event: str
    schema: str | None
    seconds: float | None
    """How late they are; None for those that are lost."""
    left: int
    """How many deliveries it still takes."""

    def takes(self, delivery: Delivery) -> bool:
        """Return whether this applies to a delivery, and count it."""
        fits = self.left > 0 and delivery.event == self.event and self.schema in (None, delivery.schema)
        self.left -= fits
        return fits

    def described(self) -> str:
        """Return a sentence for a fault that was not used up."""
        done = "lose" if self.seconds is None else "delay"
        return f"webhooks.{done}({self.event!r}): {self.left} more would be taken"


def trial(state: State, webhook: Mapping[str, Any], kind: str) -> Delivery:
    """Return the delivery of an event about a connection that does not exist, as the API posts it to try a webhook."""
    event = ConnectionEvent(kind, state.clock.now(), _dummy(webhook), {})
    return replace(addressed(state, webhook, _delivery(state, event, webhook, None)), trial=True)


def _dummy(webhook: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record of the connection that does not exist."""
    group: str = webhook.get("group_id", "_group_1")
    return {"service": "dummy", "id": DUMMY, "schema": DUMMY, "group_id": group, "status": {"tasks": []}}


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
    if "data" in details:
        body["data"] = details["data"]
    elif event.kind == "sync_end":
        status = STATUSES[details.get("outcome", "succeeded")]
        body["data"] = {"status": "FAILURE_WITH_TASK" if status == "FAILED" and record["status"]["tasks"] else status}
        if "message" in details and behaviours["webhook_reason"] == "present":
            body["data"]["reason"] = details["message"]
    elif behaviours["webhook_data"] != "absent":
        body["data"] = {}
    return to_bytes(body)


def addressed(state: State, webhook: Mapping[str, Any], delivery: Delivery) -> Delivery:
    """Return a delivery with the URL of its webhook, and with a signature if the webhook has a secret."""
    headers: dict[str, str] = dict([JSON, (POSTED, "1")])
    if "secret" in webhook:
        digits = hmac.new(webhook["secret"].encode(), delivery.body, hashlib.sha256).hexdigest()
        headers[SIGNATURE] = digits if state.behaviours["webhook_digits"] == "lower" else digits.upper()
    return replace(delivery, url=webhook["url"], headers=headers)


class Outbox:
    """The deliveries of a mock: those to come, and the latest of the past. Its caller holds the lock of the core."""

    def __init__(self, state: State) -> None:
        self.past: list[Delivery] = []
        """The latest deliveries that have ended, by their numbers."""
        self.faults: list[DeliveryFault] = []
        self.waiting: deque[Delivery] = deque()
        """The deliveries that wait for their turn; repetitions and late ones are in `State.later`."""
        self._past_bytes = self._waiting_bytes = self._skipped = 0
        self._state = state
        self._count = 0
        self._syncs: dict[str, str] = {}
        """The ids of running syncs, by connection."""

    def clear(self) -> None:
        """Forget everything."""
        for kept in (self.past, self.faults, self.waiting, self._syncs):
            kept.clear()
        self._past_bytes = self._waiting_bytes = self._count = 0

    @property
    def waits(self) -> bool:
        """Whether something may be delivered now."""
        return bool(self._state.events or self.waiting or self._state.next_later <= self._state.clock.now())

    def gather(self) -> None:
        """Add a delivery of each new event to each active webhook."""
        events, self._state.events = self._state.events, self._state.events and []
        for event in events or ():
            self._add(event)
        if self._skipped:
            logger.warning("%s events are left out: %s wait already", self._skipped, len(self.waiting))
            self._skipped = 0

    def send(self, kind: str, record: Mapping[str, Any] | None, details: Mapping[str, Any]) -> bool:
        """Add an event by hand, about a connection or about one that does not exist; return whether a webhook hears."""
        self.gather()
        return self._add(ConnectionEvent(kind, self._state.clock.now(), record or {}, details))

    def put(self, delivery: Delivery) -> None:
        """Add a delivery behind those that wait."""
        self.waiting.append(self.begun(delivery))
        self._waiting_bytes += delivery.size

    def take(self) -> Delivery | None:
        """Return the delivery whose turn it is, with its address; None if nothing is to be delivered now."""
        self.gather()
        while self.waits:
            if self.waiting:
                waited = self.waiting.popleft()
                self._waiting_bytes -= waited.size
                delivery = self.addressed(waited)
            else:
                later = self._state.take_later()
                delivery = self.addressed(Delivery(**{**later, "body": later["body"].encode()}))
                delivery = delivery and self.begun(delivery)
            if delivery is not None:
                return delivery
        return None

    def begun(self, delivery: Delivery) -> Delivery:
        """Return a delivery with its number and its moment, which is now."""
        self._count += 1
        now = self._state.clock.now()
        return replace(delivery, number=self._count, at=self._state.clock.text(now), began=delivery.began or now)

    def addressed(self, delivery: Delivery) -> Delivery | None:
        """Return a delivery with its address; None if its webhook is gone or switched off."""
        webhooks = self._state.records["webhook"]
        if delivery.webhook_id in webhooks.ids:
            webhook = webhooks.record(delivery.webhook_id)
            if webhook["active"]:
                return addressed(self._state, webhook, delivery)
        return None

    def answered(self, delivery: Delivery, answer: ReceiverReply) -> None:
        """Keep an attempt; one that failed is repeated for a day, and then the webhook is switched off."""
        made = replace(delivery, status=answer.status, error=answer.error, answer=answer.text)
        insort(self.past, made, key=attrgetter("number"))
        self._past_bytes += made.size
        while self._past_bytes > MOST_BYTES or len(self.past) > MOST_EVENTS:
            self._past_bytes -= self.past.pop(0).size
        webhooks = self._state.records["webhook"]
        if answer.ok or answer.final or delivery.trial or delivery.webhook_id not in webhooks.ids:
            return
        due = delivery.began + 5 * MINUTE * sum(range(1, delivery.attempt + 1))
        if due <= delivery.began + REPEATED_FOR:
            if self._has_room:
                self._deliver_later(due, delivery, attempt=delivery.attempt + 1)
            return
        logger.warning("Webhook %s is switched off: an event was not taken for a day", delivery.webhook_id)
        webhooks.replace({**webhooks.record(delivery.webhook_id), "active": False})

    @property
    def _has_room(self) -> bool:
        """Whether one more delivery may wait."""
        return self._waiting_bytes + self._state.later_bytes < MOST_BYTES

    def _listening(self, kind: str, group: str | None) -> Iterator[Mapping[str, Any]]:
        """Yield the active webhooks that are told of an event in a group; None is for any."""
        for webhook in self._state.records["webhook"].records():
            listens = webhook["active"] and kind in webhook["events"]
            if listens and (group is None or webhook.get("group_id", group) == group):
                yield webhook

    def _add(self, event: ConnectionEvent) -> bool:
        """Add the deliveries of an event, unless a fault loses or delays them; return whether there are any."""
        sync_id, heard = self._sync_id(event), False
        for webhook in self._listening(event.kind, event.record.get("group_id")):
            heard = True
            about = event if event.record else event._replace(record=_dummy(webhook))
            delivery = _delivery(self._state, about, webhook, sync_id)
            fault = next((fault for fault in self.faults if fault.takes(delivery)), None)
            if not self._has_room:
                self._skipped += 1
            elif fault is None:
                self.put(delivery)
            elif fault.seconds is None:
                lost = self.begun(addressed(self._state, webhook, delivery))
                self.answered(lost, ReceiverReply(None, error="lost by a fault of the mock", final=True))
            else:
                self._deliver_later(self._state.clock.now() + round(fault.seconds * SECOND), delivery)
        return heard

    def _deliver_later(self, due: int, delivery: Delivery, attempt: int = 1) -> None:
        kept = {name: getattr(delivery, name) for name in ("webhook_id", "event", "connection_id", "schema", "began")}
        self._state.add_later({**kept, "due": due, "attempt": attempt, "body": delivery.body.decode()})

    def _sync_id(self, event: ConnectionEvent) -> str | None:
        """Return the id of the sync that an event is about; the start and the end of a sync have the same."""
        if event.kind not in ("sync_start", "sync_end"):
            return None
        name: str = event.record.get("id", DUMMY)
        if event.kind == "sync_start" or name not in self._syncs:
            digest = hashlib.sha256(f"{name} {event.moment}".encode()).digest()  # the same in each run of a test
            self._syncs[name] = str(uuid.UUID(bytes=digest[:16], version=4))
        return self._syncs[name]
