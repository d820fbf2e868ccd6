"""Check files against every rule, as one set. Nothing is sent, and no reference is looked up."""

from __future__ import annotations

import sys
from argparse import Namespace

from fivetran_common.command_line import Parser

from ...catalogue import catalogue_of
from ...options import add_output, add_paths, add_strict
from ...statuses import Status


def build(parser: Parser) -> None:
    """Declare the arguments."""
    add_paths(parser)
    add_output(parser, ("text", "json"))
    add_strict(parser)
    parser.epilog = """\
Examples:
  fivetran-connections validate connections/
  fivetran-connections validate --output json - < request.json
"""


def run(options: Namespace) -> int:
    """Print the problems of each file."""
    from ....code.loading import load_files
    from ...printing.findings import print_findings, print_valid, print_verdict

    catalogue = catalogue_of(options)
    if catalogue is None:
        return Status.INVALID
    loaded = load_files(
        options.paths,
        lookup=None,
        strict=options.strict,
        named=False,
        catalogue=catalogue,
        unchecked=options.unchecked,
    )
    if options.output == "json":
        print_verdict(loaded)
    else:
        print_findings(loaded.findings, stream=sys.stdout)
        print_valid(loaded, stream=sys.stdout)
    return Status.DONE if loaded.valid else Status.INVALID
