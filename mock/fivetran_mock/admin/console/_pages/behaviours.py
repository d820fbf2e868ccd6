"""How the API behaves where that is unknown: the values that the mock is set to, and a form to set others."""

from __future__ import annotations

from fivetran_rules.behaviours import BEHAVIOURS, BY_NAME, DEFAULTS, InvalidBehaviours

from .._visit import Page, SeeOther, Visit


def listing(visit: Visit, failed: str = "") -> Page:
    """Show each behaviour with its values."""
    values = {"tab": "behaviours", "behaviours": BEHAVIOURS, "chosen": visit.mock.behaviours, "failed": failed}
    return Page("behaviours.html", values, 400 if failed else 200)


def change(visit: Visit) -> SeeOther | Page:
    """Set the behaviours of the form, or all to their defaults."""
    given = DEFAULTS if "defaults" in visit.form else {name: visit.form[name] for name in BY_NAME.keys() & visit.form}
    try:
        visit.mock.set_behaviours(given)
    except InvalidBehaviours as problem:
        return listing(visit, failed=f"{problem}.")
    return SeeOther("console/behaviours", "behaviours-set")
