"""What was found in files, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import IO

from ._findings import Finding, Judged
from ._printing import print_json, print_line

_COLOURS = {"error": "red", "warning": "yellow"}


def print_verdict(judged: Sequence[Judged]) -> None:
    """Print one JSON object: whether every file is valid, and what was found."""
    found = [finding.as_json() for verdict in judged for finding in verdict.findings]
    print_json({"valid": all(verdict.valid for verdict in judged), "violations": found})


def print_findings(judged: Sequence[Judged], *, stream: IO[str]) -> None:
    """Print a line for each finding."""
    for verdict in judged:
        for finding in verdict.findings:
            print_line(_parts(finding), stream=stream)


def print_valid(judged: Sequence[Judged], *, stream: IO[str]) -> None:
    """Print a line for each file that is valid."""
    for verdict in judged:
        if verdict.valid:
            print_line([(verdict.file, "bold"), (": valid", "green")], stream=stream)


def _parts(finding: Finding) -> list[tuple[str, str]]:
    place = f"{finding.file}:{finding.line}" if finding.line else finding.file
    parts = [
        (place, "bold"),
        (": ", ""),
        (finding.severity, _COLOURS[finding.severity]),
        (f": {finding.pointer}" if finding.pointer else "", "cyan"),
        (f": {finding.message}", ""),
        (f" ({finding.rule}, {finding.evidence})", "dim"),
    ]
    return [(text.replace("\n", "\\n"), style) for text, style in parts]  # a key of the file may hold one
