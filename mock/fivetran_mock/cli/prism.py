"""Run Prism 5.14.2 with the document. Needs Node, which the extra `prism` brings."""

from __future__ import annotations

import argparse
import signal
import sys
from typing import Any, Final

from fivetran_common.command_line import argument, takes
from fivetran_common.text import printable

from . import FAILED, OK, complain
from ._values import port, server

_PORT: Final = argument("--port", "the port to listen on; 0, the default, takes any", type=port, default=0)


@takes(
    argument("--dynamic", "generate answers from the schemas", action="store_true"),
    argument("--seed", "generate the same answers for the same seed"),
    _PORT,
)
def run_mock(options: argparse.Namespace) -> int:
    """Run Prism 5.14.2 as a mock that answers with the document's examples."""
    return _run(mode="mock", **vars(options))


@takes(argument("upstream", "the server behind the proxy", "URL", type=server), _PORT)
def run_proxy(options: argparse.Namespace) -> int:
    """Run Prism 5.14.2 as a proxy that compares a server's answers with the document."""
    return _run(mode="proxy", **vars(options))


def _run(**settings: Any) -> int:
    """Start Prism, print its address and its log, and stop it on Ctrl-C or SIGTERM."""
    import logging

    from ..prism import Prism, PrismError

    logging.basicConfig(level=logging.INFO, format="fivetran-mock prism: %(message)s")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with Prism(on_line=_print_line, **settings) as prism:
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
