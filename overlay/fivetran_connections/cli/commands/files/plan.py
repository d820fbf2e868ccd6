"""Show what apply would create, change, replace or delete. Nothing is changed."""

from __future__ import annotations

from argparse import Namespace

from fivetran_common.command_line import Parser

from ...options import add_client, add_commands, add_output, add_paths, add_selector, add_strict
from ...statuses import Status


def build(parser: Parser) -> None:
    """Declare the arguments."""
    add_paths(parser)
    add_plan_options(parser)
    parser.add_argument("-o", "--out", metavar="FILE", help="save the plan, which holds no secret, for apply --plan")
    parser.add_argument(
        "--detailed-exitcode", action="store_true", help=f"end with status {Status.PENDING:d} if changes are pending"
    )
    add_output(parser)
    parser.epilog = """\
Examples:
  fivetran-connections plan connections/
  fivetran-connections plan --detailed-exitcode --output json connections/ brands.yaml
  fivetran-connections plan -o friday.plan connections/ && fivetran-connections apply --plan friday.plan
"""


def add_plan_options(parser: Parser) -> None:
    """Add the options that decide what a plan proposes; apply has them as well."""
    add = parser.add_argument
    add("--allow-replace", action="store_true", help="delete and recreate a connection if a permanent key differs")
    add("--rotate-secrets", action="store_true", help="send every value that the API hides")
    add("--unmanaged", action="store_true", help="list connections of these groups that are in no file")
    add("--delete-unmanaged", action="store_true", help="delete them")
    add_selector(parser)
    add_strict(parser)
    add_commands(parser)
    add_client(parser)


def run(options: Namespace) -> int:
    """Plan, print and perhaps save the plan."""
    from ...work.planning import run

    return run(options)
