"""
Carry out a plan: create, update and, if allowed, replace and delete connections.

It asks only before it deletes or replaces. Running it again goes on where it was stopped.
"""

from __future__ import annotations

from argparse import Namespace

from fivetran_common.command_line import Parser

from ...options import add_output, add_paths, count, percent, positive
from .plan import add_plan_options


def build(parser: Parser) -> None:
    """Declare the arguments."""
    add_paths(parser, required=False)
    add = parser.add_argument
    add("--plan", metavar="FILE", help="apply a saved plan, if a new plan has the same changes")
    add("--yes", action="store_true", help="do not ask for confirmation; deletions need --max-deletes as well")
    add_plan_options(parser)
    add("--max-deletes", type=count, metavar="N", help="delete at most this many connections, without confirmation")
    add("--max-replaces", type=count, metavar="N", help="replace at most this many connections")
    add(
        "--max-percent",
        type=percent,
        metavar="P",
        default=30.0,
        help="delete or replace at most this share of ten or more connections (30)",
    )
    add("--concurrency", type=positive, metavar="N", default=8, help="connections at once (8)")
    add("--trial", action="store_true", help="keep within the lower rate limits of a trial account")
    add("--fail-fast", action="store_true", help="start no other change after a failure")
    add("--unpause-when-connected", action="store_true", help="create paused, and unpause once set up")
    add(
        "--connect-cards",
        metavar="URL",
        help="create a Connect Card that returns to URL for each connection that is not set up",
    )
    add("--show-links", action="store_true", help="show the links of Connect Cards, with which anyone can authorize")
    add("--journal", metavar="FILE", help="where each result is written, instead of the data folder")
    add_output(parser)
    parser.epilog = """\
Examples:
  fivetran-connections apply connections/
  fivetran-connections apply --yes --max-deletes 2 --delete-unmanaged connections/
  fivetran-connections apply --plan friday.plan
"""


def run(options: Namespace) -> int:
    """Plan, ask, and carry out the plan."""
    from ...work.applying import run

    return run(options)
