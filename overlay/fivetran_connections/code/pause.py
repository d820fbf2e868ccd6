"""Compares the pause of a connection with its file, and with what holds it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from fivetran_common.json_types import Json, is_within

from .hold import opened
from .memory import Knowledge
from .plans import Captured, Cause, Difference, PlanOptions, Reason, Status
from .policies import has_synced, is_connected, is_syncing, names_of
from .reading.declarations import Declaration

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
