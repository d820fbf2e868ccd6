"""
Connections as code: files that declare connections, a plan of the differences, and an apply of the plan.

The same objects serve the command line and Python. ``load`` reads files; ``plan`` and ``apply`` take a `Fivetran`,
``aplan`` and ``aapply`` an `AsyncFivetran`. A connection is identified by its group and schema, as the API has them; a
memory has digests of values that no answer shows. Each name is imported when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fivetran_common.lazy import importer

if TYPE_CHECKING:
    from .applying import Stop, aapply, apply
    from .data_files import AnotherApply, CannotKeep
    from .memory import Memory
    from .planning import aplan, plan
    from .plans import Action, BeyondLimit, Change, Difference, Limits, Outcome, Plan, PlanOptions, Report, Selector
    from .reading.declarations import Declaration, Finding, InvalidFiles
    from .reading.loading import load
    from .saved import OutdatedPlan, SavedPlan

__all__ = [
    "Action",
    "AnotherApply",
    "BeyondLimit",
    "CannotKeep",
    "Change",
    "Declaration",
    "Difference",
    "Finding",
    "InvalidFiles",
    "Limits",
    "Memory",
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

if not TYPE_CHECKING:  # pragma: no branch - or type checkers would accept every misspelt name
    __getattr__ = importer(
        __name__,
        {
            ".applying": "Stop aapply apply",
            ".data_files": "AnotherApply CannotKeep",
            ".memory": "Memory",
            ".planning": "aplan plan",
            ".plans": "Action BeyondLimit Change Difference Limits Outcome Plan PlanOptions Report Selector",
            ".reading.declarations": "Declaration Finding InvalidFiles",
            ".reading.loading": "load",
            ".saved": "OutdatedPlan SavedPlan",
        },
    )
