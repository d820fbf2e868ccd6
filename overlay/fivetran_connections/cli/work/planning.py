"""Show what apply would create, change, replace or delete. Nothing is changed."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from fivetran_rules import ServiceCatalogue

from ...client import Fivetran
from ...code import Fingerprints, Plan, PlanOptions, SavedPlan
from ...code import plan as make_plan
from ...code.plans import changes_of
from ...errors import Forbidden, NotFound
from ..catalogue import catalogue_of
from ..options import selector_of
from ..printing.lines import print_error, print_json, print_note
from ..printing.plans import print_plan
from ..printing.rows import print_rows
from ..session import with_client
from ..statuses import Status
from .declared import declared

_COLUMNS = ("action", "group_id", "schema", "service", "id", "changes")


def plan_options(options: Namespace, catalogue: ServiceCatalogue | None) -> PlanOptions:
    """Return the options of a plan."""
    return PlanOptions(
        allow_replace=options.allow_replace,
        rotate_secrets=options.rotate_secrets,
        unmanaged=options.unmanaged,
        delete_unmanaged=options.delete_unmanaged,
        selector=selector_of(options),
        catalogue=catalogue,
        unchecked=tuple(options.unchecked),
    )


def run(options: Namespace) -> int:
    """Plan, print and perhaps save the plan."""
    catalogue = catalogue_of(options)
    connections = declared(options, catalogue)
    if connections is None:
        return Status.INVALID

    def work(fivetran: Fivetran) -> int:
        wanted = plan_options(options, catalogue)
        planned = make_plan(fivetran, connections, options=wanted, fingerprints=Fingerprints.open())
        _show(planned, options.output)
        if options.out and not _saved(planned, fivetran, options):
            return Status.FAILED
        pending = options.detailed_exitcode and not planned.is_empty
        return Status.PENDING if pending else Status.DONE

    return with_client(options, work)


def _show(planned: Plan, output: str) -> None:
    """Print a plan in the format that was asked for."""
    if output == "text":
        print_plan(planned)
    elif output == "json":
        print_json({"empty": planned.is_empty, "summary": dict(planned.counts), "changes": _rows(planned)})
    else:
        print_rows(_rows(planned), _COLUMNS, output=output)


def _rows(planned: Plan) -> list[dict[str, Any]]:
    return [change.as_json() for change in planned]


def account_of(fivetran: Fivetran) -> str:
    """Return the address and, where the key may read it, the account that a plan is made for."""
    address = fivetran.connections.driver.wire.base_url
    try:
        return f"account {fivetran.account.info().account_id} at {address}"
    except (Forbidden, NotFound):
        return f"an unknown account at {address}"


SAVED_OPTIONS = (
    *("allow_replace", "rotate_secrets", "unmanaged", "delete_unmanaged"),
    *("group", "service", "schema", "state"),
    *("catalogue", "unchecked"),
)
"""The options that decide what a plan comes to; a saved plan keeps them."""


def _saved(planned: Plan, fivetran: Fivetran, options: Namespace) -> bool:
    kept = {name: getattr(options, name) for name in SAVED_OPTIONS}
    saved = SavedPlan(account_of(fivetran), tuple(options.paths), kept, changes_of(planned))
    try:
        Path(options.out).write_text(saved.dump(), encoding="utf-8")
    except (OSError, ValueError) as error:
        print_error(f"The plan cannot be written to {options.out}: {getattr(error, 'strerror', error)}.")
        return False
    print_note(f"The plan is saved. Carry it out with: fivetran-connections apply --plan {options.out}")
    return True
