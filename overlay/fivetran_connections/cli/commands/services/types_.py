"""Print a Python module with the types of a service's connections."""

from __future__ import annotations

import sys
from argparse import Namespace

from fivetran_common.command_line import Parser

from ...catalogue import add_service, chosen
from ...statuses import Status


def build(parser: Parser) -> None:
    """Declare the arguments."""
    add_service(parser)
    parser.epilog = """\
Example:
  fivetran-connections types postgres > postgres_types.py
"""


def run(options: Namespace) -> int:
    """Print the module."""
    from fivetran_rules.published.types_module import types_module

    found = chosen(options)
    if isinstance(found, Status):
        return found
    service, catalogue = found
    sys.stdout.write(types_module(service, catalogue.vintage))
    return Status.DONE
