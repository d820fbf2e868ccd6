"""
Connections as code: files that declare connections, a plan of what differs, and an apply that carries it out.

The same objects serve the command line and Python. ``load`` reads files; ``plan`` and ``apply`` take a `Fivetran`,
``aplan`` and ``aapply`` an `AsyncFivetran`. A connection is identified by its group and schema, as the API has them, so
there is no state file. Each name is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .applying.fingerprints import Fingerprints as Fingerprints
    from .applying.lock import AnotherApply as AnotherApply
    from .applying.report import Outcome as Outcome
    from .applying.report import Report as Report
    from .applying.runner import Stop as Stop
    from .applying.steps import ApplyOptions as ApplyOptions
    from .declared.loading import load as load
    from .declared.model import Declaration as Declaration
    from .declared.model import Finding as Finding
    from .declared.model import InvalidFiles as InvalidFiles
    from .functions import aapply as aapply
    from .functions import aplan as aplan
    from .functions import apply as apply
    from .functions import plan as plan
    from .planning.limits import BeyondLimit as BeyondLimit
    from .planning.limits import Limits as Limits
    from .planning.model import Action as Action
    from .planning.model import Change as Change
    from .planning.model import KeyChange as KeyChange
    from .planning.model import Plan as Plan
    from .planning.options import PlanOptions as PlanOptions
    from .planning.options import Selector as Selector
    from .planning.saved import OutdatedPlan as OutdatedPlan
    from .planning.saved import SavedPlan as SavedPlan

__all__ = [
    "Action",
    "AnotherApply",
    "ApplyOptions",
    "BeyondLimit",
    "Change",
    "Declaration",
    "Finding",
    "Fingerprints",
    "InvalidFiles",
    "KeyChange",
    "Limits",
    "Outcome",
    "OutdatedPlan",
    "Plan",
    "PlanOptions",
    "Report",
    "SavedPlan",
    "Selector",
    "Stop",
    "aapply",
    "aplan",
    "apply",
    "load",
    "plan",
]

_HOMES = {
    ".applying.fingerprints": ("Fingerprints",),
    ".applying.lock": ("AnotherApply",),
    ".applying.report": ("Outcome", "Report"),
    ".applying.runner": ("Stop",),
    ".applying.steps": ("ApplyOptions",),
    ".declared.loading": ("load",),
    ".declared.model": ("Declaration", "Finding", "InvalidFiles"),
    ".functions": ("aapply", "aplan", "apply", "plan"),
    ".planning.limits": ("BeyondLimit", "Limits"),
    ".planning.model": ("Action", "Change", "KeyChange", "Plan"),
    ".planning.options": ("PlanOptions", "Selector"),
    ".planning.saved": ("OutdatedPlan", "SavedPlan"),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}


if not TYPE_CHECKING:  # pragma: no branch - or type checkers would accept every misspelt name

    def __getattr__(name: str) -> object:
        """Import a public name when it is first used."""
        if name not in _HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(_HOME[name], __name__), name)
        globals()[name] = value
        return value
