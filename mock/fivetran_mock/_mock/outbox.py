"""The deliveries that a mock has still to make, in their order, and the latest that it made. No IO."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Mapping
from dataclasses import replace
from heapq import heappop, heappush
from itertools import count
from typing import Any, Final

from .formats.http import Answered
from .lifecycle.deliveries import DUMMY, Delivery, addressed, delivery_of, event_body, made_sync_id
from .state.accounts import Accounts
from .state.clock import DAY, END, MINUTE
from .state.table import Table
from .state.world import MOST_EVENTS, Event, World

REPEATED_FOR: Final = DAY
"""How long a delivery is repeated after its first attempt; then its webhook is switched off."""

logger = logging.getLogger("fivetran_mock")


class Outbox:
    """The deliveries of a mock: those to come, and the latest of the past. Its caller holds the lock of the core."""

    def __init__(self, world: World, accounts: Accounts) -> None:
        self.past: deque[Delivery] = deque(maxlen=MOST_EVENTS)
        """The latest deliveries, the oldest first."""
        self._world = world
        self._accounts = accounts
        self._waiting: deque[Delivery] = deque()
        self._repeats: list[tuple[int, int, Delivery]] = []
        self._numbers = count(1)
        self._syncs: dict[tuple[str, str], str] = {}
        """The ids of running syncs, by account and connection."""

    def clear(self) -> None:
        """Forget everything."""
        for kept in (self.past, self._waiting, self._repeats, self._syncs):
            kept.clear()
        self._numbers = count(1)

    @property
    def next_repeat(self) -> int:
        """When a delivery is repeated next; the end of time for never."""
        return self._repeats[0][0] if self._repeats else END

    @property
    def waits(self) -> bool:
        """Whether something may be delivered now."""
        return bool(self._world.events or self._waiting or self.next_repeat <= self._world.clock.now())

    def gather(self) -> None:
        """Address what has happened to the webhooks that are active now."""
        events, self._world.events = self._world.events, self._world.events and []
        skipped = 0
        for event in events or ():
            body = event_body(self._world, event, self._sync_id(event))
            for webhook in event.account.tables["webhook"].records():
                if not _is_told(webhook, event):
                    continue
                if len(self._waiting) < MOST_EVENTS:
                    self._waiting.append(delivery_of(event.account.key, webhook, body))
                else:
                    skipped += 1
        if skipped:
            logger.warning("%s events are left out: %s wait already for a move of time", skipped, MOST_EVENTS)

    def put(self, delivery: Delivery) -> None:
        """Add a delivery behind those that wait."""
        self._waiting.append(delivery)

    def take(self) -> Delivery | None:
        """Return the delivery whose turn it is, with its address; None if nothing is to be delivered now."""
        self.gather()
        while self.waits:
            delivery = self.addressed(self._waiting.popleft() if self._waiting else heappop(self._repeats)[2])
            if delivery is not None:
                return delivery
        return None

    def addressed(self, delivery: Delivery) -> Delivery | None:
        """Return a delivery with its address; None if its webhook is gone or switched off."""
        for table in self._tables(delivery):
            webhook = table.record(delivery.webhook_id)
            if webhook["active"] or delivery.connection_id == DUMMY:
                return addressed(self._world, webhook, delivery)
        return None

    def answered(self, delivery: Delivery, answer: Answered) -> None:
        """Keep an attempt; one that failed is repeated for a day, and then the webhook is switched off."""
        now = self._world.clock.now()
        began = delivery.began or now
        number = next(self._numbers)
        made = replace(delivery, number=number, at=self._world.clock.text(now), status=answer.status)
        self.past.append(replace(made, error=answer.error, answer=answer.text))
        if answer.ok or delivery.connection_id == DUMMY:
            return
        due = began + 5 * MINUTE * sum(range(1, delivery.attempt + 1))
        if due <= began + REPEATED_FOR:
            heappush(self._repeats, (due, number, replace(delivery, attempt=delivery.attempt + 1, began=began)))
            return
        logger.warning("Webhook %s is switched off: an event was not taken for a day", delivery.webhook_id)
        for table in self._tables(delivery):
            table.replace({**table.record(delivery.webhook_id), "active": False})

    def _tables(self, delivery: Delivery) -> list[Table]:
        """Return the table that has the webhook of a delivery; none if the webhook is gone."""
        tables = [each.tables["webhook"] for each in self._accounts if each.key == delivery.account]
        return [each for each in tables if delivery.webhook_id in each.ids]

    def _sync_id(self, event: Event) -> str | None:
        """Return the id of the sync that an event is about; the start and the end of a sync have the same."""
        if event.kind not in ("sync_start", "sync_end"):
            return None
        name = event.account.key, event.record["id"]
        if event.kind == "sync_start" or name not in self._syncs:
            self._syncs[name] = made_sync_id(*name, event.moment)
        return self._syncs[name]


def _is_told(webhook: Mapping[str, Any], event: Event) -> bool:
    """Return whether a webhook is told of an event."""
    group = event.record["group_id"]
    return webhook["active"] and event.kind in webhook["events"] and webhook.get("group_id", group) == group
