"""scripts/environment.sh creates .venv on a bare machine, or names the missing tool in one sentence."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.posix("the programs of the imitated machine are shell scripts")

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "scripts" / "environment.sh"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Return a machine with only the test's programs, and a clone in a path with a space."""
    return Machine(tmp_path)


class Machine:
    """A folder of programs, and a clone of this project beside it."""

    def __init__(self, folder: Path) -> None:
        self.programs = folder / "bin"
        self.clone = folder / "a clone"
        self.programs.mkdir()
        self.clone.mkdir()

    def has_python(self, name: str, *, version: str, venv: bool = True) -> None:
        """Add a stand-in for Python with a version, able to create environments or not."""
        major, minor = version.split(".")[:2]
        fits = (3, 11) <= (int(major), int(minor))
        self.has(
            name,
            f"""
            case "$*" in
              *version_info*) exit {0 if fits else 1} ;;
              *ensurepip*) exit {0 if venv else 1} ;;
              --version) echo "Python {version}" ;;
              "-m venv"*) mkdir -p .venv/bin && cp "$0" .venv/bin/python && echo "{name} $*" >> calls ;;
              *) echo "$*" >> calls ;;
            esac""",
        )

    def run(self, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run the script in the clone."""
        sh = shutil.which("sh")
        assert sh is not None
        for needed in ("cp", "mkdir"):
            self.has(needed, f'exec {shutil.which(needed)} "$@"')
        return subprocess.run(
            [sh, str(SCRIPT)],
            cwd=self.clone,
            env={"PATH": str(self.programs), **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def calls(self) -> list[str]:
        """Return the command lines of all runs of Python."""
        return (self.clone / "calls").read_text(encoding="utf-8").splitlines()

    def has(self, name: str, script: str) -> Path:
        """Add a program."""
        path = self.programs / name
        path.write_text(f"#!{shutil.which('sh')}\n{script}\n", encoding="utf-8")
        path.chmod(0o755)
        return path


def test_an_environment_is_made_once_with_pinned_tools(machine):
    """python3 creates .venv, with the tool versions of constraints.txt; a second run keeps the environment."""
    machine.has_python("python3", version="3.12.1")

    done = machine.run()

    assert 0 == done.returncode
    assert "" == done.stderr
    assert "Making .venv with Python 3.12.1" == done.stdout.splitlines()[0]
    made, *installs = machine.calls()
    assert "python3 -m venv --clear .venv" == made
    assert all("--constraint constraints.txt" in install for install in installs)
    assert "Making .venv" not in machine.run().stdout
    assert 1 == sum("-m venv" in call for call in machine.calls())


def test_a_cache_that_cannot_be_written_is_named(machine):
    """If uv cannot write its cache, one sentence names the variable for another folder."""
    machine.has_python("python3", version="3.12.1")
    machine.run()
    (machine.clone / ".venv" / "bin" / "uv").symlink_to(machine.has("uv", "echo /dev/null/uv"))

    done = machine.run()

    assert 1 == done.returncode
    assert "uv cannot write its cache /dev/null/uv: set UV_CACHE_DIR to a folder that you can write.\n" == done.stderr


PYTHONS: dict[str, tuple[str, dict[str, str], dict[str, str]]] = {
    "a newer one, if python3 is too old": ("3.13.0", {"python3": "3.9.2", "python3.13": "3.13.0"}, {}),
    "one of the future": ("3.20.1", {"python3": "3.20.1"}, {}),
    "a fourth one": ("4.0.0", {"python3": "4.0.0"}, {}),
    "one that can make environments": ("3.11.2", {"python3": "3.12.1 without venv", "python3.11": "3.11.2"}, {}),
    "the one that PYTHON names": ("3.11.9", {"python3": "3.12.1", "mine": "3.11.9"}, {"PYTHON": "mine"}),
}


@pytest.mark.parametrize(("chosen", "pythons", "environment"), PYTHONS.values(), ids=PYTHONS)
def test_a_python_is_chosen(chosen, pythons, environment, machine):
    """The first Python that is new enough and can make environments is used, or the one that is named."""
    for name, version in pythons.items():
        machine.has_python(name, version=version.split()[0], venv="without" not in version)

    assert f"Making .venv with Python {chosen}" in machine.run(**environment).stdout


@pytest.mark.parametrize(
    ("version", "venv", "sentence"),
    [
        (None, False, "This project needs Python 3.11 or newer, and found no Python"),
        ("3.10.2", True, "This project needs Python 3.11 or newer, and found Python 3.10.2; "),
        ("3.12.1", False, "cannot make environments; install its venv module "),
    ],
    ids=["none", "too old", "without venv"],
)
def test_the_missing_thing_is_named(version, venv, sentence, machine):
    """One sentence names the package to install, and nothing is created."""
    if version:
        machine.has_python("python3", version=version, venv=venv)

    done = machine.run()

    assert 1 == done.returncode
    assert "" == done.stdout
    assert 1 == done.stderr.count("\n")
    assert sentence in done.stderr
    assert not (machine.clone / ".venv").exists()
