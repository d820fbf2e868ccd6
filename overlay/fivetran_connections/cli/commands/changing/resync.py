"""Sync the history again: of everything, or of some tables."""

from __future__ import annotations

from argparse import ArgumentTypeError, Namespace
from typing import TYPE_CHECKING, Any

from fivetran_common.command_line import Parser

from ...options import add_client, add_connections, add_output

if TYPE_CHECKING:
    from ....client import Fivetran


def build(parser: Parser) -> None:
    """Declare the arguments."""
    add_connections(parser)
    parser.add_argument(
        "--table", type=_table, action="append", default=[], metavar="SCHEMA.TABLE", help="only this table"
    )
    add_output(parser)
    add_client(parser)
    parser.epilog = """\
Examples:
  fivetran-connections resync brisk_otter
  fivetran-connections resync --table pin_eu.campaign_report brisk_otter
"""


def _table(text: str) -> tuple[str, str]:
    schema, _, table = text.partition(".")
    if not (schema and table):
        raise ArgumentTypeError(f"{text!r} is not of the form SCHEMA.TABLE")
    return schema, table


def run(options: Namespace) -> int:
    """Act on every connection that is selected."""
    from ...work.choosing import act_on_each

    scope: dict[str, list[str]] = {}
    for schema, table in options.table:
        scope.setdefault(schema, []).append(table)

    def resync(fivetran: Fivetran, row: dict[str, Any]) -> dict[str, Any]:
        return {"result": "started", "message": fivetran.connections.resync(str(row["id"]), scope=scope or None)}

    return act_on_each(options, resync)
