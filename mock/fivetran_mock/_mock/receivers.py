"""The receivers of a mock's webhooks: the order of their calls, in process and by a server."""

from __future__ import annotations

import asyncio
import sys
import time
from base64 import b64encode
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing, suppress
from dataclasses import replace
from functools import partial
from inspect import isawaitable
from itertools import chain
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast
from urllib.parse import unquote, urlsplit
from weakref import ReferenceType, ref

from fivetran_common.json_types import is_object
from fivetran_common.nearest import hint, nearest
from fivetran_openapi import document
from fivetran_rules import without_url_secrets

from .api import Api
from .arguments import operation, require_text
from .assertions import MOST_SHOWN, holds
from .clock.moments import MINUTE, MOST_SECONDS, SECOND
from .formats.http import ReceiverReply, Reply, Request
from .formats.schema import require_names
from .lifecycle.deliveries import FAILED_BY_TASK, SHOWN, STATUSES, Delivery, DeliveryFault, put, tell
from .operations.webhooks import url_problem
from .state.state import MOST_EVENTS

if TYPE_CHECKING:
    import httpx

Receiver: TypeAlias = Callable[[Request], object]
"""
Takes an event as an HTTP request, and returns the answer; it may be async.

The answer is a status, None for 200, or an object with `status_code` and `text`, as HTTP libraries have it.
"""

Post: TypeAlias = Callable[[Delivery], Future[ReceiverReply]]
"""Posts a delivery soon, after the earlier ones of its webhook; one that tries a webhook is posted at once."""

Rest: TypeAlias = Coroutine[Any, Any, ReceiverReply]
Spawn: TypeAlias = Callable[[Callable[[], Coroutine[Any, Any, None]]], object]

PATIENCE: Final = 60.0
"""The real seconds that a move of time waits for deliveries on a port, in all."""

ANSWER_SECONDS: Final = 10
"""The seconds that a receiver may take for its answer (docs/evidence.md#webhook-delivery)."""

TIMED_OUT: Final = "java.net.SocketTimeoutException: Read timed out"
"""The API's words for a receiver that takes longer (docs/evidence.md#webhook-first-call)."""

MOST_ANSWER: Final = 4096
"""The most bytes of an answer to keep."""


class WebhookReceivers:
    """
    The receivers of a mock's webhooks in process, and the deliveries.

    While no receiver is mounted, each URL is answered 200. Events are delivered when time moves, by the thread that
    moves it, one after another; events of a request wait until then, or for `deliver`. Only the event that tries a
    webhook is delivered within its request.
    """

    def __init__(self, api: Api) -> None:
        """Take the mock whose events are delivered."""
        self.api: Final = api
        self._receivers: dict[str, Receiver] = {}
        self._delivering = Lock()
        self._post: Post | None = None
        self._posts: set[Future[ReceiverReply]] = set()
        self._ended: Any = None  # an anyio.Event while a task delivers
        self._task: object = None  # kept here, since a loop has only weak references to tasks
        api.deliver = self.deliver_for_others
        self.failures: list[BaseException] = []
        """
        Errors that nothing has raised yet; `delivered` and `assert_delivered` raise the first.

        They are the errors of receivers while the code under test moved time, called the API, or ran in tasks, and
        deliveries to URLs without a receiver.
        """

    def mount(self, url: str, receiver: Receiver | None = None, *, asgi: Any = None, wsgi: Any = None) -> None:
        """
        Let a receiver take the posts to a URL, and to the paths below it, in place of an earlier one.

        It is a function, which takes a `Request` and may return an answer, or an ASGI or WSGI application. From then
        on, a delivery to a URL without a receiver fails the test. Raises TypeError unless exactly one is given, and
        ValueError for a URL that no webhook can have, and while a server posts.
        """
        if self._post is not None:
            raise ValueError("a server posts to the URLs of webhooks, and calls no mounted one: serve the receiver")
        require_text("url", url)
        if problem := url_problem(url, None):
            raise ValueError(problem)
        given = [way for way in (receiver, asgi and partial(_asgi, asgi), wsgi and partial(_wsgi, wsgi)) if way]
        application = receiver or asgi or wsgi
        if type(application).__module__.startswith("aiohttp."):
            raise TypeError(
                "an application of aiohttp is neither ASGI nor WSGI: mount an async function that posts to it with "
                "aiohttp.test_utils.TestClient, as docs/webhooks.md shows"
            )
        if len(given) != 1 or not callable(application):
            raise TypeError("mount takes one receiver: a function, asgi=APPLICATION or wsgi=APPLICATION")
        if self.api.state.clock.look_seconds and not self._receivers:
            Thread(target=_deliver_when_due, args=(ref(self),), name="fivetran-mock-webhooks", daemon=True).start()
        self._receivers[url.rstrip("/")] = cast("Receiver", given[0])

    @property
    def open(self) -> int:
        """The number of a server's deliveries without an answer so far."""
        return sum(not post.done() for post in tuple(self._posts))  # a done post may not be discarded yet

    @property
    def deliveries(self) -> list[Delivery]:
        """The latest ended deliveries, in the order in which they began."""
        with self.api.lock:
            return list(self.api.outbox.past)

    @operation
    def assert_delivered(self, *, times: int | None = None, **wanted: object) -> list[Delivery]:
        """
        Return the deliveries with these values; raises AssertionError without one, or for another number than `times`.

        Waiting events are delivered first. Values are attributes of a delivery and keys of its event, such as `event`,
        `schema`, `connection_id` or `data={"status": "FAILED"}`; an object is compared by the given keys. Deliveries
        that try a webhook are left out, unless `test=True` is wanted. Raises ValueError for another name, and for an
        event or a status that the API does not have, TypeError for such a key of `data`, and the first of `failures`.
        """
        for name in wanted:
            if name not in _NAMES:
                other = hint(name, _NAMES, f": it has {', '.join(_NAMES)}")
                raise ValueError(f"a delivery has no {name!r}{other}")
        _require_event(wanted.get("event", "sync_end"))
        self.deliver()
        if self.failures:
            raise self.failures.pop(0)
        made, fitting = self.deliveries, {"test": False, **wanted}
        found = [each for each in made if holds({**each.payload, **each.to_data()}, fitting)]
        if not found:
            _require_data(wanted.get("data"))
        if len(found) == times or (times is None and found):
            return found
        values = ", ".join(f"{name}={value!r}" for name, value in wanted.items()) or "any values"
        shown = [f"\n  {delivery.line}" for delivery in made[-MOST_SHOWN:] if not delivery.test]
        came = f"the latest were:{''.join(shown)}" if shown else "there was none"
        expected = "a delivery" if times is None else f"{times} deliveries"
        is_open = self._ended is not None or self.open
        open_ones = "; receivers have not answered: first `await mock.webhooks.delivered()`" if is_open else ""
        raise AssertionError(f"expected {expected} with {values}, but there were {len(found)}{open_ones}; {came}")

    @operation
    def send(self, event: str, connection_id: str | None = None, *, data: Mapping[str, Any] | None = None) -> None:
        """
        Deliver an event by hand to the active webhooks that listen for it; nothing else changes.

        It is about a connection, or about one that does not exist. `data` replaces the event's own. Raises KeyError for
        an unknown connection, and ValueError for an unknown event, one that no webhook listens for, and a misspelt
        status; another status that the API does not have is sent.
        """
        _require_event(event)
        if nearest(str((data or {}).get("status")), _STATUSES):
            _require_data({"status": (data or {})["status"]})
        state, details = self.api.state, dict[str, Any]() if data is None else {"data": dict(data)}
        with self.api.lock:
            if connection_id is not None and connection_id not in state.connections.ids:
                raise KeyError(f"there is no connection {connection_id}")
            record = None if connection_id is None else state.connections.record(connection_id)
            if not tell(state, event, record, None, **details):
                raise ValueError(f"no active webhook listens for {event}")
        self.deliver()

    @operation
    def repeat(self, delivery: Any) -> None:
        """
        Deliver the event of a delivery, given itself or by its number, again: a receiver may get duplicates.

        Raises KeyError if it or its webhook is gone, or switched off.
        """
        number = getattr(delivery, "number", delivery)
        with self.api.lock:
            found = next((past for past in self.api.outbox.past if past.number == number), None)
            if found is None or self.api.outbox.addressed(found) is None:
                raise KeyError(f"there is no delivery {number!r} to an active webhook")
            put(self.api.state, self.api.state.clock.now(), replace(found, attempt=1, began=0))
        self.deliver()

    @operation
    def lose(self, event: str, *, schema: str | None = None, times: int = 1) -> None:
        """Let the next deliveries of an event be lost: no receiver gets them, and they are not repeated."""
        self._add_fault(event, schema, None, times)

    @operation
    def delay(self, event: str, seconds: float, *, schema: str | None = None, times: int = 1) -> None:
        """Delay the next deliveries of an event in the mock's time, so that they arrive after later events."""
        self._add_fault(event, schema, seconds, times)

    def _add_fault(self, event: str, schema: str | None, seconds: float | None, times: int) -> None:
        _require_event(event)
        if not 1 <= times <= MOST_EVENTS or not 0 <= (seconds or 0) <= MOST_SECONDS:
            raise ValueError(f"times has to be from 1 to {MOST_EVENTS:,}, and seconds at most a hundred years")
        self.deliver()  # what waits was there before
        with self.api.lock:
            self.api.outbox.faults.extend([DeliveryFault(event, schema, seconds)] * times)

    def handle(self, request: Request) -> Reply:
        """Answer one request; raises only for a defect of the mock itself."""
        reply = self.api.begin(request)
        if reply.pending is None:
            return reply
        if self._post is not None:
            return reply.pending.finish(self._post(reply.pending.delivery).result())
        answer = self._attempt(reply.pending.delivery)
        if isinstance(answer, ReceiverReply):
            return reply.pending.finish(answer)
        if _spawner() is None:
            return reply.pending.finish(_run(answer))
        with ThreadPoolExecutor(1) as thread:  # this thread's loop is blocked until the request is answered
            try:
                answered = thread.submit(_run, asyncio.wait_for(answer, ANSWER_SECONDS)).result()
            except TimeoutError:
                answered = ReceiverReply(None, error=TIMED_OUT)
        return reply.pending.finish(answered)

    async def finish(self, reply: Reply) -> Reply:
        """Return a reply, after the answer of the receiver that it waits for."""
        if reply.pending is None:
            return reply
        if self._post is not None:
            from anyio import to_thread

            return reply.pending.finish(await to_thread.run_sync(self._post(reply.pending.delivery).result))
        answer = self._attempt(reply.pending.delivery)
        return reply.pending.finish(answer if isinstance(answer, ReceiverReply) else await answer)

    def deliver(self) -> None:
        """Deliver all waiting events, including events caused by requests."""
        if self.api.outbox.waits or self.open or self.api.state.clock.speed is not None:
            self.move(self.api.advance_by_event(self.api.state.clock.now()))

    async def delivered(self) -> None:
        """Deliver the events, wait for the async receivers of this loop, and raise an exception of one."""
        self.deliver()
        while self._ended is not None:
            await self._ended.wait()
        if self._post is not None:
            from anyio import to_thread

            await to_thread.run_sync(self._wait, time.monotonic() + PATIENCE)
        if self.failures:
            raise self.failures.pop(0)

    def require_bounded(self, microseconds: int) -> None:
        """Raise ValueError if a server might post more than `MOST_EVENTS` events of syncs in a move that long."""
        if self._post is None:
            return
        state = self.api.state
        with self.api.lock:
            heard = [webhook["events"] for webhook in state.records["webhook"].records() if webhook["active"]]
            periods = [state.connections.at(number)["sync_frequency"] * MINUTE for number in state.due]
        of_a_sync = sum(len({"sync_start", "sync_end"}.intersection(events)) for events in heard)
        rate = of_a_sync * sum(1 / period for period in periods)
        if rate * microseconds > MOST_EVENTS:
            step = max(1, int(MOST_EVENTS / rate / SECOND))
            raise ValueError(
                f"a server posts at most {MOST_EVENTS:,} events in one move, and this one may bring "
                f"{rate * microseconds:,.0f}: move time in steps of at most {step} seconds"
            )

    def move(self, moments: Iterable[int]) -> bool:
        """
        Move time from one moment to the next, and deliver the events of each.

        In a running event loop, the first async receiver makes a task of the rest, and this returns. If a delivery
        is under way, as in the caller of a receiver, its thread delivers the events of this move too, and this returns
        False. Raises RuntimeError if a server stops meanwhile.
        """
        if not self._delivering.acquire(blocking=False):
            deque(moments, maxlen=0)  # these events are delivered after the current ones
            return False
        goes_on = False
        try:
            goes_on = self._drive(self._due(moments))
        finally:
            if not goes_on:
                self._delivering.release()
        if self.api.outbox.waits:  # events that another thread left to this one
            self.move(())
        return True

    def cancel(self) -> None:
        """Cancel the posts of a server that wait for an answer."""
        for post in tuple(self._posts):
            post.cancel()

    def post_by(self, post: Post | None, hosts: Iterable[str] | None) -> None:
        """Let a server post to this machine and to `hosts` in place of the receivers here; with None, no more."""
        self._post = post
        self.api.state.receivers = None if hosts is None else frozenset(hosts)

    def deliver_for_others(self) -> bool:
        """Deliver waiting events for code that lets time pass, as `move`; `failures` keeps exceptions of receivers."""
        try:
            return self.api.outbox.waits and self.move(())
        except Exception as problem:  # noqa: BLE001  # the plugin raises it at the end of the test
            self.failures.append(problem)
            return True

    def _due(self, moments: Iterable[int]) -> Iterator[Delivery]:
        """
        Yield the deliveries that wait, and those of each moment, each after the answer to the one before.

        Raises RuntimeError if one moment has no end, and if a server stops meanwhile.
        """
        until, post = time.monotonic() + PATIENCE, self._post
        self._wait(until)
        for _ in chain((None,), moments):
            most = left = 2 * MOST_EVENTS + len(self.api.state.later)
            while (delivery := self._take()) is not None:
                yield delivery
                self._wait(until)
                if self._post is not post:
                    raise RuntimeError("the server has stopped while time moved")
                left -= 1
                if not left:
                    raise RuntimeError(f"{most:,} deliveries at one moment: receivers cause events without end")

    def _wait(self, until: float) -> None:
        """Wait until posts are answered, or until a monotonic time; in the thread of a loop, not at all."""
        if self._posts and _spawner() is None:
            wait(tuple(self._posts), max(0.0, until - time.monotonic()))

    def _take(self) -> Delivery | None:
        with self.api.lock:
            return self.api.outbox.take()

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
        """Let a server post, or the receiver take a delivery; return the awaitable of an async receiver."""
        if self._post is None:
            answer = self._attempt(delivery)
            return None if isinstance(answer, ReceiverReply) else answer
        posted = self._post(delivery)
        self._posts.add(posted)
        posted.add_done_callback(self._posts.discard)
        return None

    def _attempt(self, delivery: Delivery) -> ReceiverReply | Rest:
        """Call the receiver with the longest matching address; return its answer, or an awaitable of it."""
        there = [
            url for url in self._receivers if delivery.url == url or delivery.url.startswith((f"{url}/", f"{url}?"))
        ]
        parts = urlsplit(delivery.url)
        target = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        user, _, host = parts.netloc.rpartition("@")
        headers = {"host": host, **delivery.headers, "content-length": str(len(delivery.body))}
        if user:
            name, _, password = map(unquote, user.partition(":"))
            headers["authorization"] = f"Basic {b64encode(f'{name}:{password}'.encode()).decode()}"
        request, began = Request("POST", target, headers, delivery.body), self.api.state.clock.now()
        try:
            result = self._receivers[max(there, key=len)](request) if there else self._unmounted(delivery.url)
            return self._await(delivery, result, began) if isawaitable(result) else self._end(delivery, result, began)
        except BaseException as problem:  # noqa: BLE001  # it is raised again, or kept
            return self._fail(delivery, problem)

    async def _await(self, delivery: Delivery, result: Awaitable[object], began: int) -> ReceiverReply:
        try:
            return self._end(delivery, await result, began)
        except BaseException as problem:  # noqa: BLE001  # it is raised again, or kept
            return self._fail(delivery, problem)

    def _end(self, delivery: Delivery, result: object, began: int) -> ReceiverReply:
        """Keep and return the answer; one that took too long in the mock's time is none."""
        answer, clock = _answered(result), self.api.state.clock
        if clock.now() - began >= ANSWER_SECONDS * SECOND * (clock.speed or 1):
            answer = ReceiverReply(None, error=TIMED_OUT)
        self.api.answered(delivery, answer)
        return answer

    def _fail(self, delivery: Delivery, problem: BaseException) -> ReceiverReply:
        """Keep that a receiver raised, and raise it, but not in the request that tries a webhook."""
        answer = ReceiverReply(None, error=f"the receiver raised {type(problem).__name__}", is_known=True)
        self.api.answered(delivery, answer)
        if not (delivery.test and isinstance(problem, Exception)):
            raise problem
        self.failures.append(problem)
        return answer

    def _unmounted(self, url: str) -> ReceiverReply:
        """Answer for a URL without a receiver: 200 while none is mounted, or else no status, which fails the test."""
        if not self._receivers:
            return ReceiverReply(200)
        shown, mounted = without_url_secrets(url), [without_url_secrets(url) for url in self._receivers]
        problem = f"no receiver is mounted at {shown}" + hint(shown, mounted, f"; mounted are {', '.join(mounted)}")
        if problem not in map(str, self.failures):
            self.failures.append(AssertionError(problem))
        return ReceiverReply(None, error=problem, final=True, is_known=True)


def _deliver_when_due(receivers: ReferenceType[WebhookReceivers]) -> None:
    """Deliver events as they become due, until the mock is gone or its test has ended."""
    while (there := receivers()) is not None and not there.api.sleepers.ended:
        seconds = there.api.state.clock.look_seconds
        try:
            there.deliver()
        except Exception as problem:  # noqa: BLE001  # the plugin raises it at the end of the test
            there.failures.append(problem)
        del there
        time.sleep(seconds)


def _run(rest: Coroutine[Any, Any, ReceiverReply]) -> ReceiverReply:
    """Run a receiver in a loop of its own, and leave the thread without one."""
    with asyncio.Runner(loop_factory=asyncio.new_event_loop) as own_loop:
        return own_loop.run(rest)


def _answered(result: object) -> ReceiverReply:
    """Convert the return value of a receiver to an answer."""
    if isinstance(result, ReceiverReply):
        return result
    response: Any = result
    if hasattr(result, "status_code"):
        return ReceiverReply(response.status_code, str(getattr(response, "text", ""))[:MOST_ANSWER])
    status = 200 if result is None else result
    if type(status) is not int or not 100 <= status <= 599:  # the statuses of HTTP
        raise TypeError(
            f"a receiver of webhooks has to return a status, a response or None, not {type(result).__name__}"
        )
    return ReceiverReply(status)


def _require_event(event: object) -> None:
    """Raise ValueError for an event that the API does not have."""
    if event not in _EVENTS:
        other = hint(str(event), _EVENTS, f"; there are {', '.join(_EVENTS)}")
        raise ValueError(f"there is no event {event!r}{other}")


def _require_data(data: object) -> None:
    """Raise TypeError for a key that no event has in its data, and ValueError for such a status."""
    if is_object(data):
        require_names("the data of an event", data, ("status", "reason"))
        status = data.get("status", "SUCCESSFUL")
        if status not in _STATUSES:
            raise ValueError(f"no sync ends with the status {status!r}{hint(str(status), _STATUSES)}")


def _spawner() -> Spawn | None:
    """Return the function that starts a task in this thread's running event loop; None without such a loop."""
    with suppress(RuntimeError):
        loop = asyncio.get_running_loop()
        return lambda act: loop.create_task(act())
    trio = sys.modules.get("trio")
    if trio is not None and trio.lowlevel.in_trio_run():
        return cast("Spawn", trio.lowlevel.spawn_system_task)
    return None


async def _asgi(app: Any, event: Request) -> httpx.Response:
    """Let an ASGI application answer an event."""
    import httpx

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
        address = f"https://{event.headers['host']}{event.target}"
        return await client.post(address, content=event.body, headers=event.headers)


def _wsgi(app: Any, event: Request) -> httpx.Response:
    """Let a WSGI application answer an event."""
    import httpx

    with httpx.Client(transport=httpx.WSGITransport(app)) as client:
        address = f"https://{event.headers['host']}{event.target}"
        return client.post(address, content=event.body, headers=event.headers)


_EVENTS: Final[list[str]] = document()["components"]["schemas"]["WebhookEvent"]["enum"]
_STATUSES: Final = (*STATUSES.values(), FAILED_BY_TASK)
_KEYS: Final = ("connector_type", "sync_id", "destination_group_id", "group_id", "data")
_NAMES: Final = sorted({*SHOWN, *_KEYS})
"""The attributes of a delivery, and the keys of its event."""
