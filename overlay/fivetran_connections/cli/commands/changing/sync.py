"""Start syncs; with --wait, wait until they have ended. The status is 9 if one did not succeed."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from fivetran_common.command_line import Parser

from ...options import add_client, add_connections, add_output, seconds

if TYPE_CHECKING:
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
    from ...work.choosing import act_on_each

    def sync(fivetran: Fivetran, row: dict[str, Any]) -> dict[str, Any]:
        identifier = str(row["id"])
        before = fivetran.connections.get(identifier) if options.wait else None
        message = fivetran.connections.sync(identifier, force=options.force)
        if before is None:
            return {"result": "started", "message": message}
        ended = fivetran.connections.wait_for_sync(before, deadline=options.deadline, interval=options.interval)
        return {"result": ended.outcome, "message": ended.advice}

    return act_on_each(options, sync, good={"started", "succeeded"})
