"""Carry out a plan: the steps of one change, written once for both clients, and a run over all changes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Generator, Iterable, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from time import monotonic
from typing import Any, Final, Literal

from fivetran_client.api import connections as connections_api
from fivetran_common.json_types import Json, child, mapped, object_at, scalars

from .._api.ensure import TWIN, ensure
from .._api.updates import approvals, is_test, send_update
from .._api.waiting import FAILED_TESTS
from .._http.retry import send
from .._http.steps import Cost, Steps, Together, call
from .._secrets.scrubbing import Others, scrubber
from ..client import AsyncFivetran, Fivetran
from ..errors import DeadlineTooSoon, FivetranError, NotFound, RateLimited, RequestFailed
from .body import answer_to, compare_body, masks, sent_by, taken_secrets, to_remember, update_with
from .data_files import CannotKeep
from .hold import NO_HOLD, Hold, looked_up, tightened, told
from .memory import Entry, Knowledge, Memory
from .pause import compare_pause
from .plans import (
    PENDING,
    Action,
    Captured,
    Change,
    Difference,
    Limits,
    Outcome,
    Plan,
    PlanOptions,
    Reason,
    Report,
    Result,
    Undone,
)
from .policies import has_synced, is_paused_before_sync
from .reading.declarations import Declaration, others_of
from .reading.references import POLICY
from .tables import UNVERIFIED, capture, compare_tables, put

_AS_FOUND: Final[Mapping[Action, Result]] = {
    Action.REFUSED: "refused",
    Action.WAITING: "waiting",
    Action.UNCHANGED: "unchanged",
}


@dataclass(slots=True)
class _Work:
    """
    The steps of one change: hold, body, tables, release.

    Tables and hold are compared again when their turn comes, so a change is no list of requests.
    """

    change: Change
    memory: Memory | None
    options: PlanOptions
    hold: Hold = NO_HOLD
    tables: Literal["", "verified", "unverified"] = ""
    """Whether this change has put the policy for tables in place, and its names are those of a captured schema."""
    others: Others = field(default_factory=Others)
    """Masks the secrets of all connections of the run."""
    reloads: list[str] = field(default_factory=list[str])
    """The ids of the connections of a run whose sources lacked names; the first hundred sources are read again."""
    has_acted: bool = False
    """Whether a request of this change succeeded, so that a later failure leaves it partly done."""

    @property
    def declared(self) -> Declaration:
        """The result that the change aims at."""
        return self.change.declaration or Declaration(self.change.group_id, self.change.schema, {})

    def steps(self) -> Steps[Outcome]:
        """Carry out the change."""
        change = self.change
        if self.memory and change.found:
            known = self.memory.known(change.found).hold
            is_over = self.options.sync_before_tables or (has_synced(change.found) and not self.declared.tables)
            copied = dict.fromkeys((*known.copied, *change.copied))
            self.hold = Hold(policies=() if is_over else known.policies, copied=(*copied,))
        if change.action is Action.CREATE:
            return (yield from self.create())
        if change.action is Action.REPLACE:
            return (yield from self.recreate())
        if change.action is Action.DELETE:
            return (yield from self.delete())
        if change.action in {Action.UPDATE, Action.WAITING}:
            return (yield from self.update())
        if change.action is Action.UNCHANGED:
            shown = change.found or {}
            self.hold = self.hold.after(self.declared, shown, change.captured or Captured(None), [])
            self.confirm(shown, {})
        return Outcome.of(change, _AS_FOUND.get(change.action, "undeclared"))

    def update(self) -> Steps[Outcome]:
        """Update an existing connection; a hold that begins is part of the body's own request."""
        change, shown = self.change, self.change.found or {}
        outcome = Outcome.of(change, _AS_FOUND.get(change.action, "done"))
        pause = next((each for each in change.differences if each.part == "hold"), None)
        if pause and pause.held:
            self.hold = self.hold.beginning(pause.held, self.declared.tables if pause.new else None)
        if patch := sent_by(self.declared, change.differences, shown):
            outcome, shown = yield from self.send(patch, shown)
            if pause and pause.new and pause.held:
                outcome = replace(outcome, notes=(f"It was paused: {pause.reason}.", *outcome.notes))
        else:
            self.confirm(shown, {})
        return (yield from self.complete(outcome, shown, change.captured or Captured(None)))

    @contextmanager
    def pending(self, identifier: str, pointers: Iterable[str], *, unsure: bool = False) -> Generator[Entry | None]:
        """Mark values in the memory as pending before they are sent; a refusal, which changed nothing, ends that."""
        if self.memory is None:
            yield None
            return
        old = self.memory.begin(self.declared, identifier, pointers, hold=self.hold, unsure=unsure)
        try:
            yield old
        except RequestFailed as failure:
            if not failure.may_have_acted:
                self.memory.restore(self.declared, old)
            raise

    def send(self, patch: Json, found: Json) -> Steps[tuple[Outcome, Json]]:
        """Send an update; return its outcome, and the connection as the answer shows it."""
        identifier, approved = str(self.change.connection_id), approvals(patch)
        tests = call(connections_api.run_setup_tests, identifier, body=approved)
        with self.pending(identifier, _sections(patch)):
            connection = yield from (send(tests) if is_test(patch) else send_update(identifier, patch))
        self.has_acted = True
        shown: dict[str, Any] = connection.to_dict()
        try:
            if any(approved.values()) and not connection.setup_tests:
                shown = (yield from send(tests)).to_dict()
            lacks_config = shown.get("config") is None  # docs/evidence.md#pause-answer
            if lacks_config and "config" not in patch:
                shown["config"] = found.get("config")
            elif lacks_config or taken_secrets(patch, found):  # docs/evidence.md#secrets-by-key
                again = yield from send(call(connections_api.get_connection, identifier))
                shown["config"] = again.to_dict().get("config")
        except FivetranError as error:
            return replace(Outcome.of(self.change, "done"), error=error, undone=Undone.READING), shown
        return self.answered(shown, patch, found), shown

    def create(self) -> Steps[Outcome]:
        """Create a connection, paused if it is held until it is set up, or its tables are."""
        change = self.change
        body: dict[str, Any] = mapped(self.declared.body, lambda value, _: value, nulls=False)  # a create has no null
        reasons: Mapping[Reason, Any] = {"set-up": self.options.unpause_when_connected, "tables": self.declared.tables}
        is_held = not body.get("paused")
        begun = frozenset[Reason](why for why, is_one in reasons.items() if is_one and is_held)
        if begun or self.declared.tables:
            waits = not self.options.sync_before_tables
            self.hold = self.hold.beginning(begun, self.declared.tables if waits else None)
        if begun:
            body["paused"] = True
        with self.pending("", _sections(body), unsure=True) as old:
            made = yield from ensure(body, look_first=True)
        self.has_acted = True
        shown: Json = made.connection.to_dict()
        self.change = replace(change, connection_id=made.connection.id)
        if made.outcome == "created":
            outcome = self.answered(shown, {**self.declared.body, **({"paused": True} if begun else {})}, {})
            if made.connection.schema != change.schema:
                outcome = replace(outcome, notes=(*outcome.notes, _RENAMED.format(made.connection.schema)))
            if made.is_doubtful:
                outcome = replace(outcome, notes=(*outcome.notes, TWIN))
        else:
            is_lost = made.is_doubtful or bool(old and old.unsure)
            outcome, shown = yield from self.adopt(shown, is_lost=is_lost)
        return (yield from self.complete(replace(outcome, change=change), shown, Captured(None)))

    def adopt(self, shown: Json, *, is_lost: bool) -> Steps[tuple[Outcome, Json]]:
        """
        Complete a connection that exists although the plan was to create it: send what it lacks, or no answer shows.

        Either the answer to a create of ours was lost, or somebody else created the connection since the plan.
        """
        if not is_lost:
            # The pause is that of somebody else.
            self.hold = Hold(tuple(why for why in self.hold.held if why != "tables"))
        known = self.memory.known(shown) if self.memory else Knowledge()
        options = replace(self.options, rotate_secrets=is_lost or self.options.rotate_secrets)
        differences = compare_body(self.declared, shown, known, options)
        if refused := [each.reason for each in differences if each.status == "refused"]:
            error, undone = FivetranError(" ".join(refused)), Undone.VALUES
            return replace(self.answered(shown, {}, {}), error=error, undone=undone), shown
        note = "It already exists, as declared."
        if patch := sent_by(self.declared, differences, shown):
            outcome, shown = yield from self.send(patch, shown)
            sent = ", ".join(each.pointer for each in differences if each.status == "change")
            note = _SENT_AGAIN if is_lost else _COMPLETED.format(sent)
        else:
            outcome = self.answered(shown, {}, {})
        unseen = [each.pointer for each in differences if each.status == "unseen"]
        left = [f"No answer shows, and it was not sent: {', '.join(unseen)}."] if unseen else []
        return replace(outcome, notes=(note, *left, *outcome.notes)), shown

    def complete(self, outcome: Outcome, shown: Json, there: Captured) -> Steps[Outcome]:
        """Put the policy for tables in place, then end the pause; while something waits or fails, it stays paused."""
        if outcome.error or not (self.hold.held or self.declared.tables):
            return outcome
        declared = self.declared
        known = replace(self.memory.known(shown) if self.memory else Knowledge(), hold=self.hold)
        tables, there, notes, error = yield from self.set_tables(outcome, shown, there, known)
        pauses = compare_pause(declared, shown, known, tables, self.options, there=there)
        before = self.hold
        if not self.options.sync_before_tables:
            self.hold = before.after(declared, shown, there, tables)
        waiting = [each for each in (*tables, *pauses) if each.status == "waiting"]
        missing = [each.reason for each in tables if each.status == "waiting" and each.waits_for == "source"]
        refused = [each.reason for each in pauses if each.status == "refused"]
        told = [each.reason for each in waiting if each.part == "hold" or each.waits_for == "set-up"]
        result: Result = "done" if self.has_acted else "failed" if error else outcome.result
        undone = Undone.TABLES if error else Undone.POLICY if missing else Undone.RELEASE
        if not error and (missing or refused):
            error = FivetranError(" ".join((*missing, *refused)))
        outcome = replace(
            outcome,
            result=result,
            notes=(*outcome.notes, *notes, *told),
            waiting=(*waiting,),
            error=error,
            undone=undone if error and result == "done" else None,
        )
        if ("change", False) in [(each.status, each.new) for each in pauses]:
            return (yield from self.release(outcome, shown))
        if self.hold != before:
            self.confirm(shown, {})
        return outcome

    def set_tables(
        self, outcome: Outcome, shown: Json, there: Captured, known: Knowledge
    ) -> Steps[tuple[list[Difference], Captured, list[str], FivetranError | None]]:
        """Put the policy for tables in place; return what is left of it, the schema if it was captured, and notes."""
        declared, identifier = self.declared, str(outcome.connection_id)
        tables = compare_tables(declared, shown, there, known, self.options)
        if there.config is not None and any(each.waits_for == "source" for each in tables):
            self.reloads.append(identifier)
            if len(self.reloads) <= MOST_RELOADS:
                with suppress(RequestFailed):  # the names stay missing
                    there = yield from capture(identifier, looked_up(declared, self.hold))
                    tables = compare_tables(declared, shown, there, known, self.options)
        if all(each.status != "change" for each in tables):
            return tables, there, [], None
        notes = [] if self.hold.policies else [*tightened(shown, tables)]
        holds = is_paused_before_sync(shown) and not self.options.sync_before_tables
        try:
            there, is_verified = yield from put(identifier, declared.tables or {}, there, holds=holds)
            self.has_acted, self.tables = True, "verified" if is_verified else "unverified"
            if not is_verified:
                self.confirm(shown, {})
            tables = compare_tables(declared, shown, there, known, self.options)
        except FivetranError as failure:
            waiting = [replace(each, status="waiting", waits_for="source") for each in tables]
            return waiting, there, notes, failure
        return tables, there if is_verified else Captured(None), [*notes, *([] if is_verified else [UNVERIFIED])], None

    def release(self, outcome: Outcome, shown: Json) -> Steps[Outcome]:
        """End the pause."""
        self.hold = self.hold._replace(held=())
        try:
            yield from send_update(str(outcome.connection_id), {"paused": False, "run_setup_tests": False})
            self.has_acted = True
            self.confirm(shown, {})
            return replace(outcome, result="done")
        except CannotKeep as failure:
            return replace(outcome, error=failure, undone=Undone.MEMORY)
        except FivetranError as failure:
            if not self.has_acted:
                raise
            undone = Undone.RELEASE_LOST if failure.may_have_acted else Undone.RELEASE_REFUSED
            return replace(outcome, error=outcome.error or failure, undone=undone)

    def recreate(self) -> Steps[Outcome]:
        """Delete a connection and create it again."""
        yield from self.delete()
        try:
            return (yield from self.create())
        except FivetranError as error:  # the old connection is deleted: no id
            return Outcome(self.change, "failed", error=error)

    def delete(self) -> Steps[Outcome]:
        """Delete a connection, and forget it."""
        identifier = str(self.change.connection_id)
        with suppress(NotFound):  # already deleted, but still in the list
            yield from send(call(connections_api.delete_connection, identifier))
        if self.memory:
            self.memory.forget(self.change.group_id, self.change.schema, identifier)
        return Outcome(self.change, "done", identifier)

    def confirm(self, shown: Json, body: Json, kept: Collection[str] = ()) -> None:
        """Remember the values that no answer shows; ``body`` was sent, and null cleared nothing at ``kept``."""
        if self.memory is None:
            return
        declared = self.declared
        values = dict(to_remember(declared.body, shown))
        if self.tables == "unverified":
            values[POLICY] = declared.tables
        self.memory.confirm(
            declared,
            str(shown.get("id")),
            values,
            sent={**body, "tables": declared.tables} if self.tables else body,
            kept=kept,
            hold=self.hold.beside(shown),
            masks=masks(declared.body, self.change.found) if self.change.found else None,
        )

    def answered(self, shown: Json, body: Json, before: Json) -> Outcome:
        """Return the outcome that the answer to a body shows, and remember the values that it leaves out."""
        answer = answer_to(body, before, shown)
        error: FivetranError | None = FivetranError(answer.others) if answer.others else None
        undone = Undone.OTHER_VALUES if error else None
        try:
            self.confirm(shown, body, answer.kept)
        except CannotKeep as failure:
            error, undone = failure, Undone.MEMORY
        tests = shown.get("setup_tests") or ()
        failed = [
            ": ".join(str(test[key]) for key in ("title", "message") if test.get(key))
            for test in tests
            if test.get("status") in FAILED_TESTS
        ]
        if failed:  # a message may repeat a secret
            own = scrubber(self.declared.body)
            failed = [own(self.others(each)) for each in failed]
        state, link = object_at(shown, "status").get("setup_state"), object_at(shown, "connect_card").get("uri")
        known = (str(shown["id"]), state, tuple(failed), link)
        return Outcome(self.change, "done", *known, notes=answer.doubts, error=error, undone=undone)


def update_values(found: Json, values: Json, memory: Memory | None) -> Steps[Outcome]:
    """
    Update some values of a connection outside of a plan; raises the errors of its request.

    The visible values beside them are sent along if the API may replace the whole: see `body.update_with`.

    The memory keeps the sent values, and its entries for other values. For a connection with a new id it has no
    entries until an apply sends all values.
    """
    identifier, names = str(found.get("id")), (str(found.get("group_id")), str(found.get("schema")))
    known = memory if memory and memory.known_id(*names) in {"", identifier} else None
    declaration = Declaration(*names, {**values, "service": found.get("service")}, is_whole=False)
    change = Change(Action.UPDATE, *names, declaration.service, identifier, declaration=declaration, found=found)
    hold = known.known(found).hold if known else NO_HOLD
    outcome, _ = yield from _Work(change, known, PlanOptions(), hold).send(update_with(values, found), found)
    return outcome


def _sections(patch: Json) -> list[str]:
    """Return the pointers of an update's values that an answer may hide: all but ``paused``."""
    config = object_at(patch, "config")
    others = [key for key in patch if key not in {"config", "paused", "run_setup_tests"}]
    members = (pointer for pointer, _ in scalars(object_at(patch, "auth"), "/auth"))
    return [*(child("", key) for key in others), *(child("/config", key) for key in config), *members]


def cost_of(change: Change) -> Cost:
    """Return the rate limits that a change counts toward, as far as its file tells."""
    body: Json = change.declaration.body if change.declaration else {}
    if change.action in {Action.CREATE, Action.REPLACE}:
        return call(connections_api.create_connection, body=body).cost
    patch = sent_by(change.declaration, change.differences, change.found or {}) if change.declaration else {}
    if approvals(patch):
        return call(connections_api.run_setup_tests, "id", body={}).cost
    return call(connections_api.update_connection, "id", body=patch).cost


_RENAMED: Final = "The API named it {0}: write this name in the file, or the next plan creates it again."

_SENT_AGAIN: Final = "The answer to its create was lost. The values that no answer shows were sent again."
_COMPLETED: Final = "It exists, although the plan did not find it. It got what it lacked, or no answer shows: {0}."

_ENDED: Final = frozenset({"done", "unchanged", "waiting"})
"""The results of a change whose connection is as its file declares it, if it has no error."""

MOST_RELOADS: Final = 100
"""The most sources that one apply reads again since they lacked names; each may take minutes."""

_SLICE: Final = 0.1
"""Seconds after which a wait looks whether the run is to stop."""

RATE_LIMITED: Final = DeadlineTooSoon | RateLimited
"""The errors of a rate limit that holds longer than a run may wait: it starts no other change."""

Watcher = Callable[[Outcome], object]


class StoppedWaiting(FivetranError):
    """A run was stopped while a request waited: for the rate limits, or before another attempt."""


@dataclass(slots=True)
class Stop:
    """Asks a run to stop: it finishes the changes in progress, and skips the others."""

    requested: bool = False
    fail_fast: bool = False

    async def sleep(self, seconds: float) -> None:
        """Sleep, but not longer than until the run is asked to stop; raise `StoppedWaiting` then."""
        end = monotonic() + seconds
        while (left := end - monotonic()) > 0:
            self.check()
            await asyncio.sleep(min(left, _SLICE))

    def check(self) -> None:
        """Raise `StoppedWaiting` if the run is asked to stop."""
        if self.requested:
            raise StoppedWaiting("The run was stopped while this request waited. Run the same command again.")


@dataclass(slots=True)
class _Run:
    """Carries out a plan, and collects the outcomes; where one cannot be written down, no other change starts."""

    plan: Plan
    memory: Memory | None
    stop: Stop
    watch: Watcher | None
    outcomes: dict[int, Outcome] = field(default_factory=dict[int, Outcome])
    failure: CannotKeep | None = None
    others: Others = field(init=False)
    reloads: list[str] = field(default_factory=list[str])
    unkept: list[Outcome] = field(default_factory=list[Outcome])

    def __post_init__(self) -> None:
        """Collect the secrets of all connections, which no message shows."""
        self.others = others_of(change.declaration for change in self.plan if change.declaration)

    def steps(self, limits: Limits | None, concurrency: int | None = None) -> Steps[Report]:
        """
        Carry out every change, one after the other or so many at once: first the unchanged ones, deletions last.

        At the end, the memory forgets deleted connections, and is sorted.
        """
        (limits or Limits()).check(self.plan)
        ordered = sorted(enumerate(self.plan), key=lambda numbered: numbered[1].action in PENDING)
        for deletes in (False, True):
            chosen = [numbered for numbered in ordered if (numbered[1].action is Action.DELETE) is deletes]
            jobs = [partial(self._one, *numbered) for numbered in chosen]
            if concurrency:
                at_once = min(concurrency, len(jobs))
                yield Together(jobs, at_once, None, None, lambda: "Run the same command again to go on.")
            else:
                for job in jobs:
                    yield from job()
        try:
            if self.memory:
                for names in self.plan.gone:
                    self.memory.forget(*names)
                self.memory.finish()
        except CannotKeep as error:
            self.failure = self.failure or error
        outcomes = tuple(self.outcomes[number] for number in sorted(self.outcomes))
        return Report(outcomes, self.failure, (*self.unkept,), (*self.reloads[MOST_RELOADS:],))

    def _one(self, number: int, change: Change) -> Steps[None]:
        """Carry out one change, unless the run is to stop, and tell the outcome to the watcher."""
        has_failed = True
        if self.stop.requested:
            result: Result = "skipped" if change.action in PENDING else _AS_FOUND.get(change.action, "undeclared")
            outcome = Outcome.of(change, result)
        else:
            try:
                options = self.plan.options or PlanOptions()
                work = _Work(change, self.memory, options, others=self.others, reloads=self.reloads)
                outcome = yield from work.steps()
                has_failed = bool(outcome.error)
                outcome = told(outcome) if change.copied else outcome
            except FivetranError as error:
                failed: Result = "skipped" if isinstance(error, StoppedWaiting | RATE_LIMITED) else "failed"
                outcome = replace(Outcome.of(change, failed), error=error)
        self.outcomes[number] = outcome
        if isinstance(outcome.error, CannotKeep):
            self.failure = self.failure or outcome.error
        is_over = outcome.result in _ENDED and not has_failed
        try:
            if self.memory and change.declaration and is_over:
                self.memory.settle(change.declaration)
            if self.watch:
                self.watch(outcome)
        except CannotKeep as error:
            self.failure = self.failure or error
        if self.failure and outcome.result == "done":
            self.unkept.append(outcome)
        if self.failure or (self.stop.fail_fast and outcome.error) or isinstance(outcome.error, RATE_LIMITED):
            self.stop.requested = True


def apply(
    fivetran: Fivetran,
    planned: Plan,
    *,
    memory: Memory | None = None,
    limits: Limits | None = None,
    stop: Stop | None = None,
    watch: Watcher | None = None,
) -> Report:
    """
    Carry out a plan, one connection after the other, and return the result of each change.

    A failure stops its own connection only. Requests keep within the documented rate limits, as those of
    `Fivetran.with_limits` do. ``memory`` keeps digests of the values that no answer shows. ``limits`` are checked
    before anything is sent, by default that no more than 30 % of ten or more connections are deleted or replaced;
    `BeyondLimit` names the limit. ``watch`` is called with every outcome. Setting ``stop.requested`` skips changes
    not begun yet.
    """
    limited = fivetran if fivetran.connections.__driver__.limits else fivetran.with_limits()
    run = _Run(planned, memory, stop or Stop(), watch)
    return limited.connections.__driver__.hiding(run.others).run(run.steps(limits))


async def aapply(
    fivetran: AsyncFivetran,
    planned: Plan,
    *,
    memory: Memory | None = None,
    limits: Limits | None = None,
    stop: Stop | None = None,
    watch: Watcher | None = None,
    concurrency: int = 8,
) -> Report:
    """Carry out a plan as `apply` does, with so many connections at once; deletions come last."""
    run = _Run(planned, memory, stop or Stop(), watch)
    return await fivetran.connections.__driver__.hiding(run.others).run(run.steps(limits, concurrency))
