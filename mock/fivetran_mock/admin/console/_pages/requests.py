"""The list of requests with its filters, and the page of one request."""

from __future__ import annotations

import difflib
import json
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
from ...._mock.journal import RecordedCall, Verdict, connection_of
from ...._mock.state.state import API, CARD_PAGE
from ..._api import number_of
from .._copies import copies
from .._json_lines import lines
from .._visit import PageProblem, Visit

MOST_ROWS: Final = 100
"""How many requests a list shows."""

MOST_REFUSALS: Final = 100
"""How many refused requests are looked at for the groups."""

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
    total = mock.call_count
    seen_before = number_of(query.get("seen", ""))
    new = 0 if seen_before is None else total - seen_before
    filtered = bool(tests)
    fitting = total
    if filtered:
        fitting = len(mock.latest_calls(limit=total, fits=lambda seen: all(test(seen) for test in tests)))
    step = max(1, -(-new // MOST_ROWS))  # where a page has no room for every new request, it shows one in so many
    if step > 1:
        tests.append(lambda seen: seen.number % step == 0)
    calls = mock.latest_calls(limit=MOST_ROWS + 1, fits=lambda seen: all(test(seen) for test in tests))
    return visit.page(
        "requests.html",
        tab="requests",
        calls=[(call, _schema(mock, call)) for call in calls[:MOST_ROWS]],
        more=len(calls) > MOST_ROWS,
        most=MOST_ROWS,
        total=total,
        filtered=filtered,
        fitting=fitting,
        dropped=mock.dropped_calls,
        step=step,
        groups=_groups(mock),
        operations=sorted(_operations()),
        verdicts=VERDICTS,
        statuses=STATUSES,
        filters={name: query.get(name, "") for name in FILTERS},
    )


def one(visit: Visit) -> Reply:
    """Show a request with its bodies, its violations and its copies."""
    call = _call(visit)
    sent, sent_more = lines(call.body, call.violations)
    answered, answered_more = lines(call.response)
    identifier, mock = connection_of(call.path), visit.mock
    record = None
    if identifier:
        with suppress(KeyError):
            record = mock.connection(identifier)
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
        copies=copies(call, base, record),
    )


def download(visit: Visit) -> Reply:
    """Return a request with its whole bodies, masked, as JSON."""
    call = _call(visit)
    return visit.file(json.dumps(call.to_data()).encode(), "application/json", name=f"request-{call.number}.json")


def _call(visit: Visit) -> RecordedCall:
    number = visit.arguments[0]
    found = visit.mock.latest_calls(limit=1, fits=lambda seen: str(seen.number) == number)
    if not found:
        raise PageProblem(f"The log has no request {number}: it was never sent, or the log had no room for it.", 404)
    return found[0]


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
    for call in mock.latest_calls(limit=MOST_REFUSALS, fits=_verdict(mock, "refused")):
        operation = call.operation or ""
        errors = [violation for violation in call.violations if violation.severity == "error"]
        causes = {(call.status, violation.pointer or "/", violation.rule, operation) for violation in errors}
        counted.update(causes or {(call.status, call.reason, "", operation)})
    return [Group(*cause, times) for cause, times in counted.most_common(MOST_GROUPS) if times > 1]


@cache
def _operations() -> dict[str, str]:
    """Return each operation of the document with its method and path."""
    return {described["operationId"]: f"{method.upper()} {path}" for method, path, described in operations(document())}
