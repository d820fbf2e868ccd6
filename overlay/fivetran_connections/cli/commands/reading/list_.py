"""List connections: all of the account, or those that the options choose."""

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
  fivetran-connections list --group amber_kettle
  fivetran-connections list --state incomplete --output csv
"""


def run(options: Namespace) -> int:
    """Print a row for each connection."""
    from ...work.choosing import with_chosen

    return with_chosen(options, lambda _, rows: _print(rows, options.output), all_by_default=True)


def _print(rows: Sequence[dict[str, Any]], output: str) -> int:
    from ...printing.rows import print_rows
    from ...work.choosing import status_text

    shown = [
        {**row, "setup_state": status_text(row, "setup_state"), "sync_state": status_text(row, "sync_state")}
        for row in rows
    ]
    print_rows(shown if output in {"text", "csv"} else rows, _COLUMNS, output=output)
    return Status.DONE


_COLUMNS = ("id", "group_id", "service", "schema", "setup_state", "sync_state", "paused", "succeeded_at")
