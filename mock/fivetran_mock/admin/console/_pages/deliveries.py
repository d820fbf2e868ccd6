"""The deliveries to webhooks with their answers, and buttons that repeat one."""

from __future__ import annotations

from typing import Final

from ...._mock.formats.http import Reply, number_of
from .._visit import PageProblem, Visit

MOST_ROWS: Final = 100
"""The most deliveries in the list."""


def listing(visit: Visit) -> Reply:
    """Show the webhooks, and the latest deliveries, the newest first."""
    made, api = visit.mock.webhooks.deliveries[::-1], visit.mock.webhooks.api
    with api.lock:
        hooks = [dict(hook) for hook in api.state.records["webhook"].records()]
    return visit.page("deliveries.html", tab="deliveries", hooks=hooks, deliveries=made[:MOST_ROWS], total=len(made))


def repeat(visit: Visit) -> Reply:
    """Deliver one again."""
    try:
        visit.mock.webhooks.repeat(number_of(visit.arguments[0]) or 0)
    except KeyError:
        raise PageProblem("This delivery is forgotten, or its webhook is gone.", 404) from None
    return visit.redirect("console/deliveries", "repeated")
