"""Print the JSON Schema of a file, for editors."""

from __future__ import annotations

from argparse import Namespace

from fivetran_common.command_line import Parser

from ...catalogue import add_catalogue, chosen
from ...statuses import Status


def build(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument("--service", metavar="NAME", help="the schema of a file for this service alone")
    add_catalogue(parser)
    parser.epilog = """\
Examples:
  fivetran-connections schema > connection.schema.json
  fivetran-connections schema --service postgres > postgres.schema.json

Then let the first line of a YAML file say, for editors with a YAML server:
  # yaml-language-server: $schema=connection.schema.json
"""


def run(options: Namespace) -> int:
    """Print the schema."""
    from fivetran_rules import service_file_schema

    from ....code.file_schema import file_schema, with_references
    from ...printing.lines import print_json

    if options.service is None:
        print_json(file_schema())
        return Status.DONE
    found = chosen(options)
    if isinstance(found, Status):
        return found
    service, catalogue = found
    schema = service_file_schema(service.name, catalogue)
    print_json(schema and with_references(schema))
    return Status.DONE
