"""Posts events to the receivers of webhooks, from the event loop of the server that serves the mock."""

from __future__ import annotations

import asyncio
import ssl
from collections import defaultdict
from collections.abc import Awaitable, Iterable
from concurrent.futures import Future
from contextvars import Context
from functools import cache, partial

from .._mock.facade import BaseMock
from .._mock.formats.http import Pending, ReceiverReply, Reply, Request
from .._mock.lifecycle.deliveries import MOST_BYTES, Delivery
from .._mock.operations.webhooks import url_problem
from .._mock.receivers import ANSWER_SECONDS, MOST_ANSWER, TIMED_OUT
from ..admin import Access, Site


class Posting:
    """
    All paths of a served mock, whose server posts events to webhooks.

    First attempts are posted in order for each webhook, repetitions beside them. Only a request that tries a webhook
    waits for a receiver, and one to the mock's own API, which moves time and waits for each delivery.
    """

    def __init__(self, mock: BaseMock, access: Access | None = None, *, hosts: Iterable[str] = ()) -> None:
        """Let the mock post to this machine and to `hosts` beside it."""
        self._mock = mock
        self._api = mock.webhooks.api
        self._hosts = frozenset(map(str.lower, hosts))
        self._site = Site(mock, access)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._turns: defaultdict[tuple[str, bool], asyncio.Lock] = defaultdict(asyncio.Lock)
        self._bytes = 0
        self._tick: asyncio.TimerHandle | None = None

    def open_to(self, loop: asyncio.AbstractEventLoop) -> None:
        """Post from this loop, which is about to run, also before the first request."""
        self._loop = loop

        def post(delivery: Delivery) -> Future[ReceiverReply]:
            # Without the context of the caller, who may be in a loop of trio.
            return Context().run(asyncio.run_coroutine_threadsafe, self._post_in_turn(delivery), loop)

        self._mock.webhooks.post_by(post, self._hosts)

    def close(self) -> None:
        """Stop posting; end a running move of time."""
        self._mock.webhooks.post_by(None, None)

    def answer(self, request: Request) -> Reply | Awaitable[Reply]:
        """Answer a request as `Site.answer` does, later if it has to wait for a receiver."""
        loop = asyncio.get_running_loop()
        if self._loop is None:
            self.open_to(loop)
        if self._api.state.listens and request.method == "POST" and request.target.startswith("/__mock__/"):
            return loop.run_in_executor(None, partial(self._site.answer, request))
        reply = self._site.answer(request)
        self._mock.webhooks.deliver()
        if self._tick is None and (seconds := self._api.state.clock.look_seconds):
            self._look(loop, seconds)
        return reply if reply.pending is None else self._finish(reply.pending)

    def _look(self, loop: asyncio.AbstractEventLoop, seconds: float) -> None:
        """Look again and again for due events, since time runs by itself."""
        self._mock.advance(seconds=0)
        self._tick = loop.call_later(seconds, self._look, loop, seconds)

    async def _finish(self, pending: Pending) -> Reply:
        """Call the receiver that a request tries, and answer the request."""
        return pending.finish(await self._post(pending.delivery))

    async def _post_in_turn(self, delivery: Delivery) -> ReceiverReply:
        """Post a delivery after the earlier ones of its webhook, and return its outcome; one too many has failed."""
        if delivery.test:
            return await self._post(delivery)
        answer = ReceiverReply(None, error="too many others wait")
        if self._bytes >= MOST_BYTES:
            self._api.answered(delivery, answer)
            return answer
        self._bytes += delivery.size
        try:
            async with self._turns[delivery.webhook_id, delivery.attempt > 1]:
                with self._api.lock:
                    addressed = self._api.outbox.addressed(delivery)
                return answer if addressed is None else await self._post(addressed)
        finally:
            self._bytes -= delivery.size

    async def _post(self, delivery: Delivery) -> ReceiverReply:
        """Post a delivery, keep its outcome, and return it; a URL may be older than the server."""
        problem = url_problem(delivery.url, self._hosts)
        answer = ReceiverReply(None, error=problem) if problem else await _posted(delivery)
        self._api.answered(delivery, answer)
        return answer


async def _posted(delivery: Delivery) -> ReceiverReply:
    """Post a delivery: redirects are not followed, and only the beginning of the answer is read."""
    import httpx

    verify: ssl.SSLContext | bool = _context() if delivery.url.startswith("https:") else False
    try:
        url = httpx.URL(delivery.url)
        auth = (url.username, url.password) if url.userinfo else None
        bare = url.copy_with(userinfo=b"")  # httpx logs the address
        async with (
            asyncio.timeout(ANSWER_SECONDS),
            httpx.AsyncClient(verify=verify, timeout=ANSWER_SECONDS, trust_env=False, auth=auth) as client,
            client.stream("POST", bare, content=delivery.body, headers=dict(delivery.headers)) as response,
        ):
            text = b""
            async for part in response.aiter_raw():
                text += part
                if len(text) >= MOST_ANSWER:
                    break
            return ReceiverReply(response.status_code, text[:MOST_ANSWER].decode(errors="replace"))
    except (TimeoutError, httpx.TimeoutException):
        return ReceiverReply(None, error=TIMED_OUT)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError, ExceptionGroup) as problem:  # a group: of a host
        return ReceiverReply(None, error=f"{type(problem).__name__}: {problem}".removesuffix(": "))


@cache
def _context() -> ssl.SSLContext:
    """Return the trusted certificates; reading them takes longer than a post."""
    return ssl.create_default_context()
