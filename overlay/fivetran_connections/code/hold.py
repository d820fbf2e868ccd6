"""
The pause of a connection: as its file says, or held by an apply until its tables are set, or its set-up is done.

A policy for tables that an apply could not put in place yet outlives the pause: what it forbids is not synced until the
policy is in place, or ``sync_before_tables`` allows it. If a first sync came before, the names that it copied are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING, Final, NamedTuple, Self

from fivetran_common.json_types import Json, is_within, keys_of, merged

from ..errors import FivetranError
from .plans import Captured, Cause, Difference, Outcome, PlanOptions, Reason, Status, Undone
from .policies import (
    FORBIDS,
    forbidden,
    forbidding,
    has_synced,
    is_connected,
    is_paused_before_sync,
    is_syncing,
    named,
    names_of,
    parts_of,
    syncing,
)
from .reading.declarations import Declaration, Keys, policy_parts

if TYPE_CHECKING:
    from .memory import Knowledge

_COPIED: Final = (
    "It copied, or began to copy, before its tables were set: {0}. Remove from the destination what must not be there, "
    "and then the record of it: fivetran-connections memory acknowledge {1}"
)
_TIGHTENED: Final = "Copied by earlier syncs, and still in the destination: {0}."
_POINTER: Final = "/paused"
_BEGINS: Final = "its tables are set before its first sync"
_STOPS: Final = "its first sync is running, and may have copied {0} before it is as declared"
_ENDS: Final = "an apply paused it until now"
_UNTIL_TABLES: Final = (
    "It stays paused until its tables are set: correct this and run apply again, or let it sync before with "
    "--sync-before-tables."
)
_UNTIL_SET_UP: Final = "It stays paused until it is set up."
_UNKNOWN: Final = (
    "It is paused and has never synced, and its file does not say so: write paused: true or paused: false. Somebody "
    "may have paused it, or an apply whose memory is not here."
)
_OPENS: Final = (
    "Its policy for tables was never in place, and without it a first sync would start with: {0}. Declare the policy "
    "again, or let it sync with --sync-before-tables --schema {1}."
)
_MAY_OPEN: Final = "its policy for tables was never in place"
_MAY_SYNC: Final = "It is not paused, so its first sync may come before its tables are set."
_SILENT: Final = (
    "It is paused, so it does not sync, and its file does not say so: somebody may have paused it, or its service "
    "starts paused. Write paused: true or paused: false."
)


class Hold(NamedTuple):
    """Why an apply keeps a connection paused, and what it may not sync before its policy for tables is in place."""

    held: tuple[Reason, ...] = ()
    policies: tuple[Json, ...] = ()
    """The names and booleans of each policy that was declared and is not in place; see `forbidding`."""
    copied: tuple[str, ...] = ()
    """The tables and columns that a first sync copied against such a policy, until somebody acknowledges them."""

    @classmethod
    def of(cls, *sides: Hold) -> Self:
        """Return the hold that the sides of a merge have together."""
        policies: list[Json] = []
        policies += (policy for side in sides for policy in side.policies if policy not in policies)
        copied = dict.fromkeys(name for side in sides for name in side.copied)
        return cls((*sorted({why for side in sides for why in side.held}),), (*policies,), (*copied,))

    def beginning(self, held: Iterable[Reason], policy: Json | None) -> Hold:
        """Return it with these reasons, and with a policy that is to be in place before the first sync."""
        kept = forbidding(policy) if policy else {}
        is_new = kept and kept not in self.policies
        return self._replace(held=(*sorted(held),), policies=(*self.policies, *([kept] if is_new else ())))

    def beside(self, found: Json) -> Hold:
        """Return it for the answer of a connection: a sync ends its reasons, an unpause that of its set-up."""
        ended = () if found.get("paused") else ("set-up",)
        return self._replace(held=() if has_synced(found) else tuple(why for why in self.held if why not in ended))

    def after(self, declared: Declaration, found: Json, there: Captured, tables: Sequence[Difference]) -> Hold:
        """Return it after a comparison of the tables: a policy is kept until it is in place, and opens nothing."""
        if not declared.tables:
            return self
        if any(each.status != "unseen" for each in tables):
            return self.beginning(self.held, declared.tables) if is_paused_before_sync(found) else self
        return self if not has_synced(found) and opened(declared, there, self) else self._replace(policies=())

    def told(self, connection_id: object) -> str:
        """Return the sentence about what a first sync copied, with the next step."""
        return _COPIED.format(", ".join(self.copied), connection_id)


NO_HOLD: Final = Hold()


def opened(declared: Declaration, there: Captured, hold: Hold) -> tuple[str, ...]:
    """Return the names that an unpause would sync, and that a policy forbids which was never in place."""
    if not declared.tables and hold.policies:
        if there.config is None:
            return ("all tables",)
        whole = looked_up(declared, hold)
        parts = parts_of(there, whole)
        is_in_place = all(path in parts for path, _ in policy_parts(whole)) and not [*_opened({}, there, hold)]
        return () if is_in_place else named(syncing(parts))
    return named({*_opened(declared.tables or {}, there, hold)})


def _opened(policy: Json, there: Captured, hold: Hold) -> Iterator[Keys]:
    """
    Yield what a policy opens that a held one forbids, but no name that corrects one which the source lacks.

    Before the schema is captured, each declared name may be there, and ``*`` stands for the undeclared ones. A name
    that left beside a new one may have been misspelt then; its held policy stays, and decides after the capture.
    """
    now = dict(policy_parts(policy))
    for held in hold.policies:
        then = dict(policy_parts(held))
        parts = _assumed({**then, **now}) if there.config is None else parts_of(there, merged(policy, held))
        lacks = {path[:-1] for path in then if path and path not in now and (there.config is None or path not in parts)}
        added = {path[:-1] for path in now if path not in then} if there.config is None else set[Keys]()
        for path in (forbidden(held, parts) - forbidden(policy, parts)) & syncing(parts):
            above = [path[:end] for end in range(2, len(path) + 1, 2)]
            is_off = any(then.get(at, {}).get("enabled") is False for at in above)  # by its name, not by being left out
            corrects = not is_off and any(at in now and at not in then and at[:-1] in lacks for at in above)
            may_be_corrected = any(at in then and at not in now and at[:-1] in added for at in above)
            if not (corrects or may_be_corrected):
                yield path


def _assumed(declared: dict[Keys, Json]) -> dict[Keys, Json]:
    """Return declared names as if each were there and enabled, with ``*`` for the others beside them."""
    others = {(*path[:-1], "*") for path in declared if path}
    nested = {(*path, "tables", "*") for path in others if len(path) == 2}
    return {path: {} for path in (*declared, *others, *nested)}


def looked_up(declared: Declaration, hold: Hold) -> Json:
    """Return the names of a policy and of those that were never in place, to look for in the account."""
    return reduce(merged, hold.policies, declared.tables or {})


def copied(declared: Declaration, found: Json, there: Captured, hold: Hold, options: PlanOptions) -> tuple[str, ...]:
    """Return the names that a first sync copied, or copies now, and that a policy forbids which was never in place."""
    if not hold.policies or not (has_synced(found) or is_syncing(found)) or options.sync_before_tables:
        return ()
    if there.config is None:
        return ("all tables",)
    policies = [*hold.policies, declared.tables or {}]
    parts = parts_of(there, looked_up(declared, hold))
    return named(set[Keys]().union(*(forbidden(policy, parts) for policy in policies)) & syncing(parts))


def told(outcome: Outcome) -> Outcome:
    """Return an outcome with the names that a first sync copied, as its error or, beside another one, as a note."""
    sentence = Hold(copied=outcome.change.copied).told(outcome.connection_id)
    if outcome.error or outcome.result == "refused":
        return replace(outcome, notes=(*outcome.notes, sentence))
    undone = Undone.COPIED if outcome.result == "done" else None
    return replace(outcome, error=FivetranError(sentence), undone=undone)


def tightened(found: Json, tables: Sequence[Difference]) -> Iterator[str]:
    """Yield a note about what earlier syncs copied, where a policy begins to forbid it."""
    changes = (each for each in tables if each.status == "change" and has_synced(found))
    paths = {keys_of(each.pointer): each.new for each in changes}
    if names := named({path[1:-1] for path, new in paths.items() if FORBIDS.get(path[-1]) is new}):
        yield _TIGHTENED.format(", ".join(names))


def compare_pause(
    declared: Declaration,
    found: Json,
    known: Knowledge,
    tables: Sequence[Difference],
    options: PlanOptions,
    *,
    there: Captured,
) -> list[Difference]:
    """
    Compare the pause with the file and the memory; ``tables`` are the differences of the policy.

    A hold begins again if somebody ended it before its tables were set. It ends once nothing that it waits for is left.
    Both hold also where the file ignores the pause.
    """
    ignores = is_within(_POINTER, declared.ignore_changes)
    wanted = None if ignores else declared.body.get("paused")
    has_begun, hold = has_synced(found), known.hold
    may_sync = has_begun or options.sync_before_tables
    opens = () if may_sync or wanted else opened(declared, there, hold)
    if not found.get("paused"):
        if wanted:
            return [Difference("hold", _POINTER, False, True)]
        reason = "" if may_sync else _begins(declared, found, known, tables, opens)
        held = frozenset[Reason]({"tables"})
        return [Difference("hold", _POINTER, False, True, "change", reason, held=held)] if reason else []
    held = frozenset(() if has_begun or wanted else hold.held)
    if wanted is not False and not held:
        if declared.tables and wanted is None and not (ignores or has_begun):
            return [Difference("hold", _POINTER, True, False, "refused", _UNKNOWN)]
        return []
    left = [] if options.sync_before_tables else [each for each in tables if each.status == "waiting"]
    waits_for_set_up = "set-up" in held and not is_connected(found)
    ends = _ENDS if wanted is None else ""
    reason = _UNTIL_SET_UP if waits_for_set_up else ends
    cause: Cause = "set-up" if waits_for_set_up else ""
    if left:
        reason, cause = _UNTIL_TABLES, left[0].waits_for
    consequence: Status = "waiting" if left or waits_for_set_up else "change"
    if opens:
        reason, cause, held = _OPENS.format(", ".join(opens), declared.schema), "", frozenset[Reason]({"tables"})
        consequence = "refused"
    return [Difference("hold", _POINTER, True, False, consequence, reason, held=held, waits_for=cause)]


def _begins(
    declared: Declaration, found: Json, known: Knowledge, tables: Sequence[Difference], opens: Sequence[str]
) -> str:
    """Return why a connection that runs is paused before its first sync has ended; nothing if it may go on."""
    is_approved = (known.decisions or {}).get(_POINTER) == "send"
    was_held = bool("tables" in known.hold.held or known.hold.policies)
    is_lost = known.is_anew or was_held or bool(known.entry and known.entry.unsure)
    is_known = known.digests is None or bool(known.entry and known.entry.declared)
    left = [each for each in tables if each.status != "unseen"]
    if not (left or opens) or not (is_approved or is_lost or not (is_known or is_connected(found))):
        return ""
    if is_syncing(found):
        return _STOPS.format(", ".join(names_of(declared, left) if left else opens))
    return _BEGINS if left else _MAY_OPEN


def warnings(declared: Declaration, found: Json, there: Captured, differences: Sequence[Difference]) -> tuple[str, ...]:
    """Return a warning that it does not sync and its file does not say so, or that a sync may precede the tables."""
    if differences:
        return ()
    if not found.get("paused"):
        is_unset = declared.tables and there.config is None and not is_connected(found)
        return (_MAY_SYNC,) if is_unset else ()
    says = declared.body.get("paused") is not None or is_within(_POINTER, declared.ignore_changes)
    return () if says or found.get("schedule_type") == "manual" else (_SILENT,)
