"""`fivetran-mock prism`: Prism on the command line, installed, guarded and never left behind."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from . import FAILED, OK, complain
from ._parser import Parser, port, upstream

if TYPE_CHECKING:
    from ..prism import Prism


def main(words: Sequence[str]) -> int:
    """Start Prism, say where it listens, show its log, and end it on Ctrl-C or SIGTERM."""
    from ..prism import PrismError

    options = _parser().parse_args(words)
    logging.basicConfig(level=logging.INFO, format="fivetran-mock prism: %(message)s")
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        return _watch(_prism(options))
    except PrismError as problem:
        complain("prism", problem)
        return FAILED
    except KeyboardInterrupt:
        return OK


def _watch(prism: Prism) -> int:
    with prism:
        print(f"Prism listens on {prism.url}", flush=True)
        status = prism.wait()
    complain("prism", f"Prism ended by itself (exit status {status})")
    return FAILED


def _prism(options: argparse.Namespace) -> Prism:
    from ..prism import Prism

    def tell(line: str) -> None:
        print(line, file=sys.stderr)

    return Prism(
        mode=options.mode,
        upstream=getattr(options, "url", None),
        port=options.port,
        errors=options.errors,
        check_requests=getattr(options, "check_requests", True),
        seed=getattr(options, "seed", None),
        dynamic=getattr(options, "dynamic", False),
        tell=tell,
    )


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="fivetran-mock prism",
        description="Run Prism 5.14.2 on the document. Needs Node, which the [prism] extra brings.",
    )
    modes = parser.add_subparsers(dest="mode", required=True)
    mock = modes.add_parser("mock", help="answer from the document's examples")
    mock.add_argument("--dynamic", action="store_true", help="invent answers from the schemas")
    mock.add_argument("--seed", help="invent the same answers for the same seed")
    proxy = modes.add_parser("proxy", help="pass requests on to a server, and judge both ways")
    proxy.add_argument("url", metavar="URL", type=upstream, help="the server behind the proxy")
    proxy.add_argument(
        "--pass-bad-requests",
        dest="check_requests",
        action="store_false",
        help="let bad requests through to the server, to see its own refusal",
    )
    for mode in (mock, proxy):
        mode.add_argument("--port", type=port, default=0, help="port to listen on; 0, the default, takes any")
        mode.add_argument(
            "--no-errors", dest="errors", action="store_false", help="only log what does not fit, instead of a 500"
        )
    return parser


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
