"""The pages that set the time, faults and behaviours of a mock, and that empty or reset it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fivetran_common.json_schema import Schema
from fivetran_rules.behaviours import BEHAVIOURS, DEFAULTS, InvalidBehaviours

from ...._mock.formats.http import MESSAGES, Reply, SocketFault, number_of
from ...._mock.state.faults import FAULT, AnswerFault, InvalidFault
from ..._api import read_value
from .._visit import PageProblem, Visit

UNITS: Final = ("seconds", "minutes", "hours", "days")

FIELDS: Final[Mapping[str, Schema]] = FAULT.schema["properties"]


def clock(visit: Visit, failed: str = "") -> Reply:
    """Show the time, and the forms that advance it and reset the mock."""
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
        return clock(visit, failed="Write the amount as a number.")
    try:
        visit.mock.advance(**{unit if unit in UNITS else "minutes": amount})
    except ValueError as problem:
        return clock(visit, failed=f"{problem}.")
    return visit.redirect("console/clock", "advanced")


def clear_log(visit: Visit) -> Reply:
    """Empty the log of requests."""
    visit.mock.clear_calls()
    return visit.redirect("console/clock", "log-cleared")


def reset(visit: Visit) -> Reply:
    """Reset everything."""
    visit.mock.reset()
    return visit.redirect("console/clock", "reset")


def faults(visit: Visit, failed: str = "") -> Reply:
    """Show the faults with the number of requests to which each applied, and the form that adds one."""
    return visit.page(
        "faults.html",
        failed=failed,
        tab="faults",
        faults=[
            {"data": fault.to_data(), "matched": matched, "applied": applied}
            for fault, matched, applied in visit.mock.fault_counts
        ],
        operations=sorted(MESSAGES),
        answers=[str(defect) for defect in AnswerFault],
        sockets=[str(failure) for failure in SocketFault],
        given={name: visit.form.get(name, "") for name in FIELDS},
    )


def add_fault(visit: Visit) -> Reply:
    """Add the fault that the form describes."""
    data = {name: read_value(visit.form[name], schema) for name, schema in FIELDS.items() if visit.form.get(name)}
    try:
        visit.mock.add_fault(data)
    except InvalidFault as problem:
        return faults(visit, failed=str(problem))
    return visit.redirect("console/faults", "fault-added")


def remove_fault(visit: Visit) -> Reply:
    """Remove one fault."""
    place = number_of(visit.arguments[0])
    try:
        visit.mock.remove_fault(-1 if place is None else place)
    except (IndexError, ValueError):
        raise PageProblem("This fault is removed already.", 404) from None
    return visit.redirect("console/faults", "fault-removed")


def clear_faults(visit: Visit) -> Reply:
    """Remove all faults."""
    visit.mock.clear_faults()
    return visit.redirect("console/faults", "faults-cleared")


def behaviours(visit: Visit, failed: str = "") -> Reply:
    """Show each behaviour with its values, and the form that sets others."""
    chosen = visit.mock.behaviours
    return visit.page("behaviours.html", failed=failed, tab="behaviours", behaviours=BEHAVIOURS, chosen=chosen)


def set_behaviours(visit: Visit) -> Reply:
    """Set the behaviours of the form, or all to their defaults."""
    given = DEFAULTS if "defaults" in visit.form else {name: visit.form[name] for name in DEFAULTS.keys() & visit.form}
    try:
        visit.mock.set_behaviours(given)
    except InvalidBehaviours as problem:
        return behaviours(visit, failed=f"{problem}.")
    return visit.redirect("console/behaviours", "behaviours-set")
