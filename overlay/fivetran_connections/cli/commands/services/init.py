"""Write a connection file for a service, with every other field as a comment."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from fivetran_common.command_line import Parser

from ...catalogue import add_service, chosen
from ...printing.lines import print_error
from ...statuses import Status


def build(parser: Parser) -> None:
    """Declare the arguments."""
    add_service(parser)
    parser.add_argument("-o", "--out", metavar="FILE", help="the file to write; one that exists is not replaced")
    parser.epilog = """\
Example:
  fivetran-connections init postgres -o shop.yaml
"""


def run(options: Namespace) -> int:
    """Print the template, or write it to a new file."""
    from fivetran_rules.published.template import template

    found = chosen(options)
    if isinstance(found, Status):
        return found
    service, catalogue = found
    text = template(service, catalogue.vintage)
    if options.out is None:
        sys.stdout.write(text)
        return Status.DONE
    try:
        with Path(options.out).open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        print_error(f"{options.out} exists already: choose another name.")
        return Status.INVALID
    except OSError as error:
        print_error(f"{options.out} cannot be written: {error.strerror}.")
        return Status.INVALID
    return Status.DONE
