"""The time that the pytest fixture adds to each test, compared with respx's own fixture."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from . import _peers
from ._harness import Aim, Family, Figures, Row, Scale, Spread, Wrong, alternate, say

# Whole empty tests are timed, with set-up and tear-down: both include the same time of pytest itself.
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

ROWS: Final = (
    Row(
        key="fixture",
        label="pytest fixture",
        what="set-up and tear-down of an empty test with the fixture `fivetran_mock`",
        unit="ms",
        ours="fixture.fivetran_mock",
        peer="the same test with respx's own fixture `respx_mock`",
        theirs="fixture.respx_mock",
        aim=Aim("at most", 1, of="difference"),
        dominates="Making the mock and its respx router; both fixtures patch httpx again for every test.",
    ),
)


def measure(scale: Scale) -> Figures:
    """Run pytest once a round, on alternating tests."""
    say("fixture")
    count = scale.size(150, quick=10)
    return alternate([lambda: _session(count)], rounds=scale.rounds_or(7))


def _session(count: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
        (folder / "conftest.py").write_text(_CONFTEST, encoding="utf-8")
        (folder / "test_empty.py").write_text(_tests(count + _WARMING), encoding="utf-8")
        command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", str(folder))
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
        if done.returncode:
            raise Wrong(f"the empty tests did not pass: {done.stdout[-500:]}")
        seconds = json.loads((folder / "seconds.json").read_text(encoding="utf-8"))
    return {
        "fixture.fivetran_mock": Spread.of(seconds["test_ours"][_WARMING:]).median * 1e3,
        "fixture.respx_mock": Spread.of(seconds["test_respx"][_WARMING:]).median * 1e3,
    }


def _tests(count: int) -> str:
    kinds = {"test_ours": "fivetran_mock", "test_respx": "respx_mock"}
    turn = "\n".join(f"def {name}_{{0}}({fixture}): pass" for name, fixture in kinds.items())
    return "\n".join(turn.format(number) for number in range(count))


FAMILY: Final = Family(
    name="fixture", rows=ROWS, measure=measure, needs=(_peers.package("pytest"), _peers.package("respx"))
)
