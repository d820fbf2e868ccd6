"""Start syncs; with --wait, wait until they have ended. The status is 9 if one did not succeed."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from fivetran_common.command_line import Parser

from ...options import add_client, add_connections, add_output, seconds
from ...statuses import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ....client import Fivetran


def build(parser: Parser) -> None:
    """Declare the arguments."""
    add_connections(parser)
    parser.add_argument("--wait", action="store_true", help="wait until the syncs have ended")
    parser.add_argument("--force", action="store_true", help="stop a sync that is running, and start another one")
    parser.add_argument("--deadline", type=seconds, metavar="SECONDS", default=3600.0, help="how long to wait (3600)")
    parser.add_argument(
        "--interval", type=seconds, metavar="SECONDS", default=30.0, help="seconds between requests (30)"
    )
    add_output(parser)
    add_client(parser)
    parser.epilog = """\
Examples:
  fivetran-connections sync brisk_otter
  fivetran-connections sync --wait --deadline 7200 amber_kettle/pin_eu
"""


def run(options: Namespace) -> int:
    """Act on every connection that is selected."""
    from ...work.choosing import with_chosen

    return with_chosen(options, lambda fivetran, rows: _act(fivetran, rows, options), all_by_default=False)


def _act(fivetran: Fivetran, rows: Sequence[dict[str, Any]], options: Namespace) -> int:
    from ...printing.rows import print_rows
    from ...work.choosing import each

    results: list[Any] = []
    failed = False

    def sync(row: dict[str, Any]) -> dict[str, Any]:
        nonlocal failed
        identifier = str(row["id"])
        before = fivetran.connections.get(identifier) if options.wait else None
        message = fivetran.connections.sync(identifier, force=options.force)
        if before is None:
            return {"result": "started", "message": message}
        ended = fivetran.connections.wait_for_sync(before, deadline=options.deadline, interval=options.interval)
        failed = failed or not ended.ok
        return {"result": ended.outcome, "message": ended.advice}

    status = each(rows, sync, results) or (Status.SOME_FAILED if failed else Status.DONE)
    print_rows(results, ("id", "group_id", "schema", "result", "message"), output=options.output)
    return status
