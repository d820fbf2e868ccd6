"""The receivers of a mock's webhooks in process: who is called, by whom, and in which order."""

from __future__ import annotations

import asyncio
import sys
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from inspect import isawaitable
from io import BytesIO
from itertools import chain, islice
from threading import Lock
from typing import Any, Final, Protocol, TypeAlias, cast
from urllib.parse import unquote, urlsplit

from .arguments import TIMES, require_text
from .core import Core
from .formats.http import Answered, Request
from .lifecycle.deliveries import Delivery
from .outbox import Outbox
from .state.events import MOST_EVENTS

Receiver: TypeAlias = Callable[[Request], object]
"""Takes an event as an HTTP request, and returns the status of the answer, or None for 200; it may be async."""

Spawn: TypeAlias = Callable[[Callable[[], Coroutine[Any, Any, None]]], object]

PATIENCE: Final = 10.0
"""How many seconds of real time a move of time waits for first attempts on a port, in all."""

MOST_SHOWN: Final = 10
"""How many deliveries a failed assertion lists."""

MOST_ANSWER: Final = 4096
"""How many bytes of an answer are kept."""


class Poster(Protocol):
    """Posts deliveries from the event loop of a server."""

    @property
    def open(self) -> int:
        """How many deliveries have no answer yet."""
        ...

    def put(self, delivery: Delivery, /) -> None:
        """Post a delivery soon."""
        ...

    def wait(self, until: float, /) -> None:
        """Wait in a thread without a running loop until first attempts are answered, or until a monotonic time."""
        ...


class Webhooks:
    """
    The receivers of a mock's webhooks in process, and what was delivered.

    A URL without a receiver is answered 200. Events are delivered when time moves, by the thread that moves it, one
    after another; what a request causes waits until then, or for `deliver`.
    """

    def __init__(self, core: Core) -> None:
        """Take the core whose events are delivered."""
        self._core = core
        self._outbox: Outbox = core.outbox
        self._receivers: dict[str, Receiver] = {}
        self._turn = Lock()
        self.poster: Poster | None = None
        """Posts to the URLs in place of the receivers here, for a mock that is served on a port."""
        self._ended: Any = None  # an event of anyio, while a task delivers
        self._task: object = None  # a loop keeps no strong reference to its tasks
        core.deliver = self.deliver_for_others
        self.failures: list[BaseException] = []
        """What receivers raised while the code under test moved time, or in tasks; `delivered` raises the first."""

    def mount(self, url: str, receiver: Receiver | None = None, *, asgi: Any = None, wsgi: Any = None) -> None:
        """
        Let a receiver take what is posted to a URL, and to the paths below it, in place of an earlier one.

        It is a function, which takes a `Request` and may return a status, or an ASGI or WSGI application. Raises
        TypeError unless exactly one is given.
        """
        require_text("url", url)
        given = [each for each in (receiver, asgi and partial(_asgi, asgi), wsgi and partial(_wsgi, wsgi)) if each]
        if len(given) != 1 or not callable(receiver or asgi or wsgi):
            raise TypeError("mount takes one receiver: a function, asgi=APPLICATION or wsgi=APPLICATION")
        self._receivers[url.rstrip("/")] = cast("Receiver", given[0])

    @property
    def listens(self) -> bool:
        """Whether a webhook is active."""
        return self._core.world.events is not None

    @property
    def deliveries(self) -> list[Delivery]:
        """The latest deliveries, the oldest first; also those to URLs that have no receiver."""
        with self._core.lock:
            return list(self._outbox.past)

    def assert_delivered(self, *, times: int | None = None, **wanted: object) -> list[Delivery]:
        """
        Return the deliveries that have these values; raises AssertionError unless there are `times`, or any.

        What waits is delivered first. Values are attributes of a delivery and keys of its event, such as `event`,
        `schema`, `connection_id` or `data={"status": "FAILED"}`. Raises ValueError for another name.
        """
        __tracebackhide__ = True
        TIMES.check_arguments(times=times)
        for name in wanted:
            if name not in _ATTRIBUTES and name not in _KEYS:
                raise ValueError(f"a delivery has no {name!r}: it has {', '.join(sorted({*_ATTRIBUTES, *_KEYS}))}")
        self.deliver()
        made = self.deliveries
        found = [each for each in made if all(_value(each, name) == value for name, value in wanted.items())]
        if len(found) == times or (times is None and found):
            return found
        told = ", ".join(f"{name}={value!r}" for name, value in wanted.items()) or "any values"
        shown = [f"\n  {each.at} {each.event} schema={each.schema!r} to {each.url}" for each in made[-MOST_SHOWN:]]
        came = f"the latest were:{''.join(shown)}" if shown else "there was none"
        expected = "a delivery" if times is None else f"{times} deliveries"
        raise AssertionError(f"expected {expected} with {told}, but there were {len(found)}; {came}")

    def repeat(self, number: int) -> None:
        """Deliver once more what a delivery has; raises KeyError if it or its webhook is gone, or switched off."""
        found = next((each for each in self.deliveries if each.number == number), None)
        if found is None or self.addressed(found) is None:
            raise KeyError(f"there is no delivery {number} to an active webhook")
        with self._core.lock:
            self._outbox.put(replace(found, attempt=1, began=0))
        self.deliver()

    def deliver(self) -> None:
        """Deliver what has happened and was not delivered yet, as what a request has caused."""
        if self._outbox.waits or (self.poster is not None and self.poster.open):
            self.move(())

    async def delivered(self) -> None:
        """Deliver what happened, wait until the async receivers of this loop have ended, and raise what one raised."""
        self.deliver()
        while self._ended is not None:
            await self._ended.wait()
        if self.poster is not None:
            from anyio import to_thread

            await to_thread.run_sync(self.poster.wait, time.monotonic() + PATIENCE)
        if self.failures:
            raise self.failures.pop(0)

    def move(self, moments: Iterable[int]) -> bool:
        """
        Move time from one moment to the next, and deliver at each what has happened.

        In a running event loop, the first async receiver makes a task of the rest, and this returns. While somebody
        delivers already, as the caller of a receiver does, they also deliver what this move causes, and this returns
        False.
        """
        if not self._turn.acquire(blocking=False):
            deque(moments, maxlen=0)  # what happens now is delivered after what is delivered now
            return False
        turns = self._turns(moments)
        try:
            while not self._drive(turns):
                with self._core.lock:
                    if not self._outbox.waits:
                        self._turn.release()
                        return True
                turns = self._turns(())
        except BaseException:
            self._turn.release()
            raise
        return True

    def post_by(
        self, poster: Poster | None, call: Callable[[Delivery], Answered] | None, hosts: Iterable[str] | None
    ) -> None:
        """Let a server post to this machine and to `hosts`, and `call` receivers for requests; with None, no more."""
        self.poster = poster
        self._core.call = call or self._core.put
        self._core.world.receivers = None if hosts is None else frozenset(hosts)

    def addressed(self, delivery: Delivery) -> Delivery | None:
        """Return a delivery with the address of its webhook; None if that is gone."""
        with self._core.lock:
            return self._outbox.addressed(delivery)

    def answered(self, delivery: Delivery, answer: Answered) -> None:
        """Keep what came of a delivery that a server posted."""
        self._core.answered(delivery, answer)

    def deliver_for_others(self) -> bool:
        """Deliver while the code under test lets time pass, as `move`; `failures` keeps what a receiver raises."""
        try:
            return self.move(())
        except Exception as problem:  # noqa: BLE001  # the plugin raises it at the end of the test
            self.failures.append(problem)
            return True

    def _turns(self, moments: Iterable[int]) -> Iterator[Delivery]:
        """Yield the deliveries that wait, and those of each moment; raises RuntimeError if one moment has no end."""
        until = time.monotonic() + PATIENCE
        for _ in chain((None,), moments):
            taken = 0
            for turn in islice(iter(self._take, None), 2 * MOST_EVENTS):
                taken += 1
                yield turn
            if taken == 2 * MOST_EVENTS:
                raise RuntimeError(f"{taken:,} deliveries at one moment: receivers cause events without end")
            if self.poster is not None:
                self.poster.wait(until)

    def _take(self) -> Delivery | None:
        with self._core.lock:
            return self._outbox.take()

    def _drive(self, turns: Iterator[Delivery]) -> bool:
        """Deliver in this thread; return True if a task of the running loop delivers the rest."""
        own_loop = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        try:
            for turn in turns:
                if self.poster is not None:
                    self.poster.put(turn)
                    continue
                answer = self._call(turn)
                if not isawaitable(answer):
                    self._keep(turn, answer)
                elif (spawn := _spawner()) is None:
                    own_loop.run(self._await(turn, answer))
                else:
                    self._hand_over(spawn, turns, turn, answer)
                    return True
        finally:
            own_loop.close()
        return False

    def _hand_over(self, spawn: Spawn, turns: Iterator[Delivery], turn: Delivery, answer: Awaitable[object]) -> None:
        """Let a task of the running loop deliver the rest; time stands until it ends."""
        from anyio import Event

        self._ended = ended = Event()

        async def deliver() -> None:
            try:
                with self._core.sleepers.held():
                    await self._await(turn, answer)
                    for later in turns:
                        result = self._call(later)
                        if isawaitable(result):
                            await self._await(later, result)
                        else:
                            self._keep(later, result)
            except Exception as problem:  # noqa: BLE001  # `delivered` raises it, or the plugin
                self.failures.append(problem)
            finally:
                self._ended = None
                self._turn.release()
                ended.set()

        self._task = spawn(deliver)

    def _call(self, turn: Delivery) -> object:
        """Call the receiver of a URL, the one with the longest address that fits; without one, the answer is 200."""
        there = [url for url in self._receivers if turn.url == url or turn.url.startswith((f"{url}/", f"{url}?"))]
        if not there:
            return None
        parts = urlsplit(turn.url)
        target = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        headers = {"host": parts.netloc, **turn.headers, "content-length": str(len(turn.body))}
        try:
            return self._receivers[max(there, key=len)](Request("POST", target, headers, turn.body))
        except BaseException as problem:
            self._fail(turn, problem)
            raise

    async def _await(self, turn: Delivery, answer: Awaitable[object]) -> None:
        try:
            result = await answer
        except BaseException as problem:
            self._fail(turn, problem)
            raise
        self._keep(turn, result)

    def _keep(self, turn: Delivery, result: object) -> None:
        try:
            answer = _answered(result)
        except TypeError as problem:
            self._fail(turn, problem)
            raise
        self._core.answered(turn, answer)

    def _fail(self, turn: Delivery, problem: BaseException) -> None:
        self._core.answered(turn, Answered(None, error=f"the receiver raised {type(problem).__name__}"))


def _answered(result: object) -> Answered:
    """Return what a receiver returned as an answer."""
    if isinstance(result, Answered):
        return result
    status = 200 if result is None else result
    if type(status) is not int or not 100 <= status <= 599:  # the statuses of HTTP
        raise TypeError(f"a receiver of webhooks has to return a status or None, not {type(result).__name__}")
    return Answered(status)


def _spawner() -> Spawn | None:
    """Return what begins a task of the event loop that runs in this thread; None if none does."""
    with suppress(RuntimeError):
        loop = asyncio.get_running_loop()
        return lambda act: loop.create_task(act())
    trio = sys.modules.get("trio")
    if trio is not None and trio.lowlevel.in_trio_run():
        return cast("Spawn", trio.lowlevel.spawn_system_task)
    return None


async def _asgi(app: Any, request: Request) -> Answered:
    """Let an ASGI application answer a request."""
    from anyio import Event

    done, bodies, came = Event(), [request.body], Answered(None, error="the application sent no answer")
    path, _, query = request.target.partition("?")

    async def receive() -> dict[str, Any]:
        if bodies:
            return {"type": "http.request", "body": bodies.pop(), "more_body": False}
        await done.wait()
        return {"type": "http.disconnect"}

    async def send(message: Mapping[str, Any]) -> None:
        nonlocal came
        if message["type"] == "http.response.start":
            came = Answered(message["status"])
        else:
            text = came.text + message.get("body", b"")[:MOST_ANSWER].decode(errors="replace")
            came = came._replace(text=text[:MOST_ANSWER])
            if not message.get("more_body"):
                done.set()

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "https",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in request.headers.items()],
        "client": ("127.0.0.1", 0),
        "server": (request.headers["host"], None),
    }
    await app(scope, receive, send)
    return came


def _wsgi(app: Any, request: Request) -> Answered:
    """Let a WSGI application answer a request."""
    from wsgiref.util import setup_testing_defaults

    path, _, query = request.target.partition("?")
    environ: dict[str, Any] = {
        f"HTTP_{name.upper().replace('-', '_')}": value for name, value in request.headers.items()
    }
    environ |= {
        "REQUEST_METHOD": request.method,
        "PATH_INFO": unquote(path, "latin-1"),
        "QUERY_STRING": query,
        "CONTENT_TYPE": environ.pop("HTTP_CONTENT_TYPE"),
        "CONTENT_LENGTH": environ.pop("HTTP_CONTENT_LENGTH"),
        "wsgi.url_scheme": "https",
        "wsgi.input": BytesIO(request.body),
    }
    setup_testing_defaults(environ)
    statuses: list[str] = []

    def start_response(status: str, _headers: object, _error: object = None) -> None:
        statuses.append(status)

    parts = app(environ, start_response)
    try:
        text = b"".join(parts)[:MOST_ANSWER].decode(errors="replace")
    finally:
        getattr(parts, "close", lambda: None)()
    return Answered(int(statuses[-1].split()[0]), text)


def _value(delivery: Delivery, name: str) -> object:
    """Return an attribute of a delivery, or a key of its event."""
    return getattr(delivery, name) if name in _ATTRIBUTES else delivery.payload.get(name)


_ATTRIBUTES: Final = ("event", "connection_id", "schema", "webhook_id", "account", "attempt", "url", "status", "ok")
_KEYS: Final = ("connector_type", "sync_id", "destination_group_id", "group_id", "data")
