"""Pauses or unpauses the selected connections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .choosing import Row, act_on_each

if TYPE_CHECKING:
    from argparse import Namespace

    from ...client import Fivetran


def set_paused(options: Namespace, *, paused: bool) -> int:
    """Pause or unpause every selected connection without setup tests, print the results, and return the exit status."""
    change = {"paused": paused, "run_setup_tests": False}

    def update(fivetran: Fivetran, row: Row) -> dict[str, Any]:
        updated = fivetran.connections.update(str(row["id"]), change)
        return {"result": "paused" if paused else "unpaused", "paused": updated.paused}

    return act_on_each(options, update)
