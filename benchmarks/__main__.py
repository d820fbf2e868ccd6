"""
Measure client and mock beside their peers, in the same run, and compare the ratios with their guards.

    python -m benchmarks [--only FAMILY ...] [--rounds N] [--quick] [--write]

The exit status is 1 if a guard fails. `--write` puts the figures of a whole run into docs/benchmarks.md, which
explains each line. Only the loopback interface is used.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import re
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from ._rounds import Scale, Wrong

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"
FAMILIES: Final = ("server", "in_process", "start", "client", "scaling")
VERSIONS: Final = ("httpx", "httptools", "uvloop", "jsonschema-rs", "jsonschema", "attrs")


def main(words: Sequence[str] | None = None) -> int:
    """Run the named families, or all."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", nargs="+", choices=FAMILIES, metavar="FAMILY", help=", ".join(FAMILIES))
    parser.add_argument("--rounds", type=int, metavar="N", help="rounds of every family, instead of its own number")
    parser.add_argument("--quick", action="store_true", help="small sizes: shows only that everything runs")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md; needs a whole run")
    options = parser.parse_args(words)
    if options.write and (options.only or options.quick):
        parser.error("--write needs a whole run: leave --only and --quick out")
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))  # so that the servers are stopped too
    page, missed = PAGE.read_text(encoding="utf-8"), 0
    try:
        for name in options.only or FAMILIES:
            family: Any = import_module(f"benchmarks.{name}")
            figures = family.measure(Scale(quick=options.quick, rounds=options.rounds))
            for row in family.ROWS:
                cells = " | ".join(row.cells(figures))
                print(f"{name}.{row.key} | {cells}", flush=True)
                page = with_figures(page, row.key, cells)
                missed += not row.is_reached(figures)
    except Wrong as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 1
    if options.write:
        PAGE.write_text(re.sub(r"(?m)^Measured on .*$", machine, page), encoding="utf-8")
    return int(missed > 0 and not options.quick)


def with_figures(page: str, key: str, cells: str) -> str:
    """Replace the measured columns in the line of a row; key, measurement and peer are written by hand."""
    return re.sub(rf"(?m)^(\| `{key}` \| [^|]* \| [^|]* \|) .*$", rf"\1 {cells} |", page)


def machine(_: object = None) -> str:
    """Describe the machine, without naming it, and the versions."""
    versions = ", ".join(f"{name} {version(name)}" for name in VERSIONS)
    return (
        f"Measured on {dt.datetime.now(dt.UTC).date()} with {os.cpu_count()} cores ({platform.system()} "
        f"{platform.machine()}), CPython {platform.python_version()}, {versions}, Prism 5.14.2."
    )


if __name__ == "__main__":
    sys.exit(main())
