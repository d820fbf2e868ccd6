"""Runs tests with a change, each change in a forked process of its own; needs a system that can fork."""

from __future__ import annotations

import gc
import importlib
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

import coverage
import pytest
from _changes import ROOT, Change, functions, take_on

_MEMORY: Final = 4 << 30
"""Bytes that a changed program may ask for: an endless loop should not take those of the machine."""
_BROKEN: Final = 70
"""Status of a process that ended before a test could end it."""


@dataclass(frozen=True, slots=True)
class Tests:
    """The tests of a target, as one run without a change showed them."""

    arguments: tuple[str, ...]
    """Arguments of pytest that collect them."""
    seconds: dict[str, float]
    """How much time of the processor each test took."""
    by_line: dict[str, dict[str, list[str]]]
    """The tests that run each line (a text, as JSON wants it) of each module; an empty name for the collection."""
    imported: list[str]
    """Every module that was imported, in the order of imports."""
    noticed: Counter[str] = field(default_factory=Counter)
    """How many changes each test has noticed so far."""

    def choose(self, change: Change) -> list[str]:
        """
        List the tests for a change: those that run its function, the others that run its module, then all others.

        A test that read a cached result in the run without a change may notice one without having run the module.
        """
        by_line = self.by_line[change.module]
        first = {test for line in change.function() for test in by_line.get(str(line), ())} - {""}
        second = {test for tests in by_line.values() for test in tests} - first - {""}
        third = self.seconds.keys() - first - second
        return [test for part in (first, second, third) for test in sorted(part, key=self._rank)]

    def _rank(self, test: str) -> tuple[int, float, str]:
        return -self.noticed[test], self.seconds[test], test

    def runs_when_collected(self, change: Change) -> bool:
        """Return whether the changed lines run before any test, so that changing a function then is too late."""
        lines = change.function()
        return not lines or any("" in self.by_line[change.module].get(str(line), ()) for line in lines)


class _Observer:
    """A plugin of pytest that notes the time of each test, and starts a context of coverage for it."""

    def __init__(self, measured: coverage.Coverage) -> None:
        self._measured = measured
        self._started = 0.0
        self.seconds: dict[str, float] = {}

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._measured.switch_context(nodeid)
        self._started = time.process_time()

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        self.seconds[nodeid] = time.process_time() - self._started


class _Chosen:
    """A plugin of pytest that runs some of the collected tests in this order, and notes the first that fails."""

    def __init__(self, tests: Sequence[str], seconds: Mapping[str, float], folder: Path) -> None:
        self._places = {test: place for place, test in enumerate(tests)}
        self._seconds = seconds
        self.folder = folder

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        chosen = (item for item in items if item.nodeid in self._places)
        items[:] = sorted(chosen, key=lambda item: self._places[item.nodeid])

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        _end_after(self._seconds[nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            (self.folder / "noticed").write_text(report.nodeid)


def _pytest(*arguments: str, plugins: Sequence[object]) -> int:
    words = ["-x", "-q", "--assert=plain", "-p", "no:cacheprovider", "-p", "pytest_asyncio.plugin"]
    words += ["-m", "not slow and not deep"]
    words += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # a plugin that is imported early holds no test
    return pytest.main([*words, *arguments], plugins=plugins)


def observe(arguments: tuple[str, ...], modules: Sequence[str]) -> Tests:
    """Run tests as they are, in a process of their own."""
    with _folder() as folder:
        _fork(lambda: _observe(arguments, modules, folder), folder)
        if _ended()[1]:
            sys.exit(f"The tests fail without a change:\n{(folder / 'output').read_text()}")
        return Tests(arguments, **json.loads((folder / "observed.json").read_text()))


def _observe(arguments: tuple[str, ...], modules: Sequence[str], folder: Path) -> int:
    measured = coverage.Coverage(data_file=None, include=[str(ROOT / name) for name in modules], config_file=False)
    observer = _Observer(measured)
    with measured.collect():
        status = _pytest(*arguments, f"--basetemp={folder}/files", plugins=[observer])
    data = measured.get_data()
    by_line = {module: data.contexts_by_lineno(str(ROOT / module)) for module in modules}
    seen = {"seconds": observer.seconds, "by_line": by_line, "imported": list(sys.modules)}
    (folder / "observed.json").write_text(json.dumps(seen))
    return status


def import_early(tests: Tests, *, but: tuple[str, ...]) -> None:
    """Import what no change touches, so that each forked process has it."""
    for name in tests.imported:
        if name.partition(".")[0] not in {*but, "tests", "conftest", "__main__"}:
            with suppress(Exception):
                importlib.import_module(name)
    gc.freeze()


def survivors(work: Sequence[Change], tests: Tests, workers: int) -> list[Change]:
    """Return the changes that no test notices."""
    early = [change for change in work if tests.runs_when_collected(change)]
    late = [change for change in work if change not in early]
    return [*_judge_early(early, tests, workers), *(_judge_late(late, tests, workers) if late else ())]


def _judge_early(work: Sequence[Change], tests: Tests, workers: int) -> Iterator[Change]:
    """Judge changes in processes that import the changed module and collect the tests anew."""

    def judge(change: Change | None, chosen: list[str], folder: Path) -> int:
        if change:
            take_on(change)
        files = dict.fromkeys(test.partition("::")[0] for test in chosen)
        return _pytest(*files, f"--basetemp={folder}/files", plugins=[_Chosen(chosen, tests.seconds, folder)])

    return _judged(work, tests, workers, judge)


def _judge_late(work: Sequence[Change], tests: Tests, workers: int) -> list[Change]:
    """Judge changes of functions in processes that have already collected the tests."""
    with _folder() as folder:
        host = _Host(work, tests, workers, folder)
        _fork(lambda: _pytest(*tests.arguments, plugins=[host]), folder)
        _ended()
        if not (folder / "survivors.json").exists():
            sys.exit((folder / "output").read_text())
        return [work[place] for place in json.loads((folder / "survivors.json").read_text())]


class _Host(_Chosen):
    """A plugin of pytest that forks for each change, once the tests are collected."""

    def __init__(self, work: Sequence[Change], tests: Tests, workers: int, folder: Path) -> None:
        super().__init__(list(tests.seconds), tests.seconds, folder)
        self._work = work
        self._tests = tests
        self._workers = workers

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Judge every change, and tell the parent process which ones survived."""
        items = {item.nodeid: item for item in session.items}
        existing = functions({change.module for change in self._work})

        def judge(change: Change | None, chosen: list[str], folder: Path) -> int:
            self.folder = folder
            # tmp_path_factory has no public way to move; without one all processes would share and empty one folder
            session.config._tmp_path_factory._basetemp = folder  # type: ignore[attr-defined]  # noqa: SLF001
            if change:
                take_on(change, existing)
            order = [items[test] for test in chosen]
            return int(
                not all(_passes(item, then, session) for item, then in zip(order, [*order[1:], None], strict=True))
            )

        found = [self._work.index(change) for change in _judged(self._work, self._tests, self._workers, judge)]
        (self.folder / "survivors.json").write_text(json.dumps(found))
        return True


def _passes(item: pytest.Item, then: pytest.Item | None, session: pytest.Session) -> bool:
    item.config.hook.pytest_runtest_protocol(item=item, nextitem=then)
    return not session.testsfailed


_Judge = Callable[[Change | None, list[str], Path], int]
"""Runs the tests with a change, or with none, with a folder of its own; returns 0 if all pass."""


def _judged(work: Sequence[Change], tests: Tests, workers: int, judge: _Judge) -> Iterator[Change]:
    """Judge each change in a process of its own, a few at a time; yield those that no test notices."""
    running: dict[int, tuple[Change | None, Path]] = {}
    with _folder() as folder:
        for number, change in enumerate([None, *work] if work else ()):
            if len(running) == workers:
                yield from _ended_well(running, tests)
            own = folder / str(number)
            own.mkdir()
            chosen = tests.choose(change) if change else sorted(tests.seconds)
            if not chosen:  # so no test runs the module at all
                yield from [change] if change else ()
                continue
            running[_fork(partial(_limited, judge, change, chosen, own), own)] = change, own
            if number % 50 == 0:
                os.write(_TERMINAL, b"%d of %d\n" % (number, len(work)))
        while running:
            yield from _ended_well(running, tests)


_TERMINAL: Final = os.dup(2)


def _limited(judge: _Judge, change: Change | None, chosen: list[str], folder: Path) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    _end_after(10)
    return judge(change, chosen, folder)


def _end_after(seconds: float) -> None:
    """Let the system end this process when it takes much longer than this from now on, calculating or waiting."""
    signal.setitimer(signal.ITIMER_PROF, 3 + 5 * seconds)
    signal.setitimer(signal.ITIMER_REAL, 60 + 20 * seconds)


def _ended_well(running: dict[int, tuple[Change | None, Path]], tests: Tests) -> Iterator[Change]:
    """Wait for a process to end; yield its change if all tests passed."""
    process, status = _ended()
    change, folder = running.pop(process)
    ended = os.waitstatus_to_exitcode(status)
    if ended in {_BROKEN, pytest.ExitCode.NO_TESTS_COLLECTED} or (ended and not change):
        sys.exit(f"{change or 'The tests without a change'} could not be judged:\n{(folder / 'output').read_text()}")
    if (folder / "noticed").exists():
        tests.noticed[(folder / "noticed").read_text()] += 1
    shutil.rmtree(folder)
    if change and ended == 0:
        os.write(_TERMINAL, f"{change} was not noticed\n".encode())
        yield change


@contextmanager
def _folder() -> Iterator[Path]:
    """Make a folder, in memory if there is one: the tests make and remove thousands of files."""
    memory = Path("/dev/shm")  # noqa: S108  # a folder of a random name is made there
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


def _fork(work: Callable[[], int], folder: Path) -> int:
    """Start a process for some work, with no terminal and its output in this folder; return its id."""
    process = os.fork()
    if not process:
        os._exit(_run(work, folder / "output"))
    return process


def _run(work: Callable[[], int], output: Path) -> int:
    os.setsid()
    nothing, written = os.open(os.devnull, os.O_RDONLY), os.open(output, os.O_WRONLY | os.O_CREAT)
    for old, new in ((nothing, 0), (written, 1), (written, 2)):
        os.dup2(old, new)
    try:
        return work()
    except BaseException:  # noqa: BLE001  # the copy of this program must end here, whatever happens
        traceback.print_exc()
        return _BROKEN
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def _ended() -> tuple[int, int]:
    """Wait for a process to end, and end those that it has started; return its id and status."""
    process, status = os.wait()
    with suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)
    return process, status
