"""An apply that is killed at random times and run again, with faults, creates each connection once."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from fivetran_mock import Fault, FivetranMock
from fivetran_mock.server import MockServer

SET = """\
version: 1
defaults: {group_id: amber_kettle, service: pinterest_ads, run_setup_tests: false}
connections: [{for_each: {csv: many.csv}, config: {schema: "s_${n}"}}]
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("connections", "kills"), [(60, 2), pytest.param(1000, 12, marks=pytest.mark.deep)], ids=["60", "1000"]
)
def test_killed_and_run_again(tmp_path: Path, connections: int, kills: int) -> None:
    """SIGKILL at random times loses no connection and duplicates none, on a server that allows duplicates."""
    (tmp_path / "set.yaml").write_text(SET)
    (tmp_path / "many.csv").write_text("n\n" + "".join(f"{number}\n" for number in range(connections)))
    chance = random.Random(7)  # noqa: S311  # a test that fails is to fail again
    mock = FivetranMock(duplicate_schemas="allow")
    mock.add_fault(Fault(operation="create_connection", share=0.03, seed=1, status=503, when="after"))
    mock.add_fault(Fault(operation="create_connection", share=0.03, seed=2, socket="reset", when="after"))
    mock.add_fault(Fault(operation="list_connections", share=0.02, seed=3, status=503))
    command = [
        sys.executable,
        "-m",
        "fivetran_connections",
        "apply",
        "--yes",
        "--output",
        "json",
        str(tmp_path / "set.yaml"),
    ]

    with MockServer(mock) as server:
        env = {**os.environ, **server.environment, "FIVETRAN_CONNECTIONS_DATA": str(tmp_path / "data")}
        for _ in range(kills):
            _killed(command, env, mock, after=chance.randrange(1, connections // kills))
        for _ in range(10):
            ended = subprocess.run(command, env=env, capture_output=True, timeout=300, check=False)
            if ended.returncode == 0:
                break

    schemas = [connection["schema"] for connection in mock.connections()]
    assert 0 == ended.returncode, ended.stderr
    assert sorted(f"s_{number}" for number in range(connections)) == sorted(schemas)


def _killed(command: list[str], env: dict[str, str], mock: FivetranMock, *, after: int) -> None:
    """Start the command, and kill it after the given number of new connections, or let it end."""
    goal = len(mock.connections()) + after
    with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and len(mock.connections()) < goal:
            try:
                process.wait(0.005)
            except subprocess.TimeoutExpired:
                continue
        process.kill()
