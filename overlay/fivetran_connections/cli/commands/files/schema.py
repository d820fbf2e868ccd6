"""Print the JSON Schema of a file, for editors."""

from __future__ import annotations

from argparse import Namespace

from fivetran_common.command_line import Parser

from ...statuses import Status


def build(parser: Parser) -> None:
    """Declare the arguments."""
    parser.epilog = """\
Example:
  fivetran-connections schema > connection.schema.json

Then let the first line of a YAML file say, for editors with a YAML server:
  # yaml-language-server: $schema=connection.schema.json
"""


def run(options: Namespace) -> int:
    """Print the schema."""
    from ....code.declared.schema import file_schema
    from ...printing.lines import print_json

    del options
    print_json(file_schema())
    return Status.DONE
