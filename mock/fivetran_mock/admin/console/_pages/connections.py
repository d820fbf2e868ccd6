"""The connections of each account, the page of one, and the steps that its buttons take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from ...._mock.facade import BaseMock
from ...._mock.formats.http import Reply
from ...._mock.operations.cards import InvalidToken
from .._json_lines import lines
from .._visit import PageProblem, Visit, quoted

MOST_CONNECTIONS: Final = 100
"""How many connections of an account the list shows."""

MOST_HISTORY: Final = 30
MOST_ACCOUNTS: Final = 20

Step = Callable[[BaseMock, str, str | None], object]

STEPS: Final[Mapping[str, tuple[str, Step]]] = {
    "pass": ("passed", lambda mock, name, key: mock.run_setup_tests(name, api_key=key)),
    "fail": (
        "failed",
        lambda mock, name, key: mock.run_setup_tests(
            name, status="FAILED", message="Failed from the console", api_key=key
        ),
    ),
    "start": ("started", lambda mock, name, key: mock.start_sync(name, api_key=key)),
    "finish": ("finished", lambda mock, name, key: mock.end_sync(name, api_key=key)),
    "break": ("broken", lambda mock, name, key: mock.end_sync(name, "failed", api_key=key)),
    "reschedule": ("rescheduled", lambda mock, name, key: mock.end_sync(name, "rescheduled", api_key=key)),
    "pause": ("paused", lambda mock, name, key: mock.pause(name, api_key=key)),
    "resume": ("resumed", lambda mock, name, key: mock.resume(name, api_key=key)),
    "authorize": ("authorized", lambda mock, name, key: mock.complete_connect_card(name, api_key=key)),
    "advance": ("advanced", lambda mock, _, __: mock.advance(minutes=10)),
    "delete": ("deleted", lambda mock, name, key: mock.delete(name, api_key=key)),
}
"""Each button, the sentence that follows it, and the step that it takes."""


def listing(visit: Visit) -> Reply:
    """Show the latest connections of each account."""
    mock, named = visit.mock, visit.query.get("named", "")
    keys = mock.accounts()
    accounts = [
        {
            "key": key,
            "total": mock.connection_count(api_key=key or None),
            "connections": mock.latest_connections(limit=MOST_CONNECTIONS, api_key=key or None, named=named),
        }
        for key in keys[:MOST_ACCOUNTS]
    ]
    return visit.page(
        "connections.html",
        tab="connections",
        accounts=accounts,
        accounts_left=max(0, len(keys) - MOST_ACCOUNTS),
        most=MOST_CONNECTIONS,
        named=named,
    )


def one(visit: Visit, failed: str = "") -> Reply:
    """Show a connection: its states, its config, the requests that named it, and the buttons."""
    identifier, mock = visit.arguments[0], visit.mock
    key = visit.query.get("account", "")
    if key not in mock.accounts():
        raise _gone(identifier)
    try:
        record = mock.connection(identifier, api_key=key or None)
    except (KeyError, ValueError):
        raise _gone(identifier) from None
    shown, more = lines({name: value for name, value in record.items() if name != "status"})
    return visit.page(
        "connection.html",
        failed=failed,
        tab="connections",
        connection=record,
        account=key,
        setup=mock.setup_of(identifier, api_key=key or None),
        scripted=mock.scripts_for(identifier, api_key=key or None),
        lines=shown,
        lines_more=more,
        history=mock.latest_calls(limit=MOST_HISTORY, fits=lambda seen: seen.is_about(identifier)),
    )


def step(visit: Visit) -> Reply:
    """Carry out the step of a button."""
    identifier, name = visit.arguments
    if name not in STEPS:
        raise PageProblem("There is no such step.", 404)
    key = visit.query.get("account", "")
    done, act = STEPS[name]
    try:
        act(visit.mock, identifier, key or None)
    except KeyError:
        raise _gone(identifier) from None
    except (InvalidToken, ValueError) as problem:
        return one(visit, failed=str(problem))
    if name == "delete":
        return visit.redirect("console/connections", done)
    return visit.redirect(f"console/connections/{quoted(identifier)}?account={quoted(key)}", done)


def _gone(identifier: str) -> PageProblem:
    return PageProblem(f"This account has no connection {identifier}.", 404)
