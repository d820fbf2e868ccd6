"""The list of requests with its filters, and the page of one request."""

from __future__ import annotations

import difflib
import json
import shlex
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from typing import Final, NamedTuple, get_args

from fivetran_openapi import document

from ...._mock.clock.moments import Clock, moment_of
from ...._mock.contract.routes import operations
from ...._mock.facade import BaseMock
from ...._mock.formats.http import Reply
from ...._mock.journal import RecordedCall, Verdict
from ...._mock.state.settings import CARD_PAGE
from ...._mock.state.state import API
from .._json_lines import lines
from .._visit import PageProblem, Visit

MOST_ROWS: Final = 100
"""How many requests a list shows."""

MOST_REFUSALS: Final = 100
"""How many refused requests are looked at for the groups."""

MOST_COPIED: Final = 20_000
"""How long the body of a request in a command may be."""

MOST_GROUPS: Final = 5
NEAREST: Final = 3

VERDICTS: Final = get_args(Verdict)
STATUSES: Final = ("2xx", "4xx", "5xx")

Test = Callable[[RecordedCall], bool]


class Group(NamedTuple):
    """Refused requests with the same cause."""

    status: int
    cause: str
    rule: str
    operation: str
    times: int


def listing(visit: Visit) -> Reply:
    """Show the latest requests that fit the filters, the newest first."""
    mock, query = visit.mock, visit.query
    tests = [FILTERS[name](mock, text) for name, text in query.items() if name in FILTERS and text]
    fitting = [seen for seen in reversed(mock.calls) if all(test(seen) for test in tests)]
    return visit.page(
        "requests.html",
        tab="requests",
        calls=[(call, _schema(mock, call)) for call in fitting[:MOST_ROWS]],
        more=len(fitting) > MOST_ROWS,
        most=MOST_ROWS,
        total=mock.call_count,
        filtered=bool(tests),
        fitting=len(fitting),
        dropped=mock.dropped_calls,
        groups=_groups(mock),
        operations=sorted(_operations()),
        verdicts=VERDICTS,
        statuses=STATUSES,
        filters={name: query.get(name, "") for name in FILTERS},
    )


def one(visit: Visit) -> Reply:
    """Show a request with its bodies, its violations, and the command of curl that repeats it."""
    call = _call(visit)
    sent, sent_more = lines(call.body, call.violations)
    answered, answered_more = lines(call.response)
    body = call.body if isinstance(call.body, str) else json.dumps(call.body, ensure_ascii=False)
    mock = visit.mock
    known = {spelled: name for name, spelled in _operations().items()}
    nearest = [] if call.operation else difflib.get_close_matches(call.request_line, known, n=NEAREST, cutoff=0.4)
    base = API if mock.card_page == CARD_PAGE else mock.card_page  # a mock in process stands in for the API
    return visit.page(
        "request.html",
        tab="requests",
        call=call,
        sent=sent,
        sent_more=sent_more,
        answered=answered,
        answered_more=answered_more,
        schema=_schema(mock, call),
        nearest=[(known[operation], operation) for operation in nearest],
        address=shlex.quote(f"{base}/{call.path.removeprefix('/')}" + (f"?{call.query}" if call.query else "")),
        copied_body=shlex.quote(body) if len(body) <= MOST_COPIED else "",
    )


def _call(visit: Visit) -> RecordedCall:
    number = visit.arguments[0]
    for seen in visit.mock.calls:
        if str(seen.number) == number:
            return seen
    raise PageProblem(f"The log has no request {number}: it was never sent, or the log had no room for it.", 404)


def _schema(mock: BaseMock, call: RecordedCall) -> str:
    """Return the schema of the connection that a call is about; empty if there is none."""
    with suppress(KeyError, ValueError):
        return str(mock.connection(call.connection_id)["schema"])
    return ""


def _status(_: BaseMock, text: str) -> Test:
    digits = text.lower().rstrip("x")
    if not digits.isdecimal() or len(text) > len("404"):
        raise PageProblem("The status of the filter has to look like 404, 4xx or 4.")
    return lambda seen: str(seen.status).startswith(digits)


def _verdict(_: BaseMock, text: str) -> Test:
    return lambda seen: seen.verdict == text


def _connection(mock: BaseMock, text: str) -> Test:
    """Return the test for an id, a group or a schema."""
    ids = [text, *(each["id"] for each in mock.latest_connections(limit=MOST_ROWS, named=text))]
    return lambda seen: any(map(seen.is_about, ids))


def _since(_: BaseMock, text: str) -> Test:
    try:
        moment = moment_of(text if text.endswith("Z") else f"{text}Z")
    except ValueError:
        raise PageProblem("The time of the filter has to look like 2026-01-01T00:05:00.") from None
    since = Clock().text(moment)
    return lambda seen: seen.at >= since


FILTERS: Final[Mapping[str, Callable[[BaseMock, str], Test]]] = {
    "status": _status,
    "verdict": _verdict,
    "operation": lambda _, text: lambda seen: seen.operation == text,
    "connection": _connection,
    "since": _since,
}
"""The fields of the form above the list, and the test that each makes."""


def _groups(mock: BaseMock) -> list[Group]:
    """Group the latest refused requests by their cause, the most frequent first."""
    counted = Counter[tuple[int, str, str, str]]()
    for call in mock.refused_calls[-MOST_REFUSALS:]:
        operation = call.operation or ""
        errors = [violation for violation in call.violations if violation.severity == "error"]
        causes = {(call.status, violation.pointer or "/", violation.rule, operation) for violation in errors}
        counted.update(causes or {(call.status, call.reason, "", operation)})
    return [Group(*cause, times) for cause, times in counted.most_common(MOST_GROUPS) if times > 1]


@cache
def _operations() -> dict[str, str]:
    """Return each operation of the document with its method and path."""
    return {described["operationId"]: f"{method.upper()} {path}" for method, path, described in operations(document())}
