"""Create a connection from each file, once all are valid. `plan` and `apply` do more; this sends each file as it is."""

from __future__ import annotations

from argparse import Namespace

from fivetran_common.command_line import Parser

from ...options import add_client, add_commands, add_output, add_paths, add_strict


def build(parser: Parser) -> None:
    """Declare the arguments."""
    add_paths(parser)
    parser.add_argument(
        "--ensure", action="store_true", help="look up group and schema first; do not change an existing connection"
    )
    add_output(parser, ("text", "json"))
    add_strict(parser)
    add_commands(parser)
    add_client(parser)
    parser.epilog = """\
Examples:
  fivetran-connections create pinterest.yaml
  fivetran-connections create --ensure brands/
  fivetran-connections create --base-url http://127.0.0.1:8000 --output json *.yaml
"""


def run(options: Namespace) -> int:
    """Create what every file declares."""
    from ...work.creating import run

    return run(options)
