"""Check installation, credentials and the way to the API, and say what to mend."""

from __future__ import annotations

from argparse import Namespace

from fivetran_common.command_line import Parser

from ...options import add_client, add_output


def build(parser: Parser) -> None:
    """Declare the arguments."""
    add_output(parser, ("text", "json"))
    add_client(parser)


def run(options: Namespace) -> int:
    """Print every check; the status is 0 if all passed."""
    from ...work.doctor import run

    return run(options)
