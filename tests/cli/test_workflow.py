"""With other tools: the workflow and the hook run commands that exist and succeed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest
import yaml

from fivetran_mock import FivetranMock
from fivetran_mock.server import MockServer

ROOT = Path(__file__).resolve().parents[2]


def _commands(job: str) -> list[str]:
    """Return the commands of ours in a job of the example workflow, as a shell runs them."""
    text = (ROOT / "examples" / "workflows" / "connections.yml").read_text("utf-8")
    steps = yaml.safe_load(text)["jobs"][job]["steps"]
    return [step["run"] for step in steps if step.get("run", "").startswith("fivetran-connections")]


@pytest.mark.slow
@pytest.mark.posix("the steps are commands of a shell")
def test_the_workflow_applies_what_was_approved(tmp_path):
    """On two clean machines: the plan of a pull request is applied after the merge, and the next plan is empty."""
    repository = tmp_path / "repository"
    shutil.copytree(ROOT / "examples" / "brands", repository / "connections")
    mock = FivetranMock()
    secrets = dict.fromkeys(("PINTEREST_TOKEN", "PINTEREST_SECRET", "PG_PASSWORD"), "hush-1")

    def on_a_new_machine(commands, server, **changed):
        home = tmp_path / f"home-{len(list(tmp_path.iterdir()))}"
        home.mkdir()
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        key = {"FIVETRAN_CONNECTIONS_MEMORY": "connections/memory.jsonl", "FIVETRAN_CONNECTIONS_MEMORY_KEY": "ab" * 32}
        environment = {"PATH": path, "HOME": str(home), **server.environment, **key, **secrets, **changed}
        return [
            subprocess.run(
                ["/bin/sh", "-c", command], cwd=repository, env=environment, capture_output=True, text=True, check=False
            )
            for command in commands
        ]

    with MockServer(mock) as server:
        planned = on_a_new_machine(_commands("plan"), server)
        applied = on_a_new_machine(_commands("apply"), server)
        again = on_a_new_machine(_commands("plan"), server)
        rotated = on_a_new_machine(_commands("plan"), server, PG_PASSWORD="hush-2")

    assert [0] * 3 == [done.returncode for done in planned], [done.stderr for done in planned]
    assert [0] == [done.returncode for done in applied], applied[0].stderr
    assert 3 == len(mock.connections())
    assert "Plan: 3 unchanged." in again[1].stdout
    assert "Plan: 1 to update, 2 unchanged." in rotated[1].stdout
    assert not any("hush" in done.stdout + done.stderr for done in (*planned, *applied, *again, *rotated))
    assert "hush" not in (repository / "connections" / "memory.jsonl").read_text("utf-8")


def test_the_hook_checks_files(run, tmp_path, monkeypatch):
    """The hook for pre-commit checks the folder where a file of it changed, CSV files too."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    shutil.copytree(ROOT / "examples" / "brands", tmp_path / "connections")
    monkeypatch.chdir(tmp_path)
    command, *words = hook["entry"].split()

    assert "fivetran-connections" == command
    assert all(re.search(hook["files"], f"connections/brands.{kind}") for kind in ("yaml", "yml", "json", "csv"))
    assert 0 == run(*words).status
    (tmp_path / "connections" / "brands.csv").write_text("brand,id\n,1\n", "utf-8")
    assert 3 == run(*words).status


def test_the_official_command_line_finds_the_plugin(capsys):
    """The plugin's entry point names one command, which runs ours; a deep test uses the official command line."""
    (point,) = (each for each in entry_points(group="fivetran_cli.plugins") if each.name == "fivetran_connections")
    plugin = point.load()

    assert ["connections"] == [*plugin.get_commands()]
    assert "fivetran-connections" == plugin.get_cli_tool_name_for_telemetry()
    assert 0 == plugin.dispatch(["connections", "validate", str(ROOT / "examples" / "pinterest_ads.yaml")])
    assert "pinterest_ads.yaml: valid" in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["plan"], ["services"], ["services", "show"]])
def test_help_in_the_official_command_line(capsys, words):
    """The help of the plugin, and its examples, show how a command is called there."""
    (point,) = (each for each in entry_points(group="fivetran_cli.plugins") if each.name == "fivetran_connections")

    assert 0 == point.load().dispatch(["connections", *words, "--help"])
    printed = capsys.readouterr().out
    assert " ".join(["usage: fivetran connections", *words]) in printed
    assert " ".join(["  fivetran connections", *words]) in printed.partition("Example")[2]
    assert "fivetran-connections" not in printed
