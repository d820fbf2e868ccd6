"""Time, snapshots and resets."""

from __future__ import annotations

from typing import Final

from ...._mock.formats.json import has_more_values
from ...._mock.lifecycle.snapshots import InvalidSnapshot
from ..._api import MOST_VALUES_OF_SNAPSHOT
from .._visit import File, Page, SeeOther, Visit

UNITS: Final = ("seconds", "minutes", "hours", "days")


def show(visit: Visit, failed: str = "") -> Page:
    """Show the time, and the forms."""
    mock = visit.mock
    values = {
        "tab": "clock",
        "realtime": mock.realtime,
        "calls": mock.call_count,
        "accounts": len(mock.accounts()),
        "faults": len(mock.faults),
        "units": UNITS,
        "failed": failed,
    }
    return Page("clock.html", values, 400 if failed else 200)


def advance(visit: Visit) -> SeeOther | Page:
    """Advance the time."""
    unit = visit.form.get("unit", "")
    try:
        amount = float(visit.form.get("amount", ""))
    except ValueError:
        return show(visit, failed="Write the amount as a number.")
    try:
        visit.mock.advance(**{unit if unit in UNITS else "minutes": amount})
    except ValueError as problem:
        return show(visit, failed=f"{problem}.")
    return SeeOther("console/clock", "advanced")


def download(visit: Visit) -> File:
    """Return the state as a file."""
    return File(visit.mock.snapshot(), "application/json", "fivetran-mock-snapshot.json")


def restore(visit: Visit) -> SeeOther | Page:
    """Restore the state of an uploaded file."""
    snapshot = visit.form.get("snapshot", "").encode(errors="replace")
    if has_more_values(snapshot, MOST_VALUES_OF_SNAPSHOT):
        return show(visit, failed=f"Nothing was restored: a snapshot may hold {MOST_VALUES_OF_SNAPSHOT:,} values here.")
    try:
        visit.mock.restore(snapshot)
    except InvalidSnapshot as problem:
        return show(visit, failed=f"Nothing was restored: {problem}.")
    return SeeOther("console/clock", "restored")


def forget(visit: Visit) -> SeeOther:
    """Empty the log of requests."""
    visit.mock.forget_calls()
    return SeeOther("console/clock", "forgotten")


def reset(visit: Visit) -> SeeOther:
    """Reset everything."""
    visit.mock.reset()
    return SeeOther("console/clock", "reset")
