"""
A plugin of the project's own runs of pytest: the examples of the README and of the docs are tests.

Python blocks are executed, and so are shell blocks.

In a block of the language `console`, a line that begins with `$` is a command. The lines below it, if there are any,
are its whole output; `...` stands for any text. A command succeeds, unless its comment says `ends with status N`. Each
block has a folder of its own, with `examples/` and the files that its page tells the reader to save.

With `--processor-seconds N`, which `make test` sets, the last lines name the tests and examples that took more
processor time. No test fails by time.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Generator
from pathlib import Path

import pytest
from _page import Command, blocks, commands
from sybil import Example, Sybil
from sybil.integration.pytest import SybilItem
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser

pytest_plugins = ("pytester",)

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 60

# Also without nox, the tests keep Prism in the clone and leave the user's cache alone.
os.environ.setdefault("FIVETRAN_MOCK_CACHE", str(ROOT / ".venv" / "fivetran-mock"))


def run_block(example: Example) -> str | None:
    """Run each command of a shell block; return a sentence about the first one that breaks its promise."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "examples", Path(folder) / "examples")
        for block in blocks(example.document.text):
            if block.name:
                (Path(folder) / block.name).write_text(block.text, encoding="utf-8")
        problems = (problem for command in commands(example.parsed) if (problem := check(command, folder)))
        return next(problems, None)


def check(command: Command, folder: str) -> str | None:
    """Check a command; return a sentence where it breaks its promise."""
    words = command.line.split()
    if words[0] in NOT_RUN:
        return NOT_RUN[words[0]](command.line)
    if words[:2] == ["fivetran-mock", "serve"]:
        return command.problem(0, lines_of_start(words, folder))
    done = subprocess.run(  # the commands are those of our own pages
        ("/bin/sh", "-c", command.line),
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    return command.problem(done.returncode, done.stdout + done.stderr)


def lines_of_start(words: list[str], folder: str) -> str:
    """Start a server on a free port, return what it says with the port that the page names, and stop it."""
    port = words[words.index("--port") + 1] if "--port" in words else "0"
    line = [*words, "--port", "0"]
    pipe = subprocess.PIPE
    with subprocess.Popen(line, cwd=folder, env=environment(), stdout=pipe, text=True) as server:  # likewise
        said = server.stdout.readline() if server.stdout else ""
        server.terminate()
        said += server.stdout.read() if server.stdout else ""
    return re.sub(r":\d+$", f":{port}", said, flags=re.MULTILINE)


def environment() -> dict[str, str]:
    """Return an environment in which the commands of this Python come first."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return {**os.environ, "PATH": path, "PYTHONSAFEPATH": "1", "FIVETRAN_CONNECTIONS_DATA": ".data"}


def is_target(line: str) -> str | None:
    """Check that make has the target; the targets themselves are what CI runs."""
    target = line.split()[1]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return None if re.search(rf"^{target}:", makefile, flags=re.MULTILINE) else f"make has no target {target!r}"


def is_installable(line: str) -> str | None:
    """Check that the extras exist; installing them would need a network."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = {extra for group in re.findall(r"\[([a-z,]+)\]", line) for extra in group.split(",")}
    unknown = named - table["project"]["optional-dependencies"].keys()
    return f"{line!r} names unknown extras: {sorted(unknown)}" if unknown else None


NOT_RUN = {"make": is_target, "pip": is_installable}
"""Commands that are checked without being run."""

pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(), CodeBlockParser("console", run_block)],
    path=str(ROOT),
    patterns=["README.md", "PACKAGE.md", "docs/*.md", "docs/**/*.md"],
).pytest()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Refuse a run of everything that found no block: its pages were not looked at."""
    whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    if whole and not any(isinstance(item, SybilItem) for item in items):
        raise pytest.UsageError("no example of a page was collected")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that names long tests."""
    parser.addoption(
        "--processor-seconds", type=float, default=None, help="name the tests that take more processor time than this"
    )


STARTED = pytest.StashKey[float]()
TOOK = "processor seconds"


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Note the processor time before a test and its fixtures."""
    item.stash[STARTED] = processor_seconds()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Record the processor time of a test, together with its fixtures and processes."""
    try:
        return (yield)
    finally:
        item.user_properties.append((TOOK, processor_seconds() - item.stash[STARTED]))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Name the tests that took longer than the option says."""
    most: float | None = config.getoption("--processor-seconds")
    reports = (report for reports in terminalreporter.stats.values() for report in reports)
    for report in reports:
        measured: dict[str, float] = dict(getattr(report, "user_properties", ()))
        took = measured.get(TOOK, 0)
        if most is not None and took > most and report.when == "call":
            terminalreporter.write_line(f"{report.nodeid} took {took:.1f} s of processor time: should it be slow?")


def processor_seconds() -> float:
    """Return the processor time of this process and of those that it waited for, in seconds."""
    return sum(os.times()[:4])
