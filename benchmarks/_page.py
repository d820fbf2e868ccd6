"""docs/benchmarks.md, made of `results.json` and of nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from . import _wording
from ._harness import Spread
from ._report import Report, Result

INTRODUCTION: Final = """\
# Benchmarks

<!-- Written by `make bench` from benchmarks/results.json. -->

Every figure stands beside its peer, taken in the same run on the same machine, round by round in turns. `make bench`
repeats all of it in five to ten minutes; it needs Linux, two cores, Node and `wrk`, and uses nothing but the loopback.

![How each row compares with its peer and with its aim](benchmarks.svg)

The ratio is ours to the peer's: the median of the ratios of each round, with the lowest and the highest in brackets.
Where an aim is about a difference or about a figure by itself, that stands in its place. Read the ratios; the figures
beside them belong to this machine only.
"""

FAMILIES: Final = {
    "server": """\
## The server, beside Prism

The server has one core, `wrk` the other. Both servers get the same requests: creates of a full `pinterest_ads`
connection with Basic auth, about 800 bytes, each with a schema name of its own, on connections that are kept alive,
after a warm-up. Every answer has to be a 201, or the run fails. Prism has its default settings; its log goes to
`/dev/null`, as the mock's does. It judges the shape and answers with an example; the mock also applies the rules,
keeps what was created, and writes its journal.
""",
    "in_process": """\
## In process

Whoever tests with the mock's transport pays this for each call. The peer is httpx itself: the same client on a
transport that answers everything with one constant.
""",
    "fixture": """\
## The pytest fixture
""",
    "client": """\
## The async client

Both sides run on one core against the mock's server on the other, and parse what they get.
""",
    "imports": """\
## Imports

Each in a fresh interpreter that finds the bytecode compiled. `import fivetran_connections` loads the client when its
first name is used, so the second row shows what comes with that.
""",
    "scaling": """\
## With much state

Straight through `FivetranMock.handle`, so that no transport hides a difference.
""",
    "large_document": """\
## A small document instead of the large one

Fivetran's own OpenAPI document describes all services in about 2,900 schemas. The benchmark makes a document of that
size and generates its client with the generator that makes ours.
""",
}

HEAD: Final = ("what", "ours", "beside it", "peer", "ratio", "aim", "reached")
_REACHED: Final = {True: "yes", False: "**no**", None: "-"}


def page(report: Report) -> str:
    """Lay out the whole page."""
    parts = [INTRODUCTION]
    for name, text in FAMILIES.items():
        rows = [result for result in report.results if result.family == name]
        parts += [text, _table(HEAD, map(_line, rows)), *_missed(rows)]
    return "\n".join((*parts, _circumstances(report)))


def _line(result: Result) -> tuple[str, ...]:
    return (
        result.what,
        _figure(result.ours, result.unit),
        _figure(result.theirs, result.unit),
        result.peer,
        f"**{_wording.measured(result)}** ({_wording.extremes(result)})",
        _wording.aim(result),
        _REACHED[result.reached],
    )


def _figure(spread: Spread | None, unit: str) -> str:
    return f"{_wording.number(spread.median)} {unit}" if spread else "-"


def _missed(rows: Sequence[Result]) -> list[str]:
    said = [f"- Missed by *{each.label}*: {each.dominates}\n" for each in rows if each.reached is False]
    return ["".join(said)] if said else []


def _circumstances(report: Report) -> str:
    facts = {**report.machine, **report.versions}
    return f"## Machine and versions\n\nTaken on {report.taken}, in {report.seconds} seconds.\n\n" + _table(
        ("what", "which"), facts.items()
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
