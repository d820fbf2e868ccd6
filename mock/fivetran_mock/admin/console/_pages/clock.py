"""Time and resets."""

from __future__ import annotations

from typing import Final

from ...._mock.formats.http import Reply
from .._visit import Visit

UNITS: Final = ("seconds", "minutes", "hours", "days")


def show(visit: Visit, failed: str = "") -> Reply:
    """Show the time, and the forms."""
    mock = visit.mock
    return visit.page(
        "clock.html",
        failed=failed,
        tab="clock",
        speed=mock.settings.speed,
        calls=mock.call_count,
        connections=mock.connection_count(),
        faults=len(mock.faults),
        units=UNITS,
    )


def advance(visit: Visit) -> Reply:
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
    return visit.redirect("console/clock", "advanced")


def clear(visit: Visit) -> Reply:
    """Empty the log of requests."""
    visit.mock.clear_calls()
    return visit.redirect("console/clock", "log-cleared")


def reset(visit: Visit) -> Reply:
    """Reset everything."""
    visit.mock.reset()
    return visit.redirect("console/clock", "reset")
