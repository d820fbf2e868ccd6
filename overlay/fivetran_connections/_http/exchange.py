"""One request and its answer, as steps: rate limits, hooks, and the log."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Final, TypeVar

from ..errors import RateLimited
from .httpx_clients import FAILURES, WholeAnswer
from .limits import HOUR, LimitedWaits, Stopped
from .settings import ReceivedResponse, SentRequest, Settings, settings
from .steps import ApiCall, Cost, Locked, Pause, Send, Steps

T = TypeVar("T")

_logger = logging.getLogger("fivetran_connections")

_SLICE: Final = 1.0  # seconds between looks of a thread whether its wait should stop; a task is cancelled


def exchange(call: ApiCall[T], attempt: int = 1) -> Steps[T]:
    """Send a call once, when the rate limits allow it; after a 429, which costs nothing, wait and send it again."""
    own = yield from settings()
    limits = own.limits
    while True:
        own.pool.client()  # first: in another process, a lock of the limits may be held for ever
        if limits:
            yield from _admitted(own, limits, call.cost)
        started, shown = perf_counter(), None
        answer: WholeAnswer | None = None
        try:
            request, client = own.wire.request(call), own.pool.client()
            if own.on_request or own.on_response:
                shown = SentRequest(call.summary(), attempt)
                _call_hook("on_request", own.on_request, shown)
            started = perf_counter()
            answer = received = yield Send(client, request)
        except FAILURES as failure:
            raise own.wire.failed(call, failure, attempt, started) from failure
        finally:
            status = answer.status if answer else None
            if limits:
                limits.limiter.finish(call.cost, own.monotonic(), status, answer.headers if answer else {})
            if shown:
                scrubbed = own.wire.scrubber(call)
                headers: Mapping[str, str] = answer.headers if answer else {}
                masked = {name: scrubbed(value) for name, value in headers.items()}
                _call_hook(
                    "on_response", own.on_response, ReceivedResponse(shown, status, masked, perf_counter() - started)
                )
        try:
            return own.wire.answered(call, received, attempt, started)
        except RateLimited as refusal:
            if not limits or (refusal.retry_after or 0) > HOUR:
                raise


def _admitted(own: Settings, limits: LimitedWaits, cost: Cost) -> Steps[None]:
    """Count a request as soon as the rate limits allow it; of those that wait, one asks for all."""

    def wait() -> Steps[None]:
        while (seconds := limits.limiter.reserve(cost, own.monotonic())) > 0:
            if limits.deadline:
                limits.deadline.take(seconds, own.monotonic())
            if limits.on_wait:
                limits.on_wait(seconds)
            while seconds > 0:
                if limits.stopped.is_set():
                    raise Stopped
                part = seconds if own.awaits else min(seconds, _SLICE)
                yield Pause(part)
                seconds -= part

    if limits.limiter.reserve(cost, own.monotonic()) > 0:
        yield Locked(limits.queue, wait())


def _call_hook(name: str, hook: Callable[[T], object] | None, event: T) -> None:
    """Call a hook. If it raises, the log has the error and the call goes on: the API may have acted already."""
    try:
        if hook:
            hook(event)
    except Exception:
        _logger.exception("The hook %s raised an error; the call goes on.", name)
