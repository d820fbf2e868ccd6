"""Run Prism 5.14.2 with the document. Needs Node, which the extra `prism` brings."""

from __future__ import annotations

import argparse
import signal
import sys

from fivetran_common.text import printable

from . import FAILED, OK, complain
from ._values import port, server


def build(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    modes = parser.add_subparsers(dest="mode", metavar="MODE", required=True)
    mock = modes.add_parser("mock", help="answer with the document's examples")
    mock.add_argument("--dynamic", action="store_true", help="generate answers from the schemas")
    mock.add_argument("--seed", help="generate the same answers for the same seed")
    proxy = modes.add_parser("proxy", help="pass requests on to a server, and check requests and answers")
    proxy.add_argument("url", metavar="URL", type=server, help="the server behind the proxy")
    proxy.add_argument(
        "--pass-bad-requests",
        dest="check_requests",
        action="store_false",
        help="pass bad requests on to the server, to see its own answer",
    )
    for mode in (mock, proxy):
        mode.add_argument("--port", type=port, default=0, help="the port to listen on; 0, the default, takes any")
        mode.add_argument(
            "--no-errors", dest="errors", action="store_false", help="log differences instead of answering 500"
        )


def run(options: argparse.Namespace) -> int:
    """Start Prism, print its address and its log, and stop it on Ctrl-C or SIGTERM."""
    import logging

    from ..prism import Prism, PrismError

    logging.basicConfig(level=logging.INFO, format="fivetran-mock prism: %(message)s")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        prism = Prism(
            mode=options.mode,
            upstream=getattr(options, "url", None),
            port=options.port,
            errors=options.errors,
            check_requests=getattr(options, "check_requests", True),
            seed=getattr(options, "seed", None),
            dynamic=getattr(options, "dynamic", False),
            on_line=_print_line,
        )
        with prism:
            print(f"Prism listens on {prism.url}", flush=True)
            status = prism.wait()
    except PrismError as problem:
        sentence, *log = str(problem).split("\n")
        complain("prism", sentence)
        for line in log:
            _print_line(line)
        return FAILED
    except KeyboardInterrupt:
        return OK
    complain("prism", f"Prism ended by itself (exit status {status})")
    return FAILED


def _print_line(line: str) -> None:
    print(printable(line), file=sys.stderr)
