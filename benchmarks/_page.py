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

Each run measures this project and its peers on the same machine, in alternating rounds. `make bench` repeats all
measurements in five to ten minutes. It needs Linux, two cores, Node and `wrk`, and uses only the loopback interface.

![Each row compared with its peer and with its aim](benchmarks.svg)

The ratio is our figure divided by the peer's. The column shows the median over the rounds, and the lowest and the
highest ratio in brackets. Some aims limit a difference or a single figure; their rows show that figure instead. Compare
the ratios: the other figures hold for this machine only.

In the mock, simple code comes before speed. An earlier version reached 14 times Prism's rate with 16 connections, and
7.3 times with one. For this rate, it polled for the next request instead of sleeping, scheduled connections itself,
cached the heads of requests, and changed the class of httpx's responses. That took some 600 lines, and users could not
notice the difference: one create by an httpx client took 521 us with these lines and takes 539 us without. The project
removed them and lowered the aims to the present ones.
"""

FAMILIES: Final = {
    "server": """\
## The server, beside Prism

The server runs on one core, and `wrk` on the other. Both servers receive the same requests after a warm-up: creates of
a full `pinterest_ads` connection with Basic auth, about 800 bytes each, on keep-alive connections. Each create has its
own schema name. The run fails if an answer has another status than 201. Prism runs with its default settings. The logs
of both servers go to `/dev/null`. Prism checks the shape and answers with an example. The mock also applies the rules,
stores the connection, and writes its journal.
""",
    "in_process": """\
## In process

These rows show the time of one call in a test that uses the mock's transport. The peer is httpx itself: the same client
on a transport that returns one constant answer.
""",
    "catalogue": """\
## The catalogue of services

The catalogue is [one file](services.md) with the published fields of all services. The code reads the entry of one
service at a time.
""",
    "fixture": """\
## The pytest fixture
""",
    "client": """\
## The async client

Both clients run on one core and parse the answers. The mock's server runs on the other core.
""",
    "imports": """\
## Imports

Each import runs in a new interpreter, with compiled bytecode. `import fivetran_connections` loads the client when its
first name is used. The second row includes that load.
""",
    "scaling": """\
## With many connections

These rows measure `FivetranMock.handle`, without a transport.
""",
    "large_document": """\
## A small document instead of the large one

Fivetran's own OpenAPI document describes all services in about 2,900 schemas. The benchmark makes a document of that
size, and generates a client from it with the generator that made `fivetran_client`.
""",
}

HEAD: Final = ("measurement", "ours", "peer's", "peer", "ratio", "aim", "reached")
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
    return f"## Machine and versions\n\nThe run was on {report.taken} and took {report.seconds} seconds.\n\n" + _table(
        ("item", "value"), facts.items()
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
