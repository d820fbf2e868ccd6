"""The receivers of a mock's webhooks in process: who is called, by whom, and in which order."""

from __future__ import annotations

import asyncio
import sys
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterable, Iterator
from concurrent.futures import Future, wait
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from functools import partial
from inspect import isawaitable
from itertools import chain, compress, islice
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast
from urllib.parse import urlsplit

from fivetran_common.text import without_passwords

from .api import Api
from .arguments import operation, require_text
from .formats.http import ReceiverReply, Request
from .lifecycle.deliveries import Delivery
from .state.state import MOST_EVENTS

if TYPE_CHECKING:
    import httpx

Receiver: TypeAlias = Callable[[Request], object]
"""Takes an event as an HTTP request, and returns the status of the answer, or None for 200; it may be async."""

Post: TypeAlias = Callable[[Delivery], Future[None] | None]
"""Posts a delivery soon, after the earlier ones of its webhook; returns None if it does not."""

Rest: TypeAlias = Coroutine[Any, Any, None]
Spawn: TypeAlias = Callable[[Callable[[], Rest]], object]

PATIENCE: Final = 10.0
"""How many seconds of real time a move of time waits for first attempts on a port, in all."""

MOST_SHOWN: Final = 10
"""How many deliveries a failed assertion lists."""

MOST_ANSWER: Final = 4096
"""How many bytes of an answer are kept."""


class WebhookReceivers:
    """
    The receivers of a mock's webhooks in process, and what was delivered.

    A URL without a receiver is answered 200. Events are delivered when time moves, by the thread that moves it, one
    after another; what a request causes waits until then, or for `deliver`.
    """

    def __init__(self, api: Api) -> None:
        """Take the mock whose events are delivered."""
        self.api: Final = api
        self._outbox = api.outbox
        self._receivers: dict[str, Receiver] = {}
        self._delivering = Lock()
        self._post: Post | None = None
        self._first_posts: set[Future[None]] = set()
        self._ended: Any = None  # an event of anyio, while a task delivers
        self._task: object = None  # a loop keeps no strong reference to its tasks
        api.deliver = self.deliver_for_others
        self.failures: list[BaseException] = []
        """Errors of receivers while the code under test moved time, or in tasks; `delivered` raises the first."""

    def mount(self, url: str, receiver: Receiver | None = None, *, asgi: Any = None, wsgi: Any = None) -> None:
        """
        Let a receiver take what is posted to a URL, and to the paths below it, in place of an earlier one.

        It is a function, which takes a `Request` and may return a status, or an ASGI or WSGI application. Raises
        TypeError unless exactly one is given.
        """
        require_text("url", url)
        given = [way for way in (receiver, asgi and partial(_asgi, asgi), wsgi and partial(_wsgi, wsgi)) if way]
        if len(given) != 1 or not callable(receiver or asgi or wsgi):
            raise TypeError("mount takes one receiver: a function, asgi=APPLICATION or wsgi=APPLICATION")
        self._receivers[url.rstrip("/")] = cast("Receiver", given[0])

    @property
    def listens(self) -> bool:
        """Whether a webhook is active."""
        return self.api.state.events is not None

    @property
    def open(self) -> int:
        """How many first attempts of a server have no answer yet."""
        return sum(not post.done() for post in tuple(self._first_posts))  # a wait ends before a post is discarded

    @property
    def deliveries(self) -> list[Delivery]:
        """The latest deliveries, the oldest first; also those to URLs that have no receiver."""
        with self.api.lock:
            return list(self._outbox.past)

    @operation
    def assert_delivered(self, *, times: int | None = None, **wanted: object) -> list[Delivery]:
        """
        Return the deliveries that have these values; raises AssertionError unless there are `times`, or any.

        What waits is delivered first. Values are attributes of a delivery and keys of its event, such as `event`,
        `schema`, `connection_id` or `data={"status": "FAILED"}`. Raises ValueError for another name.
        """
        for name in wanted:
            if name not in _ATTRIBUTES and name not in _KEYS:
                raise ValueError(f"a delivery has no {name!r}: it has {', '.join(sorted({*_ATTRIBUTES, *_KEYS}))}")
        self.deliver()
        made = self.deliveries
        known = [{**delivery.payload, **{name: getattr(delivery, name) for name in _ATTRIBUTES}} for delivery in made]
        fits = [all(values.get(name) == value for name, value in wanted.items()) for values in known]
        found = list(compress(made, fits))
        if len(found) == times or (times is None and found):
            return found
        values = ", ".join(f"{name}={value!r}" for name, value in wanted.items()) or "any values"
        shown = [
            f"\n  {delivery.at} {delivery.event} schema={delivery.schema!r} to {without_passwords(delivery.url)}"
            for delivery in made[-MOST_SHOWN:]
        ]
        came = f"the latest were:{''.join(shown)}" if shown else "there was none"
        expected = "a delivery" if times is None else f"{times} deliveries"
        raise AssertionError(f"expected {expected} with {values}, but there were {len(found)}; {came}")

    @operation
    def repeat(self, number: int) -> None:
        """Deliver once more what a delivery has; raises KeyError if it or its webhook is gone, or switched off."""
        with self.api.lock:
            found = next((delivery for delivery in self._outbox.past if delivery.number == number), None)
            if found is None or self._outbox.addressed(found) is None:
                raise KeyError(f"there is no delivery {number} to an active webhook")
            self._outbox.put(replace(found, attempt=1, began=0))
        self.deliver()

    def deliver(self) -> None:
        """Deliver what has happened and was not delivered yet, as what a request has caused."""
        if self._outbox.waits or self.open:
            self.move(())

    async def delivered(self) -> None:
        """Deliver what happened, wait until the async receivers of this loop have ended, and raise what one raised."""
        self.deliver()
        while self._ended is not None:
            await self._ended.wait()
        if self._post is not None:
            from anyio import to_thread

            await to_thread.run_sync(self._wait, time.monotonic() + PATIENCE)
        if self.failures:
            raise self.failures.pop(0)

    def move(self, moments: Iterable[int]) -> bool:
        """
        Move time from one moment to the next, and deliver at each what has happened.

        In a running event loop, the first async receiver makes a task of the rest, and this returns. While somebody
        delivers already, as the caller of a receiver does, they also deliver what this move causes, and this returns
        False.
        """
        if not self._delivering.acquire(blocking=False):
            deque(moments, maxlen=0)  # what happens now is delivered after what is delivered now
            return False
        deliveries = self._due(moments)
        try:
            while not self._drive(deliveries):
                with self.api.lock:
                    if not self._outbox.waits:
                        self._delivering.release()
                        return True
                deliveries = self._due(())
        except BaseException:
            self._delivering.release()
            raise
        return True

    def post_by(self, post: Post | None, hosts: Iterable[str] | None) -> None:
        """Let a server post to this machine and to `hosts` in place of the receivers here; with None, no more."""
        self._post = post
        self.api.state.receivers = None if hosts is None else frozenset(hosts)
        self._first_posts.clear()

    def deliver_for_others(self) -> bool:
        """Deliver while the code under test lets time pass, as `move`; `failures` keeps what a receiver raises."""
        try:
            return self.move(())
        except Exception as problem:  # noqa: BLE001  # the plugin raises it at the end of the test
            self.failures.append(problem)
            return True

    def _due(self, moments: Iterable[int]) -> Iterator[Delivery]:
        """Yield the deliveries that wait, and those of each moment; raises RuntimeError if one moment has no end."""
        until = time.monotonic() + PATIENCE
        for _ in chain((None,), moments):
            taken = 0
            for delivery in islice(iter(self._take, None), 2 * MOST_EVENTS):
                taken += 1
                yield delivery
            if taken == 2 * MOST_EVENTS:
                raise RuntimeError(f"{taken:,} deliveries at one moment: receivers cause events without end")
            self._wait(until)

    def _wait(self, until: float) -> None:
        """Wait until first attempts are answered, or until a monotonic time; in the thread of a loop, not at all."""
        if _spawner() is None:
            wait(tuple(self._first_posts), max(0.0, until - time.monotonic()))

    def _take(self) -> Delivery | None:
        with self.api.lock:
            return self._outbox.take()

    def _drive(self, deliveries: Iterator[Delivery]) -> bool:
        """Deliver in this thread; return True if a task of the running loop delivers the rest."""
        with closing(asyncio.Runner(loop_factory=asyncio.new_event_loop)) as own_loop:
            for delivery in deliveries:
                rest = self._deliver(delivery)
                if rest is None:
                    continue
                if (spawn := _spawner()) is not None:
                    self._hand_over(spawn, deliveries, rest)
                    return True
                own_loop.run(rest)
        return False

    def _hand_over(self, spawn: Spawn, deliveries: Iterator[Delivery], first: Rest) -> None:
        """Let a task of the running loop deliver the rest; time stands until it ends."""
        from anyio import Event

        self._ended = ended = Event()

        async def deliver() -> None:
            try:
                with self.api.sleepers.held():
                    await first
                    for delivery in deliveries:
                        if (rest := self._deliver(delivery)) is not None:
                            await rest
            except Exception as problem:  # noqa: BLE001  # `delivered` raises it, or the plugin
                self.failures.append(problem)
            finally:
                self._ended = None
                self._delivering.release()
                ended.set()

        self._task = spawn(deliver)

    def _deliver(self, delivery: Delivery) -> Rest | None:
        """Let a server post, or call the receiver with the longest address that fits; return what has to be awaited."""
        if self._post is not None:
            posted = self._post(delivery)
            if posted is not None and delivery.attempt == 1:
                self._first_posts.add(posted)
                posted.add_done_callback(self._first_posts.discard)
            return None
        there = [
            url for url in self._receivers if delivery.url == url or delivery.url.startswith((f"{url}/", f"{url}?"))
        ]
        parts = urlsplit(delivery.url)
        target = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        headers = {"host": parts.netloc, **delivery.headers, "content-length": str(len(delivery.body))}
        with self._noted(delivery):
            result = (
                self._receivers[max(there, key=len)](Request("POST", target, headers, delivery.body)) if there else None
            )
            if isawaitable(result):
                return self._await(delivery, result)
            self.api.answered(delivery, _answered(result))
        return None

    async def _await(self, delivery: Delivery, answer: Awaitable[object]) -> None:
        with self._noted(delivery):
            self.api.answered(delivery, _answered(await answer))

    @contextmanager
    def _noted(self, delivery: Delivery) -> Generator[None]:
        """Keep that a receiver raised."""
        try:
            yield
        except BaseException as problem:
            self.api.answered(delivery, ReceiverReply(None, error=f"the receiver raised {type(problem).__name__}"))
            raise


def _answered(result: object) -> ReceiverReply:
    """Return what a receiver returned as an answer."""
    if isinstance(result, ReceiverReply):
        return result
    status = 200 if result is None else result
    if type(status) is not int or not 100 <= status <= 599:  # the statuses of HTTP
        raise TypeError(f"a receiver of webhooks has to return a status or None, not {type(result).__name__}")
    return ReceiverReply(status)


def _spawner() -> Spawn | None:
    """Return what begins a task of the event loop that runs in this thread; None if none does."""
    with suppress(RuntimeError):
        loop = asyncio.get_running_loop()
        return lambda act: loop.create_task(act())
    trio = sys.modules.get("trio")
    if trio is not None and trio.lowlevel.in_trio_run():
        return cast("Spawn", trio.lowlevel.spawn_system_task)
    return None


async def _asgi(app: Any, request: Request) -> ReceiverReply:
    """Let an ASGI application answer a request."""
    import httpx

    response = await httpx.ASGITransport(app).handle_async_request(_as_sent(request))
    await response.aread()
    return ReceiverReply(response.status_code, response.text[:MOST_ANSWER])


def _wsgi(app: Any, request: Request) -> ReceiverReply:
    """Let a WSGI application answer a request."""
    import httpx

    response = httpx.WSGITransport(app).handle_request(_as_sent(request))
    response.read()
    return ReceiverReply(response.status_code, response.text[:MOST_ANSWER])


def _as_sent(request: Request) -> httpx.Request:
    """Return a request as the applications' transports take it."""
    import httpx

    url = f"https://{request.headers['host']}{request.target}"
    return httpx.Request(request.method, url, headers=dict(request.headers), content=request.body)


_ATTRIBUTES: Final = ("event", "connection_id", "schema", "webhook_id", "attempt", "url", "status", "ok")
_KEYS: Final = ("connector_type", "sync_id", "destination_group_id", "group_id", "data")
