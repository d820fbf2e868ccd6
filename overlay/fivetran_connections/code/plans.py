"""A plan as data: its changes, options and safety limits, and the results of its changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any, Final, Literal, NamedTuple, Self

from fivetran_common.json_types import Json, object_at
from fivetran_common.nearest import hint

from ..errors import FivetranError, InvalidRequest, RequestFailed, StatusError
from .reading.declarations import Declaration, Keys


class Action(StrEnum):
    """The action for one connection."""

    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"
    UNDECLARED = "undeclared"
    REFUSED = "refused"
    UNMANAGED = "unmanaged"
    WAITING = "waiting"
    UNCHANGED = "unchanged"


PENDING = (Action.CREATE, Action.UPDATE, Action.REPLACE, Action.DELETE)
"""Actions that an apply carries out."""


Part = Literal["body", "tables", "hold"]
Cause = Literal["", "set-up", "source"]
Status = Literal["change", "waiting", "refused", "unseen"]
"""
The consequence of a difference.

An apply sends a ``change``. A ``waiting`` difference waits for the set-up of the connection, or for its source to have
a name of the policy for tables. A ``refused`` one needs another file or option. No answer shows an ``unseen`` value.
"""
Mark = Literal["", "sent", "assumed", "unknown", "dropped", "gone", "kept", "unverified"]
"""
A word about a value that no answer shows.

``sent``: an apply sent it. ``assumed``: it is taken to be as declared. ``unknown``: the memory does not say that it was
sent. ``dropped``: it was sent and is no secret, so the API seems to have dropped it. ``gone``: a read showed its mask,
and no longer does; a change sends it again, once. ``kept``: null was sent, and the API kept the value.
``unverified``: a name in a policy for tables, not compared with the source yet.
"""
Reason = Literal["set-up", "tables"]
"""A reason for which an apply keeps a connection paused: until its set-up, or until its tables are set."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One value of a connection that differs, or may differ, from its file; secrets are masked."""

    part: Part
    pointer: str
    old: Any
    new: Any
    status: Status = "change"
    reason: str = ""
    """The reason why it waits or is refused, or of a change that the values do not show."""
    mark: Mark = ""
    """A change with the mark ``unknown`` sends a value only since the memory knows nothing of it."""
    held: frozenset[Reason] = frozenset()
    """The reasons of a hold."""
    is_permanent: bool = False
    """Whether only a create can set the value."""
    waits_for: Cause = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as ``--output json`` prints it and a saved plan keeps it."""
        known = "permanent" if self.is_permanent else self.mark or ",".join(sorted(self.held))
        more = {"status": self.status, "reason": self.reason, "known": known, "for": self.waits_for}
        shown = {"part": self.part, "pointer": self.pointer, "old": self.old, "new": self.new}
        return {**shown, **{key: value for key, value in more.items() if value}}


class Captured(NamedTuple):
    """The API's schema configuration of a connection."""

    config: Json | None
    """The schema configuration; None before it was captured, or if it cannot be read before the set-up."""
    columns: Mapping[Keys, Json | str] = {}
    """The columns of tables, by path, whose declared columns the configuration lacks; or why they cannot be read."""


@dataclass(frozen=True, slots=True)
class Change:
    """
    The planned change of one connection: its names, the found connection, and the differences.

    ``reasons`` say why it is refused, and ``duplicates`` are ids of further connections of the same group and schema.
    ``is_protected`` says that a file forbids to delete a connection that no file declares.
    """

    action: Action
    group_id: str
    schema: str
    service: str
    connection_id: str | None = None
    differences: tuple[Difference, ...] = ()
    reasons: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    duplicates: tuple[str, ...] = ()
    is_protected: bool = False
    copied: tuple[str, ...] = ()
    """The tables and columns that a first sync copied before the policy of a hold was in place."""
    declaration: Declaration | None = field(default=None, repr=False, compare=False)
    found: Json | None = field(default=None, repr=False, compare=False)
    captured: Captured | None = field(default=None, repr=False, compare=False)
    """The tables that were found, of a connection with a policy for them."""
    sent: str | None = field(default=None, repr=False, compare=False)
    """The memory's mark of the hidden values that were sent last; None if the memory does not know the connection."""

    def __str__(self) -> str:
        """Return group and schema in one word."""
        return f"{self.group_id}/{self.schema}"

    @property
    def setup_state(self) -> str | None:
        """The setup state as it was found."""
        state = object_at(self.found or {}, "status").get("setup_state")
        return None if state is None else str(state)

    def having(self, *statuses: Status) -> tuple[Difference, ...]:
        """Return the differences with one of these statuses."""
        return tuple(difference for difference in self.differences if difference.status in statuses)

    @property
    def keys(self) -> tuple[Difference, ...]:
        """The values that are known to differ, and that wait for nothing."""
        return self.having("change", "refused")

    @property
    def hidden(self) -> Mapping[str, Mark]:
        """The pointers of unsent values that no answer shows, with the memory's mark of each."""
        return {difference.pointer: difference.mark for difference in self.having("unseen")}

    def as_json(self) -> dict[str, Any]:
        """Return the change as ``--output json`` prints it and a saved plan keeps it; it holds no secret."""
        shown: dict[str, Any] = {
            "action": str(self.action),
            "group_id": self.group_id,
            "schema": self.schema,
            "service": self.service,
            "id": self.connection_id,
            "changes": [difference.as_json() for difference in self.keys],
            "waiting": [difference.as_json() for difference in self.having("waiting")],
            "cannot_be_seen": dict(self.hidden),
            "reasons": list(self.reasons),
            "warnings": list(self.warnings),
            "duplicates": list(self.duplicates),
            "protected": self.is_protected,
        }
        return {key: value for key, value in shown.items() if value or key in {"action", "schema"}}


@dataclass(frozen=True, slots=True)
class Plan:
    """
    The changes of a set, in the order of the files; deletions come last.

    ``notes`` are about the set as a whole, for instance a protection that matches nothing. ``gone`` are group, schema
    and id of connections in the memory that are neither declared nor in the account; an apply forgets them.
    An apply compares again with the same ``options``.
    """

    changes: tuple[Change, ...]
    notes: tuple[str, ...] = ()
    gone: tuple[tuple[str, str, str], ...] = ()
    options: PlanOptions | None = field(default=None, repr=False, compare=False)

    def __iter__(self) -> Iterator[Change]:
        """Return the changes one by one."""
        return iter(self.changes)

    def __len__(self) -> int:
        """Return the number of changes, unchanged connections among them."""
        return len(self.changes)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be done, refused or waiting: all that can be seen is as the files declare it."""
        return self.is_settled and not self.count(Action.WAITING)

    @property
    def is_settled(self) -> bool:
        """Whether nothing is to be done or refused now; something may still wait for its set-up or its source."""
        return not self.count(*PENDING, Action.REFUSED)

    @property
    def counts(self) -> Mapping[Action, int]:
        """The number of connections for each action."""
        return Counter(change.action for change in self.changes)

    def count(self, *actions: Action) -> int:
        """Return the number of connections with one of these actions."""
        return sum(change.action in actions for change in self.changes)

    def having(self, *actions: Action) -> tuple[Change, ...]:
        """Return the changes with one of these actions."""
        return tuple(change for change in self.changes if change.action in actions)


def summary(plan: Plan) -> str:
    """Return the number for each action, and the waiting changes, in one line."""
    words = {Action.UNDECLARED: "no longer declared", **{action: f"to {action}" for action in PENDING}}
    counts = plan.counts
    named = [f"{counts[action]:,} {words.get(action, action)}" for action in Action if counts.get(action)]
    waits = waiting_sentences(change.having("waiting") for change in plan)
    return " ".join([f"{', '.join(named) or 'no connections'}.", *waits])


def waiting_sentences(connections: Iterable[Sequence[Difference]]) -> list[str]:
    """Return how many connections wait for their set-up and for their source, and which parts of them."""
    waiting = [*connections]
    sentences: list[str] = []
    for cause in ("set-up", "source"):
        found = [parts for each in waiting if (parts := {each.part for each in each if each.waits_for == cause})]
        if found:
            named = ", ".join(name for part, name in _WAITING_PARTS.items() if any(part in parts for parts in found))
            whose = "waits for its" if len(found) == 1 else "wait for their"
            sentences.append(f"{len(found):,} {whose} {cause}: {named}.")
    return sentences


_WAITING_PARTS: Final = {"tables": "tables", "hold": "paused"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """Chooses connections; None or an empty field chooses all. ``schema`` is a pattern such as ``brand_*``."""

    groups: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    schemas: tuple[str, ...] = ()
    states: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.groups or self.services or self.schemas or self.states)

    def names(self, group_id: str, service: str, schema: str) -> bool:
        """Return whether a connection of this group, service and schema is chosen."""
        return (
            (not self.groups or group_id in self.groups)
            and (not self.services or service in self.services)
            and (not self.schemas or any(fnmatchcase(schema, pattern) for pattern in self.schemas))
        )

    def check(self, known: Collection[tuple[str, str, str]], groups: Collection[str] = ()) -> None:
        """
        Raise `InvalidRequest` for a group, service or schema that no connection has, and name the nearest that exists.

        ``known`` are group, service and schema of each connection, and ``groups`` the ids of further groups.
        """
        for option, words, there in (
            ("group", self.groups, {*groups, *(group for group, _, _ in known)}),
            ("service", self.services, {service for _, service, _ in known}),
            ("schema", self.schemas, {schema for _, _, schema in known}),
        ):
            for word in words:
                if word in there or (option == "schema" and any(fnmatchcase(value, word) for value in there)):
                    continue
                meant = hint(word, sorted(there), ".")
                raise InvalidRequest(f"The {option} {word} matches no connection{meant} Nothing was sent.")

    def has(self, found: Json) -> bool:
        """Return whether a connection, as the API returns it, is chosen."""
        named = self.names(str(found.get("group_id")), str(found.get("service")), str(found.get("schema")))
        return named and (not self.states or object_at(found, "status").get("setup_state") in self.states)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOptions:
    """
    The options of a plan.

    ``allow_replace`` deletes and creates again where a permanent key differs; the history is then synced again.
    ``rotate_secrets`` sends every value that no answer shows. ``sync_before_tables`` unpauses connections also where
    their policy for tables cannot be put in place before the first sync. ``delete_undeclared`` proposes to delete
    connections that the files no longer declare, as the memory knows. ``unmanaged`` lists those that no file names, in
    the groups that the files or the selector name; ``delete_unmanaged`` proposes to delete those in the groups of the
    files. ``unpause_when_connected`` creates connections paused, and ends that once they are set up, unless their file
    pauses them. ``adopt`` sends no value that an answer may hide and of which the memory knows nothing, except in a key
    that is sent whole; it is assumed to be as declared. ``allow_loss`` sends updates that may remove values that they
    leave out. ``was`` are folders that no longer exist: the connections of their files count as declared by the files
    of this run. The catalogue does not judge changes of the services in ``unchecked``.
    """

    allow_replace: bool = False
    rotate_secrets: bool = False
    unmanaged: bool = False
    delete_unmanaged: bool = False
    sync_before_tables: bool = False
    delete_undeclared: bool = False
    unpause_when_connected: bool = False
    adopt: bool = False
    allow_loss: bool = False
    was: tuple[str, ...] = ()
    selector: Selector = Selector()
    unchecked: tuple[str, ...] = ()


_FROM: Final = 10
"""Connections from which on the share counts; of fewer, any one is a large share."""


class BeyondLimit(InvalidRequest):
    """A plan deletes or replaces more than is allowed; nothing was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """
    The most that one apply may delete; None is no limit of its own. A replacement deletes, too.

    ``max_percent`` is the largest share, of the connections that exist and are planned, that may be deleted or
    replaced; it counts from ten connections on.
    """

    max_deletes: int | None = None
    max_percent: float = 30.0

    def check(self, plan: Plan) -> None:
        """Raise `BeyondLimit` with the first limit that the plan is beyond."""
        deletes, limit = plan.count(Action.DELETE, Action.REPLACE), self.max_deletes
        if limit is not None and deletes > limit:
            counted = f"{deletes:,} connection{'s' if deletes > 1 else ''}"
            raise BeyondLimit(f"The plan would delete {counted}, and --max-deletes allows {limit:,}. Nothing was sent.")
        existing = len(plan) - plan.count(Action.CREATE)
        if existing >= _FROM and 100 * deletes > self.max_percent * existing:
            raise BeyondLimit(
                f"The plan would delete or replace {deletes:,} of {existing:,} connections, more than "
                f"{self.max_percent:g} %. Nothing was sent. Is a file missing? If not, raise --max-percent."
            )


class Undone(StrEnum):
    """The part of a change that an error left undone, as the end of a sentence about its connection."""

    MEMORY = "the memory does not have it"
    OTHER_VALUES = "it has other values"
    VALUES = "it may lack values of its file"
    READING = "it could not be read again"
    TABLES = "its schemas and tables are not set"
    POLICY = "its policy for tables is not wholly in place"
    COPIED = "its first sync came too early"
    RELEASE = "it stays paused"
    RELEASE_REFUSED = "it is still paused"
    RELEASE_LOST = "it may still be paused"


Result = Literal["done", "unchanged", "waiting", "undeclared", "failed", "refused", "skipped"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    The result of one change.

    ``result`` is ``done``, ``unchanged``, ``waiting`` if nothing can be sent yet, ``undeclared`` if no file declares
    the connection and it stays as it is, ``failed`` (see ``error``), ``refused`` by the plan, or ``skipped`` since the
    run was stopped before. With ``done``, an ``error`` means that a later request failed, for instance for its tables.
    ``setup_state`` and ``failed_tests`` are as the last answer had them; ``waiting`` names the parts that still wait.
    """

    change: Change
    result: Result
    connection_id: str | None = None
    setup_state: str | None = None
    failed_tests: tuple[str, ...] = ()
    link: str | None = field(default=None, repr=False)
    """The page of a Connect Card, on which anyone may authorize the connection."""
    notes: tuple[str, ...] = ()
    waiting: tuple[Difference, ...] = ()
    error: FivetranError | None = None
    undone: Undone | None = None
    """The part that the error left undone, where the rest of the change is carried out."""

    @classmethod
    def of(cls, change: Change, result: Result) -> Self:
        """Return the outcome of a change whose connection is as it was found."""
        return cls(change, result, change.connection_id, change.setup_state)

    @property
    def message(self) -> str:
        """The reason of a failure or refusal, in a sentence."""
        reason = self.error.reason if isinstance(self.error, RequestFailed) else self.error
        if self.undone:
            action = Action.UPDATE if self.change.action is Action.WAITING else self.change.action
            return f"{self.connection_id} is {action}d, but {self.undone}: {reason}"
        if self.change.action is Action.REPLACE and self.error and not self.connection_id:
            return f"{reason} The earlier connection is deleted; run apply again to create the new one."
        if self.error and self.error.may_have_acted:
            return f"{reason} It may have succeeded: run apply again, which looks it up first."
        return str(self.error) if self.error else " ".join(self.change.reasons)

    def as_json(self) -> dict[str, Any]:
        """Return the outcome as the journal and ``--output json`` have it; links are left out."""
        error = self.error
        shown: Json = {
            "result": self.result,
            "action": str(self.change.action),
            "group_id": self.change.group_id,
            "schema": self.change.schema,
            "service": self.change.service,
            "id": self.connection_id,
            "setup_state": self.setup_state,
            "failed_tests": list(self.failed_tests),
            "changes": [difference.pointer for difference in self.change.keys],
            "waiting": [difference.pointer for difference in self.waiting],
            "notes": list(self.notes),
            "error": type(error).__name__ if error else None,
            "status": error.status if isinstance(error, StatusError) else None,
            "message": self.message,
        }
        return {key: value for key, value in shown.items() if value or key == "result"}


@dataclass(frozen=True, slots=True)
class Report:
    """
    The results of all changes of a plan, in the order of the plan.

    ``failure`` says why the memory or the journal could not be written; no other change was started after it.
    ``unkept`` are the changes that had begun by then. ``unread`` are the ids of the connections whose sources lacked
    names of their policies, and were not read again, since one apply reads a hundred sources.
    """

    outcomes: tuple[Outcome, ...]
    failure: FivetranError | None = None
    unkept: tuple[Outcome, ...] = ()
    unread: tuple[str, ...] = ()

    def having(self, *results: Result) -> tuple[Outcome, ...]:
        """Return the outcomes with one of these results."""
        return tuple(outcome for outcome in self.outcomes if outcome.result in results)

    @property
    def interrupted(self) -> bool:
        """Whether the run was stopped before its end."""
        return bool(self.having("skipped"))

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """The changes that failed, were refused, or were done but for a later request that failed."""
        tried = self.having("failed", "refused", "done", "waiting", "unchanged")
        return tuple(outcome for outcome in tried if outcome.error or outcome.result == "refused")

    @property
    def ok(self) -> bool:
        """Whether nothing failed, was refused, or was left undone."""
        return not (self.failures or self.interrupted or self.failure)

    @property
    def not_connected(self) -> tuple[Outcome, ...]:
        """The declared connections that exist and are not set up, which is no failure."""
        declared = self.having("done", "unchanged", "waiting")
        return tuple(outcome for outcome in declared if outcome.setup_state not in {None, "connected"})
