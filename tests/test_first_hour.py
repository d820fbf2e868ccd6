"""The first hour of a user: a module and its test as the docs show them, type-checked and run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

START = Path(__file__).parents[1] / "docs" / "start.md"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with the page's module and its test."""
    (shown,) = (
        block
        for block in re.findall(r"^```python\n(.*?)^```", START.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
        if "def test_" in block
    )
    module, test = shown.split("def test_", 1)
    folder = tmp_path_factory.mktemp("project")
    (folder / "pipelines.py").write_text(module.replace("from fivetran_mock import FivetranMock\n", ""), "utf-8")
    imports = "from fivetran_mock import FivetranMock\n\nfrom pipelines import create\n\n\n"
    (folder / "test_pipelines.py").write_text(f"{imports}def test_{test}", "utf-8")
    return folder


def run(project: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a Python module in the project."""
    return subprocess.run([sys.executable, "-m", *command], cwd=project, capture_output=True, text=True, check=False)


def test_the_users_test_passes_by_itself(project: Path) -> None:
    """The page's test passes without configuration, with warnings as errors."""
    done = run(project, "pytest", "-q", "-W", "error", "-p", "no:asyncio", "-p", "no:cacheprovider")

    assert "1 passed" in done.stdout, done.stdout


@pytest.mark.slow
def test_the_users_code_is_typed(project: Path) -> None:
    """mypy in strict mode finds no error in the page's code."""
    done = run(project, "mypy", "--strict", "pipelines.py", "test_pipelines.py")

    assert 0 == done.returncode, done.stdout


@pytest.mark.slow
def test_a_users_mistake_is_found_by_the_type_checker(project: Path) -> None:
    """A type checker reports a misspelt attribute of an answer."""
    code = "from fivetran_connections import Connection\n\n\ndef f(c: Connection) -> str:\n    return c.status.set_up\n"
    (project / "mistake.py").write_text(code, "utf-8")

    done = run(project, "mypy", "--strict", "mistake.py")

    assert '"ConnectionStatus" has no attribute "set_up"' in done.stdout
