"""
Write files that copy connections to another group: paused, renamed if asked, secrets by reference.

Read them, set the environment variables that are listed, and apply.
"""

from __future__ import annotations

from argparse import Namespace

from fivetran_common.command_line import Parser

from ...options import add_client, add_connections


def build(parser: Parser) -> None:
    """Declare the arguments."""
    add_connections(parser)
    parser.add_argument("--to", metavar="GROUP", required=True, help="the group of the copies")
    parser.add_argument("--rename", metavar="OLD=NEW", help="replace a part of every schema name")
    parser.add_argument("-o", "--out", metavar="FOLDER", required=True, help="the folder for the files")
    parser.add_argument("--overwrite", action="store_true", help="replace existing files")
    add_client(parser)
    parser.epilog = """\
Example:
  fivetran-connections copy --group amber_kettle --to azure_lantern --rename prod_=test_ -o copies/
"""


def run(options: Namespace) -> int:
    """Write the files."""
    from ...work.importing import copy

    return copy(options)
