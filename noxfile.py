"""
The checks: ``make test`` runs the default sessions, ``make test-deep`` those with the tag ``deep``.

Sessions run in the order of this file. Quick ones that fail often come first. Of the default sessions pytest comes
last, so that its closing line is among the last lines.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import tempfile
import time
from collections import Counter
from itertools import chain
from pathlib import Path
from xml.etree import ElementTree as ET

import nox

nox.needs_version = ">=2025.5.1"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.download_python = "never"
nox.options.error_on_external_run = True
nox.options.error_on_missing_interpreters = False
nox.options.reuse_venv = "yes"

HERE = ".".join(platform.python_version_tuple()[:2])
PYTHONS = nox.project.python_versions(nox.project.load_toml())
OTHERS = [version for version in PYTHONS if version != HERE]
PACKAGES = (
    "fivetran_client",
    "fivetran_connections",
    "fivetran_mock",
    "fivetran_openapi",
    "fivetran_rules",
)
# Each worker begins with its own half of the tests, so most fixtures of a module are made once.
PARALLEL = ("--numprocesses=2", "--dist=worksteal")
# The settings of the tests hold for these runs alone. Without the other two options, the pages would be left out.
PYTEST = ("-m", "pytest", "-c", "tests/pytest.toml", "--rootdir=.", "--confcutdir=.")
# mock/ must never become `import mock`, so the working directory stays off the path. The suite starts hundreds of
# interpreters: each would compile all that it imports, if a machine forbade Python to keep the bytecode.
SAFE_PATH = {"PYTHONSAFEPATH": "1", "PYTHONDONTWRITEBYTECODE": ""}
# A program that imports modules beside it needs its own folder on the path.
OWN_FOLDER = {"PYTHONSAFEPATH": ""}
# Prism and the packages of npm are kept in the clone: the user's own caches are left alone.
for variable, folder in (("FIVETRAN_MOCK_CACHE", "fivetran-mock"), ("npm_config_cache", "npm")):
    os.environ.setdefault(variable, str(Path(__file__).resolve().parent / ".venv" / folder))
# pip trusts the certificates of the system, among them that of a company's proxy. uv has to be told.
os.environ.setdefault("UV_SYSTEM_CERTS", "true")
INSTALL_PRISM = """
import logging, sys
from fivetran_mock.prism import Prism, PrismFailed, PrismUnavailable
logging.basicConfig(level=logging.INFO, format="%(message)s")
try:
    with Prism():  # installs it, if it is missing
        pass
except (PrismFailed, PrismUnavailable) as error:
    sys.exit(str(error))
"""


def install(session: nox.Session, *requirements: str) -> None:
    """Install at the pinned versions, the build backend's included."""
    session.install(
        "--constraint",
        "constraints.txt",
        *requirements,
        env={"UV_BUILD_CONSTRAINT": "constraints.txt"},
    )


def oldest(session: nox.Session, distribution: str) -> None:
    """Put the oldest releases that a distribution's requirements allow in the place of the pinned ones."""
    session.install("--resolution", "lowest-direct", "--upgrade", distribution)


def quick_tests(session: nox.Session, *choice: str) -> None:
    """Run the tests that take no more than a moment each."""
    session.run(
        *("python", *PYTEST, *PARALLEL, "-m", "not slow and not deep"),
        *choice,
        *session.posargs,
        env=SAFE_PATH,
    )


def install_for_tests(session: nox.Session) -> None:
    """Install the wheel with all extras, the tests' packages, and Prism, with which the tests compare the mock."""
    install(session, ".[all]", *groups("tests"))
    if os.name == "posix":  # no other system runs Prism
        session.log("See that Prism is there, with which tests compare the mock: a first run loads about 90 MB")
        session.run("python", "-c", INSTALL_PRISM, env=SAFE_PATH, log=False)


def groups(*names: str) -> tuple[str, ...]:
    """Name dependency groups of pyproject.toml as requirements, for any installer."""
    table = nox.project.load_toml("pyproject.toml")
    return nox.project.dependency_groups(table, *names)


@nox.session
def lint(session: nox.Session) -> None:
    """Style, formatting, and who may import whom."""
    install(session, "-e", ".", *groups("lint"))
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("lint-imports")


@nox.session(tags=["deep"], default=False)
def workflows(session: nox.Session) -> None:
    """Look for weaknesses in the workflows of CI and in those that the docs show."""
    install(session, *groups("workflows"))
    examples = map(str, Path("examples/workflows").glob("*.yml"))
    session.run("zizmor", "--offline", "--no-progress", ".github/workflows", *examples)


@nox.session
def typing(session: nox.Session) -> None:
    """Check the hand-written code strictly by mypy."""
    install(session, "-e", ".[all]", *groups("typing"))
    session.run("mypy", env=SAFE_PATH)


@nox.session(default=False)
def generate(session: nox.Session) -> None:
    """Rebuild generated/ and the derived pages."""
    install(session, "-e", ".", *groups("generate"))
    session.run("python", "openapi/generate.py", env=OWN_FOLDER)
    session.run("python", "scripts/derived.py", env=SAFE_PATH)


@nox.session(default=False)
def document(session: nox.Session) -> None:
    """Lint the document: Redocly, then conventions of our own; the tests do the same."""
    install(session, "-e", ".", *groups("document"))
    session.run("python", "openapi/lint.py", env=OWN_FOLDER)


@nox.session
def wheel(session: nox.Session) -> None:
    """Build sdist and wheel, and use the wheel as a stranger to this tree would."""
    install(session, *groups("wheel"))
    shutil.rmtree("dist", ignore_errors=True)
    installer = "uv" if session.venv_backend == "uv" else "pip"
    session.run("python", "-m", "build", "--installer", installer)
    built = [str(path) for path in Path("dist").glob("*.whl")]
    session.run("check-wheel-contents", *built)


@nox.session
def tests(session: nox.Session) -> None:
    """Test the installed wheel, never the source tree."""
    install_for_tests(session)
    quick_tests(session, "--processor-seconds=3")


@nox.session(tags=["deep"], default=False)
def coverage(session: nox.Session) -> None:
    """Run the slow tests as well, and see that the tests take every branch of ours."""
    install_for_tests(session)
    session.run("coverage", "erase")
    session.run(
        *("coverage", "run", *PYTEST, *PARALLEL, "-m", "not deep"),
        *session.posargs,
        env=SAFE_PATH,
    )
    session.run("coverage", "combine", "--quiet")
    session.run("coverage", "report")


@nox.session(tags=["deep"], default=False)
def types(session: nox.Session) -> None:
    """Check the hand-written code strictly by pyright too, and the examples of the pages by both type checkers."""
    install(session, "-e", ".[all]", *groups("typing"))
    session.run("python", "scripts/type_checks.py", env=SAFE_PATH)


@nox.session(tags=["deep"], default=False)
def consumer(session: nox.Session) -> None:
    """Check consumers' files and the completeness of our types against the wheel."""
    install(session, ".[all]", *groups("typing"))
    elsewhere = Path(session.create_tmp()).resolve()
    sources = [str(shutil.copy(file, elsewhere)) for file in sorted(Path("tests/typing").glob("*.py"))]
    with session.chdir(elsewhere):
        session.run("mypy", "--strict", *sources)
        session.run("pyright", *sources)
        for package in PACKAGES:
            session.run("pyright", "--ignoreexternal", "--verifytypes", package)


@nox.session(tags=["deep"], default=False)
def fixture(session: nox.Session) -> None:
    """Use the pytest plugin with the base dependencies and the oldest pytest that it promises."""
    install(session, ".")
    session.install("pytest==8.4.*")
    test = Path("tests/consumer.py").resolve()
    with tempfile.TemporaryDirectory() as elsewhere, session.chdir(elsewhere):  # the clone has a conftest.py
        options = ("-q", "-W", "error", "-p", "no:cacheprovider")
        session.run("python", "-m", "pytest", *options, shutil.copy(test, elsewhere), env=SAFE_PATH)


@nox.session(tags=["deep"], default=False)
def reader(session: nox.Session) -> None:
    """Do what the first pages say outside of the clone, as another user where this machine allows it."""
    install(session, "uv")
    session.run("python", "tests/reader.py", *session.posargs, env=OWN_FOLDER)


@nox.session(tags=["deep"], default=False)
def smoke(session: nox.Session) -> None:
    """Use every package with the base dependencies alone, then with their oldest allowed releases."""
    install(session, ".")
    session.run("python", "tests/smoke.py", env=SAFE_PATH)
    if session.venv_backend == "uv":
        oldest(session, ".")
        session.run("python", "tests/smoke.py", env=SAFE_PATH)


@nox.session(tags=["deep"], default=False)
def lowest(session: nox.Session) -> None:
    """Run the tests of `make test` with the oldest releases that the extras allow: none is to be allowed in vain."""
    if session.venv_backend != "uv":
        session.skip("only uv finds the oldest releases")
    install(session, ".[all]", *groups("tests"))
    oldest(session, ".[cli,mock]")
    install(session, "pytest")  # the suite needs a newer one than its users; `fixture` runs the oldest
    areas = "behaviours builders cli code common console mock overlay rules services"
    quick_tests(
        session,
        *(f"tests/{area}" for area in areas.split()),
        # An old httpcore was seen to take a reset behind TLS for the end of the stream, once in some hundred runs.
        "--deselect=tests/mock/serve/test_socket_faults.py::test_fault_behind_tls",
    )


@nox.session(python=OTHERS, tags=["deep"], default=False)
def quick(session: nox.Session) -> None:
    """Run the tests of `make test` on the other Pythons that this machine has."""
    install_for_tests(session)
    quick_tests(session)


@nox.session(tags=["deep"], default=False)
def deep(session: nox.Session) -> None:
    """Run the exhaustive tests, and every property with many examples."""
    install_for_tests(session)
    session.run(
        *("python", *PYTEST, *PARALLEL, "-m", "deep or hypothesis", "--hypothesis-profile=deep"),
        "--hypothesis-seed=1",  # the same verdict in each run of a commit; `torture` draws others
        *session.posargs,
        env=SAFE_PATH,
    )


@nox.session(tags=["deep"], default=False)
def tools(session: nox.Session) -> None:
    """Run stock OpenAPI tools on the document's files and on the bundle."""
    install(session, "-e", ".[all]", *groups("tools"))
    session.run("python", "openapi/lint.py", env=OWN_FOLDER)  # installs Redocly
    session.run("python", *PYTEST, "--quiet", "tests/tools", *session.posargs, env=SAFE_PATH)


@nox.session(tags=["deep"], default=False)
def docs(session: nox.Session) -> None:
    """Write the site of the documentation to site/; no warning is allowed, and no public name may be left out."""
    install(session, ".[all]", *groups("docs"))
    session.run("python", "scripts/site.py", env=SAFE_PATH)


@nox.session(default=False)
def pictures(session: nox.Session) -> None:
    """Make the pictures of the documentation anew; needs Chromium."""
    install(session, ".[all]", *groups("tests"))
    session.run("python", "scripts/pictures.py", env=SAFE_PATH)


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Measure beside the peers, and put the figures into docs/benchmarks.md: ``-- --only FAMILY`` for one family."""
    install(session, "-e", ".[all]", *groups("tests"))
    session.run("python", "-m", "benchmarks", *(session.posargs or ["--write"]), env=OWN_FOLDER)


@nox.session(default=False)
def flows(session: nox.Session) -> None:
    """Count what a reader passes in the main flows, and list it with ``-- apply --list``."""
    install(session, "--editable", ".[cli,mock]")
    session.run("python", "scripts/flows.py", *session.posargs, env=SAFE_PATH)


@nox.session(default=False)
def mutation(session: nox.Session) -> None:
    """Change the code in one small way after another, and see that a test notices each: ``-- --target core``."""
    project = nox.project.load_toml("pyproject.toml")["project"]
    needed = chain(project["dependencies"], *project["optional-dependencies"].values())
    install(session, *groups("tests", "mutation"), *(each for each in needed if not each.startswith(project["name"])))
    session.run("python", "scripts/mutation.py", *session.posargs, env=OWN_FOLDER)


@nox.session(default=False)
def drift(session: nox.Session) -> None:
    """Compare our document with one that Fivetran has published: ``-- OFFICIAL_FILE``."""
    install(session, "-e", ".", *groups("generate", "document"))
    session.run("python", "openapi/drift.py", *session.posargs, env=OWN_FOLDER)


@nox.session(default=False)
def torture(session: nox.Session) -> None:
    """Run the attacks of docs/reliability.md for ten minutes, and count them: ``-- 2 -k masking`` for some."""
    install(session, "-e", ".[all]", *groups("tests"))
    minutes, *choice = session.posargs or ("10",)
    results = Path(session.create_tmp()).resolve() / "results.xml"
    tests = sorted(set(re.findall(r"`(tests/[^`]+)`", Path("docs/reliability.md").read_text(encoding="utf-8"))))
    cases = Counter[str]()
    end = time.monotonic() + 60 * float(minutes)
    seed, took = 0, 0.0
    while seed == 0 or time.monotonic() + took < end:
        seed, began = seed + 1, time.monotonic()
        words = (
            "--quiet",
            *PARALLEL,
            "--hypothesis-profile=deep",
            f"--hypothesis-seed={seed}",
            f"--junitxml={results}",
        )
        session.run("python", *PYTEST, *words, *tests, *choice, env=SAFE_PATH)  # ends here after a finding
        cases += counted(results)
        took = time.monotonic() - began
    print("".join(f"{number:>9,} {module}\n" for module, number in sorted(cases.items())), end="")
    session.log(f"{seed} rounds with {cases.total():,} cases found nothing")


def counted(results: Path) -> Counter[str]:
    """Return how many cases each file of tests had: examples of Hypothesis, or one for a test without any."""
    cases = Counter[str]()
    for case in ET.parse(results).iter("testcase"):  # noqa: S314  # written by pytest
        drawn = case.find("properties/property[@name='examples']")
        module = case.get("classname", "").replace(".", "/")
        cases[f"{module}.py"] += 1 if drawn is None else int(drawn.get("value", ""))
    return cases


@nox.session(default=False)
def dist(session: nox.Session) -> None:
    """Build a release twice from the last commit, compare the bytes, check it, and list its dependencies."""
    install(session, *groups("release"))
    folder, dist = Path(session.create_tmp()).resolve(), Path("dist").resolve()
    date = session.run("git", "log", "-1", "--format=%ct", silent=True, external=True)
    environment = {"SOURCE_DATE_EPOCH": str(date).strip(), "UV_CONSTRAINT": "constraints.txt"}
    session.run("git", "archive", f"--output={folder}/commit.tar", "HEAD", external=True)
    sums: list[dict[str, str]] = []
    for copy in (folder / "one", folder / "other"):
        shutil.rmtree(copy, ignore_errors=True)
        shutil.unpack_archive(folder / "commit.tar", copy / "tree", filter="data")
        with session.chdir(copy / "tree"):
            words = ("--installer", "uv", "--outdir", str(copy / "dist"))
            session.run("python", "-m", "build", *words, env=environment, silent=True)
        sums.append(checksums(copy / "dist"))
    if sums[0] != sums[1]:
        differing = sorted({name for name, _ in sums[0].items() ^ sums[1].items()})
        session.error(f"Two builds of one commit differ: {', '.join(differing)}")
    shutil.rmtree(dist, ignore_errors=True)
    shutil.copytree(folder / "one" / "dist", dist)
    (wheel,) = dist.glob("*.whl")
    session.run("twine", "check", "--strict", *map(str, dist.iterdir()))
    session.run("check-wheel-contents", str(wheel))
    empty, listing = str(folder / "empty"), dist / f"{wheel.name.split('-py3')[0]}.cdx.json"
    session.run("uv", "venv", "--quiet", "--clear", empty)
    session.run("uv", "pip", "install", "--quiet", "--python", empty, f"{wheel}[all]", env=environment)
    options = ("--output-reproducible", "--mc-type", "library", "--pyproject", "pyproject.toml")
    session.run("cyclonedx-py", "environment", *options, "--output-file", str(listing), empty)
    lines = [f"{digest}  {name}\n" for name, digest in checksums(dist).items()]
    (dist / "SHA256SUMS").write_text("".join(lines), encoding="utf-8")
    print(f"Two builds of one commit have the same bytes; dist/ has:\n{''.join(lines)}", end="")


def checksums(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file in a folder."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


@nox.session(tags=["deep"], default=False)
def audit(session: nox.Session) -> None:
    """Look the pinned releases up in the database of known vulnerabilities, where it can be reached."""
    install(session, *groups("release"))
    words = ("--requirement", "constraints.txt", "--no-deps", "--disable-pip", "--progress-spinner", "off")
    output = str(session.run("pip-audit", *words, silent=True, success_codes=[0, 1]))
    print(output)  # where the database cannot be reached, it says so, and ends with 1 as well
    if re.search(r"^Found \d+ known", output, re.MULTILINE):
        session.error("a pinned release has a known vulnerability")


@nox.session(default=False)
def lock(session: nox.Session) -> None:
    """Pin everything anew; constraints.txt holds versions and no addresses."""
    install(session, "uv")
    session.run(
        *("uv", "pip", "compile", "pyproject.toml", "--output-file", "constraints.txt"),
        *("--quiet", "--upgrade", "--universal", "--python-version", PYTHONS[0]),
        *("--all-extras", "--group", "dev"),
        *("--no-header", "--no-annotate"),
        *("--no-emit-index-url", "--no-emit-find-links"),
    )
