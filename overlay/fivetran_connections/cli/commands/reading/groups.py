"""List the groups of the account."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING

from fivetran_common.command_line import Parser

from ...options import add_client, add_output
from ...statuses import Status

if TYPE_CHECKING:
    from ....client import Fivetran


def build(parser: Parser) -> None:
    """Declare the arguments."""
    add_output(parser)
    add_client(parser)


def run(options: Namespace) -> int:
    """Print a row for each group."""
    from ...session import with_client

    return with_client(options, lambda fivetran: _print(fivetran, options.output))


def _print(fivetran: Fivetran, output: str) -> int:
    from ...printing.rows import print_rows

    print_rows((group.to_dict() for group in fivetran.groups.list()), ("id", "name", "created_at"), output=output)
    return Status.DONE
