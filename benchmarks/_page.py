"""Write docs/benchmarks.md from `results.json`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from . import _wording
from ._harness import Spread
from ._report import Report, Result

INTRODUCTION: Final = """\
# Benchmarks

<!-- Written by `make bench` from benchmarks/results.json. -->

Every figure is compared with a peer, measured in the same run on the same machine, in alternating rounds. `make bench`
repeats all of it in five to ten minutes; it needs Linux, two cores, Node and `wrk`, and uses only the loopback.

![How each row compares with its peer and with its aim](benchmarks.svg)

The ratio is ours to the peer's: the median over the rounds, with the lowest and the highest in brackets. Some aims are
about a difference or about a single figure, which then stands in the place of the ratio. Compare ratios; the other
figures belong to this machine only.

The mock is made simple first, and fast only as far as that is simple. An earlier version reached 14 times Prism's rate
with 16 connections and 7.3 times with one. To get there it polled for the next request instead of sleeping, scheduled
connections itself, remembered the heads of requests, and changed the class of httpx's responses: some 600 lines that
users could not notice. One create by an httpx client took 521 us with them and takes 539 us without. They were removed,
and the aims lowered to the present ones.
"""

FAMILIES: Final = {
    "server": """\
## The server, beside Prism

The server has one core, `wrk` the other. Both servers get the same requests: creates of a full `pinterest_ads`
connection with Basic auth, about 800 bytes, each with a schema name of its own, on connections that are kept alive,
after a warm-up. Every answer has to be a 201, or the run fails. Prism has its default settings; the logs of both go to
`/dev/null`. Prism checks the shape and answers with an example; the mock also applies the rules, stores the connection,
and writes its journal.
""",
    "in_process": """\
## In process

The time of one call in a test that uses the mock's transport. The peer is httpx itself: the same client on a transport
that returns one constant answer.
""",
    "catalogue": """\
## The catalogue of services

The published fields of all services, as [one file](services.md) that is read one service at a time.
""",
    "fixture": """\
## The pytest fixture
""",
    "client": """\
## The async client

Both clients run on one core, against the mock's server on the other, and parse the answers.
""",
    "imports": """\
## Imports

Each in a new interpreter, with compiled bytecode. `import fivetran_connections` loads the client when its first name
is used; the second row includes that.
""",
    "scaling": """\
## With much state

Measured at `FivetranMock.handle`, without a transport.
""",
    "large_document": """\
## A small document instead of the large one

Fivetran's own OpenAPI document describes all services in about 2,900 schemas. The benchmark makes a document of that
size, and generates a client from it with the same generator.
""",
}

HEAD: Final = ("what", "ours", "beside it", "peer", "ratio", "aim", "reached")
_REACHED: Final = {True: "yes", False: "**no**", None: "-"}


def page(report: Report) -> str:
    """Return the whole page."""
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
