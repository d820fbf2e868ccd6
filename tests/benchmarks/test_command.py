"""The command prints one sentence, no figure, and ends with status 1 if a peer is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks import _peers
from benchmarks.__main__ import main
from benchmarks._harness import Unavailable

from fivetran_mock.prism import _node

ROOT = Path(__file__).parents[2]
WRITTEN = [ROOT / name for name in ("benchmarks/results.json", "docs/benchmarks.md", "docs/benchmarks.svg")]


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as `make bench` does."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", *arguments],
        cwd=ROOT,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(autouse=True)
def forgetful() -> None:
    """Clear the cached look-ups of tools before each test."""
    _peers.wrk.cache_clear()
    _peers.prism.cache_clear()


def test_no_wrk(tmp_path: Path) -> None:
    """Without wrk there is one sentence that says what to install, no figure, and status 1."""
    done = run("--only", "server", "imports", PATH=str(tmp_path))

    assert (1, "") == (done.returncode, done.stdout)
    assert 1 == len(done.stderr.splitlines())
    assert "wrk" in done.stderr
    assert "install" in done.stderr


def test_no_node(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without Node there is one sentence that says what to install, no figure, and status 1."""
    monkeypatch.setattr(_peers, "wrk", lambda: "wrk")
    monkeypatch.setattr(_node, "_bundled", lambda: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unavailable, match=r"needs Node .* pip install") as missing:
        _peers.prism()

    assert 1 == len(str(missing.value).splitlines())
    assert "" == capsys.readouterr().out


def test_no_package() -> None:
    """A Python package that is missing is named."""
    with pytest.raises(Unavailable, match="no-such-package is not installed"):
        _peers.package("no_such_package")()


@pytest.mark.parametrize("rounds", ["0", "-1", "many"])
def test_no_number_of_rounds(rounds: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A number of rounds below 1 is wrong usage."""
    with pytest.raises(SystemExit) as ended:
        main(["--rounds", rounds])

    assert 2 == ended.value.code
    assert "--rounds" in capsys.readouterr().err


def test_nothing_to_compare_with(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An earlier run that cannot be read is one sentence, before anything is measured."""
    (tmp_path / "earlier.json").write_text("{}", encoding="utf-8")
    status = main(["--only", "imports", "--against", str(tmp_path / "earlier.json")])
    said = capsys.readouterr()

    assert (1, "") == (status, said.out)
    assert "earlier.json is not the results.json of an earlier run" in said.err


FAMILIES = ("in_process", "catalogue", "fixture", "imports", "scaling", "large_document")


@pytest.mark.slow
@pytest.mark.parametrize(
    "family", ["imports", *(pytest.param(name, marks=pytest.mark.deep) for name in FAMILIES if name != "imports")]
)
def test_part_of_a_run(family: str) -> None:
    """A partial run prints its rows with their peers, and does not change the committed results."""
    before = [path.read_bytes() for path in WRITTEN]
    done = run("--quick", "--only", family)

    assert 0 == done.returncode, done.stderr
    assert all(line.startswith(f"{family}.") and "; aim " in line for line in done.stdout.splitlines())
    assert before == [path.read_bytes() for path in WRITTEN]
