"""Show the schemas and tables of a connection, and which are synced."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from fivetran_common.command_line import Parser

from ...options import add_client, add_connections, add_output

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ....client import Fivetran


def build(parser: Parser) -> None:
    """Declare the arguments."""
    add_connections(parser)
    parser.add_argument("--columns", action="store_true", help="show the columns whose settings were edited, too")
    add_output(parser)
    add_client(parser)
    parser.epilog = """\
Example:
  fivetran-connections tables brisk_otter
"""


def run(options: Namespace) -> int:
    """Print a row for each table."""
    from ...work.choosing import with_chosen

    return with_chosen(options, lambda fivetran, rows: _print(fivetran, rows, options), all_by_default=False)


def _print(fivetran: Fivetran, rows: Sequence[dict[str, Any]], options: Namespace) -> int:
    from ...printing.rows import print_rows
    from ...work.choosing import each

    found: list[Any] = []
    status = each(rows, lambda row: found.extend(_tables(fivetran, row, columns=options.columns)), found)
    print_rows(found, ("id", "schema", "table", "column", "enabled", "sync_mode"), output=options.output)
    return status


def _tables(fivetran: Fivetran, row: dict[str, Any], *, columns: bool) -> list[dict[str, Any]]:
    config: Mapping[str, Any] = fivetran.schemas.get(str(row["id"])).to_dict()
    schemas: Mapping[str, Any] = config.get("schemas") or {}
    found: list[dict[str, Any]] = []
    for schema, settings in schemas.items():
        tables: Mapping[str, Any] = settings.get("tables") or {}
        for table, one in tables.items():
            named = {"id": row["id"], "schema": schema, "table": table}
            enabled = bool(settings.get("enabled") and one.get("enabled"))
            found.append({**named, "enabled": enabled, "sync_mode": one.get("sync_mode")})
            edited: Mapping[str, Any] = one.get("columns") or {} if columns else {}
            found += [{**named, "column": name, "enabled": each.get("enabled")} for name, each in edited.items()]
    return found
