"""The active faults, a form that adds one, and buttons that remove them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from ...._mock.formats.http import MESSAGES, Reply, SocketFault, number_of
from ...._mock.state.faults import AnswerFault, InvalidFault
from .._visit import PageProblem, Visit

FIELDS: Final[Mapping[str, Callable[[str], Any]]] = {
    **dict.fromkeys(("operation", "connection_id", "path", "method", "answer", "socket", "when"), str),
    **dict.fromkeys(("nth", "times", "exactly", "status", "retry_after"), int),
    **dict.fromkeys(("share", "delay"), float),
}
"""The fields of the form, each with the type of its value in the data of a fault."""


def _read(name: str, text: str) -> Any:
    """Return the value of a field; other text than a number stays, so that the fault refuses it by name."""
    try:
        return FIELDS[name](text)
    except ValueError:
        return text


def listing(visit: Visit, failed: str = "") -> Reply:
    """Show the faults with the number of requests to which each applied, and the form."""
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


def add(visit: Visit) -> Reply:
    """Add the fault that the form describes."""
    data = {name: _read(name, visit.form[name]) for name in FIELDS if visit.form.get(name)}
    try:
        visit.mock.add_fault(data)
    except InvalidFault as problem:
        return listing(visit, failed=str(problem))
    return visit.redirect("console/faults", "fault-added")


def remove(visit: Visit) -> Reply:
    """Remove one fault."""
    place = number_of(visit.arguments[0])
    try:
        visit.mock.remove_fault(-1 if place is None else place)
    except (IndexError, ValueError):
        raise PageProblem("This fault is removed already.", 404) from None
    return visit.redirect("console/faults", "fault-removed")


def clear(visit: Visit) -> Reply:
    """Remove all faults."""
    visit.mock.clear_faults()
    return visit.redirect("console/faults", "faults-cleared")
