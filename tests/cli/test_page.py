"""The page about the command line says what the command does."""

from __future__ import annotations

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "cli.md").read_text("utf-8")


def test_shows_what_is_printed(run, monkeypatch):
    """The line and the object that the page shows are those that the command prints."""
    monkeypatch.chdir(ROOT)
    (line,) = re.findall(r"^examples/broken\.yaml:.*$", PAGE, re.MULTILINE)
    (shown,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)

    assert line in run("validate", "examples/broken.yaml").out.splitlines()
    printed = run("validate", "--output", "json", "examples/broken.yaml").data["violations"]
    assert all(violation in printed for violation in json.loads(shown)["violations"])


def test_names_every_command_and_option(run):
    """Each command and option stands on the page."""
    for command in ("validate", "create", "schema", "rules"):
        options = set(re.findall(r"--[a-z-]+", run(command, "--help").out.split("Examples:")[0])) - {"--help"}

        (row,) = re.findall(rf"^\| `{command}[ `].*$", PAGE, re.MULTILINE)
        assert set() == {option for option in options if option not in row}
