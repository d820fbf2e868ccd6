"""
The pause of a connection: as its file says, or held by an apply until its tables are set, or its set-up is done.

A policy for tables that an apply could not put in place yet outlives the pause: what it forbids is not synced until the
policy is in place, or ``sync_before_tables`` allows it. If a first sync came before, the names that it copied are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import reduce
from typing import Final, NamedTuple, Self

from fivetran_common.json_types import Json, keys_of, merged

from ..errors import FivetranError
from .plans import Captured, Difference, Outcome, PlanOptions, Reason, Undone
from .policies import (
    FORBIDS,
    forbidden,
    forbidding,
    has_synced,
    is_paused_before_sync,
    is_syncing,
    named,
    parts_of,
    syncing,
)
from .reading.declarations import Declaration, Keys, policy_parts

_COPIED: Final = (
    "It copied, or began to copy, before its tables were set: {0}. Remove from the destination what must not be there, "
    "and then the record of it: fivetran-connections memory acknowledge {1}"
)
_TIGHTENED: Final = "Copied by earlier syncs, and still in the destination: {0}."


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
