"""
Run the benchmarks and write their results.

A whole run writes benchmarks/results.json, docs/benchmarks.md and docs/benchmarks.svg. A partial run (--only, --quick)
only prints, since results of different runs cannot be compared.
"""

from __future__ import annotations

import argparse
import datetime as dt
import signal
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from . import _machine, _page, _plot, _report, _wording
from ._families import FAMILIES
from ._harness import Family, Scale, Unavailable, Wrong, ask
from ._report import Report, Result

HERE: Final = Path(__file__).resolve().parent
RESULTS: Final = HERE / "results.json"
DOCS: Final = HERE.parent / "docs"
STEADY: Final = 0.25
"""How far two runs may differ."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    options = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _leave)
    try:
        return _render() if options.render else _run(options)
    except (Unavailable, Wrong) as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _leave(number: int, _frame: object) -> None:
    """Exit by an exception, so that the servers are stopped too."""
    sys.exit(128 + number)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measure client and mock, and compare them with their peers."
    )
    names = [family.name for family in FAMILIES]
    parser.add_argument("--only", nargs="+", choices=names, metavar="FAMILY", help=f"only these: {', '.join(names)}")
    parser.add_argument(
        "--rounds", type=_positive, metavar="N", help="rounds of every family, instead of its own number"
    )
    parser.add_argument("--quick", action="store_true", help="small sizes: shows only that everything runs")
    parser.add_argument(
        "--against", type=Path, metavar="FILE", help="fail if a ratio differs by 25 %% from an earlier results.json"
    )
    parser.add_argument(
        "--render", action="store_true", help="measure nothing; write page and plot again from results.json"
    )
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of rounds: use 1 or more")
    return int(text)


def _run(options: argparse.Namespace) -> int:
    families = [family for family in FAMILIES if not options.only or family.name in options.only]
    before = _earlier(options.against) if options.against else None
    ask(need for family in families for need in family.needs)
    report = _measure(families, Scale(rounds=options.rounds, quick=options.quick))
    if not options.only and not options.quick:
        _report.write(report, RESULTS)
        _render()
    return _compare(before, report.results) if before else 0


def _measure(families: Iterable[Family], scale: Scale) -> Report:
    start = time.monotonic()
    found: list[Result] = []
    for family in families:
        results = _report.results(family, family.measure(scale))
        print("\n".join(map(_line, results)), flush=True)
        found += results
    return Report(
        taken=dt.datetime.now(dt.UTC).date().isoformat(),
        seconds=round(time.monotonic() - start),
        machine=_machine.machine(),
        versions=_machine.versions(),
        results=tuple(found),
    )


def _line(result: Result) -> str:
    verdict = {True: "reached", False: "MISSED", None: "shown only"}[result.reached]
    beside = f" beside {_wording.number(result.theirs.median)}" if result.theirs else ""
    return (
        f"{result.family}.{result.key}: {_wording.number(result.ours.median)}{beside} {result.unit},"
        f" {_wording.measured(result)} ({_wording.extremes(result)}); aim {_wording.aim(result)}: {verdict}"
    )


def _render() -> int:
    if not RESULTS.exists():
        raise Unavailable(f"{RESULTS.name} does not exist yet: run `make bench`")
    report = _report.read(RESULTS)
    (DOCS / "benchmarks.md").write_text(_page.page(report), encoding="utf-8")
    (DOCS / "benchmarks.svg").write_text(_plot.plot(report), encoding="utf-8")
    print("wrote docs/benchmarks.md and docs/benchmarks.svg from benchmarks/results.json")
    return 0


def _earlier(path: Path) -> Report:
    try:
        return _report.read(path)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unavailable(f"{path} is not the results.json of an earlier run ({error})") from None


def _compare(before: Report, results: Iterable[Result]) -> int:
    found = _report.strayed(before, results, within=STEADY)
    for each in found:
        print(f"{each.key}: {_wording.times(each.before)} before, {_wording.times(each.now)} now")
    print(f"{len(found)} ratios differ by more than {STEADY:.0%} from the earlier run")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
