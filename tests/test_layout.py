"""The house is laid out as its plan says: source roots hold packages and are none themselves."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = [ROOT / path for path in PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]]
NAMES = sorted(path.name for path in PACKAGES)
WRITTEN = sorted(path.name for path in PACKAGES if path.parent.name != "generated")


@pytest.mark.parametrize("root", ["generated", "mock", "openapi", "overlay", "tests"])
def test_source_roots_are_not_packages(root: str) -> None:
    """A file __init__.py in mock/ would shadow PyPI's mock for everyone who runs Python here."""
    assert not (ROOT / root / "__init__.py").exists()


def test_every_package_stands_where_the_wheel_takes_it_from() -> None:
    """No package of a source root is forgotten in the wheel."""
    found = {path.parent for root in ("generated", "mock", "overlay") for path in (ROOT / root).glob("*/__init__.py")}

    assert set(PACKAGES) == found


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_packages_are_typed(package: Path) -> None:
    """Without py.typed a user's type checker sees nothing of a package."""
    assert (package / "py.typed").is_file()


@pytest.mark.parametrize("name", WRITTEN)
def test_public_names_are_listed_sorted_and_there(name: str) -> None:
    """__all__ is sorted, has nothing twice, and everything in it can be had."""
    package = import_module(name)

    assert sorted(set(package.__all__), key=_as_ruff_sorts) == package.__all__
    assert all(hasattr(package, public) for public in package.__all__)


def _as_ruff_sorts(name: str) -> tuple[int, str]:
    """Constants first, then classes, then the rest."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)


@pytest.mark.parametrize("name", NAMES)
def test_every_package_says_what_it_is(name: str) -> None:
    """The first thing that help() shows is a sentence."""
    assert (import_module(name).__doc__ or "").strip()


def test_contributors_are_told_of_commands_that_there_are() -> None:
    """What CONTRIBUTING.md tells to run is a target of the Makefile, or a session that installs what it needs."""
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    sessions = re.findall(r"^def ([a-z]+)\(session", (ROOT / "noxfile.py").read_text(encoding="utf-8"), re.MULTILINE)
    told = [name for names in re.findall(r"nox -s ((?:[a-z]+ )*[a-z]+)", page) for name in names.split()]

    assert set(re.findall(r"`make ([a-z-]+)`", page)) == set(targets) - {"help", "clean"}
    assert {"drift", "lint", "mutation", "tests", "typing"} == set(told)
    assert set(told) <= set(sessions)


@pytest.mark.parametrize(
    "module",
    [
        ("fivetran_openapi", ["attr", "httpx", "jsonschema_rs", "yaml"]),
        ("fivetran_rules", ["attr", "httpx", "pytest", "respx", "yaml", "fivetran_client"]),
        ("fivetran_connections", ["cyclopts", "jsonschema_rs", "pytest", "respx", "rich", "stamina", "yaml"]),
        ("fivetran_mock", ["attr", "cyclopts", "fivetran_client", "fivetran_connections", "httpx", "pytest", "respx"]),
    ],
    ids=lambda module: module[0],
)
def test_importing_a_package_is_cheap(module: tuple[str, list[str]]) -> None:
    """A package loads nothing that only a part of its users needs."""
    name, absent = module
    show = f"import sys, {name}; print(*sorted(set({absent!r}) & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-P", "-c", show], capture_output=True, text=True, check=True)

    assert "\n" == done.stdout


def test_nothing_names_an_index_or_a_machine() -> None:
    """Pins are versions only, so that they hold wherever packages come from."""
    for name in ("constraints.txt", "openapi/package-lock.json", "pyproject.toml", "noxfile.py", "Makefile"):
        text = (ROOT / name).read_text(encoding="utf-8")

        assert "://" not in text.replace("http://", "") or name == "pyproject.toml", name
        assert '"resolved"' not in text, name
