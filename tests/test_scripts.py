"""The programs in scripts/ report their findings in a few lines and by exit status."""

from __future__ import annotations

import ast
import json
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.append(str(ROOT / "scripts"))

from audit import verdict  # noqa: E402  # found by the line above
from dist import differing, run  # noqa: E402  # likewise
from strings import docstrings, texts  # noqa: E402  # likewise

CLEAN = {"name": "httpx", "version": "0.28.1", "vulns": []}
UNKNOWN = {"name": "local", "skip_reason": "not found"}
VULNERABLE = {"name": "idna", "version": "3.6", "vulns": [{"id": "CVE-2024-3651", "fix_versions": ["3.7"]}]}


@pytest.mark.parametrize(
    ("releases", "status", "lines"),
    [
        ([CLEAN], 0, ["1 releases looked up, 0 with a vulnerability."]),
        (
            [CLEAN, VULNERABLE, UNKNOWN],
            1,
            [
                "idna 3.6: CVE-2024-3651, mended in 3.7",
                "2 releases looked up, 1 with a vulnerability; 1 are unknown to the database.",
            ],
        ),
        ([UNKNOWN], 0, ["The database of vulnerabilities knows none of the releases here: nothing was looked up."]),
    ],
    ids=["clean", "vulnerable", "unknown"],
)
def test_audit_names_vulnerable_releases(releases: list[object], status: int, lines: list[str]) -> None:
    """A vulnerable release is reported with its id and the fixed version, and only then is the status 1."""
    assert (status, lines) == verdict(json.dumps({"dependencies": releases}))


def test_audit_says_that_it_had_no_network() -> None:
    """Without the database of vulnerabilities, the audit makes no claim."""
    assert (0, ["The database of vulnerabilities cannot be reached: no release was looked up."]) == verdict("")


def test_dist_names_what_differs(tmp_path: Path) -> None:
    """Differing and missing files of two builds are reported; equal ones are not."""
    for folder, files in {"one": {"a": "1", "b": "1", "c": "1"}, "other": {"a": "1", "b": "2"}}.items():
        (tmp_path / folder).mkdir()
        for name, content in files.items():
            (tmp_path / folder / name).write_text(content)

    assert ["b", "c"] == differing(tmp_path / "one", tmp_path / "other")


def test_dist_ends_with_the_output_of_a_failed_check() -> None:
    """A program that fails ends the build with what it printed; one that succeeds does not."""
    run("python", "-c", "print('fine')", environment={})

    with pytest.raises(SystemExit, match="no licence\nno author"):
        run("python", "-c", "import sys; print('no licence'); sys.exit('no author')", environment={})


SOURCE = ast.parse('''
"""The purpose of the module."""
LIMIT = "too short"
def check(name):
    """Check a name."""
    raise ValueError(f"the name {name!r} is taken: {hint(name)}" + " or choose another one")
''')


def test_strings_lists_messages_without_docstrings() -> None:
    """Each message is listed with its line, fields in braces; short strings and docstrings are not."""
    assert [(6, "or choose another one"), (6, "the name {name} is taken: {hint(name)}")] == texts(SOURCE)


def test_strings_lists_docstrings_alone() -> None:
    """With the option, docstrings are listed instead."""
    assert [(2, "The purpose of the module."), (5, "Check a name.")] == list(docstrings(SOURCE))


def test_explained_changes_are_changes_of_the_code_as_it_is() -> None:
    """Each change that `survivors.toml` explains has its line in the module that it names."""
    explained = tomllib.loads((ROOT / "scripts" / "survivors.toml").read_text())["survivor"]
    lines = {each["module"]: (ROOT / each["module"]).read_text().splitlines() for each in explained}

    assert [] == [
        each for each in explained if each["before"] not in "\n".join(line.strip() for line in lines[each["module"]])
    ]
