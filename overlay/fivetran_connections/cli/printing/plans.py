"""A plan and a report, for people."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from ..._values.secret import MASK
from ...code.plans import Action, Change, KeyChange, Plan, summary
from ...code.reports import Outcome, Report, Result
from .lines import print_line

_MARKS: Final = {
    Action.CREATE: ("+", "green"),
    Action.UPDATE: ("~", "yellow"),
    Action.REPLACE: ("±", "bold red"),
    Action.DELETE: ("-", "bold red"),
    Action.REFUSED: ("!", "red"),
    Action.UNMANAGED: ("?", "dim"),
    Action.UNCHANGED: ("=", "dim"),
}

_LONGEST: Final = 60


def print_plan(plan: Plan) -> None:
    """Print every change that is not empty, the values that change, and the number for each action."""
    for change in plan:
        if change.action is not Action.UNCHANGED or change.duplicates or change.warnings:
            _print_change(change)
    hidden = sum(bool(change.unseen) for change in plan)
    if hidden:
        _show([(f"Connections with values that the API does not show: {hidden:,}.", "dim")])
    _show([("Plan: ", "bold"), (f"{summary(plan.counts)}.", "")])


def _print_change(change: Change) -> None:
    mark, style = _MARKS[change.action]
    name = f"{change.action:<9} {change.service:<16} {change}"
    identifier = f"  {change.connection_id}" if change.connection_id else ""
    _show([(f"{mark} {name}", style), (identifier, "dim")])
    for key in change.keys:
        _show([(f"    {key.pointer}: ", "cyan"), (_values(key), "")])
    for label, style, texts in _remarks(change):
        _show([(f"    {label}: {', '.join(texts)}", style)])


def _values(key: KeyChange) -> str:
    reason = f"  ({key.reason})" if key.reason else ""
    if key.reason and key.old in (None, MASK):
        return f"{_value(key.new)}{reason}"
    return f"{_value(key.old)} -> {_value(key.new)}{reason}"


def _value(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _remarks(change: Change) -> Iterator[tuple[str, str, Iterable[str]]]:
    if change.unseen and change.action is not Action.UNCHANGED:
        yield "cannot be seen", "dim", change.unseen
    for reason in change.reasons:
        yield "refused", "red", (reason,)
    for warning in change.warnings:
        yield "warning", "yellow", (warning,)
    if change.action is Action.REPLACE:
        yield "replace", "red", ("it is deleted and created again, and its history is synced again",)
    if change.duplicates:
        yield "more connections of this group and schema", "yellow", change.duplicates


def print_report(report: Report, *, show_links: bool) -> None:
    """Print the failures, the connections that are not set up with their next step, and the numbers."""
    for outcome in report.having("failed", "refused"):
        _show([(f"{outcome.result} ", "bold red"), (f"{outcome.change}: ", "bold"), (outcome.message, "")])
        for note in outcome.notes:
            _show([(f"    {note}", "")])
    if waiting := report.not_connected:
        _show([("Not connected:", "bold yellow")])
        for outcome in waiting:
            _show([(f"    {outcome.change}  ", "bold"), (_next_step(outcome, show_links=show_links), "")])
    results: tuple[Result, ...] = ("done", "unchanged", "failed", "refused", "skipped")
    counts = [f"{len(found):,} {result}" for result in results if (found := report.having(result))]
    _show([("Apply: ", "bold"), (f"{', '.join(counts) or 'nothing to do'}.", "")])


def _next_step(outcome: Outcome, *, show_links: bool) -> str:
    state = f"{outcome.connection_id} is {outcome.setup_state}."
    tests = "".join(f" Setup test failed: {test.rstrip('.')}." for test in outcome.failed_tests)
    if outcome.link:
        shown = outcome.link if show_links else "*** (--show-links shows it)"
        return f"{state}{tests} To authorize: {shown}"
    return f"{state}{tests} Correct the file and apply, or: fivetran-connections test {outcome.connection_id}"


def _show(parts: Sequence[tuple[str, str]]) -> None:
    print_line(parts, stream=sys.stdout)
