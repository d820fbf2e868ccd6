"""Delete connections. It asks before; without a terminal, --max-deletes has to allow so many."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from fivetran_common.command_line import Parser

from ...options import add_client, add_connections, add_output, count
from ...questions import may_delete

if TYPE_CHECKING:
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
    from ...work.choosing import act_on_each

    def delete(fivetran: Fivetran, row: dict[str, Any]) -> dict[str, Any]:
        fivetran.connections.delete(str(row["id"]))
        return {"result": "deleted"}

    return act_on_each(options, delete, may_act=lambda number: may_delete(number, options.max_deletes))
