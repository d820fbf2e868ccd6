"""Reports of `verify`: a table for people, JSON for programs, JUnit for CI."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Final
from xml.etree import ElementTree as ET

from fivetran_common.text import printable_json

from .verify import Outcome, Report, Verdict

_HEADINGS: Final = ("operation", "probe", "status", "verdict")


def as_table(report: Report) -> str:
    """Return a line for each probe, its differences below it, and the totals in the last line."""
    rows = [
        _HEADINGS,
        *((each.operation, each.probe, str(each.status or "-"), each.verdict) for each in report.outcomes),
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    detailed = [lines[0]]
    for line, outcome in zip(lines[1:], report.outcomes, strict=True):
        detailed += [line, *(f"    {detail}" for detail in _details(outcome))]
    return "\n".join((*detailed, "", _sum(report)))


def as_json(report: Report) -> str:
    """Return the report with all its fields, and whether it passed."""
    return printable_json({"passed": report.passed, **asdict(report)}, indent=2)


def as_junit(report: Report) -> str:
    """Return a test suite with a test for each probe; untried ones are skipped."""
    counts = report.counts
    suite = ET.Element(
        "testsuite",
        name=f"fivetran-mock verify {report.url}",
        tests=str(len(report.outcomes)),
        failures=str(counts[Verdict.DIFFERS]),
        skipped=str(counts[Verdict.UNTRIED]),
    )
    for outcome in report.outcomes:
        case = ET.SubElement(suite, "testcase", classname=outcome.operation, name=outcome.probe)
        if outcome.verdict is Verdict.DIFFERS:
            details = list(_details(outcome))
            ET.SubElement(case, "failure", message=details[0]).text = "\n".join(details)
        if outcome.verdict is Verdict.UNTRIED:
            ET.SubElement(case, "skipped", message=outcome.reason)
    return ET.tostring(suite, encoding="unicode", xml_declaration=True)


FORMATS: Final[dict[str, Callable[[Report], str]]] = {"table": as_table, "json": as_json, "junit": as_junit}


def _details(outcome: Outcome) -> Iterator[str]:
    if outcome.reason:
        yield outcome.reason
    yield from map(str, outcome.differences)


def _sum(report: Report) -> str:
    said = ", ".join(f"{report.counts[verdict]} {verdict}" for verdict in Verdict)
    return f"{report.url}: {said}; not tried because they write: {', '.join(report.writing)}"
