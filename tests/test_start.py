"""The five-minute start of the documentation, in a clean clone with nothing installed."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def run(*command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command with an environment without an active virtual environment."""
    ours = ("VIRTUAL_ENV", "PYTHON", "NOX", "COVERAGE", "PYTEST")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.deep
def test_start_in_a_clean_clone(tmp_path: Path) -> None:
    """`make demo` in a new clone installs everything and shows the main job; then the page's commands work."""
    clone = tmp_path / "clone"
    run("git", "clone", "--quiet", str(ROOT), str(clone), folder=tmp_path)
    demo = run("make", "demo", folder=clone)

    assert 0 == demo.returncode, demo.stdout + demo.stderr
    assert "That was the main job." in demo.stdout
    commands = clone / ".venv" / "bin"
    broken = run(str(commands / "fivetran-connections"), "validate", "examples/broken.yaml", folder=clone)
    assert 3 == broken.returncode
    assert "/config/advertisers" in broken.stdout
    (tmp_path / "test_mine.py").write_text(readme_test(), encoding="utf-8")
    own = run(str(commands / "python"), "-P", "-m", "pytest", "-q", "test_mine.py", folder=tmp_path)
    assert 0 == own.returncode, own.stdout + own.stderr
    assert "1 passed" in own.stdout, own.stdout + own.stderr


def readme_test() -> str:
    """Return the test that the README shows."""
    return (ROOT / "README.md").read_text(encoding="utf-8").partition("```python\n")[2].partition("```")[0]
