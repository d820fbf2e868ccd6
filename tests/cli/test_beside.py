"""With other tools: the workflow and the hook run commands that exist and succeed."""

from __future__ import annotations

import shlex
import shutil
from importlib.metadata import entry_points
from pathlib import Path

import pytest
import yaml

from fivetran_mock import FivetranMock
from fivetran_mock.server import MockServer

ROOT = Path(__file__).resolve().parents[2]


def test_the_workflow_runs(run, tmp_path, monkeypatch):
    """Each command of the example workflow succeeds in a repository with a folder of connections."""
    shutil.copytree(ROOT / "examples" / "brands", tmp_path / "connections")
    monkeypatch.chdir(tmp_path)
    text = (ROOT / "examples" / "workflows" / "connections.yml").read_text("utf-8")
    steps = yaml.safe_load(text)["jobs"]["connections"]["steps"]
    commands = [shlex.split(step["run"]) for step in steps if step.get("run", "").startswith("fivetran-connections")]
    mock = FivetranMock()

    with MockServer(mock) as server:
        secrets = dict.fromkeys(("PINTEREST_TOKEN", "PINTEREST_SECRET", "PG_PASSWORD"), "any")
        for name, value in {**server.environment, **secrets}.items():
            monkeypatch.setenv(name, value)
        statuses = [run(*command[1:]).status for command in commands]

    assert [["validate"], ["plan"], ["apply", "--yes"]] == [command[1:-1] for command in commands]
    assert [0, 0, 0] == statuses
    assert 3 == len(mock.connections())


def test_the_hook_checks_files(run, tmp_path, monkeypatch):
    """The hook for pre-commit runs a command that takes the files as arguments."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    shutil.copytree(ROOT / "examples" / "brands", tmp_path / "connections")
    monkeypatch.chdir(tmp_path)

    assert "fivetran-connections validate" == hook["entry"]
    assert 0 == run(*hook["entry"].split()[1:], "connections/connections.yaml").status


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
