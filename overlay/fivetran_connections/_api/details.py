"""Connections in full: the items of a list may lack `config` (docs/evidence.md#list-items)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

from fivetran_client.api import connections as connections_api

from .._http.call import call, reading
from .._http.retry import send
from .._http.steps import Steps, Together
from ..errors import NotFound, RateLimited, RequestFailed, StatusError, Unauthorized, UnexpectedAnswer

OnRead: TypeAlias = Callable[[int, int], object]
"""A function that is called with the number of connections read so far, and of those to read."""

_AT_ONCE: Final = 8


def is_of_one(failure: RequestFailed) -> bool:
    """Return whether a read failed for this connection: not for the key, the rate limits or the network."""
    is_answer = isinstance(failure, StatusError | UnexpectedAnswer)
    return is_answer and not isinstance(failure, Unauthorized | RateLimited)


def in_full(
    items: Sequence[Mapping[str, Any]],
    on_read: OnRead | None = None,
    failed: dict[str, RequestFailed] | None = None,
) -> Steps[list[Mapping[str, Any]]]:
    """
    Return connections as a request for each would show them; those that are gone meanwhile are left out.

    One request for each item without `config`, eight at once, within the rate limits. Where ``failed`` is given, a
    connection that cannot be read goes there by its id, and its item is returned as it is.
    """
    lacking = {str(item["id"]): item for item in items if item.get("config") is None}
    found: dict[str, Mapping[str, Any] | None] = {}

    def job(identifier: str) -> Callable[[], Steps[None]]:
        def steps() -> Steps[None]:
            asked = reading(call(connections_api.get_connection, identifier), lambda envelope: dict(envelope["data"]))
            try:
                found[identifier] = yield from send(asked)
            except NotFound:
                found[identifier] = None
            except RequestFailed as failure:
                if failed is None or not is_of_one(failure):
                    raise
                failed[identifier], found[identifier] = failure, lacking[identifier]
            if on_read:
                on_read(len(found), len(lacking))

        return steps

    def progress() -> str:
        return f"{len(found):,} of {len(lacking):,} connections were read, and nothing was changed."

    if lacking:
        yield Together(map(job, lacking), min(_AT_ONCE, len(lacking)), None, None, progress)
    full = (found.get(str(item["id"]), item) for item in items)
    return [item for item in full if item is not None]
