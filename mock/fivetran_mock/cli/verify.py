"""`fivetran-mock verify`: the read-only part of the contract, asked of any server."""

from __future__ import annotations

import argparse
import base64
import os
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from .._mock.formats.messages import Reply, Request
from . import FAILED, OK, complain
from ._parser import Parser, seconds, server

if TYPE_CHECKING:
    from .._mock.contract.verify import Send

UNREACHABLE: Final = 7

_TELLS = """\
Asks a server that claims to be the Fivetran API (a mock, a Prism, the API itself) everything that can be
asked without changing anything, and reports what differs from the document, operation by operation.

The key pair is taken from FIVETRAN_API_KEY and FIVETRAN_API_SECRET. Without them a made-up pair is sent,
which is enough for a mock that takes any.
Exit status: 0 nothing differs, 1 something differs or nothing could be seen, 2 wrong usage, 7 server not reached.
"""


def main(words: Sequence[str]) -> int:
    """Probe the server and print the report."""
    from fivetran_openapi import document

    from .._mock.contract.report import FORMATS
    from .._mock.contract.verify import verify

    parser = Parser(
        prog="fivetran-mock verify", description=_TELLS, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("url", type=server, help="where the server is, for example http://127.0.0.1:8000")
    parser.add_argument("--output", choices=FORMATS, default="table", help="how to report (table)")
    parser.add_argument("--timeout", type=seconds, default=30.0, help="seconds to wait for each answer (30)")
    options = parser.parse_args(words)
    try:
        with sender(options.url, timeout=options.timeout) as send:
            report = verify(send, url=options.url, authorization=_authorization(), document=document())
    except ConnectionError as problem:
        complain("verify", problem)
        return UNREACHABLE
    print(FORMATS[options.output](report))
    return OK if report.passed else FAILED


@contextmanager
def sender(url: str, *, timeout: float) -> Generator[Send]:
    """Give a function that sends requests to a server; it raises `ConnectionError` where none can be had."""
    import httpx

    with httpx.Client(timeout=timeout, trust_env=False) as client:

        def send(request: Request) -> Reply:
            try:
                answer = client.request(request.method, url + request.target, headers=request.headers)
            except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
                raise ConnectionError(f"{url} gives no answer: {error}") from error
            return Reply(answer.status_code, answer.headers.multi_items(), answer.content)

        yield send


def _authorization() -> str:
    key, secret = os.environ.get("FIVETRAN_API_KEY", "key"), os.environ.get("FIVETRAN_API_SECRET", "secret")
    # Bytes that are no text stand in the environment as surrogates, and are sent as they are.
    return "Basic " + base64.b64encode(f"{key}:{secret}".encode(errors="surrogateescape")).decode()
