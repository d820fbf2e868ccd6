"""The faults that stand, a form that adds one, and buttons that remove them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from ...._mock.faults import AnswerFault, InvalidFault
from ...._mock.formats.http import MESSAGES, Reply, SocketFault
from ..._api import number_of
from .._visit import Problem, Visit


def _whole(text: str) -> int | str:
    number = number_of(text)
    return text if number is None else number


def _decimal(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


FIELDS: Final[Mapping[str, Callable[[str], Any]]] = {
    "operation": str,
    "connection_id": str,
    "path": str,
    "method": str,
    "nth": _whole,
    "share": _decimal,
    "times": _whole,
    "exactly": _whole,
    "status": _whole,
    "retry_after": _whole,
    "answer": str,
    "socket": str,
    "delay": _decimal,
    "when": str,
}
"""The fields of the form, each as plain data of a fault."""


def listing(visit: Visit, failed: str = "") -> Reply:
    """Show the faults with the number of requests to which each applied, and the form."""
    return visit.page(
        "faults.html",
        failed=failed,
        tab="faults",
        faults=[
            {"data": fault.to_data(), "met": met, "applied": applied} for fault, met, applied in visit.mock.fault_counts
        ],
        operations=sorted(MESSAGES),
        answers=[str(defect) for defect in AnswerFault],
        sockets=[str(failure) for failure in SocketFault],
        given={name: visit.form.get(name, "") for name in FIELDS},
    )


def add(visit: Visit) -> Reply:
    """Add the fault that the form describes."""
    data = {name: read(visit.form[name]) for name, read in FIELDS.items() if visit.form.get(name)}
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
    except IndexError:
        raise Problem("This fault is removed already.", 404) from None
    return visit.redirect("console/faults", "fault-removed")


def clear(visit: Visit) -> Reply:
    """Remove all faults."""
    visit.mock.clear_faults()
    return visit.redirect("console/faults", "faults-cleared")
