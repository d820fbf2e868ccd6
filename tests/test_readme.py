"""README and pages: their tests pass and their links exist. Sybil runs their examples, see pages.py."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_users_tests_pass(tmp_path):
    """The test that the README shows passes in a project of its own; `nox -s reader` runs those of other pages."""
    blocks = "\n".join(re.findall(r"^```python\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL))
    (tmp_path / "test_shown.py").write_text(blocks, encoding="utf-8")
    others = ("-p", "no:asyncio", "-p", "no:schemathesis")
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", *others, "test_shown.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert 0 == done.returncode, done.stdout
    assert f"{blocks.count('def test_')} passed" in done.stdout


def test_two_commands_do_everything():
    """The README has a command for the main job and one for the tests, with their time and what they install."""
    shown = re.findall(r"^\$ (make [\w-]+) +# \d+ (?:seconds|minutes); installs \S", README, re.MULTILINE)

    assert ["make demo", "make test"] == shown
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8").splitlines()


def test_the_readme_fits_on_two_screens():
    """The README has at most 130 lines."""
    assert len(README.splitlines()) <= 130


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=lambda page: page.name
)
def test_links_lead_somewhere(page):
    """Every link to a file of the project exists."""
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))

    assert [] == [link for link in links if "://" not in link and not (page.parent / link).exists()]
