"""The API's unknown behaviours: the values of the mock, and a form to set others."""

from __future__ import annotations

from fivetran_rules.behaviours import BEHAVIOURS, DEFAULTS, InvalidBehaviours

from ...._mock.formats.http import Reply
from .._visit import Visit


def listing(visit: Visit, failed: str = "") -> Reply:
    """Show each behaviour with its values."""
    chosen = visit.mock.behaviours
    return visit.page("behaviours.html", failed=failed, tab="behaviours", behaviours=BEHAVIOURS, chosen=chosen)


def change(visit: Visit) -> Reply:
    """Set the behaviours of the form, or all to their defaults."""
    given = DEFAULTS if "defaults" in visit.form else {name: visit.form[name] for name in DEFAULTS.keys() & visit.form}
    try:
        visit.mock.set_behaviours(given)
    except InvalidBehaviours as problem:
        return listing(visit, failed=f"{problem}.")
    return visit.redirect("console/behaviours", "behaviours-set")
