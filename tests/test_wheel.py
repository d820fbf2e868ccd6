"""The wheel has the files that a user needs, and no others."""

import io
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from .smoke import PACKAGES

ROOT = Path(__file__).parents[1]
BUILD = "from hatchling.build import {0}; import sys; print({0}(sys.argv[1]))"


def build(what: str, source: Path, target: Path) -> Path:
    """Call a hook of the build backend."""
    command = [sys.executable, "-P", "-c", BUILD.format(what), str(target)]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=True)
    return target / done.stdout.split()[-1]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """Build a wheel from the tree."""
    return zipfile.ZipFile(build("build_wheel", ROOT, tmp_path_factory.mktemp("wheel")))


@pytest.fixture(scope="module")
def wheel(built: zipfile.ZipFile) -> list[str]:
    """Return the names of its files."""
    return built.namelist()


def test_it_holds_exactly_the_packages(wheel):
    """The wheel has exactly the six packages, and none with the name `mock`."""
    assert {*PACKAGES} == {name.partition("/")[0] for name in wheel if ".dist-info/" not in name}


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_in_it_is_typed(package, wheel):
    """Every package of the wheel has py.typed, generated ones included."""
    assert f"{package}/py.typed" in wheel


def test_it_holds_data_and_licence(wheel):
    """The wheel includes the document, Prism's lock file and the licence."""
    assert "fivetran_openapi/openapi.json" in wheel
    assert "fivetran_mock/prism/_npm/package-lock.json" in wheel
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in wheel)


def test_its_readme_has_no_link_into_the_tree(built):
    """The README of the wheel begins with the package, and has no link into a clone, which an index lacks."""
    (metadata,) = (name for name in built.namelist() if name.endswith(".dist-info/METADATA"))
    readme = built.read(metadata).decode().partition("\n\n")[2]

    assert readme.startswith("# fivetran-connections\n\nA typed client")
    assert [] == re.findall(r"\]\((?!https?:)[^)]*\)|<(?:img|a) ", readme)


def test_it_holds_every_module_of_the_tree(wheel):
    """The wheel has every module of the tree."""
    roots = [ROOT / "generated", ROOT / "mock", ROOT / "overlay"]
    modules = {path.relative_to(root).as_posix() for root in roots for path in root.rglob("*.py")}

    assert modules == {name for name in wheel if name.endswith(".py")}


@pytest.mark.slow
def test_the_source_distribution_gives_the_same_wheel(wheel, tmp_path):
    """The wheel of the source distribution has the same files as the tree's."""
    sdist = build("build_sdist", ROOT, tmp_path)
    with tarfile.open(fileobj=io.BytesIO(sdist.read_bytes())) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (source,) = (tmp_path / "unpacked").iterdir()

    assert (ROOT / "PACKAGE.md").read_bytes() == (source / "README.md").read_bytes()
    assert sorted(wheel) == sorted(zipfile.ZipFile(build("build_wheel", source, tmp_path)).namelist())


@pytest.mark.slow
def test_a_second_build_has_the_same_bytes(built, tmp_path):
    """A second build of the wheel has the same bytes."""
    assert Path(str(built.filename)).read_bytes() == build("build_wheel", ROOT, tmp_path).read_bytes()


def test_commands_and_plugin_are_registered(built):
    """The wheel registers both commands and the pytest plugin."""
    (entry_points,) = (name for name in built.namelist() if name.endswith("entry_points.txt"))
    text = built.read(entry_points).decode()

    assert "fivetran-connections = fivetran_connections.__main__:main" in text
    assert "fivetran-mock = fivetran_mock.__main__:main" in text
    assert "[pytest11]\nfivetran_mock = fivetran_mock.pytest_plugin" in text
