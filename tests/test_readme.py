"""What the README shows works as it stands there; its other examples run by Sybil, see conftest.py."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)


def test_the_users_test_passes(tmp_path: Path) -> None:
    """The test that the README shows passes in a project of its own."""
    (shown,) = (block for block in BLOCKS if "def test_" in block)
    (tmp_path / "test_shown.py").write_text(shown, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:asyncio", "test_shown.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert 0 == done.returncode, done.stdout
    assert "1 passed" in done.stdout


@pytest.mark.parametrize(
    ("command", "status"),
    [
        ("fivetran-connections validate examples/broken.yaml", 3),
        ("fivetran-mock run -- fivetran-connections create examples/pinterest_ads.yaml", 0),
        ("fivetran-mock run -- python examples/in_python.py", 0),
    ],
)
def test_shown_commands_end_as_they_should(command: str, status: int) -> None:
    """Each command line of the tour is in the README, and works; what is sent goes to a mock."""
    python = shlex.quote(sys.executable)
    here = {"fivetran-mock": f"{python} -m fivetran_mock", "fivetran-connections": f"{python} -m fivetran_connections"}
    words = " ".join(here.get(word, word) for word in command.replace("-- python", f"-- {python}").split())
    done = subprocess.run(shlex.split(words), cwd=ROOT, capture_output=True, text=True, check=False)

    assert f"$ {command}" in README
    assert (status, False) == (done.returncode, "Traceback" in done.stderr), done.stderr


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=lambda page: page.name
)
def test_links_lead_somewhere(page: Path) -> None:
    """Every link to a file of the project names one."""
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))

    assert [] == [link for link in links if "://" not in link and not (page.parent / link).exists()]


def test_every_page_is_in_the_index() -> None:
    """A page that the index leaves out would not be found."""
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    pages = {page.name for page in (ROOT / "docs").glob("*.md")} - {"index.md"}

    assert pages == set(re.findall(r"\]\(([a-z-]+\.md)\)", index))
