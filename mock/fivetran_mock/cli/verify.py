"""
Send read-only requests to a server that claims to be the API, and compare its answers with the document.

A probe is a request that changes nothing, with the statuses that a correct server may answer. Later probes use ids
and cursors of earlier answers, so that an empty account leaves some of them untried; the report says so.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import partial
from typing import Any, Final
from urllib.parse import quote

from fivetran_common.command_line import argument, takes
from fivetran_common.text import printable, printable_json

from .._mock.contract.differences import Contract, Difference
from .._mock.formats.http import Reply, Request
from . import FAILED, OK, complain
from ._values import seconds, server

UNREACHABLE: Final = 7

_HEADINGS: Final = ("operation", "probe", "status", "verdict")

Send = Callable[[Request], Reply]


class Verdict(StrEnum):
    """The result of a probe."""

    OK = "ok"
    DIFFERS = "differs"
    UNTRIED = "untried"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One probe and its result."""

    operation: str
    probe: str
    target: str
    """The target of the request; empty if none was sent."""
    status: int | None
    verdict: Verdict
    differences: tuple[Difference, ...] = ()
    reason: str = ""
    """The reason why it is untried."""


@dataclass(frozen=True, slots=True)
class Report:
    """The results of all probes, and the operations that were not tried because they write."""

    url: str
    outcomes: tuple[Outcome, ...]
    writing: tuple[str, ...]

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """The number of probes with each result."""
        return Counter(outcome.verdict for outcome in self.outcomes)

    @property
    def passed(self) -> bool:
        """Whether there was an answer to compare, and none differs."""
        return self.counts[Verdict.OK] > 0 and not self.counts[Verdict.DIFFERS]


@dataclass(frozen=True, slots=True)
class _Probe:
    operation: str
    name: str
    target: str
    """With the names of values of earlier answers in braces."""
    wanted: frozenset[int] = frozenset({200})
    """The statuses of a correct server; the empty set allows all that the document declares."""
    signed: bool = True
    accept: str = "application/json"


_ANY_DECLARED: Final[frozenset[int]] = frozenset()
_NOT_THERE: Final = "no_such_connection_here"

_PROBES: Final = (
    _Probe("get_account_info", "account of the key", "/v1/account/info"),
    _Probe("list_groups", "first page", "/v1/groups?limit=1"),
    _Probe("list_connections", "first page", "/v1/connections?limit=1"),
    _Probe("list_connections", "next page", "/v1/connections?limit=1&cursor={cursor}"),
    _Probe("list_connections", "by schema", "/v1/connections?schema={schema}"),
    _Probe("list_connections", "type that is not served", "/v1/connections", frozenset({406}), accept="text/html"),
    _Probe("list_group_connections", "first page", "/v1/groups/{group_id}/connections?limit=1"),
    _Probe("get_connection", "first of the list", "/v1/connections/{id}"),
    _Probe("get_connection", "one that is not there", f"/v1/connections/{_NOT_THERE}", frozenset({404})),
    # Only functions have a state, errors are a preview, and a schema config comes with the first sync.
    _Probe("get_connection_state", "first of the list", "/v1/connections/{id}/state", _ANY_DECLARED),
    _Probe("list_connection_errors", "first of the list", "/v1/connections/{id}/errors", _ANY_DECLARED),
    _Probe("get_schema_config", "first of the list", "/v1/connections/{id}/schemas", _ANY_DECLARED),
    _Probe("get_connector_type", "pinterest_ads", "/v1/metadata/connector-types/pinterest_ads"),
)


def verify(send: Send, *, url: str, authorization: str, document: Mapping[str, Any]) -> Report:
    """Probe a server by `send`, and report all differences; `authorization` is a header that the server knows."""
    contract = Contract(document)
    seen: dict[str, str] = {}
    outcomes = [_tried(probe, contract, send, authorization, seen) for probe in _every_probe(contract)]
    writing = tuple(operation.id for operation in contract.operations.values() if operation.method != "GET")
    return Report(url, tuple(outcomes), writing)


def _every_probe(contract: Contract) -> Iterator[_Probe]:
    """Return the probes of the table, and for each reading operation one without credentials."""
    yield from _PROBES
    for operation in contract.operations.values():
        if operation.method == "GET":
            path = operation.path.replace("{", "").replace("}", "")
            yield _Probe(operation.id, "without credentials", path, frozenset({401}), signed=False)


def _tried(probe: _Probe, contract: Contract, send: Send, authorization: str, seen: dict[str, str]) -> Outcome:
    outcome = partial(Outcome, probe.operation, probe.name)
    try:
        target = probe.target.format_map(seen)
    except KeyError as missing:
        return outcome("", None, Verdict.UNTRIED, reason=f"the answers so far show no {missing.args[0]}")
    headers = {"accept": probe.accept} | ({"authorization": authorization} if probe.signed else {})
    reply = send(Request("GET", target, headers, b""))
    if target == "/v1/connections?limit=1":
        _learn(reply, seen)
    differences = contract.differences(probe.operation, reply)
    if reply.status in _REFUSALS and probe.signed and not differences:
        return outcome(target, reply.status, Verdict.UNTRIED, reason=_REFUSALS[reply.status])
    if reply.status not in (probe.wanted or {reply.status}):
        wanted = " or ".join(map(str, sorted(probe.wanted)))
        differences.insert(0, Difference("status", f"{reply.status} instead of {wanted}"))
    return outcome(target, reply.status, Verdict.DIFFERS if differences else Verdict.OK, tuple(differences))


_REFUSALS: Final = {
    401: "the server does not know the key pair",
    403: "the key pair has no permission for this",
    429: "the server limits the rate",
}


def _learn(reply: Reply, seen: dict[str, str]) -> None:
    """Keep the ids and the cursor for later probes; an answer of another shape has none."""
    try:
        data = json.loads(reply.body)["data"]
        found = {**data["items"][0], "cursor": data.get("next_cursor")}
    except (ValueError, LookupError, TypeError, RecursionError):
        return
    seen |= {name: quote(value, safe="") for name, value in found.items() if isinstance(value, str)}


@takes(
    argument("url", "the address of the server, for example http://127.0.0.1:8000", type=server),
    argument("--output", "the form of the report", choices=("table", "json"), default="table"),
    argument("--timeout", "seconds to wait for each answer (30)", type=seconds, default=30.0),
)
def run_verify(options: argparse.Namespace) -> int:
    """
    Compare the answers of a server with the document, operation by operation, by requests that change nothing.

    The server may be a mock, a Prism, or the API itself. The key pair is taken from FIVETRAN_API_KEY and
    FIVETRAN_API_SECRET. Without them a made-up pair is sent, which is enough for a mock that accepts any.

    Exit status: 0 no difference, 1 a difference or nothing to compare, 2 wrong usage, 7 server not reached.
    """
    import httpx

    from fivetran_openapi import document

    key, secret = os.environ.get("FIVETRAN_API_KEY", "key"), os.environ.get("FIVETRAN_API_SECRET", "secret")
    # Python represents bytes that are not UTF-8 as surrogates; the original bytes are sent.
    authorization = "Basic " + base64.b64encode(f"{key}:{secret}".encode(errors="surrogateescape")).decode()
    with httpx.Client(timeout=options.timeout, trust_env=False) as client:

        def send(request: Request) -> Reply:
            answer = client.request(request.method, options.url + request.target, headers=request.headers)
            return Reply(answer.status_code, answer.headers.multi_items(), answer.content)

        try:
            report = verify(send, url=options.url, authorization=authorization, document=document())
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            complain("verify", f"{options.url} does not answer: {error}")
            return UNREACHABLE
    if options.output == "json":
        print(printable_json({"passed": report.passed, **asdict(report)}, indent=2))
    else:
        print(printable(_as_table(report), keep="\n"))
    return OK if report.passed else FAILED


def _as_table(report: Report) -> str:
    """Return a line for each probe, its differences below it, and the totals in the last line."""
    rows = [
        (outcome.operation, outcome.probe, str(outcome.status or "-"), outcome.verdict) for outcome in report.outcomes
    ]
    widths = [max(map(len, column)) for column in zip(_HEADINGS, *rows, strict=True)]
    form = "  ".join(f"{{:<{width}}}" for width in widths)
    lines = [form.format(*_HEADINGS).rstrip()]
    for row, outcome in zip(rows, report.outcomes, strict=True):
        details = [*filter(None, [outcome.reason]), *outcome.differences]
        lines += [form.format(*row).rstrip(), *(f"    {detail}" for detail in details)]
    counts = ", ".join(f"{report.counts[verdict]} {verdict}" for verdict in Verdict)
    return "\n".join([*lines, "", f"{report.url}: {counts}; not tried because they write: {', '.join(report.writing)}"])
