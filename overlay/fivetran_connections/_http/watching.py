"""Watching requests and answers: for hooks, for `with_response`, for the limiter. Nothing here can hold a secret."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from ..errors import RequestSummary

T = TypeVar("T")

_logger = logging.getLogger("fivetran_connections")


@dataclass(frozen=True, slots=True)
class Answered(Generic[T]):
    """
    A result with its response.

    `status`, `headers`, `request_id` and the rate limits are those of the last response. `attempts` counts the requests
    that were sent for the result, look-ups included.
    """

    value: T
    status: int
    headers: Mapping[str, str] = field(repr=False)
    attempts: int

    @property
    def request_id(self) -> str | None:
        """The API's id for the last exchange: name it when you ask Fivetran's support."""
        return self.headers.get("x-request-id")

    @property
    def rate_limit(self) -> int | None:
        """Requests that the account may send in an hour, from `X-Rate-Limit`."""
        return _number(self.headers.get("x-rate-limit"))

    @property
    def rate_limit_remaining(self) -> int | None:
        """Requests that are left of them, from `X-Rate-Limit-Remaining`."""
        return _number(self.headers.get("x-rate-limit-remaining"))


@dataclass(frozen=True, slots=True)
class SentRequest:
    """A request that is about to be sent, as a hook sees it: secrets in the body are masked."""

    summary: RequestSummary
    attempt: int
    """1 for the first try of a call, 2 for its first retry."""


@dataclass(frozen=True, slots=True)
class ReceivedResponse:
    """The end of a request, as a hook receives it."""

    request: SentRequest
    status: int | None
    """The HTTP status; None if no answer came."""
    headers: Mapping[str, str]
    """The answer's headers, with the key pair and the secrets of the body masked."""
    seconds: float
    """The duration of the exchange."""


OnRequest = Callable[[SentRequest], object]
OnResponse = Callable[[ReceivedResponse], object]


def call_hook(name: str, hook: Callable[[T], object] | None, event: T) -> None:
    """Call a hook. If it raises, the log has the error and the call goes on: the API may have acted already."""
    try:
        if hook:
            hook(event)
    except Exception:
        _logger.exception("The hook %s raised an error; the call goes on.", name)


class Notes:
    """Remembers the last answer, and how many requests were sent."""

    def __init__(self) -> None:
        """Start with no answer."""
        self.status: int | None = None
        self.headers: Mapping[str, str] = {}
        self.count: int = 0

    def take(self, status: int | None, headers: Mapping[str, str]) -> None:
        """Record the end of a request."""
        self.count += 1
        self.status, self.headers = status, headers

    def answered(self, value: T) -> Answered[T]:
        """Return the result with the recorded response."""
        return Answered(value, self.status or 0, self.headers, self.count)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() else None
