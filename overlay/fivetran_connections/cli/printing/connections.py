"""A created connection, in a few lines for people."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from typing import Any

from .lines import print_line

_WIDTH = 14
_STYLES = {"created": "green", "adopted": "dim"}

OUTCOMES = {"created": "created", "adopted": "existed already"}
"""The words of the command for the outcomes of `ensure`."""


def print_connection(data: Mapping[str, Any], *, outcome: str) -> None:
    """Print the answer of the API: whether it was created, its id and name, its state, its setup tests."""
    name = f"{data.get('service')} into {data.get('schema')}, group {data.get('group_id')}"
    print_line(
        [(f"{OUTCOMES[outcome]} ", _STYLES[outcome]), (str(data.get("id")), "bold"), (f": {name}", "")],
        stream=sys.stdout,
    )
    for label, value in _details(data):
        print_line([(f"  {label:<{_WIDTH}}", "dim"), (value, "")], stream=sys.stdout)


def _details(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    status: Mapping[str, Any] = data.get("status") or {}
    yield "setup state", str(status.get("setup_state"))
    yield "sync state", str(status.get("sync_state"))
    for test in data.get("setup_tests") or ():
        said = f": {test['message']}" if test.get("message") else ""
        yield "setup test", f"{test.get('title')} {test.get('status')}{said}"
    if card := data.get("connect_card"):
        yield "to authorize", f"open {card.get('uri')}"
