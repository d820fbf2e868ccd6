"""The whole cycle of a user: commands in this process or in their own, against the mock's server."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fivetran_connections.__main__ import main
from fivetran_mock import FivetranMock
from fivetran_mock.server import MockServer

Start = Callable[[list[str], dict[str, str]], tuple[int, str, str]]

SET = """\
version: 1
defaults: {group_id: amber_kettle, service: pinterest_ads, paused: true}
connections:
  - for_each: {csv: brands.csv}
    config: {schema: "pin_${brand}", sync_mode: SpecificAdvertisers, advertisers: ["${id}"]}
  - service: postgres
    config: {schema_prefix: pg, host: db.example.com, port: 5432, password: "${env:PG}"}
"""


@pytest.fixture(params=["here", pytest.param("processes", marks=pytest.mark.deep)])
def start(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Start:
    """Run a command with some variables of the environment; return its exit status and both outputs."""

    def in_this_process(words: list[str], variables: dict[str, str]) -> tuple[int, str, str]:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return main(words), *capsys.readouterr()

    def in_its_own(words: list[str], variables: dict[str, str]) -> tuple[int, str, str]:
        command = [sys.executable, "-m", "fivetran_connections", *words]
        env = {**os.environ, **variables}
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, done.stdout, done.stderr

    return in_its_own if request.param == "processes" else in_this_process


def test_the_whole_cycle(tmp_path: Path, start: Start) -> None:
    """Validate, plan, apply, plan, edit, plan, apply, rotate a secret, import elsewhere, plan, delete."""
    mock = FivetranMock()
    path = tmp_path / "set.yaml"
    path.write_text(SET)
    (tmp_path / "brands.csv").write_text("brand,id\neu,1\nus,2\n")
    shown = ""

    def run(*words: str | Path, status: int = 0, **more: str) -> str:
        nonlocal shown
        variables = {"PG": "hunter2", "FIVETRAN_CONNECTIONS_DATA": str(tmp_path / "data"), **more}
        ended, out, err = start(list(map(str, words)), {**server.environment, **variables})
        assert status == ended, err
        shown += out + err
        return out

    with MockServer(mock) as server:
        run("validate", path)
        run("plan", "--detailed-exitcode", path, status=8)
        run("apply", "--yes", path)
        run("plan", "--detailed-exitcode", path)
        path.write_text(SET.replace("5432", "5433"))
        assert "/config/port: 5432 -> 5433" in run("plan", "--detailed-exitcode", path, status=8)
        run("apply", "--yes", path)
        before = len(mock.calls)
        run("apply", "--yes", path, PG="hunter3")
        changed = [call.operation for call in mock.calls[before:] if call.method != "GET"]
        run("import", "-o", tmp_path / "elsewhere")
        elsewhere = {
            "FIVETRAN_AMBER_KETTLE_PG_PASSWORD": "hunter3",
            "FIVETRAN_CONNECTIONS_DATA": str(tmp_path / "other"),
        }
        run("plan", "--detailed-exitcode", tmp_path / "elsewhere", **elsewhere)
        path.write_text(SET.partition("  - service")[0])
        run("apply", "--delete-unmanaged", path, status=3)
        run("apply", "--yes", "--delete-unmanaged", "--max-deletes", "1", path)

    assert ["update_connection"] == changed
    assert ["pin_eu", "pin_us"] == sorted(connection["schema"] for connection in mock.connections())
    assert "hunter" not in shown
