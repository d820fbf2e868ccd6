"""The requests with filters, the page of one request, and the deliveries to webhooks."""

from __future__ import annotations

import json
import shlex
from contextlib import suppress
from typing import Final, get_args
from urllib.parse import urlencode

from ...._mock.facade import BaseMock
from ...._mock.formats.http import MESSAGES, Reply, number_of
from ...._mock.journal import RecordedCall, Verdict
from ...._mock.state.settings import CARD_PAGE
from ...._mock.state.state import API
from .._json_lines import lines
from .._visit import PageProblem, Visit

MOST_ROWS: Final = 100
"""The most requests on a page of the list, and the most deliveries."""

MOST_COPIED: Final = 20_000
"""The most characters of a body in a copied command."""


def requests(visit: Visit) -> Reply:
    """Show a page of the requests that fit the filters, the newest first."""
    mock, query = visit.mock, visit.query
    filters = {name: query.get(name, "") for name in ("status", "verdict", "operation", "connection")}
    digits, named = _digits(filters["status"]), filters["connection"]
    ids = [named, *(each["id"] for each in mock.latest_connections(limit=MOST_ROWS, named=named))] if named else []
    fitting = [
        seen
        for seen in reversed(mock.calls)
        if str(seen.status).startswith(digits)
        and filters["verdict"] in ("", seen.verdict)
        and filters["operation"] in ("", seen.operation)
        and (not ids or any(map(seen.is_about, ids)))
    ]
    number = number_of(query.get("page", "1"))
    if number is None:
        raise PageProblem("The page of the list has to be a number such as 2.")
    last = max(0, len(fitting) - 1) // MOST_ROWS  # a reset may have left fewer pages than the address names
    begin = min(max(0, number - 1), last) * MOST_ROWS
    chosen = urlencode({name: value for name, value in filters.items() if value})
    return visit.page(
        "requests.html",
        tab="requests",
        calls=[(call, _schema(mock, call)) for call in fitting[begin : begin + MOST_ROWS]],
        newer=f"?{chosen}&page={begin // MOST_ROWS}" if begin else "",
        older=f"?{chosen}&page={begin // MOST_ROWS + 2}" if len(fitting) > begin + MOST_ROWS else "",
        begin=begin,
        address=_base(mock),
        total=mock.call_count,
        filtered=any(filters.values()),
        fitting=len(fitting),
        dropped=mock.dropped_calls,
        operations=sorted(MESSAGES),
        verdicts=get_args(Verdict),
        statuses=("2xx", "4xx", "5xx"),
        filters=filters,
    )


def request(visit: Visit) -> Reply:
    """Show a request with its bodies, its violations, and the command of curl that repeats it."""
    call = _call(visit)
    sent, sent_more = lines(call.body, call.violations)
    answered, answered_more = lines(call.response)
    body = call.body if isinstance(call.body, str) else json.dumps(call.body, ensure_ascii=False)
    mock = visit.mock
    return visit.page(
        "request.html",
        tab="requests",
        call=call,
        sent=sent,
        sent_more=sent_more,
        answered=answered,
        answered_more=answered_more,
        schema=_schema(mock, call),
        address=shlex.quote(f"{_base(mock)}/{call.path.removeprefix('/')}" + (f"?{call.query}" if call.query else "")),
        copied_body=shlex.quote(body) if len(body) <= MOST_COPIED else "",
    )


def deliveries(visit: Visit) -> Reply:
    """Show the webhooks, and the latest deliveries, the newest first."""
    made, api = visit.mock.webhooks.deliveries[::-1], visit.mock.webhooks.api
    with api.lock:
        hooks = [dict(hook) for hook in api.state.records["webhook"].records()]
    return visit.page("deliveries.html", tab="deliveries", hooks=hooks, deliveries=made[:MOST_ROWS], total=len(made))


def repeat(visit: Visit) -> Reply:
    """Deliver one again."""
    try:
        visit.mock.webhooks.repeat(number_of(visit.arguments[0]) or 0)
    except KeyError:
        raise PageProblem("This delivery is forgotten, or its webhook is gone.", 404) from None
    return visit.redirect("console/deliveries", "repeated")


def _base(mock: BaseMock) -> str:
    """Return the address for copied commands; in process it is that of the API."""
    return API if mock.card_page == CARD_PAGE else mock.card_page


def _call(visit: Visit) -> RecordedCall:
    number = visit.arguments[0]
    for seen in visit.mock.calls:
        if str(seen.number) == number:
            return seen
    raise PageProblem(f"The log has no request {number}: it was never sent, or the log had no room for it.", 404)


def _schema(mock: BaseMock, call: RecordedCall) -> str:
    """Return the schema of the connection that a call is about, or an empty text."""
    with suppress(KeyError, ValueError):
        return str(mock.connection(call.connection_id)["schema"])
    return ""


def _digits(status: str) -> str:
    """Return the digits with which a status begins that fits, as `4` or `4xx`."""
    digits = status.lower().rstrip("x")
    if status and (not digits.isdecimal() or len(status) > len("404")):
        raise PageProblem("The status of the filter has to look like 404, 4xx or 4.")
    return digits
