"""Make the page, good for one day, on which the owner of the source authorizes a connection."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from fivetran_common.command_line import Parser

from ...options import add_client, add_connections, add_output, seconds
from ...printing.lines import print_note

if TYPE_CHECKING:
    from ....client import Fivetran


def build(parser: Parser) -> None:
    """Declare the arguments."""
    add_connections(parser)
    parser.add_argument(
        "--redirect-uri", metavar="URL", default="https://fivetran.com", help="the address to which the page returns"
    )
    parser.add_argument("--open", action="store_true", help="open the page in a browser")
    parser.add_argument("--wait", action="store_true", help="wait until the connection is set up")
    parser.add_argument("--deadline", type=seconds, metavar="SECONDS", default=3600.0, help="how long to wait (3600)")
    parser.add_argument(
        "--interval", type=seconds, metavar="SECONDS", default=10.0, help="seconds between requests (10)"
    )
    add_output(parser)
    add_client(parser)
    parser.epilog = """\
Examples:
  fivetran-connections connect-card brisk_otter
  fivetran-connections connect-card --open --wait amber_kettle/pin_eu
"""


def run(options: Namespace) -> int:
    """Act on every connection that is selected."""
    from ...._values.results import with_card
    from ...work.choosing import act_on_each

    def card(fivetran: Fivetran, row: dict[str, Any]) -> dict[str, Any]:
        identifier = str(row["id"])
        made = fivetran.connections.connect_card(identifier, redirect_uri=options.redirect_uri)
        link = str(made.connect_card.uri)
        if options.open:
            import webbrowser

            webbrowser.open(link)
        if not options.wait:
            return {"result": "made", "link": link}
        print_note(f"Waiting for {identifier}. To authorize it, open {link}")
        connection = with_card(fivetran.connections.get(identifier), made.connect_card)
        ended = fivetran.connections.wait_until_connected(
            connection, deadline=options.deadline, interval=options.interval, run_tests=False
        )
        return {"result": ended.state, "link": link, "message": ended.advice}

    columns = ("id", "group_id", "schema", "result", "link", "message")
    return act_on_each(options, card, columns=columns, good={"made", "connected"})
