"""Run the setup tests. The status is 9 if a test failed."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from fivetran_common.command_line import Parser

from ...options import add_client, add_connections, add_output
from ...statuses import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ....client import Fivetran


def build(parser: Parser) -> None:
    """Declare the arguments."""
    add_connections(parser)
    add_output(parser)
    add_client(parser)
    parser.epilog = """\
Examples:
  fivetran-connections test brisk_otter
  fivetran-connections test --state incomplete
"""


def run(options: Namespace) -> int:
    """Act on every connection that is selected."""
    from ...work.choosing import with_chosen

    return with_chosen(options, lambda fivetran, rows: _act(fivetran, rows, options), all_by_default=False)


def _act(fivetran: Fivetran, rows: Sequence[dict[str, Any]], options: Namespace) -> int:
    from ...._api.waiting import FAILED_TESTS
    from ...printing.rows import print_rows
    from ...work.choosing import each

    results: list[Any] = []
    failed = False

    def test(row: dict[str, Any]) -> None:
        nonlocal failed
        tested = fivetran.connections.test(str(row["id"])).to_dict()
        named = {key: row.get(key) for key in ("id", "group_id", "schema")}
        for one in tested.get("setup_tests") or ():
            failed = failed or one.get("status") in FAILED_TESTS
            results.append(
                {**named, "test": one.get("title"), "result": one.get("status"), "message": one.get("message")}
            )

    status = each(rows, test, results) or (Status.SOME_FAILED if failed else Status.DONE)
    print_rows(results, ("id", "group_id", "schema", "test", "result", "message"), output=options.output)
    return status
