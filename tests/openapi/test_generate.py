"""generated/ is what openapi/ gives, and a copy that is not is refused by name."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Python must find the neighbours of the program it runs.
ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "PYTHONSAFEPATH"}
ENUM = "generated/fivetran_client/models/report_granularity.py"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Copy what generation needs, to a path with a space in it."""
    copy = tmp_path / "a house"
    for folder in ("openapi", "generated"):
        ignored = shutil.ignore_patterns("__pycache__", "node_modules")
        shutil.copytree(ROOT / folder, copy / folder, ignore=ignored)
    return copy


def run(house: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "openapi/generate.py", *options]
    return subprocess.run(command, cwd=house, env=ENVIRONMENT, capture_output=True, text=True, check=False)


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.slow
def test_generated_is_up_to_date(house: Path) -> None:
    """The committed packages are byte for byte what the document gives."""
    done = run(house, "--check")

    assert (0, "generated/ is what openapi/connections.yaml gives\n") == (done.returncode, done.stdout)


@pytest.mark.slow
def test_a_changed_document_names_the_files(house: Path) -> None:
    """An enum value less in the document names the enum's module and the document's package."""
    replace(house / "openapi/connections.yaml", "enum: [HOUR, DAY]", "enum: [HOUR]")

    done = run(house, "--check")

    assert 1 == done.returncode
    assert f"{ENUM} differs from what the document gives" in done.stdout
    assert "generated/fivetran_openapi/openapi.json differs from what the document gives" in done.stdout


@pytest.mark.slow
def test_edited_files_are_named(house: Path) -> None:
    """A changed line, a missing file and a stray one are each named."""
    replace(house / ENUM, "HOUR", "HOURLY")
    (house / "generated/fivetran_client/models/schedule.py").unlink()
    (house / "generated/fivetran_client/notes.py").touch()

    done = run(house, "--check")

    assert 1 == done.returncode
    assert [
        f"{ENUM} differs from what the document gives",
        "generated/fivetran_client/models/schedule.py is missing",
        "generated/fivetran_client/notes.py does not belong there",
    ] == sorted(done.stdout.splitlines()[:3])


@pytest.mark.slow
def test_generating_mends(house: Path) -> None:
    """A run without options puts everything right, and leaves nothing of what was there."""
    replace(house / ENUM, "HOUR", "HOURLY")
    (house / "generated/fivetran_client/notes.py").touch()

    written, checked = run(house), run(house, "--check")

    assert (0, 0) == (written.returncode, checked.returncode)
    assert (ROOT / ENUM).read_bytes() == (house / ENUM).read_bytes()


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("openapi: 3.1.0", "openapi: [", "connections.yaml is not YAML"),
        ("openapi: 3.1.0", "openapi: 3.1.0\nopenapi: 3.1.0", "the key 'openapi' stands twice"),
    ],
)
def test_a_document_that_cannot_be_read_is_refused_in_a_sentence(
    house: Path, old: str, new: str, sentence: str
) -> None:
    """No traceback for a document that is not YAML, or says a thing twice."""
    replace(house / "openapi/connections.yaml", old, new)

    done = run(house)

    assert 1 == done.returncode
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_a_dangling_reference_is_refused(house: Path) -> None:
    """The generator's complaint is passed on."""
    replace(house / "openapi/connections.yaml", "'#/components/schemas/SyncFrequency'", "'#/components/schemas/Gone'")

    done = run(house)

    assert 1 == done.returncode
    assert "openapi-python-client refused the document" in done.stderr
    assert "Gone" in done.stderr
