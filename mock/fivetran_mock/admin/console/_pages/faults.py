"""The active faults, a form that adds one, and buttons that remove them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fivetran_common.json_schema import Schema

from ...._mock.formats.http import MESSAGES, Reply, SocketFault, number_of
from ...._mock.state.faults import FAULT, AnswerFault, InvalidFault
from ..._api import read_value
from .._visit import PageProblem, Visit

FIELDS: Final[Mapping[str, Schema]] = FAULT.schema["properties"]


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
    data = {name: read_value(visit.form[name], schema) for name, schema in FIELDS.items() if visit.form.get(name)}
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
