"""generated/ equals the output from openapi/, and an outdated copy is refused by name."""

import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

from ._changes import Tool

ROOT = Path(__file__).parents[2]
ENUM = "generated/fivetran_client/models/report_granularity.py"


class Done(NamedTuple):
    """The exit status and the output of a run."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Copy the inputs of the generation to a path with a space."""
    copy = tmp_path / "a house"
    for folder in ("openapi", "generated"):
        ignored = shutil.ignore_patterns("__pycache__", "node_modules", ".node-*")
        shutil.copytree(ROOT / folder, copy / folder, ignore=ignored)
    return copy


@pytest.fixture
def run(house: Path, tool: Tool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the program on the copy."""
    monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)  # the generator runs no code of ours
    generate = tool("generate")
    monkeypatch.setattr(generate, "HERE", house / "openapi")
    monkeypatch.setattr(generate, "GENERATED", house / "generated")

    def run(*options: str) -> Done:
        monkeypatch.setattr("sys.argv", ["generate.py", *options])
        return Done(generate.main(), *capsys.readouterr())

    return run


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_generated_is_up_to_date(run):
    """The committed packages equal the generated ones, byte for byte."""
    done = run("--check")

    assert 0 == done.returncode
    assert "generated/ is up to date with openapi/openapi.yaml\n" == done.stdout


def test_paths_that_the_families_have_and_the_document_lacks_are_named(house, tool, monkeypatch, capsys):
    """The check names the document if it does not list the paths of its families."""
    generate = tool("generate")
    monkeypatch.setattr(generate, "HERE", house / "openapi")
    monkeypatch.setattr(generate, "GENERATED", house / "generated")
    replace(house / "openapi/openapi.yaml", "  /v1/account/info:", "  /v1/account/information:")

    assert 1 == generate.check(house / "generated")
    assert "openapi/openapi.yaml does not have the paths of the families" in capsys.readouterr().out


@pytest.mark.deep
def test_a_changed_document_names_the_files(house, run):
    """If the document loses an enum value, the check names the enum's module and the document's package."""
    replace(house / "openapi/typed/pinterest_ads.yaml", "enum: [HOUR, DAY]", "enum: [HOUR]")

    done = run("--check")

    assert 1 == done.returncode
    assert f"{ENUM} differs from the output for the document" in done.stdout
    assert "generated/fivetran_openapi/openapi.json differs from the output for the document" in done.stdout


@pytest.mark.slow
def test_generating_mends(house, run, tool):
    """A run without options rewrites everything, and leaves no old file."""
    replace(house / ENUM, "HOUR", "HOURLY")
    (house / "generated/fivetran_client/models/schedule.py").unlink()
    (house / "generated/fivetran_client/notes.py").touch()
    differences = partial(tool("generate").differences, ROOT / "generated", house / "generated")

    assert 3 == len(list(differences()))
    assert 0 == run().returncode
    assert [] == list(differences())


GONE = "refers to 'Gone', which is not there"


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        ("openapi", "openapi: 3.1.0", "openapi: [", "openapi.yaml is neither JSON nor YAML"),
        ("openapi", "openapi: 3.1.0", "openapi: 3.1.0\nopenapi: 3.1.0", "the key 'openapi' stands twice"),
        pytest.param("connections", "SyncFrequency'", "Gone'", GONE, marks=pytest.mark.slow),
        pytest.param("connections", "in: query", "in: nowhere", "refused the document", marks=pytest.mark.slow),
    ],
    ids=["no YAML", "a key twice", "dangling reference", "no OpenAPI"],
)
def test_a_document_that_cannot_be_used_is_refused(file, old, new, sentence, house, run):
    """Problems of the document are printed, without a traceback."""
    replace(house / f"openapi/{file}.yaml", old, new)

    done = run()

    assert 1 == done.returncode
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_generator_names_the_command(run, monkeypatch):
    """Without the generator, the program ends with one sentence that names the command."""
    monkeypatch.setitem(sys.modules, "openapi_python_client", None)

    assert Done(1, "", "openapi/generate.py needs openapi_python_client: run make generate\n") == run("--check")


def test_drift_is_listed_and_counted(tool, tmp_path, monkeypatch, capsys):
    """A comparison with another output names each differing file, and ends with status 1."""
    generate = tool("generate")
    monkeypatch.setattr(generate, "differences", lambda *_: ["generated/a.py differs from the output for the document"])

    assert 1 == generate.check(tmp_path)
    assert capsys.readouterr().out.splitlines()[-1] == "1 files drifted: run `make generate`"
