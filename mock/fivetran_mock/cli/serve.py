"""`fivetran-mock serve`: the mock as a process of its own, until it is told to stop."""

from __future__ import annotations

from collections.abc import Sequence

from ..server import serve_process
from . import OK, complain
from ._options import Prepared, Unusable, new_parser, prepare


def main(words: Sequence[str]) -> int:
    """Listen, say where, and serve until SIGINT or SIGTERM."""
    options = new_parser(
        "serve",
        "Serve the mock on a port until Ctrl-C or SIGTERM. The first line of output says where it listens.",
    ).parse_args(words)
    try:
        with prepare(options) as prepared:
            serve_process(prepared.endpoint, prepared.answer, ready=lambda: _announce(prepared))
    except Unusable as problem:
        complain("serve", problem)
        return problem.status
    return OK


def _announce(prepared: Prepared) -> None:
    lines = [f"listening on {prepared.endpoint.url}"]
    if prepared.authority_file is not None:
        lines.append(f"CA certificate in {prepared.authority_file}")
    print("\n".join(lines), flush=True)
