"""Show the owner and the source of the key."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from fivetran_common.command_line import Parser
from fivetran_common.text import printable

from ...options import add_client, add_output
from ...statuses import Status

if TYPE_CHECKING:
    from ....client import Fivetran


def build(parser: Parser) -> None:
    """Declare the arguments."""
    add_output(parser, ("text", "json"))
    add_client(parser)


def run(options: Namespace) -> int:
    """Print the account."""
    from ...session import with_client

    return with_client(options, lambda fivetran: _print(fivetran, options.output))


def _print(fivetran: Fivetran, output: str) -> int:
    from ...printing.lines import print_json

    info: dict[str, Any] = {**fivetran.account.info().to_dict(), "credentials": fivetran.source}
    if output == "json":
        print_json(info)
    else:
        for key, value in info.items():
            print(f"{key:<14} {printable(str(value))}")
    return Status.DONE
