"""The connections, the page of one, and the steps that its buttons take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from ...._mock.facade import BaseMock
from ...._mock.formats.http import Reply
from ...._mock.formats.masking import masked_by_place
from ...._mock.operations.cards import InvalidToken
from .._json_lines import lines
from .._visit import PageProblem, Visit, quoted

MOST_CONNECTIONS: Final = 100
"""The most connections in the list."""

MOST_HISTORY: Final = 30

STEPS: Final[Mapping[str, tuple[str, Callable[[BaseMock, str], object]]]] = {
    "pass": ("passed", BaseMock.run_setup_tests),
    "fail": (
        "failed",
        lambda mock, name: mock.run_setup_tests(name, status="FAILED", message="Failed from the console"),
    ),
    "start": ("started", BaseMock.start_sync),
    "finish": ("finished", BaseMock.end_sync),
    "break": ("broken", lambda mock, name: mock.end_sync(name, "failed")),
    "reschedule": ("rescheduled", lambda mock, name: mock.end_sync(name, "rescheduled")),
    "pause": ("paused", BaseMock.pause),
    "resume": ("resumed", BaseMock.resume),
    "authorize": ("authorized", BaseMock.complete_connect_card),
    "advance": ("advanced", lambda mock, _: mock.advance(minutes=10)),
    "delete": ("deleted", BaseMock.delete),
}
"""Each button, the sentence that follows it, and the step that it takes."""


def listing(visit: Visit) -> Reply:
    """Show the latest connections."""
    mock, named = visit.mock, visit.query.get("named", "")
    return visit.page(
        "connections.html",
        tab="connections",
        total=mock.connection_count(),
        connections=mock.latest_connections(limit=MOST_CONNECTIONS, named=named),
        most=MOST_CONNECTIONS,
        named=named,
    )


def one(visit: Visit, failed: str = "") -> Reply:
    """Show a connection: its states, its config, the requests that named it, and the buttons."""
    identifier, mock = visit.arguments[0], visit.mock
    try:
        record = mock.connection(identifier)
    except (KeyError, ValueError):
        raise _gone(identifier) from None
    shown, more = lines(masked_by_place({name: value for name, value in record.items() if name != "status"}))
    return visit.page(
        "connection.html",
        failed=failed,
        tab="connections",
        connection=record,
        setup=mock.setup_of(identifier),
        scripted=mock.scripts_for(identifier),
        lines=shown,
        lines_more=more,
        history=[seen for seen in reversed(mock.calls) if seen.is_about(identifier)][:MOST_HISTORY],
    )


def step(visit: Visit) -> Reply:
    """Carry out the step of a button."""
    identifier, name = visit.arguments
    if name not in STEPS:
        raise PageProblem("There is no such step.", 404)
    done, act = STEPS[name]
    try:
        act(visit.mock, identifier)
    except KeyError:
        raise _gone(identifier) from None
    except (InvalidToken, ValueError) as problem:
        return one(visit, failed=str(problem))
    if name == "delete":
        return visit.redirect("console/connections", done)
    return visit.redirect(f"console/connections/{quoted(identifier)}", done)


def _gone(identifier: str) -> PageProblem:
    return PageProblem(f"There is no connection {identifier}.", 404)
