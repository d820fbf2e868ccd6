"""
Write existing connections to YAML files, one each, whose plan is empty.

Values that the API masks become references to environment variables, which are listed at the end.
"""

from __future__ import annotations

from argparse import Namespace

from fivetran_common.command_line import Parser

from ...options import add_client, add_selector


def build(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument("-o", "--out", metavar="FOLDER", required=True, help="the folder for the files")
    parser.add_argument("--from-terraform", metavar="FILE", help="import the connections of `terraform show -json`")
    parser.add_argument("--overwrite", action="store_true", help="replace existing files")
    add_selector(parser)
    add_client(parser)
    parser.epilog = """\
Examples:
  fivetran-connections import --group amber_kettle -o connections/
  terraform show -json > state.json && fivetran-connections import --from-terraform state.json -o connections/
"""


def run(options: Namespace) -> int:
    """Write the files."""
    from ...work.importing import run

    return run(options)
