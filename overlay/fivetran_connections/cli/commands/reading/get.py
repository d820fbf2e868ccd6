"""Print connections as the API has them."""

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
    add_output(parser, ("json", "jsonl"))
    parser.set_defaults(output="json")
    add_client(parser)
    parser.epilog = """\
Examples:
  fivetran-connections get brisk_otter
  fivetran-connections get amber_kettle/pin_eu
"""


def run(options: Namespace) -> int:
    """Print the connections."""
    from ...work.choosing import with_chosen

    return with_chosen(options, lambda _, rows: _print(rows, options.output), all_by_default=False)


def _print(rows: Sequence[dict[str, Any]], output: str) -> int:
    from ...printing.lines import print_json
    from ...printing.rows import print_rows

    if output == "json" and len(rows) == 1:
        print_json(rows[0])
    else:
        print_rows(rows, (), output=output)
    return Status.DONE
