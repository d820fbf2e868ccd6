"""The packages have the layout that ARCHITECTURE.md draws, and no import circles."""

import re
import subprocess
import sys
import tomllib
from collections import Counter
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path

import grimp
import pytest
import yaml

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGES = [ROOT / path for path in PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]]
NAMES = sorted(path.name for path in PACKAGES)
HANDWRITTEN = [path for path in PACKAGES if path.parent.name != "generated"]
WRITTEN = sorted(path.name for path in HANDWRITTEN)
SHARED = "fivetran_common"
"""Helpers of client and mock: private, so it lists no public names."""


@pytest.mark.parametrize("root", ["generated", "mock", "openapi", "overlay", "tests"])
def test_source_roots_are_not_packages(root):
    """Source roots have no __init__.py, since `mock/` would shadow the package of that name."""
    assert not (ROOT / root / "__init__.py").exists()


def test_every_package_stands_where_the_wheel_takes_it_from():
    """The wheel includes every package of a source root."""
    found = {path.parent for root in ("generated", "mock", "overlay") for path in (ROOT / root).glob("*/__init__.py")}

    assert set(PACKAGES) == found


@pytest.mark.parametrize("name", [*sorted({*WRITTEN} - {SHARED}), "fivetran_connections.code"])
def test_public_names_are_listed_sorted_and_there(name):
    """__all__ is sorted, without repetition, and every name exists; the errors have a list of their own."""
    package = import_module(name)
    errors = import_module(f"{name}.errors").__all__ if name == "fivetran_connections" else []

    assert [*sorted({*package.__all__} - {*errors}, key=_as_ruff_sorts), *errors] == package.__all__
    assert all(hasattr(package, public) for public in package.__all__)


@pytest.mark.parametrize("name", [*sorted({*WRITTEN} - {SHARED}), "fivetran_connections.code"])
def test_a_misspelt_name_is_an_attribute_error(name):
    """A name that a package does not have raises AttributeError, though names are imported on first use."""
    with pytest.raises(AttributeError, match=f"module '{name}' has no attribute 'chekc'"):
        import_module(name).chekc  # noqa: B018  # the access is what is tested


def _as_ruff_sorts(name: str) -> tuple[int, str]:
    """Return the key by which ruff sorts: constants, classes, other names."""
    return (0 if name.isupper() else 1 if name[0].isupper() else 2, name)


@pytest.mark.parametrize("name", NAMES)
def test_every_package_says_what_it_is(name):
    """The docstring of every package begins with a sentence."""
    assert (import_module(name).__doc__ or "").strip()


def test_contributors_are_told_of_existing_commands():
    """Each command of CONTRIBUTING.md is a target of the Makefile or a session of nox."""
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    sessions = re.findall(r"^def ([a-z]+)\(session", (ROOT / "noxfile.py").read_text(encoding="utf-8"), re.MULTILINE)
    told = [name for names in re.findall(r"nox -s ((?:[a-z]+ )*[a-z]+)", page) for name in names.split()]

    assert set(re.findall(r"`make ([a-z-]+)`", page)) == set(targets) - {"help", "clean"}
    assert set(told) <= set(sessions)


@pytest.mark.parametrize(
    "module",
    [
        ("fivetran_openapi", ["attr", "httpx", "jsonschema_rs", "yaml"]),
        ("fivetran_rules", ["attr", "httpx", "pytest", "respx", "yaml", "fivetran_client"]),
        (
            "fivetran_connections",
            ["anyio", "asyncio", "attr", "httpx", "jsonschema_rs", "platformdirs", "pytest", "respx", "rich", "yaml"],
        ),
        ("fivetran_mock", ["attr", "fivetran_client", "fivetran_connections", "httpx", "pytest", "respx"]),
    ],
    ids=lambda module: module[0],
)
def test_importing_a_package_is_cheap(module):
    """Importing a package loads no dependency that only some users need."""
    name, absent = module
    show = f"import sys, {name}; print(*sorted(set({absent!r}) & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-P", "-c", show], capture_output=True, text=True, check=True)

    assert "\n" == done.stdout


def test_nothing_names_an_index_or_a_machine():
    """Committed pins are versions without index addresses, and no file has a machine's path."""
    for name in ("constraints.txt", "openapi/package-lock.json", "pyproject.toml", "noxfile.py", "Makefile"):
        text = (ROOT / name).read_text(encoding="utf-8")

        assert "://" not in text.replace("http://", "") or name == "pyproject.toml", name
        assert '"resolved"' not in text, name


def folders(package: Path) -> dict[str, Path]:
    """Return the folders of a package, by their path from its source root."""
    inner = [path for path in package.rglob("*") if path.is_dir() and path.name != "__pycache__"]
    return {path.relative_to(package.parent).as_posix(): path for path in [package, *inner]}


def drawn() -> list[str]:
    """Return the folders that ARCHITECTURE.md draws."""
    found: list[str] = []
    parents: list[str] = []
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    for tree in re.findall(r"^```\n(fivetran_.*?)^```", page, re.MULTILINE | re.DOTALL):
        for indent, name in re.findall(r"^((?:  )*)(\w+)/ ", tree, re.MULTILINE):
            parents = [*parents[: len(indent) // 2], name]
            found.append("/".join(parents))
    return found


def test_the_architecture_page_draws_every_folder():
    """Each folder of a hand-written package stands in the trees of ARCHITECTURE.md."""
    assert sorted(name for package in HANDWRITTEN for name in folders(package)) == sorted(drawn())


def test_imports_have_no_circle():
    """No module imports itself through others, imports for type checkers included; a circle is named."""
    graph = grimp.build_graph(*NAMES, cache_dir=None)
    arrows = {module: set(graph.find_modules_directly_imported_by(module)) for module in graph.modules}

    assert graph.modules == set(TopologicalSorter(arrows).static_order())


def test_security_promises_name_their_tests():
    """Each promise of SECURITY.md names an existing test."""
    page = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    rows = page.partition("| Promise | Test |\n|---|---|\n")[2].partition("\n\n")[0].splitlines()
    files = [re.findall(r"`(tests/[\w/]+\.py)::test_", row) for row in rows]
    promised = [
        (file, name) for row, [file] in zip(rows, files, strict=True) for name in re.findall(r"\btest_\w+(?=`)", row)
    ]

    assert promised
    assert [] == [
        f"{file}::{name}" for file, name in promised if f"def {name}(" not in (ROOT / file).read_text(encoding="utf-8")
    ]


def test_each_attack_is_listed():
    """docs/reliability.md lists each file of attacks, and names existing tests."""
    page = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
    named = [name.partition("::") for name in re.findall(r"`(tests/[^`]+)`", page)]

    assert sorted(file for file, _, test in named if not test and "/torture/" in file) == sorted(
        f"tests/torture/{path.name}" for path in (ROOT / "tests" / "torture").glob("test_*.py")
    )
    assert [] == [
        f"{file}::{test}"
        for file, _, test in named
        if f"def {test.partition('[')[0]}" not in (ROOT / file).read_text("utf-8")
    ]


def test_files_of_tests_have_names_of_their_own():
    """No two files of tests have the same name."""
    counts = Counter(path.name for path in (ROOT / "tests").rglob("test_*.py"))

    assert [] == [name for name, count in counts.items() if count > 1]


BUSY = """
import time

def test_short(): pass

def test_long():
    end = time.process_time() + 0.2
    while time.process_time() < end: pass
"""


def test_a_test_that_takes_long_is_named(pytester):
    """With the option of `make test`, a test that takes more processor time than that passes and is named."""
    pytester.makeconftest("pytest_plugins = ['pages']")
    pytester.makepyfile(test_busy=BUSY)

    result = pytester.runpytest_inprocess(
        "--processor-seconds=0.1", "-o", "asyncio_default_fixture_loop_scope=function"
    )

    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["test_busy.py::test_long took 0.* s of processor time: *"])
    result.stdout.no_fnmatch_line("*test_short*")


def test_tests_use_public_names():
    """At most twenty files of tests import a private module of the packages."""
    private = re.compile(
        r"^\s*(?:from|import) fivetran_(?:common|connections|mock|rules)(?:\.\w+)*\._(?!_)|"
        r"^\s*from fivetran_(?:common|connections|mock|rules)[\w.]* import (?:\w+, )*_[a-z]",
        re.MULTILINE,
    )
    files = [path for path in (ROOT / "tests").rglob("*.py") if private.search(path.read_text(encoding="utf-8"))]

    assert 0 < len(files) <= 20, files


@pytest.mark.parametrize("folder", [".github/workflows", "examples/workflows"])
def test_workflows_name_what_they_run(folder):
    """A workflow reads by default only, names actions by commit, and keeps secrets to the steps that need them."""
    for path in (ROOT / folder).glob("*.yml"):
        workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
        jobs = workflow["jobs"].values()
        actions = [step["uses"] for job in jobs for step in job["steps"] if "uses" in step]

        assert workflow["permissions"] == {"contents": "read"}
        assert actions
        assert [] == [action for action in actions if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action)]
        assert "secrets." not in str([workflow.get("env"), *(job.get("env") for job in jobs)])


def test_the_same_pythons_are_named_everywhere():
    """Classifiers, README and CI name the same versions of Python."""
    versions = re.findall(r"Python :: (3\.\d+)", (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    workflow = (ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert set(versions) == set(re.findall(r"\b3\.\d\d\b", workflow))
    assert f"(tested with {', '.join(versions[:-1])} and {versions[-1]})" in readme


def _flows() -> list[tuple[str, str]]:
    """Return the dotted names of the flows of ARCHITECTURE.md, each with the package of its flow."""
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    section = page.partition("## Four flows\n")[2].partition("\n## ")[0]
    flows = re.findall(r"^\*\*[^\n]+\*\* \(`(\w+)`\)\n(.*?)(?=^\*\*|\Z)", section, re.MULTILINE | re.DOTALL)
    return [(package, name) for package, text in flows for name in re.findall(r"`(\w+(?:\.\w+)+)`", text)]


def _exists(dotted: str) -> bool:
    """Return whether a dotted name is a module, or something within one."""
    parts = dotted.split(".")
    for size in range(len(parts), 0, -1):
        try:
            found: object = import_module(".".join(parts[:size]))
        except ModuleNotFoundError:
            continue
        for name in parts[size:]:
            found = getattr(found, name, None)
        return found is not None
    return False


def test_the_flows_of_the_architecture_name_what_exists():
    """Each function and module that the four flows name exists."""
    named = _flows()

    assert len(named) > 25
    assert [] == [name for package, name in named if not (_exists(f"{package}.{name}") or _exists(name))]
