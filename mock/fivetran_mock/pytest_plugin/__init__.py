"""The pytest plugin. Every run of pytest imports it, so it imports nothing of the mock until a test asks for it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from traceback import walk_tb
from typing import TYPE_CHECKING, Final, TypeVar

import pytest

if TYPE_CHECKING:
    from .._mock.findings import Finding
    from ..mock import FivetranMock
    from ..server import MockServer
    from ._plan import MarkerPlan, TestRecord

T = TypeVar("T")

OURS: Final = frozenset(f"fivetran_{name}" for name in ["client", "common", "connections", "mock", "openapi", "rules"])
RUNNERS: Final = frozenset({"_pytest", "pluggy"})

_RECORD: pytest.StashKey[TestRecord] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the guard, to the command line and to the file of settings."""
    about = "refuse requests to Fivetran in tests without the fixture fivetran_mock"
    parser.getgroup("fivetran_mock").addoption("--fivetran-guard", action="store_true", help=about)
    parser.addini("fivetran_guard", about, type="bool")


def pytest_configure(config: pytest.Config) -> None:
    """Begin the guard, and let the marker be known to `--markers` and `--strict-markers`."""
    if config.getoption("fivetran_guard") or config.getini("fivetran_guard"):
        from ..intercept import Guard

        guard = ExitStack()
        guard.enter_context(Guard())
        config.add_cleanup(guard.close)
    config.addinivalue_line(
        "markers",
        "fivetran_mock(groups=, seed=, faults=, behaviours=, refused=, allow_unused=, patch_time=, ...): "
        "the initial state of this test's mock, its faults, and the refusals that the test expects.",
    )


@pytest.fixture
def _fivetran_mock_of_test(request: pytest.FixtureRequest) -> Iterator[FivetranMock]:
    """Make the mock that the test's markers describe, the nearest marker first; it ends with the test."""
    from ..intercept import scope_of
    from ._plan import TestRecord

    node = request.node
    plan = _plan_of(node)
    mock = _checked(node, lambda: plan.make(node.path.parent))
    node.stash[_RECORD] = record = TestRecord(plan, mock)
    record.begin()  # the test itself may ask for the fixture
    # The runner of anyio may serve several tests in the context of the first.
    with scope_of(node.name, tasks=node.get_closest_marker("anyio") is None):
        yield mock
    mock.clock.end(node.name)


@pytest.fixture
def fivetran_mock(_fivetran_mock_of_test: FivetranMock) -> Iterator[FivetranMock]:
    """
    Answer https://api.fivetran.com from a mock of the test's own, for httpx, requests, urllib3 and aiohttp.

    The environment variables of Fivetran's clients lead to the mock, too; they are restored after the test.
    """
    from ._plan import environment

    mock = _fivetran_mock_of_test
    with mock.intercept(), pytest.MonkeyPatch.context() as variables:
        variables.delenv("FIVETRAN_PROFILE", raising=False)
        for name, value in environment(mock).items():
            variables.setenv(name, value)
        yield mock


@pytest.fixture
def fivetran_mock_server(_fivetran_mock_of_test: FivetranMock) -> Iterator[MockServer]:
    """Serve the mock of the test on a real port, for any HTTP library and for other processes."""
    from ..server import MockServer

    with MockServer(_fivetran_mock_of_test) as server:
        yield server


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Show the calls beside a failure of a fixture; a refusal that a fixture leaves behind fails the test."""
    if item.get_closest_marker("fivetran_mock"):
        _plan_of(item)
    _refused_by_guard()  # before this test
    try:
        yield
    except BaseException:
        _explain(item, "setup")
        raise
    if (record := item.stash.get(_RECORD, None)) is not None:
        record.begin()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Fail a test with a refused call that it did not expect, or with a fault or script that no call used."""
    with _watching(item, "call", lambda record: record.unused()):
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Fail a test for an unexpected refusal in the clean-up of its fixtures, or for an expected one that never came."""
    with _watching(item, "teardown", lambda record: record.unrefused()):
        yield


@pytest.hookimpl
def pytest_runtest_makereport(call: pytest.CallInfo[None]) -> None:
    """
    Hide the frames of our packages, and of the libraries that they call, since arguments and locals may be secrets.

    An extra local is kept by a frame. It hides one frame, where a global would hide a library's frames in every test.
    """
    from sysconfig import get_path

    installed = ("<", *(get_path(kind) for kind in ("stdlib", "platstdlib", "purelib", "platlib")))
    found: list[tuple[BaseException, bool]] = [(call.excinfo.value, False)] if call.excinfo else []
    seen: set[int] = set()
    while found:
        error, inside = found.pop()
        if id(error) in seen:
            continue
        seen.add(id(error))
        for frame, _ in walk_tb(error.__traceback__):
            package = str(frame.f_globals.get("__name__")).partition(".")[0]
            called = inside and package not in RUNNERS and frame.f_code.co_filename.startswith(installed)
            inside = called or package in OURS
            if inside:
                frame.f_locals["__tracebackhide__"] = True
        others = (error.__cause__, error.__context__, *getattr(error, "exceptions", ()))
        found += [(other, inside) for other in others if other is not None]


@contextmanager
def _watching(item: pytest.Item, when: str, left_over: Callable[[TestRecord], str]) -> Generator[None]:
    try:
        yield
        if (record := item.stash.get(_RECORD, None)) is not None:
            _require_expected(record, left_over)
        elif (refused := _refused_by_guard()) and (problem := _plan_of(item).describe(refused, ())):
            pytest.fail(problem, pytrace=False)
    except BaseException:
        _explain(item, when)
        raise


def _require_expected(record: TestRecord, left_over: Callable[[TestRecord], str]) -> None:
    """Raise the error of a receiver; fail the test for unexpected refusals, and for unused faults and scripts."""
    for raised in record.raised():
        raise raised
    report = [record.unexpected()]
    if not record.failed and (left := left_over(record)):
        advice = "(correct or remove it, or mark the test with @pytest.mark.fivetran_mock(allow_unused=True))"
        report += [left, advice]
    if any(report):
        pytest.fail("\n".join(filter(None, report)), pytrace=False)


def _refused_by_guard() -> list[Finding]:
    """Return the requests of a test without the fixture that the guard has refused since the last look."""
    intercept = sys.modules.get("fivetran_mock.intercept")
    refused: list[Finding] = [] if intercept is None else intercept.unsent()
    return refused


def _explain(item: pytest.Item, when: str) -> None:
    """Note that the test fails, and add the calls, their verdicts and the unused settings to its report."""
    record = item.stash.get(_RECORD, None)
    if record is None:
        _refused_by_guard()  # the test fails already
    else:
        record.failed = True
        unexpected = record.unexpected()
        item.add_report_section(
            when, "fivetran_mock", "\n".join(filter(None, [record.call_log(), unexpected, *record.notes()]))
        )


def _plan_of(node: pytest.Item) -> MarkerPlan:
    """Read the markers of a test, the nearest first, whether or not it has a mock."""
    from ._plan import MarkerPlan

    marks = list(reversed(list(node.iter_markers("fivetran_mock"))))
    options = {key: value for mark in marks for key, value in mark.kwargs.items()}
    own = {key for mark in node.own_markers if mark.name == "fivetran_mock" for key in mark.kwargs}
    unnamed = [value for mark in marks for value in mark.args]
    return _checked(node, lambda: MarkerPlan.read(options, own=own, unnamed=unnamed))


def _checked(node: pytest.Item, read: Callable[[], T]) -> T:
    """Read the markers of a test; a mistake in them fails the test with one sentence."""
    from ._plan import InvalidMarker

    try:
        return read()
    except InvalidMarker as problem:
        said = f"marker fivetran_mock of {node.name}: {problem}"
    pytest.fail(said, pytrace=False)
