"""The problems of files, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from ...code.declarations import Finding
from ...code.loading import Loaded
from .lines import print_json, print_line

_COLOURS = {"error": "red", "warning": "yellow"}


def print_verdict(loaded: Loaded) -> None:
    """Print one JSON object: whether every file is valid, and what was found."""
    print_json({"valid": loaded.valid, "violations": [finding.as_json() for finding in loaded.findings]})


def print_findings(findings: Iterable[Finding], *, stream: IO[str]) -> None:
    """Print each finding, and below it the line of the file."""
    for finding in findings:
        print_line(_parts(finding), stream=stream)
        if finding.shown:
            print_line([(f"    {finding.shown}", "dim")], stream=stream)


def print_valid(loaded: Loaded, *, stream: IO[str]) -> None:
    """Print a line for each file that is valid."""
    wrong = {finding.file for finding in loaded.findings if finding.severity == "error"}
    for file in loaded.files:
        if file not in wrong:
            print_line([(file, "bold"), (": valid", "green")], stream=stream)


def _parts(finding: Finding) -> list[tuple[str, str]]:
    parts = [
        (finding.place, "bold"),
        (": ", ""),
        (finding.severity, _COLOURS[finding.severity]),
        (f": {finding.pointer}" if finding.pointer else "", "cyan"),
        (f": {finding.sentence}", ""),
        (f" ({finding.rule}, {finding.evidence})", "dim"),
    ]
    return [(text.replace("\n", "\\n"), style) for text, style in parts]  # a key of the file may hold one
