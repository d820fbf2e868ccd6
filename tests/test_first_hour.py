"""The first hour of a user: a module and its test as the docs show them, type-checked and run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
START = ROOT / "docs" / "start.md"
CONSTRAINTS = ("--constraint", str(ROOT / "constraints.txt"))
# mypy reads the packages anew only if they changed.
MYPY = ("mypy", "--strict", "--cache-dir", str(ROOT / ".mypy_cache" / "users"))


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


def run(project: Path, *command: str, python: str = sys.executable) -> subprocess.CompletedProcess[str]:
    """Run a Python module in the project."""
    ours = ("VIRTUAL_ENV", "PYTHON", "COVERAGE", "PYTEST")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    options = {"cwd": project, "env": environment if python != sys.executable else None}
    return subprocess.run([python, "-m", *command], capture_output=True, text=True, check=False, **options)


def installed(folder: Path, *requirements: str) -> str:
    """Install into a new environment, from the cache of uv if it has all; return the path of its Python."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    python = str(folder / ("Scripts" if os.name == "nt" else "bin") / "python")
    assert 1 == run(ROOT / "docs", "fivetran_connections", python=python).returncode, "the environment is not empty"
    uv = shutil.which("uv", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
    into = [uv, "pip", "install", "--quiet", "--python", python] if uv else [python, "-m", "pip", "install", "--quiet"]
    for offline in (("--offline",), ()) if uv else ((),):
        done = subprocess.run(
            [*into, *offline, *CONSTRAINTS, *requirements], capture_output=True, text=True, check=False
        )
        if done.returncode == 0:
            return python
    raise AssertionError(done.stderr)


@pytest.mark.slow
def test_a_users_mistake_is_found_by_the_type_checker(project: Path) -> None:
    """A type checker reports a misspelt attribute of an answer."""
    code = "from fivetran_connections import Connection\n\n\ndef f(c: Connection) -> str:\n    return c.status.set_up\n"
    (project / "mistake.py").write_text(code, "utf-8")

    done = run(project, *MYPY, "mistake.py")

    assert '"ConnectionStatus" has no attribute "set_up"' in done.stdout


@pytest.mark.deep
def test_the_first_hour_begins_with_an_empty_environment(project: Path, tmp_path: Path) -> None:
    """Installed as the page says, the module and its test pass mypy and pyright in strict mode, and the test passes."""
    assert "$ pip install '.[cli,mock]'" in START.read_text("utf-8")
    python = installed(tmp_path / "environment", f"{ROOT}[cli,mock]", "pytest", "mypy")
    (project / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}', "utf-8")

    place = run(project, "pip", "show", "--files", "fivetran-connections", python=python)
    by_mypy = run(project, "mypy", "--strict", "pipelines.py", "test_pipelines.py", python=python)
    by_pyright = run(project, "pyright", "--pythonpath", python, "pipelines.py", "test_pipelines.py")
    tested = run(project, "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", python=python)

    assert str(tmp_path) in place.stdout
    assert 0 == by_mypy.returncode, by_mypy.stdout
    assert 0 == by_pyright.returncode, by_pyright.stdout
    assert "1 passed" in tested.stdout, tested.stdout
