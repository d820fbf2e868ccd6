"""Show the problems of connections, and the next step. The status is 0 in any case."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from fivetran_common.command_line import Parser

from ...options import add_client, add_connections, add_output
from ...statuses import Status

if TYPE_CHECKING:
    from collections.abc import Sequence


def build(parser: Parser) -> None:
    """Declare the arguments."""
    add_connections(parser)
    add_output(parser)
    add_client(parser)
    parser.epilog = """\
Examples:
  fivetran-connections status brisk_otter
  fivetran-connections status --group amber_kettle --output json
"""


def run(options: Namespace) -> int:
    """Print a row for each connection."""
    from ...work.choosing import with_chosen

    return with_chosen(options, lambda _, rows: _print(rows, options.output), all_by_default=True)


def _print(rows: Sequence[dict[str, Any]], output: str) -> int:
    from ...printing.rows import print_rows
    from ...work.choosing import status_text

    shown = [
        {
            "id": row.get("id"),
            "group_id": row.get("group_id"),
            "schema": row.get("schema"),
            "setup_state": status_text(row, "setup_state"),
            "sync_state": status_text(row, "sync_state"),
            "next_step": _next_step(row),
        }
        for row in rows
    ]
    print_rows(shown, _COLUMNS, output=output)
    return Status.DONE


_COLUMNS = ("id", "group_id", "schema", "setup_state", "sync_state", "next_step")


def _next_step(row: dict[str, Any]) -> str:
    from ...work.choosing import status_text

    identifier, state = row.get("id"), status_text(row, "setup_state")
    status: dict[str, Any] = row.get("status") or {}
    notes = [
        str(note.get("details") or note.get("message"))
        for key in ("tasks", "warnings")
        for note in status.get(key) or ()
    ]
    reasons = f"{'; '.join(notes)}. " if notes else ""
    if state != "connected":
        return f"{reasons}Run: fivetran-connections test {identifier}"
    if row.get("paused"):
        return f"{reasons}Paused. Run: fivetran-connections unpause {identifier}"
    if status.get("sync_state") == "rescheduled":
        return f"{reasons}Waits for the quota of the source until {status.get('rescheduled_for')}."
    return reasons.strip()
