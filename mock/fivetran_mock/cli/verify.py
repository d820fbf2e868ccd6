"""
Compare the answers of a server with the document, operation by operation, by requests that change nothing.

The server may be a mock, a Prism, or the API itself. The key pair is taken from FIVETRAN_API_KEY and
FIVETRAN_API_SECRET. Without them a made-up pair is sent, which is enough for a mock that accepts any.

Exit status: 0 no difference, 1 a difference or nothing to compare, 2 wrong usage, 7 server not reached.
"""

from __future__ import annotations

import argparse
import base64
import os
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Final

from fivetran_common.text import printable, printable_json

from .._mock.formats.http import Reply, Request
from . import FAILED, OK, complain
from ._probes import Report, Send, Verdict, verify
from ._values import seconds, server

UNREACHABLE: Final = 7

_HEADINGS: Final = ("operation", "probe", "status", "verdict")


def build(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("url", type=server, help="the address of the server, for example http://127.0.0.1:8000")
    parser.add_argument("--output", choices=("table", "json"), default="table", help="the form of the report")
    parser.add_argument("--timeout", type=seconds, default=30.0, help="seconds to wait for each answer (30)")


def run(options: argparse.Namespace) -> int:
    """Probe the server and print the report."""
    from fivetran_openapi import document

    key, secret = os.environ.get("FIVETRAN_API_KEY", "key"), os.environ.get("FIVETRAN_API_SECRET", "secret")
    # Python represents bytes that are not UTF-8 as surrogates; the original bytes are sent.
    authorization = "Basic " + base64.b64encode(f"{key}:{secret}".encode(errors="surrogateescape")).decode()
    try:
        with sender(options.url, timeout=options.timeout) as send:
            report = verify(send, url=options.url, authorization=authorization, document=document())
    except ConnectionError as problem:
        complain("verify", problem)
        return UNREACHABLE
    print(as_json(report) if options.output == "json" else printable(as_table(report), keep="\n"))
    return OK if report.passed else FAILED


@contextmanager
def sender(url: str, *, timeout: float) -> Generator[Send]:
    """Return a function that sends requests to a server; it raises `ConnectionError` if there is no answer."""
    import httpx

    with httpx.Client(timeout=timeout, trust_env=False) as client:

        def send(request: Request) -> Reply:
            try:
                answer = client.request(request.method, url + request.target, headers=request.headers)
            except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
                raise ConnectionError(f"{url} does not answer: {error}") from error
            return Reply(answer.status_code, answer.headers.multi_items(), answer.content)

        yield send


def as_table(report: Report) -> str:
    """Return a line for each probe, its differences below it, and the totals in the last line."""
    rows = [
        _HEADINGS,
        *((tried.operation, tried.probe, str(tried.status or "-"), tried.verdict) for tried in report.outcomes),
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    detailed = [lines[0]]
    for line, outcome in zip(lines[1:], report.outcomes, strict=True):
        details = [*filter(None, [outcome.reason]), *outcome.differences]
        detailed += [line, *(f"    {detail}" for detail in details)]
    counts = ", ".join(f"{report.counts[verdict]} {verdict}" for verdict in Verdict)
    return "\n".join(
        (*detailed, "", f"{report.url}: {counts}; not tried because they write: {', '.join(report.writing)}")
    )


def as_json(report: Report) -> str:
    """Return the report with all its fields, and whether it passed."""
    return printable_json({"passed": report.passed, **asdict(report)}, indent=2)
