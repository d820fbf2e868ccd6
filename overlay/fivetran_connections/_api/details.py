"""Connections in full: the items of a list may lack `config` (docs/evidence.md#list-items)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final, TypeAlias, TypeVar

from fivetran_client.api import connections as connections_api
from fivetran_common.json_types import Json

from .._http.retry import send
from .._http.steps import Steps, Together, call, pause, with_reader
from ..errors import NotFound, RateLimited, RequestFailed, StatusError, Unauthorized, UnexpectedAnswer

T = TypeVar("T")

OnRead: TypeAlias = Callable[[int, int], object]
"""Called with the number of connections read so far, and of those to read."""

_AT_ONCE: Final = 8

# A read may lag behind a list, as a list may lag: docs/evidence.md#list-lag
_NEW: Final = timedelta(minutes=10)
_WAITS: Final = (1.0, 2.0, 4.0, 8.0, 15.0)


def read_listed(read: Callable[[], Steps[T]], made: object) -> Steps[T]:
    """
    Return a connection that a list shows, of the time `created_at`. Raises `NotFound` if it was deleted since.

    A 404 of a new connection counts only after half a minute.
    """
    is_new = isinstance(made, str) and made >= (datetime.now(UTC) - _NEW).isoformat()
    for wait in _WAITS if is_new else ():
        try:
            return (yield from read())
        except NotFound:
            yield from pause(wait)
    return (yield from read())


def is_of_one(failure: RequestFailed) -> bool:
    """Return whether a read failed for this connection: not for the key, the rate limits or the network."""
    is_answer = isinstance(failure, StatusError | UnexpectedAnswer)
    return is_answer and not isinstance(failure, Unauthorized | RateLimited)


def read_each(
    ids: Collection[str],
    read: Callable[[str], Steps[T]],
    what: str,
    *,
    failed: dict[str, RequestFailed] | None,
    on_read: OnRead | None = None,
) -> Steps[dict[str, T]]:
    """
    Return what the steps of ``read`` return for each id, eight at once, within the rate limits.

    ``failed`` collects the failures of single ids. Any other failure ends the whole read, and its note says how many
    ``what`` were read.
    """
    found: dict[str, T] = {}

    def job(identifier: str) -> Steps[None]:
        try:
            found[identifier] = yield from read(identifier)
        except RequestFailed as failure:
            if failed is None or not is_of_one(failure):
                raise
            failed[identifier] = failure
        if on_read:
            on_read(len(found) + len(failed or ()), len(ids))

    def progress() -> str:
        return f"{len(found):,} of {len(ids):,} {what} were read, and nothing was changed."

    if ids:
        jobs = (partial(job, identifier) for identifier in ids)
        yield Together(jobs, min(_AT_ONCE, len(ids)), None, None, progress)
    return found


def in_full(
    items: Sequence[Json], on_read: OnRead | None = None, failed: dict[str, RequestFailed] | None = None
) -> Steps[list[Json]]:
    """
    Return connections as a request for each would show them; those deleted meanwhile are left out.

    One request for each item without `config`. A connection that cannot be read is added to ``failed``, if there is
    one, and the item of the list is returned.
    """

    made = {str(item["id"]): item.get("created_at") for item in items}

    def read(identifier: str) -> Steps[Json | None]:
        get = with_reader(call(connections_api.get_connection, identifier), lambda envelope: dict(envelope["data"]))
        try:
            return (yield from read_listed(partial(send, get), made[identifier]))
        except NotFound:
            return None

    without_config = [str(item["id"]) for item in items if item.get("config") is None]
    found = yield from read_each(without_config, read, "connections", failed=failed, on_read=on_read)
    full = (found.get(str(item["id"]), item) for item in items)
    return [item for item in full if item is not None]
