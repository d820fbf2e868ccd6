"""Create a connection exactly once, with an API without idempotency keys."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Literal

from fivetran_client.api import connections as connections_api
from fivetran_client.models.connection import Connection
from fivetran_common.json_types import Json, pointer_of

from .._bodies.names import connection_name
from .._http.exchange import exchange
from .._http.retry import persist, send
from .._http.steps import Steps, call, pause
from ..errors import (
    BadRequest,
    Conflict,
    ConnectionDiffers,
    ConnectionFailed,
    DeadlineTooSoon,
    InvalidRequest,
    NotFound,
    OutcomeUnknown,
    RequestFailed,
    ServerError,
    UnexpectedAnswer,
)
from .details import read_listed
from .difference import HIDDEN, Comparison, Kind, comparisons
from .methods import Listing

_logger = logging.getLogger("fivetran_connections")

_USED: Final = "SchemaExists"
"""The code for a name in use (docs/evidence.md#schema-exists)."""

TWIN: Final = "The answer to its first create was lost, so a second connection of this name may exist: look for it."
"""The note for a connection that `is_doubtful` although it was created."""

_LOOKS: Final = (0.0, 5.0, 10.0, 15.0, 30.0)
"""Seconds before each look-up of an existing connection, since a list may lag (docs/evidence.md#list-lag)."""


@dataclass(frozen=True, slots=True)
class Ensured:
    """
    The result of `ensure`.

    `outcome` is `created` if this call's create was answered, `adopted` if the connection was found by its group and
    schema: made earlier, by another process, or by a create of ours whose answer was lost. An adopted connection has no
    `connect_card` and no `setup_tests`: ask for them with `connect_card` and `test`. `duplicates` are ids of further
    connections of that name. `unseen` are the pointers of values that no answer shows, so that an adopted connection
    may have others: to be sure, send them with `update`. Of a created one they are the values that its answer lacks
    although they are no secrets: the API may have dropped them. `lacking` are those of `unseen` that an answer would
    show if they were set: an adopted connection does not have them. `is_doubtful` says that a create of this call had
    no answer: this create may have made an adopted connection, and a created connection may have a twin.
    """

    connection: Connection
    outcome: Literal["created", "adopted"]
    duplicates: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    is_doubtful: bool = False


def ensure(body: Json, *, look_first: bool) -> Steps[Ensured]:
    """Create the connection of a checked body unless it exists; see `Connections.ensure`."""
    run = _Run(body, body["group_id"], name_to_look_for(body), look=look_first)
    try:
        return (yield from persist(run.attempt, _worth_another_try))
    except (RequestFailed, DeadlineTooSoon) as failure:
        if not run.may_exist:
            raise
        unknown = OutcomeUnknown(group_id=run.group_id, schema=run.name)
        try:
            found = yield from (run.awaited() if _is_unread(failure) else run.adopt())
        except (RequestFailed, DeadlineTooSoon) as blind:
            raise unknown from blind
        if found is None and (_is_unread(failure) or isinstance(failure, BadRequest | Conflict)):
            raise unknown from failure  # the earlier create may have succeeded
        if found is None:
            raise
        return found


def name_to_look_for(body: Json) -> str:
    """Return the name by which to look a connection up; raises `InvalidRequest` for a body without one."""
    name = connection_name(body)
    if name is None:
        raise InvalidRequest(
            "ensure needs config.schema (or config.schema_prefix): it is the name to look for; nothing was sent."
        )
    return name


def _worth_another_try(failure: RequestFailed) -> bool:
    """Return whether the next attempt, which looks up the connection first, could succeed."""
    is_passing = isinstance(failure, ConnectionFailed | ServerError | UnexpectedAnswer) and not _is_unread(failure)
    return (is_passing and failure.status != 404) or failure.status in {408, 429}


def _is_unread(failure: Exception) -> bool:
    """Return whether the answer of a create cannot be read: the API has acted, and another create makes a twin."""
    return isinstance(failure, UnexpectedAnswer) and failure.may_have_acted


@dataclass(slots=True)
class _Run:
    body: Json
    group_id: str
    name: str
    look: bool
    """Whether the next attempt looks the connection up first."""
    may_exist: bool = False
    """Whether a create that failed may have been carried out."""

    def attempt(self, number: int) -> Steps[Ensured]:
        # The look-up comes after the pause between two tries, not before it: a slow
        # server gets that time to finish the create whose answer was lost.
        if self.look and (found := (yield from self.adopt())):
            return found
        try:
            created = yield from exchange(call(connections_api.create_connection, body=self.body), number)
        except (BadRequest, Conflict) as refusal:  # the name may be in use
            self.look = True
            try:
                is_certain = self.may_exist or refusal.code == _USED
                found = yield from (self.awaited(refusal) if is_certain else self.adopt(refusal))
            except RequestFailed as blind:
                raise refusal from blind
            if found is None:
                raise
            return found
        except RequestFailed as failure:
            if failure.may_have_acted:
                self.look = self.may_exist = True
            raise
        dropped = [each for each in comparisons(self.body, created.to_dict()) if each.may_be_dropped]
        return Ensured(created, "created", (), *_named(dropped), self.may_exist)

    def awaited(self, refusal: RequestFailed | None = None) -> Steps[Ensured | None]:
        """
        Look for up to a minute for a connection that exists, or that a create of ours may have made.

        Raises the failure of the last look-up.
        """
        for number, wait in enumerate(_LOOKS, 1):
            yield from pause(wait)
            try:
                if found := (yield from self.adopt(refusal, tries_again=True)):
                    return found
            except RequestFailed:
                if number == len(_LOOKS):
                    raise
        return None

    def adopt(self, refusal: RequestFailed | None = None, *, tries_again: bool = False) -> Steps[Ensured | None]:
        """
        Look the connection up and compare it with the body; the refusal of a create is the cause of a difference.

        ``tries_again`` says whether a request that fails is repeated: `persist` repeats a whole attempt.
        """
        matches = yield from look_up(self.group_id, self.name, tries_again=tries_again, beside=self.body)
        if not matches:
            return None
        connection, *others = matches
        compared = [*comparisons(self.body, connection.to_dict())]
        if differing := tuple(comparison.shown() for comparison in compared if comparison.kind is Kind.DIFFERENT):
            raise ConnectionDiffers(connection.id, differing) from refusal
        unseen = [comparison for comparison in compared if comparison.kind in HIDDEN]
        duplicates = tuple(other.id for other in others)
        _logger.info("adopted connection %s: it has the schema %r asked for", connection.id, self.name)
        if duplicates:
            _logger.warning("schema %r exists more than once, also as %s", self.name, ", ".join(duplicates))
        return Ensured(connection, "adopted", duplicates, *_named(unseen), self.may_exist)


def _named(unseen: Sequence[Comparison]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the pointers of values that cannot be seen, and of those that an answer would show."""
    lacking = [each for each in unseen if each.kind is Kind.LACKING]
    return tuple(pointer_of(each.at) for each in unseen), tuple(pointer_of(each.at) for each in lacking)


def look_up(group_id: str, name: str, *, tries_again: bool, beside: Json | None = None) -> Steps[list[Connection]]:
    """
    Return the connections of a group and name, oldest first; the first one with its `config`.

    ``tries_again`` says whether a request that fails is repeated. No message shows a secret of the body ``beside`` it.
    """

    def is_it(item: Connection) -> bool:
        # A server that ignores the filter returns other connections too, and none of those may be adopted.
        return (item.group_id, item.schema) == (group_id, name)

    listed = connections_api.list_connections
    first = replace(call(listed, group_id=group_id, schema=name, limit=1000), beside=beside)
    pages = Listing(first, keep=is_it, tries_again=tries_again)
    found: list[Connection] = []
    while pages.more:
        found += yield from pages.next_page()
    found.sort(key=lambda connection: str(connection.to_dict().get("created_at")))
    while found and found[0].config is None:
        try:
            reading = replace(call(connections_api.get_connection, found[0].id), beside=beside)
            read = partial(send if tries_again else exchange, reading)
            found[0] = yield from read_listed(read, found[0].to_dict().get("created_at"))
        except NotFound:  # deleted since the list was read
            del found[0]
            continue
        break
    return found
