"""Requests and answers as hooks see them, with their secrets masked."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from ..errors import RequestSummary

T = TypeVar("T")

_logger = logging.getLogger("fivetran_connections")


@dataclass(frozen=True, slots=True)
class SentRequest:
    """A request just before it is sent, as a hook sees it: secrets in the body are masked."""

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
