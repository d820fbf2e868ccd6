"""The first hour of a user: a type checker finds a mistake."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

# mypy reads the packages anew only if they changed.
MYPY = ("mypy", "--strict", "--cache-dir", str(Path(__file__).parents[1] / ".mypy_cache" / "users"))


@pytest.mark.slow
def test_a_users_mistake_is_found_by_the_type_checker(tmp_path: Path) -> None:
    """A type checker reports a misspelt attribute of an answer."""
    code = "from fivetran_connections import Connection\n\n\ndef f(c: Connection) -> str:\n    return c.status.set_up\n"
    (tmp_path / "mistake.py").write_text(code, "utf-8")

    command = [sys.executable, "-m", *MYPY, "mistake.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert '"ConnectionStatus" has no attribute "set_up"' in done.stdout
