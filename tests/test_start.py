"""The two ways in: the page of the first apply, and the start in a clean clone with nothing installed."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SERVE = "fivetran-mock serve --port 8000 &\n"


@pytest.mark.slow
def test_the_first_apply(tmp_path: Path) -> None:
    """In one shell, each block of the page of the first apply prints its output, and the last one stops the mock."""
    text = (ROOT / "docs" / "first-apply.md").read_text("utf-8")
    blocks = re.findall(r"^```bash\n(.*?)^```\n(?:\n```text\n(.*?)^```)?", text, re.MULTILINE | re.DOTALL)
    script = "printf '\\0'\n".join(block for block, _ in blocks)
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = {"PATH": path, "PYTHONSAFEPATH": "1", "FIVETRAN_CONNECTIONS_DATA": str(tmp_path)}
    serve = [sys.executable, "-m", "fivetran_mock", "serve"]
    with subprocess.Popen(serve, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        address = server.stdout.readline().split()[-1]
        script = script.replace(SERVE, "").replace("http://127.0.0.1:8000", address).replace("$!", str(server.pid))
        done = subprocess.run(
            ["sh", "-e"], cwd=tmp_path, env=environment, input=script, capture_output=True, text=True, check=False
        )

    assert (0, "") == (done.returncode, done.stderr)
    assert blocks[0][0].startswith(SERVE)
    for (block, shown), printed in zip(blocks, done.stdout.split("\0"), strict=True):
        assert doctest.OutputChecker().check_output(shown, printed, doctest.ELLIPSIS), f"{block}printed\n{printed}"


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
    assert "That was the main job, and the mock has stopped." in demo.stdout
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
