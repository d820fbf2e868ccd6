"""An apply that is killed at random times, with faults, creates each connection once and keeps its memory."""

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fivetran_mock import Fault, FivetranMock
from fivetran_mock.server import MockServer

PROGRAM = (sys.executable, "-m", "fivetran_connections")
SET = """\
version: 1
defaults: {group_id: amber_kettle, service: postgres, run_setup_tests: false}
connections: [{for_each: {csv: many.csv}, config: {schema_prefix: "s_${n}", password: "${password}"}}]
"""


class Team:
    """A folder with a set of databases and a memory, and the commands that apply it to a server."""

    def __init__(self, folder: Path, mock: FivetranMock, environment: dict[str, str]) -> None:
        self.folder = folder
        self.mock = mock
        self.memory = folder / "memory.jsonl"
        self.output = folder / "output"
        self.env = {**os.environ, **environment, "FIVETRAN_CONNECTIONS_DATA": str(folder / "data")}
        self.env["FIVETRAN_CONNECTIONS_MEMORY"] = str(self.memory)
        (folder / "set.yaml").write_text(SET)

    def declare(self, passwords: list[str]) -> None:
        """Write a row for each connection."""
        rows = "".join(f"{number},{password}\n" for number, password in enumerate(passwords))
        (self.folder / "many.csv").write_text(f"n,password\n{rows}")

    def command(self, *words: str) -> list[str]:
        """Return a command about the set."""
        return [*PROGRAM, *words, "--output", "json", str(self.folder / "set.yaml")]

    def kill(self, *, after: int) -> bool:
        """Kill an apply after some requests beyond those of its plan, and return whether it was still running."""
        goal = self.mock.call_count + self.mock.connection_count() + after
        return self.end(self.command("apply", "--yes"), lambda: self.mock.call_count >= goal, signal.SIGKILL) < 0

    def end(self, command: list[str], is_time: Callable[[], bool], by: signal.Signals) -> int:
        """Send a signal to a command once it is time, and return its exit status."""
        with (
            self.output.open("w") as output,
            subprocess.Popen(command, env=self.env, stdout=output, stderr=subprocess.DEVNULL) as process,
        ):
            while process.poll() is None and not is_time():
                try:
                    process.wait(0.005)
                except subprocess.TimeoutExpired:
                    continue
            process.send_signal(by)
            return process.wait()

    def plan(self) -> Any:
        """Return the output of a plan."""
        done = subprocess.run(self.command("plan"), env=self.env, capture_output=True, timeout=300, check=False)
        return json.loads(done.stdout)

    def finish(self) -> None:
        """Run applies until one succeeds and the next plan is empty."""
        for _ in range(10):
            ended = subprocess.run(
                self.command("apply", "--yes"), env=self.env, capture_output=True, timeout=300, check=False
            )
            if ended.returncode == 0 and self.plan()["empty"]:
                return
        pytest.fail(ended.stderr.decode())

    def kept(self) -> list[dict[str, Any]]:
        """Return the entries of the memory."""
        return [json.loads(line) for line in self.memory.read_text().splitlines()[1:]]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("connections", "kills"), [(60, 2), pytest.param(500, 50, marks=pytest.mark.deep)], ids=["2", "50"]
)
def test_killed_and_run_again(tmp_path, connections, kills):
    """SIGKILL at random times loses and duplicates no connection and no memory, on a server that allows duplicates."""
    chance = random.Random(7)  # noqa: S311  # a test that fails is to fail again
    mock = FivetranMock(behaviours={"duplicate_schema": "allowed"}, journal_entries=10**6, journal_bytes=10**9)
    mock.add_fault(Fault(operation="create_connection", share=0.03, random_seed=1, status=503, when="after"))
    mock.add_fault(Fault(operation="create_connection", share=0.03, random_seed=2, socket="reset", when="after"))
    mock.add_fault(Fault(operation="list_connections", share=0.02, random_seed=3, status=503))
    mock.add_fault(Fault(operation="update_connection", share=0.03, random_seed=4, socket="reset", when="after"))

    with MockServer(mock) as server:
        team = Team(tmp_path, mock, server.environment)
        killed = []
        for password, calls in (("old", 2 * connections), ("new", connections)):
            team.declare([f"{password}-{number}" for number in range(connections)])
            killed += [team.kill(after=chance.randrange(3, 2 * calls // kills)) for _ in range(kills // 2)]
            team.finish()
            lost = {
                call.body["config"]["schema_prefix"]
                for call in mock.calls
                if call.operation == "create_connection" and call.fault
            }
            assert {entry["schema"] for entry in team.kept() if "assumed" in entry} <= lost
        team.declare([f"new-{number}" for number in range(connections - 1)] + ["newer"])
        rotated = team.plan()

    ids = {connection["id"]: connection["schema"] for connection in mock.connections()}
    updates = [call for call in mock.calls if call.operation == "update_connection" and "config" in call.body]
    kept = team.kept()
    assert [True] * kills == killed
    assert sorted(f"s_{number}" for number in range(connections)) == sorted(ids.values())
    assert ids == {entry["id"]: entry["schema"] for entry in kept}
    assert len(kept) == connections
    assert all(["/config/password"] == list(entry["values"]) and "pending" not in entry for entry in kept)
    assert ids.keys() == {call.path.rpartition("/")[2] for call in updates if "password" in call.body["config"]}
    assert {"update": 1, "unchanged": connections - 1} == rotated["summary"]
    assert {0} == set(rotated["memory"].values())


@pytest.mark.slow
@pytest.mark.posix("Ctrl-C is a signal")
@pytest.mark.parametrize(("by", "status", "printed"), [(signal.SIGINT, 130, 2), (signal.SIGKILL, -signal.SIGKILL, 0)])
def test_an_update_that_ends_at_its_third_request(tmp_path, by, status, printed):
    """The next plan knows the two secrets that were confirmed, which Ctrl-C prints, and sends the third again."""
    mock = FivetranMock(faults=[Fault(operation="update_connection", nth=3, delay=600)])
    with MockServer(mock) as server:
        team = Team(tmp_path, mock, server.environment)
        team.declare(["old"] * 3)
        team.finish()
        update = [*PROGRAM, "update", "--service", "postgres", "config.password=new"]
        ended = team.end(update, lambda: 3 == sum(call.operation == "update_connection" for call in mock.calls), by)
        mock.clear_faults()
        team.declare(["new"] * 3)
        planned = team.plan()

    assert status == ended
    assert printed == team.output.read_text().count("updated")
    assert {"update": 1, "unchanged": 2} == planned["summary"]
