"""Pauses or unpauses the selected connections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..printing.rows import print_rows
from .choosing import each, with_chosen

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from ...client import Fivetran


def set_paused(options: Namespace, *, paused: bool) -> int:
    """Pause or unpause every selected connection without setup tests, print the results, and return the exit status."""
    result = "paused" if paused else "unpaused"
    change = {"paused": paused, "run_setup_tests": False}

    def act(fivetran: Fivetran, rows: Sequence[dict[str, Any]]) -> int:
        def update(row: dict[str, Any]) -> dict[str, Any]:
            return {"result": result, "paused": fivetran.connections.update(str(row["id"]), change).paused}

        results: list[Any] = []
        status = each(rows, update, results)
        print_rows(results, ("id", "group_id", "schema", "result", "message"), output=options.output)
        return status

    return with_chosen(options, act, all_by_default=False)
