"""
Change values of connections: KEY=VALUE, with dots below config and auth.

A value is JSON, or else text; null clears. References such as ${env:NAME} are looked up.
"""

from __future__ import annotations

from argparse import Namespace

from fivetran_common.command_line import Parser

from ...options import add_client, add_commands, add_output, add_selector, add_unchecked


def build(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument("words", nargs="+", metavar="WORD", help="connections by id or GROUP/SCHEMA, then KEY=VALUE")
    add_selector(parser)
    add_unchecked(parser)
    add_commands(parser)
    add_output(parser)
    add_client(parser)
    parser.epilog = """\
Examples:
  fivetran-connections update brisk_otter sync_frequency=60 paused=false
  fivetran-connections update amber_kettle/pg config.port=5433 'config.password=${env:PG_PASSWORD}'
  fivetran-connections update --schema 'brand_*' run_setup_tests=false sync_frequency=1440 daily_sync_time=02:00
"""


def run(options: Namespace) -> int:
    """Change every connection that is selected."""
    from ...work.updating import run

    return run(options)
