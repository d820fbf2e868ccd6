"""The exit statuses of the commands: one table, which the documentation shows and the tests walk through."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Final

from ..errors import (
    ConnectionFailed,
    CredentialsError,
    DeadlinePassed,
    FivetranError,
    Forbidden,
    InvalidRequest,
    NotFound,
    RateLimited,
    Unauthorized,
)


class Status(IntEnum):
    """An exit status."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    INVALID = 3
    NOT_AUTHORIZED = 4
    NOT_FOUND = 5
    RATE_LIMITED = 6
    UNREACHED = 7
    PENDING = 8
    SOME_FAILED = 9
    INTERRUPTED = 130  # 128 + SIGINT, as shells report it
    BROKEN_PIPE = 141  # 128 + SIGPIPE


MEANINGS: Final[Mapping[Status, str]] = {
    Status.DONE: "done; connections that are not set up yet are no failure",
    Status.FAILED: "the API failed or refused, or an unexpected error",
    Status.USAGE: "wrong usage, or no usable key pair or address",
    Status.INVALID: "invalid input, or a plan beyond its limits; nothing was sent",
    Status.NOT_AUTHORIZED: "the API refused the key, or the key may not do this (401, 403)",
    Status.NOT_FOUND: "not found (404)",
    Status.RATE_LIMITED: "rate limited for longer than the retries may wait (429)",
    Status.UNREACHED: "the API was not reached, or did not answer in time",
    Status.PENDING: "changes are pending; only with plan --detailed-exitcode",
    Status.SOME_FAILED: "some connections failed, were refused or differ; the others are done",
    Status.INTERRUPTED: "interrupted by Ctrl-C",
    Status.BROKEN_PIPE: "the reader of the output has closed it",
}

_BY_ERROR: Final[tuple[tuple[type[FivetranError], Status], ...]] = (
    (CredentialsError, Status.USAGE),
    (InvalidRequest, Status.INVALID),
    (Unauthorized, Status.NOT_AUTHORIZED),
    (Forbidden, Status.NOT_AUTHORIZED),
    (NotFound, Status.NOT_FOUND),
    (RateLimited, Status.RATE_LIMITED),
    (ConnectionFailed, Status.UNREACHED),
    (DeadlinePassed, Status.UNREACHED),
)


def status_of(error: FivetranError) -> Status:
    """Return the exit status for an error."""
    return next((status for kind, status in _BY_ERROR if isinstance(error, kind)), Status.FAILED)
