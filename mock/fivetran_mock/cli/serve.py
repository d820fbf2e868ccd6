"""Serve the mock on a port until Ctrl-C or SIGTERM. It prints its address first, and the credentials last."""

from __future__ import annotations

import argparse
from functools import partial

from fivetran_common.text import printable

from . import OK, complain
from ._options import add_mock_options


def build(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    add_mock_options(parser)


def run(options: argparse.Namespace) -> int:
    """Listen, print the address, and serve until SIGINT or SIGTERM."""
    from ..server import serve_process
    from ._prepare import Unusable, prepare

    try:
        with prepare("serve", options) as prepared:
            lines = [f"listening on {prepared.endpoint.url}"]
            if prepared.authority_file is not None:
                lines.append(f"CA certificate in {printable(prepared.authority_file)}")
            lines.append(printable(prepared.credentials))
            ready = partial(print, "\n".join(lines), flush=True)
            serve_process(prepared.endpoint, prepared.answer, ready=ready)
    except Unusable as problem:
        complain("serve", problem)
        return problem.status
    return OK
