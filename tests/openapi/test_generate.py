"""generated/ equals the output from openapi/, and an outdated copy is refused by name."""

import shutil
import sys
from collections.abc import Callable
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


Run = Callable[[], Done]


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

    def run() -> Done:
        return Done(generate.main(), *capsys.readouterr())

    return run


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of all files below a folder, without Python's caches."""
    paths = [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.mark.slow
def test_generated_is_up_to_date(house, run):
    """A run gives the committed packages, byte for byte, and no other file, and lists the paths of the families."""
    replace(house / "openapi/openapi.yaml", "  /v1/account/info:", "  /v1/account/information:")
    replace(house / ENUM, "HOUR", "HOURLY")
    (house / "generated/fivetran_client/models/schedule.py").unlink()
    (house / "generated/fivetran_client/notes.py").touch()

    assert Done(0, "wrote generated/\n", "") == run()

    for folder in ("generated", "openapi"):
        made, kept = contents(house / folder), contents(ROOT / folder)
        assert [] == [name for name in sorted(made) if made[name] != kept.get(name)], "run `make generate`"
    assert contents(ROOT / "generated").keys() == contents(house / "generated").keys()


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

    assert Done(1, "", "openapi/generate.py needs openapi_python_client: run make generate\n") == run()
