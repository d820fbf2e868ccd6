"""Delete connections. It asks before; without a terminal, --max-deletes has to allow so many."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from fivetran_common.command_line import Parser

from ...options import add_client, add_connections, add_output, count
from ...questions import may_delete
from ...statuses import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ....client import Fivetran


def build(parser: Parser) -> None:
    """Declare the arguments."""
    add_connections(parser)
    parser.add_argument("--max-deletes", type=count, metavar="N", help="delete at most this many, without confirmation")
    add_output(parser)
    add_client(parser)
    parser.epilog = """\
Examples:
  fivetran-connections delete brisk_otter
  fivetran-connections delete --max-deletes 12 --group amber_kettle --schema 'brand_*'
"""


def run(options: Namespace) -> int:
    """Act on every connection that is selected."""
    from ...work.choosing import with_chosen

    return with_chosen(options, lambda fivetran, rows: _act(fivetran, rows, options), all_by_default=False)


def _act(fivetran: Fivetran, rows: Sequence[dict[str, Any]], options: Namespace) -> int:
    from ...printing.rows import print_rows
    from ...work.choosing import each

    results: list[Any] = []
    if not may_delete(len(rows), options.max_deletes):
        return Status.INVALID

    def delete(row: dict[str, Any]) -> dict[str, Any]:
        fivetran.connections.delete(str(row["id"]))
        return {"result": "deleted"}

    status = each(rows, delete, results)
    print_rows(results, ("id", "group_id", "schema", "result", "message"), output=options.output)
    return status
