"""Processor time of new interpreters."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Final

from ._rounds import Arm, Figures, Row, Scale, Wrong, alternate

FILE: Final = str(Path(__file__).resolve().parents[1] / "examples" / "pinterest_ads.yaml")
ENVIRONMENT: Final = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}  # compiled bytecode is kept
STARTED: Final = {
    "bare": ("-c", "pass"),
    "import_httpx": ("-c", "import httpx"),
    "import": ("-c", "import fivetran_connections"),
    "validate": ("-m", "fivetran_connections", "validate", FILE),
}

ROWS: Final = (
    Row("validate", "bare", "at most", 120, "ms", difference=True),
    Row("import", "import_httpx", "at most", 20, "ms", difference=True),
)


def measure(scale: Scale) -> Figures:
    """Start interpreters alternately, with compiled bytecode."""
    arms = [_starting(series, words) for series, words in STARTED.items()]
    alternate(arms, rounds=1)
    return alternate(arms, rounds=scale.rounds_or(21))


def _starting(series: str, words: tuple[str, ...]) -> Arm:
    command = (sys.executable, "-P", *words)

    def run() -> dict[str, float]:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode:
            raise Wrong(f"{' '.join(words)} failed: {done.stderr[-500:]}")
        return {series: (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1e3}

    return run
