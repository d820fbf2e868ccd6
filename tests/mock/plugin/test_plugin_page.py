"""The tests on the plugin's page run like a user's tests."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[3] / "docs" / "pytest.md"


@pytest.mark.slow
def test_page_runs(tmp_path: Path) -> None:
    """Every test on the page passes in a project of its own."""
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    (tmp_path / "test_page.py").write_text("\n".join(blocks))
    others = ("-p", "no:asyncio", "-p", "no:schemathesis")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *others, str(tmp_path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    tests = sum(block.count("def test_") for block in blocks)

    assert f"{tests} passed" in done.stdout, done.stdout


def test_page_names_every_argument(pytestconfig: pytest.Config) -> None:
    """The page has every argument of the marker."""
    (line,) = (each for each in pytestconfig.getini("markers") if each.startswith("fivetran_mock("))
    page = PAGE.read_text(encoding="utf-8")

    assert all(f"`{name}=" in page for name in re.findall(r"(\w+)=", line))
