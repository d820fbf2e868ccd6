"""Carry out a plan: the steps of one change, written once for both clients, and a run over all changes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from time import monotonic
from typing import Any, Final, Literal

from fivetran_client.api import connections as connections_api
from fivetran_client.api import schemas as schemas_api
from fivetran_common.json_types import Json, child, is_within, mapped

from .._api.ensure import ensure
from .._api.waiting import FAILED_TESTS
from .._http.retry import send
from .._http.steps import Steps, Together, call
from ..client import AsyncFivetran, Fivetran
from ..errors import FivetranError, NotFound, RequestFailed
from .journal import CannotKeep
from .memory import Memory, States, has_value
from .patching import doubts_of, other_values, taken_secrets, to_remember
from .planning import compare_one
from .plans import PENDING, Action, Change, Limits, Outcome, Plan, PlanOptions, Report, Result
from .reading.declarations import Declaration
from .tables import INCOMPLETE, STAYS_PAUSED, UNTIL_TABLES, is_held, put_policy, told, waits_for_tables


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyOptions:
    """
    How changes are carried out.

    ``unpause_when_connected`` creates connections paused, and unpauses those that turn out to be set up unless their
    file pauses them. A connection with a policy for tables is created paused too, and unpaused once the policy is in
    place, or with ``sync_before_tables`` also where that is not possible. ``connect_cards`` is the address to which a
    Connect Card returns: one is made for each connection that is not set up. ``memory`` is where digests of the values
    that no answer shows are kept.
    """

    unpause_when_connected: bool = False
    sync_before_tables: bool = False
    connect_cards: str | None = None
    memory: Memory | None = None


def carried_out(change: Change, options: ApplyOptions) -> Steps[Outcome]:
    """Carry out one change and return what became of it, also a failure; make a Connect Card if one is wanted."""
    try:
        outcome = yield from _STEPS.get(change.action, _as_found)(change, options)
    except FivetranError as error:
        return Outcome(change, _failed(error), change.connection_id, change.setup_state, error=error)
    has_card = outcome.link or outcome.setup_state in {None, "connected"}
    if outcome.error or has_card or not options.connect_cards or outcome.result in {"refused", "undeclared"}:
        return outcome
    card = {"connect_card_config": {"redirect_uri": options.connect_cards}}
    try:
        made = yield from send(call(connections_api.create_connect_card, str(outcome.connection_id), body=card))
    except FivetranError as error:
        if outcome.result == "done":
            return replace(outcome, error=error, undone="no Connect Card was made")
        return replace(outcome, result=_failed(error), error=error)
    return replace(outcome, link=str(made.connect_card.uri))


def _failed(error: FivetranError) -> Literal["failed", "skipped"]:
    return "skipped" if isinstance(error, StoppedWaiting) else "failed"


def _as_found(change: Change, options: ApplyOptions) -> Steps[Outcome]:
    """Leave a connection as it is; remember its secrets, so that the next change of one is noticed."""
    yield from ()
    if change.action is Action.UNCHANGED:
        found = change.found or {}
        _confirm(change, found, options, body={}, held=is_held(options.memory, found))
    return Outcome(change, _AS_FOUND.get(change.action, "undeclared"), change.connection_id, change.setup_state)


_AS_FOUND: Final[Mapping[Action, Result]] = {Action.REFUSED: "refused", Action.UNCHANGED: "unchanged"}


def _create(change: Change, options: ApplyOptions) -> Steps[Outcome]:
    """Create a connection; unpause it if it was created paused only until it is set up, or its tables are."""
    declared: Json = change.declaration.body if change.declaration else {}
    body: dict[str, Any] = mapped(declared, lambda value, _: value, nulls=False)  # null is as absent in a create
    has_policy = bool(change.declaration and change.declaration.tables)
    if options.unpause_when_connected or has_policy:
        body["paused"] = True
    pending: tuple[str, ...] = ()
    if options.memory and change.declaration:
        pending = options.memory.begin(change.declaration, "", ("", *_sections(body)))
    made = yield from ensure(body, look_first=True)
    connection = made.connection
    shown: Json = connection.to_dict()
    unpause = bool(body.get("paused") and connection.paused and not declared.get("paused"))
    held = has_policy and unpause
    if made.outcome == "created":
        sent = {**declared, **({"paused": True} if body.get("paused") else {})}
        outcome = _outcome_of(change, shown, options, body=sent, held=held)
        if connection.schema != change.schema:
            note = (
                f"The API named it {connection.schema}: write this name in the file, or the next plan creates it again."
            )
            outcome = replace(outcome, notes=(*outcome.notes, note))
    elif (made.is_doubtful or pending) and change.declaration:  # perhaps made by this create or a stopped one
        outcome, shown = yield from _send_again(change, change.declaration, shown, options, held=held)
    else:
        outcome = _outcome_of(change, shown, options, body={}, held=held)
        unseen = [f"No answer shows, and it was not sent: {', '.join(made.unseen)}."] if made.unseen else []
        outcome = replace(outcome, notes=("It already exists, as declared.", *unseen))
    unpause = unpause and (outcome.is_connected or not options.unpause_when_connected)
    if has_policy:
        return (yield from _with_policy(change, outcome, shown, options, unpause=unpause))
    if unpause:
        try:
            yield from _unpaused(connection.id)
        except FivetranError as error:
            return replace(outcome, error=error, undone=_not_unpaused(error))
    return outcome


def _send_again(
    change: Change, declared: Declaration, shown: Json, options: ApplyOptions, *, held: bool
) -> Steps[tuple[Outcome, Json]]:
    """Send the values that no answer shows to a connection whose create had no answer; return its latest state."""
    again = compare_one(declared, [shown], PlanOptions(rotate_secrets=True), options.memory or States())
    if again.action is not Action.UPDATE:
        outcome = _outcome_of(change, shown, options, body={}, held=held)
        return replace(outcome, notes=("It already exists, as declared.",)), shown
    doubtful = replace(change, connection_id=again.connection_id, found=shown, patch=again.patch)
    outcome, shown = yield from _updated(doubtful, options, held=held)
    note = "The answer to its create was lost. The values that no answer shows were sent again."
    return replace(outcome, notes=(note, *outcome.notes)), shown


def _update(change: Change, options: ApplyOptions) -> Steps[Outcome]:
    shown = change.found or {}
    held = is_held(options.memory, shown)
    if change.patch:
        outcome, shown = yield from _updated(change, options, held=held)
    else:
        outcome = Outcome(change, "done", change.connection_id, change.setup_state)
        _confirm(change, shown, options, body={}, held=held)
    if change.declaration and change.declaration.tables:
        return (yield from _with_policy(change, outcome, shown, options, unpause=change.unpause))
    return outcome


def update_values(found: Json, values: Json, memory: Memory | None) -> Steps[Outcome]:
    """
    Update some values of a connection that was read, outside of a plan; raises what its request raises.

    The memory keeps what is sent, and what it says of other values. Of a connection that was made anew it says nothing
    until an apply sends all values.
    """
    identifier, names = str(found.get("id")), (str(found.get("group_id")), str(found.get("schema")))
    known = memory if memory and memory.known_id(*names) in {"", identifier} else None
    declaration = Declaration(*names, {**values, "service": found.get("service")}, is_whole=False)
    service = declaration.service
    change = Change(Action.UPDATE, *names, service, identifier, declaration=declaration, found=found, patch=values)
    return (yield from _update(change, ApplyOptions(memory=known)))


def _updated(change: Change, options: ApplyOptions, *, held: bool) -> Steps[tuple[Outcome, Json]]:
    """Send an update; return what became of it, and the connection as it is shown then."""
    connection_id = str(change.connection_id)
    if options.memory and change.declaration and (sections := _sections(change.patch)):
        options.memory.begin(change.declaration, connection_id, sections)
    connection = yield from send(call(connections_api.update_connection, connection_id, body=change.patch))
    shown = connection.to_dict()
    outcome = Outcome(change, "done", connection_id, change.setup_state)
    try:
        lacks_config = shown.get("config") is None  # docs/evidence.md#pause-answer
        if lacks_config and change.found and "config" not in change.patch:
            shown["config"] = change.found.get("config")
        elif lacks_config or taken_secrets(change.patch, change.found or {}):  # docs/evidence.md#secrets-by-key
            again = yield from send(call(connections_api.get_connection, connection_id))
            shown["config"] = again.to_dict().get("config")
    except FivetranError as error:
        return replace(outcome, error=error, undone="it could not be read again"), shown
    outcome = _outcome_of(change, shown, options, body=change.patch, held=held)
    return outcome, shown


def _with_policy(
    change: Change, outcome: Outcome, shown: Json, options: ApplyOptions, *, unpause: bool
) -> Steps[Outcome]:
    """Put the policy for tables in place, and unpause the connection; while the policy is not, it stays paused."""
    if outcome.error:
        return outcome
    connection_id = str(outcome.connection_id)
    policy = (change.declaration and change.declaration.tables) or {}
    is_incomplete = change.tables is None and not outcome.is_connected
    missing = change.missing
    try:
        if change.tables:
            yield from send(call(schemas_api.update_schema_config, connection_id, body=change.tables))
        elif change.tables is None and outcome.is_connected:
            holds = not options.sync_before_tables and waits_for_tables(shown)
            put = yield from put_policy(connection_id, policy, holds=holds)
            missing = told(put, change.declaration) if change.declaration else ()
            outcome = replace(outcome, notes=(*outcome.notes, *put.warnings))
        if missing:
            undone = "its policy for tables is not wholly in place"
            outcome = replace(outcome, error=FivetranError(" ".join(missing)), undone=undone)
    except FivetranError as failure:
        done = change.patch or change.action is not Action.UPDATE
        outcome = replace(
            outcome,
            result="failed" if change.action is Action.UPDATE else "done",
            error=failure,
            undone="its schemas and tables are not set" if done else "",
        )
    if not unpause:
        return outcome
    if (outcome.error or is_incomplete) and not options.sync_before_tables:
        reasons = (INCOMPLETE, STAYS_PAUSED) if is_incomplete else (STAYS_PAUSED,)
        return replace(outcome, notes=(*outcome.notes, *reasons))
    try:
        yield from _unpaused(connection_id)
        _confirm(change, shown, options, body={})
    except CannotKeep as failure:
        return replace(outcome, error=failure, undone=_UNKEPT)
    except FivetranError as failure:
        return replace(outcome, error=failure, undone=_not_unpaused(failure))
    return outcome


def _unpaused(connection_id: str) -> Steps[object]:
    """Unpause a connection; after a lost answer it is read, since the update may have taken effect."""
    patch = {"paused": False, "run_setup_tests": False}
    try:
        return (yield from send(call(connections_api.update_connection, connection_id, body=patch)))
    except RequestFailed as failure:
        if not failure.may_have_acted:
            raise
        try:
            shown = yield from send(call(connections_api.get_connection, connection_id))
        except FivetranError:
            raise failure from None
        if shown.paused:
            raise
        return shown


def _not_unpaused(failure: FivetranError) -> str:
    is_unknown = isinstance(failure, RequestFailed) and failure.may_have_acted
    return "it may still be paused" if is_unknown else "it is still paused"


def _replace(change: Change, options: ApplyOptions) -> Steps[Outcome]:
    yield from _delete(change, options)
    try:
        return (yield from _create(change, options))
    except FivetranError as error:
        note = "The earlier connection is deleted; run apply again to create the new one."
        return Outcome(change, "failed", notes=(note,), error=error)


def _delete(change: Change, options: ApplyOptions) -> Steps[Outcome]:
    connection_id = str(change.connection_id)
    with suppress(NotFound):  # it is gone, and a list still showed it
        yield from send(call(connections_api.delete_connection, connection_id))
    if options.memory:
        options.memory.forget(change.group_id, change.schema, connection_id)
    return Outcome(change, "done", connection_id)


_STEPS: Final = {Action.CREATE: _create, Action.UPDATE: _update, Action.REPLACE: _replace, Action.DELETE: _delete}


def _sections(patch: Json) -> list[str]:
    """Return pointers that have every value of an update which an answer may hide; it always shows ``paused``."""
    config: Json = patch.get("config") or {}
    others = [key for key in patch if key not in {"config", "paused", "run_setup_tests"}]
    return [*(child("", key) for key in others), *(child("/config", key) for key in config)]


def _confirm(change: Change, shown: Json, options: ApplyOptions, *, body: Json, held: bool = False) -> None:
    """Remember what an answer does not show; ``body`` was sent, ``held`` means paused until its tables are set."""
    declaration, memory = change.declaration, options.memory
    if not (memory and declaration):
        return
    values = dict([*to_remember(declaration.body, shown), *([UNTIL_TABLES] if held else [])])
    ignored = {pointer for pointer in values if is_within(pointer, declaration.ignore_changes)}
    memory.confirm(
        declaration,
        str(shown.get("id")),
        values,
        is_sent=lambda pointer: pointer == UNTIL_TABLES[0] or has_value(pointer, body),
        ignored=ignored,
    )


def _outcome_of(change: Change, shown: Json, options: ApplyOptions, *, body: Json, held: bool) -> Outcome:
    """Return the outcome that the answer to a body shows, and remember what it does not show."""
    error: FivetranError | None = None
    undone = ""
    if others := other_values(body, change.found or {}, shown):
        error, undone = FivetranError(others), OTHER_VALUES
    try:
        _confirm(change, shown, options, body=body, held=held)
    except CannotKeep as failure:
        error, undone = failure, _UNKEPT
    tests = shown.get("setup_tests") or ()
    failed = [
        ": ".join(str(test[key]) for key in ("title", "message") if test.get(key))
        for test in tests
        if test.get("status") in FAILED_TESTS
    ]
    status: Json = shown.get("status") or {}
    card: Json = shown.get("connect_card") or {}
    return Outcome(
        change,
        "done",
        str(shown["id"]),
        status.get("setup_state"),
        tuple(failed),
        card.get("uri"),
        notes=doubts_of(body, change.found or {}, shown),
        error=error,
        undone=undone,
    )


OTHER_VALUES: Final = "it has other values"
_UNKEPT: Final = "the memory does not have it"

_SLICE: Final = 0.1
"""Seconds after which a wait looks whether the run is to stop."""

Watcher = Callable[[Outcome], object]


class StoppedWaiting(FivetranError):
    """A run was stopped while a request waited: for the rate limits, or before another attempt."""


@dataclass(slots=True)
class Stop:
    """Asks a run to stop: changes that have begun are finished, others are skipped."""

    requested: bool = False
    fail_fast: bool = False

    async def sleep(self, seconds: float) -> None:
        """Sleep, but not longer than until the run is asked to stop; raise `StoppedWaiting` then."""
        end = monotonic() + seconds
        while (left := end - monotonic()) > 0:
            if self.requested:
                raise StoppedWaiting("The run was stopped while this request waited. Run the same command again.")
            await asyncio.sleep(min(left, _SLICE))


@dataclass(slots=True)
class _Run:
    """Carries out a plan, and collects the outcomes; where one cannot be written down, no other change starts."""

    plan: Plan
    options: ApplyOptions
    stop: Stop
    watch: Watcher | None
    outcomes: dict[int, Outcome] = field(default_factory=dict[int, Outcome])
    failure: CannotKeep | None = None
    unkept: list[Outcome] = field(default_factory=list[Outcome])

    def steps(self, limits: Limits | None, concurrency: int | None = None) -> Steps[Report]:
        """Carry out every change, one after the other or so many at once: first the unchanged ones, deletions last."""
        (limits or Limits()).check(self.plan)
        ordered = sorted(enumerate(self.plan), key=lambda numbered: numbered[1].action in PENDING)
        for deletes in (False, True):
            chosen = [numbered for numbered in ordered if (numbered[1].action is Action.DELETE) is deletes]
            jobs = [partial(self._one, *numbered) for numbered in chosen]
            if concurrency:
                at_once = min(concurrency, len(jobs)) or 1
                yield Together(jobs, at_once, None, None, lambda: "Run the same command again to go on.")
            else:
                for job in jobs:
                    yield from job()
        return self._report()

    def _one(self, number: int, change: Change) -> Steps[None]:
        """Carry out one change, unless the run is to stop, and tell the outcome to the watcher."""
        if self.stop.requested:
            result: Result = "skipped" if change.action in PENDING else _AS_FOUND.get(change.action, "undeclared")
            outcome = Outcome(change, result, change.connection_id, change.setup_state)
        else:
            outcome = yield from carried_out(change, self.options)
        self.outcomes[number] = outcome
        if isinstance(outcome.error, CannotKeep):
            self.failure = self.failure or outcome.error
        try:
            if self.watch:
                self.watch(outcome)
        except CannotKeep as error:
            self.failure = self.failure or error
        if self.failure and outcome.result == "done":
            self.unkept.append(outcome)
        if self.failure or (self.stop.fail_fast and outcome.error):
            self.stop.requested = True

    def _report(self) -> Report:
        """Forget what is gone, sort the memory, and return the report."""
        try:
            if memory := self.options.memory:
                for names in self.plan.gone:
                    memory.forget(*names)
                memory.finish()
        except CannotKeep as error:
            self.failure = self.failure or error
        return Report(tuple(self.outcomes[number] for number in sorted(self.outcomes)), self.failure, (*self.unkept,))


_DEFAULT: Final = ApplyOptions()


def apply(
    fivetran: Fivetran,
    planned: Plan,
    *,
    options: ApplyOptions = _DEFAULT,
    limits: Limits | None = None,
    stop: Stop | None = None,
    watch: Watcher | None = None,
) -> Report:
    """
    Carry out a plan, one connection after the other, and return what became of each change.

    A failure stops its own connection only. Requests keep within the documented rate limits, as those of
    `Fivetran.with_limits` do. ``limits`` are checked before anything is sent, by default that no more
    than 30 % of ten or more connections are deleted or replaced; `BeyondLimit` names the limit. ``watch`` is called
    with every outcome. Setting ``stop.requested`` skips what has not begun.
    """
    limited = fivetran if fivetran.connections.driver.limits else fivetran.with_limits()
    return limited.connections.driver.run(_Run(planned, options, stop or Stop(), watch).steps(limits))


async def aapply(
    fivetran: AsyncFivetran,
    planned: Plan,
    *,
    options: ApplyOptions = _DEFAULT,
    limits: Limits | None = None,
    stop: Stop | None = None,
    watch: Watcher | None = None,
    concurrency: int = 8,
) -> Report:
    """Carry out a plan as `apply` does, with so many connections at once; deletions come last."""
    run = _Run(planned, options, stop or Stop(), watch)
    return await fivetran.connections.driver.run(run.steps(limits, concurrency))
