"""The page about the command line agrees with the command."""

import json
import re
from pathlib import Path

from fivetran_connections.cli.session import Status

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "cli.md").read_text("utf-8")


def test_shows_what_is_printed(run, monkeypatch):
    """The page shows the line and the object that the command prints."""
    monkeypatch.chdir(ROOT)
    (line,) = re.findall(r"^examples/broken\.yaml:.*$", PAGE, re.MULTILINE)
    (shown,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)

    assert line in run("validate", "examples/broken.yaml").out.splitlines()
    printed = run("validate", "--output", "json", "examples/broken.yaml").data["violations"]
    assert all(violation in printed for violation in json.loads(shown)["violations"])


def test_lists_every_exit_status():
    """The page's table of exit statuses equals that of the code."""
    rows = re.findall(r"^\| (\d+) \| (.*) \|$", PAGE, re.MULTILINE)

    assert [(str(int(status)), status.meaning) for status in Status] == rows
