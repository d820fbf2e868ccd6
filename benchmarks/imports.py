"""The time of imports, each in a new interpreter."""

from __future__ import annotations

import subprocess
import sys
from typing import Final

from . import _peers
from ._harness import Aim, Arm, Family, Figures, Row, Scale, Wrong, alternate, say

_TIMED: Final = """
import time
start = time.process_time()
{statement}
print((time.process_time() - start) * 1e3)
"""

ROWS: Final = (
    Row(
        key="import",
        label="import fivetran_connections",
        what="`import fivetran_connections`",
        unit="ms",
        ours="import fivetran_connections",
        peer="`import httpx`",
        theirs="import httpx",
        aim=Aim("at most", 20, of="difference"),
        dominates="Only the table of public names: everything else is imported on first use.",
    ),
    Row(
        key="import_client",
        label="import of client and builder",
        what="`from fivetran_connections import Fivetran, pinterest_ads`",
        unit="ms",
        ours="from fivetran_connections import Fivetran, pinterest_ads",
        peer="`import httpx`",
        theirs="import httpx",
        aim=None,
        dominates="httpx itself is two thirds; then attrs, asyncio and the generated models.",
    ),
)


def measure(scale: Scale) -> Figures:
    """Import alternately, each time in a new process with compiled bytecode."""
    say("imports")
    statements = dict.fromkeys(series for row in ROWS for series in (row.ours, row.theirs) if series)
    arms = [importing(statement) for statement in statements]
    alternate(arms, rounds=1)
    return alternate(arms, rounds=scale.rounds_or(21))


def importing(statement: str, *, series: str | None = None, folder: str | None = None) -> Arm:
    """Return an arm that runs an import in a new interpreter, with `folder` as its working directory."""

    def run() -> dict[str, float]:
        command = (sys.executable, "-c", _TIMED.format(statement=statement))
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
        if done.returncode:
            raise Wrong(f"`{statement}` failed: {done.stderr.strip().splitlines()[-1]}")
        return {series or statement: float(done.stdout)}

    return run


FAMILY: Final = Family(name="imports", rows=ROWS, measure=measure, needs=(_peers.package("httpx"),))
