"""Pause connections."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from fivetran_common.command_line import Parser

from ...options import add_client, add_connections, add_output

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ....client import Fivetran


def build(parser: Parser) -> None:
    """Declare the arguments."""
    add_connections(parser)
    add_output(parser)
    add_client(parser)
    parser.epilog = """\
Examples:
  fivetran-connections pause brisk_otter
  fivetran-connections pause --group amber_kettle --schema 'brand_*'
"""


def run(options: Namespace) -> int:
    """Act on every connection that is chosen."""
    from ...work.choosing import with_chosen

    return with_chosen(options, lambda fivetran, rows: _act(fivetran, rows, options), all_by_default=False)


def _act(fivetran: Fivetran, rows: Sequence[dict[str, Any]], options: Namespace) -> int:
    from ...printing.rows import print_rows
    from ...work.choosing import each

    results: list[Any] = []
    paused = {"paused": True, "run_setup_tests": False}

    def pause(row: dict[str, Any]) -> dict[str, Any]:
        return {"result": "paused", "paused": fivetran.connections.update(str(row["id"]), paused).paused}

    status = each(rows, pause, results)
    print_rows(results, ("id", "group_id", "schema", "result", "message"), output=options.output)
    return status
