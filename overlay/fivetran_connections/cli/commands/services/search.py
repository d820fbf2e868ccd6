"""List the services with a word in their name or in a field."""

from __future__ import annotations

from argparse import Namespace

from fivetran_common.command_line import Parser

from ...catalogue import add_catalogue
from ...options import add_output
from .list_ import print_services


def build(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument("word", metavar="WORD", help="a part of the name of a service, or of a field")
    add_output(parser)
    add_catalogue(parser)


def run(options: Namespace) -> int:
    """Print a row for each service that has the word."""
    return print_services(options, options.word)
