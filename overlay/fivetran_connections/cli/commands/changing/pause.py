"""Pause connections."""

from __future__ import annotations

from argparse import Namespace

from fivetran_common.command_line import Parser

from ...options import add_client, add_connections, add_output


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
    """Act on every selected connection."""
    from ...work.pausing import set_paused

    return set_paused(options, paused=True)
