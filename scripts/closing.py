"""Say in one line what pytest said, after everything else has been printed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

REPORTS = Path(".nox")
PARTS = {"-quick": "the quick part", "-lowest": "the quick part with the oldest releases"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of the suite, as its JUnit report counts it."""

    name: str
    total: int
    failed: int
    skipped: int
    seconds: float

    def __str__(self) -> str:
        passed = self.total - self.failed - self.skipped
        counts = {"failed": self.failed, "passed": passed, "skipped": self.skipped}
        said = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
        return f"{said or 'no tests ran'} in {self.seconds:.2f}s (Python {self.name})"


def read(report: Path) -> Run:
    """Read the one suite of a JUnit report of pytest's."""
    # The report was written a moment ago by our own pytest, so it may be trusted.
    suite = ET.parse(report).getroot()[0].attrib  # noqa: S314
    return Run(
        name=_name(report.stem.removeprefix("closing-")),
        total=int(suite["tests"]),
        failed=int(suite["failures"]) + int(suite["errors"]),
        skipped=int(suite["skipped"]),
        seconds=float(suite["time"]),
    )


def _name(run: str) -> str:
    for ending, meaning in PARTS.items():
        run = run.replace(ending, f", {meaning}")
    return run


def is_whole(report: Path) -> bool:
    """Tell the whole suite from a part of it."""
    return not report.stem.endswith(tuple(PARTS))


def main() -> None:
    """Print a line per run: the parts first, the whole suite last."""
    reports = sorted(REPORTS.glob("closing-*.xml"), key=is_whole)
    for run in map(read, reports):
        print(f"===== {run} =====")


if __name__ == "__main__":
    main()
