"""Processor time of new interpreters, the size of the catalogue, and the time that the pytest fixture adds."""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path
from typing import Final

import fivetran_openapi

from ._rounds import Arm, Figures, Row, Scale, Wrong, alternate

FILE: Final = str(Path(__file__).resolve().parents[1] / "examples" / "pinterest_ads.yaml")
ENVIRONMENT: Final = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}  # compiled bytecode is kept
_CATALOGUE: Final = "from fivetran_rules import ServiceCatalogue"
STARTED: Final = {
    "bare": ("-c", "pass"),
    "import_httpx": ("-c", "import httpx"),
    "import": ("-c", "import fivetran_connections"),
    "import_rules": ("-c", _CATALOGUE),
    "catalogue_first": ("-c", f"{_CATALOGUE}; ServiceCatalogue.packaged().entry('postgres')"),
    "validate": ("-m", "fivetran_connections", "validate", FILE),
}

ROWS: Final = (
    Row("validate", "bare", "at most", 120, "ms", difference=True),
    Row("import", "import_httpx", "at most", 20, "ms", difference=True),
    Row("catalogue_first", "import_rules", "at most", 20, "ms", difference=True),
    Row("catalogue_size", "", "at most", 150, "KB"),
    Row("fixture", "respx_mock", "at most", 1, "ms", difference=True),
)

# Whole empty tests are timed: both kinds include the same time of pytest itself.
_CONFTEST: Final = """
import json, time
import pytest

seconds = {}

@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    start = time.process_time()
    result = yield
    seconds.setdefault(item.originalname.rpartition("_")[0], []).append(time.process_time() - start)
    return result

def pytest_sessionfinish(session):
    (session.config.rootpath / "seconds.json").write_text(json.dumps(seconds))
"""
_WARMING: Final = 5
"""Tests of each kind that are not counted: they import the modules that the others use."""


def measure(scale: Scale) -> Figures:
    """Start interpreters alternately, with compiled bytecode, and run pytest once a round."""
    arms = [_starting(series, words) for series, words in STARTED.items()]
    alternate(arms, rounds=1)
    started = alternate([*arms, _size], rounds=scale.rounds_or(21))
    tests = scale.size(150, quick=10) + _WARMING
    return started | alternate([lambda: _session(tests)], rounds=scale.rounds_or(7))


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


def _size() -> dict[str, float]:
    compressor = zlib.compressobj(wbits=-15)  # as zip files have it
    return {"catalogue_size": len(compressor.compress(fivetran_openapi.services()) + compressor.flush()) / 1000}


def _session(tests: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
        (folder / "conftest.py").write_text(_CONFTEST, encoding="utf-8")
        kinds = {"test_fixture": "fivetran_mock", "test_respx_mock": "respx_mock"}
        lines = [f"def {name}_{turn}({used}): pass" for turn in range(tests) for name, used in kinds.items()]
        (folder / "test_empty.py").write_text("\n".join(lines), encoding="utf-8")
        command = (sys.executable, "-P", "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder))
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
        if done.returncode:
            raise Wrong(f"the empty tests did not pass: {done.stdout[-500:]}")
        seconds = json.loads((folder / "seconds.json").read_text(encoding="utf-8"))
    return {name.removeprefix("test_"): statistics.median(seconds[name][_WARMING:]) * 1e3 for name in kinds}
