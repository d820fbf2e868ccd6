"""Deliveries of webhooks: the posted events, their order and their outcome. No IO."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import uuid
from bisect import insort
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Any, Final, NamedTuple

from fivetran_common.text import printable
from fivetran_rules import without_url_secrets

from ..clock.moments import DAY, MINUTE, SECOND
from ..formats.http import JSON, ReceiverReply
from ..formats.json import to_bytes
from ..state.state import MOST_EVENTS, State

SIGNATURE: Final = "x-fivetran-signature-256"

POSTED: Final = "x-fivetran-mock-delivery"
"""A header of each post of a mock, so that no mock can be controlled by the webhook of another, or by its own."""

MOST_BYTES: Final = 64 * 1024 * 1024
"""The most bytes of past deliveries, and of those to come: an id may be as long as a body."""

OVERHEAD: Final = 1_000
"""Roughly the size of a delivery beside its texts, in bytes."""

DUMMY: Final = "_connection_1"
"""The connection that the event of a test is about (docs/evidence.md#webhook-test)."""

STATUSES: Final = {"succeeded": "SUCCESSFUL", "rescheduled": "RESCHEDULED", "failed": "FAILED"}
"""`data.status` by the outcome of a sync."""

FAILED_BY_TASK: Final = "FAILURE_WITH_TASK"
"""`data.status` of a failure that needs a task of a person."""

REPEATED_FOR: Final = DAY
"""The time after the first attempt in which a delivery is repeated; then its webhook is switched off."""

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
    """The begin of the attempt, in the mock's time."""
    test: bool = False
    """Whether it tries a webhook: at its creation, when it becomes active, or by a test."""
    url: str = field(default="", repr=False)
    """The URL that it is posted to, with its password, if any."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    """The headers that were sent; names are in lower case."""
    status: int | None = None
    """The status that the receiver answered; None if there was no answer."""
    error: str = ""
    """The reason of a missing answer."""
    answer: str = field(default="", repr=False)
    """The beginning of the body that the receiver answered."""
    is_known: bool = field(default=False, repr=False)
    """Whether the test knows of a failure: it lost the event itself, or an exception says so."""
    began: int = field(default=0, repr=False)
    """The moment of the first attempt."""
    generation: int = field(default=0, repr=False)
    """That of the state in which it began."""

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
        """Return the delivery as plain data, without the secrets of its URL."""
        return {**{name: getattr(self, name) for name in SHOWN}, "url": without_url_secrets(self.url)}

    @property
    def line(self) -> str:
        """The delivery in one line, for messages."""
        came = self.error or f"answered {self.status}"
        return f"{self.at} {self.event} schema={self.schema!r} to {without_url_secrets(self.url)}: {came}"


SHOWN: Final = (
    *("number", "at", "webhook_id", "url", "event", "connection_id", "schema", "payload", "attempt"),
    *("status", "error", "answer", "ok", "test"),
)


class DeliveryFault(NamedTuple):
    """Lets a delivery of an event be lost, or be late."""

    event: str
    schema: str | None
    seconds: float | None
    """The delay; None for a lost delivery."""

    def described(self) -> str:
        """Return a sentence for a fault that no delivery has used."""
        done = "lose" if self.seconds is None else "delay"
        schema = "" if self.schema is None else f", schema={self.schema!r}"
        return f"webhooks.{done}({self.event!r}{schema}): there was no such delivery"


def tell(
    state: State, kind: str, record: Mapping[str, Any] | None, moment: int | None = None, **details: object
) -> bool:
    """
    Add the deliveries of an event at a moment, which is now by default; return whether a webhook gets it.

    It is about a connection, or about one that does not exist. `details` are the `outcome` of a sync that ended, the
    `message` of one that failed, or the `data` that stand in place of the event's own.
    """
    now, told = state.clock.now() if moment is None else moment, False
    name = DUMMY if record is None else record["id"]
    if kind == "sync_start":
        state.syncs[name] = now
    if not state.listens:
        return False
    if kind in ("sync_start", "sync_end"):
        details["sync_id"] = sync_id(name, state.syncs.get(name, now))
    for webhook in state.records["webhook"].records():
        about = _dummy(webhook) if record is None else record
        hears = webhook["active"] and kind in webhook["events"]
        if hears and webhook.get("group_id", about["group_id"]) == about["group_id"]:
            told = True
            put(state, now, _delivery(state, webhook, kind, about, now, **details))
    return told


def sync_id(name: str, started: int) -> str:
    """Return the id of a sync of a connection that started at a moment; it is the same in each run of a test."""
    digest = hashlib.sha256(f"{name} {started}".encode()).digest()
    return str(uuid.UUID(bytes=digest[:16], version=4))


def delivery_of_test(state: State, webhook: Mapping[str, Any], kind: str) -> Delivery:
    """Return the delivery of an event about a connection that does not exist, as the API posts it to try a webhook."""
    made = _delivery(state, webhook, kind, _dummy(webhook), state.clock.now())
    return replace(addressed(state, webhook, made), test=True)


def _dummy(webhook: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record of the connection that does not exist."""
    group: str = webhook.get("group_id", "_group_1")
    return {"service": "dummy", "id": DUMMY, "schema": DUMMY, "group_id": group, "status": {"tasks": []}}


def _delivery(
    state: State, webhook: Mapping[str, Any], kind: str, record: Mapping[str, Any], moment: int, **details: Any
) -> Delivery:
    """Return the delivery of an event, as the API spells it (docs/evidence.md#webhook-payload), without its address."""
    behaviours = state.behaviours
    body: dict[str, Any] = {
        "event": kind,
        "created": f"{state.clock.text(moment)[:23]}Z",
        "connector_type": record["service"],
        "connector_id": record["id"],
        "connector_name": record["schema"],
        **({"sync_id": details["sync_id"]} if "sync_id" in details else {}),
        behaviours["webhook_group"]: record["group_id"],
    }
    if "data" in details:
        body["data"] = details["data"]
    elif kind == "sync_end":
        status = STATUSES[details.get("outcome", "succeeded")]
        body["data"] = {"status": FAILED_BY_TASK if status == "FAILED" and record["status"]["tasks"] else status}
        if "message" in details and behaviours["webhook_reason"] == "present":
            body["data"]["reason"] = details["message"]
    elif behaviours["webhook_data"] != "absent":
        body["data"] = {}
    return Delivery(
        webhook_id=webhook["id"],
        event=kind,
        connection_id=record["id"],
        schema=record["schema"],
        body=to_bytes(body) if behaviours["webhook_spacing"] == "compact" else json.dumps(body).encode(),
    )


def put(state: State, due: int, delivery: Delivery) -> None:
    """Add a delivery to those to come, if they have room."""
    if state.later_bytes >= MOST_BYTES:
        logger.warning("An event is left out, %s: %s deliveries wait already", delivery.event, len(state.later))
        return
    kept = ("webhook_id", "event", "connection_id", "schema", "began", "attempt")
    state.add_later({"due": due, "body": delivery.body.decode(), **{name: getattr(delivery, name) for name in kept}})


def addressed(state: State, webhook: Mapping[str, Any], delivery: Delivery) -> Delivery:
    """Return a delivery with the URL of its webhook, and with a signature if the webhook has a secret."""
    headers: dict[str, str] = dict([JSON, (POSTED, "1")])
    if "secret" in webhook:
        digits = hmac.new(webhook["secret"].encode(), delivery.body, hashlib.sha256).hexdigest()
        headers[SIGNATURE] = digits if state.behaviours["webhook_digits"] == "lower" else digits.upper()
    return replace(delivery, url=webhook["url"], headers=headers)


class Outbox:
    """The deliveries of a mock: those to come, and the latest of the past. Its caller holds the lock of the API."""

    def __init__(self, state: State) -> None:
        self.past: list[Delivery] = []
        """The latest ended deliveries by their numbers; those to come are in `State.later`."""
        self.faults: list[DeliveryFault] = []
        """The faults that no delivery has used yet."""
        self._past_bytes = self._count = 0
        self._state = state

    @property
    def waits(self) -> bool:
        """Whether something may be delivered now."""
        return self._state.next_later <= self._state.clock.now()

    def take(self) -> Delivery | None:
        """Return the delivery whose turn it is, with its address; None if nothing is to be delivered now."""
        while self.waits:
            later = self._state.take_later()
            delivery = self.addressed(Delivery(**{**later, "body": later["body"].encode()}))
            if delivery is None:
                continue
            faults = [each for each in self.faults if each.event == delivery.event and not delivery.began]
            fault = next((each for each in faults if each.schema in (None, delivery.schema)), None)
            if fault is None:
                return self.begun(delivery)
            self.faults.remove(fault)
            if fault.seconds is None:
                lost = ReceiverReply(None, error="lost by a fault of the mock", final=True, is_known=True)
                self.answered(self.begun(delivery), lost)
            else:
                due = self._state.clock.now() + round(fault.seconds * SECOND)
                put(self._state, due, replace(delivery, began=due))
        return None

    def begun(self, delivery: Delivery) -> Delivery:
        """Return a delivery with its number and its moment, which is now."""
        self._count += 1
        state, now = self._state, self._state.clock.now()
        made = replace(delivery, number=self._count, generation=state.generation)
        return replace(made, at=state.clock.text(now), began=delivery.began or now)

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
        if delivery.generation != self._state.generation:  # the records that it belongs to were replaced
            return
        made = replace(delivery, status=answer.status, error=answer.error, answer=answer.text, is_known=answer.is_known)
        insort(self.past, made, key=attrgetter("number"))
        self._past_bytes += made.size
        while self._past_bytes > MOST_BYTES or len(self.past) > MOST_EVENTS:
            self._past_bytes -= self.past.pop(0).size
        webhooks = self._state.records["webhook"]
        if answer.ok or answer.final or delivery.test or delivery.webhook_id not in webhooks.ids:
            return
        due = delivery.began + 5 * MINUTE * sum(range(1, delivery.attempt + 1))
        if due <= delivery.began + REPEATED_FOR:
            put(self._state, due, replace(delivery, attempt=delivery.attempt + 1))
            return
        logger.warning("Webhook %s is switched off: an event was not taken for a day", printable(delivery.webhook_id))
        webhooks.replace({**webhooks.record(delivery.webhook_id), "active": False})
