"""
The pytest plugin: fixtures `fivetran_mock`, `fivetran_mock_server` and `fivetran_prism`, marker `fivetran_mock`.

pytest imports this module in every run, so it imports nothing of the mock until a test asks
for it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ..mock import FivetranMock, ServedMock
    from ..prism import Prism
    from ._plan import Scene
    from ._shared_server import Host

_SCENES: pytest.StashKey[list[Scene]] = pytest.StashKey()


def pytest_configure(config: pytest.Config) -> None:
    """Let the marker be known to `--markers` and `--strict-markers`."""
    config.addinivalue_line(
        "markers",
        "fivetran_mock(groups=, seed=, faults=, behaviours=, refused=, ...): the initial state of this test's mock, "
        "its faults, and the refusals that the test expects.",
    )


@pytest.fixture
def fivetran_mock(request: pytest.FixtureRequest) -> Iterator[FivetranMock]:
    """
    Answer https://api.fivetran.com from a mock of the test's own, for httpx, requests, urllib3 and aiohttp.

    The environment variables of Fivetran's clients lead to the mock, too; they are restored after the test.
    """
    from ._plan import environment

    mock = _prepare(request.node, accounts="one")  # no other account is needed
    with mock.intercept(), pytest.MonkeyPatch.context() as variables:
        variables.delenv("FIVETRAN_PROFILE", raising=False)
        for name, value in environment(mock).items():
            variables.setenv(name, value)
        yield mock


@pytest.fixture
def fivetran_mock_server(request: pytest.FixtureRequest, _fivetran_mock_host: Host) -> Iterator[ServedMock]:
    """Serve a mock of the test's own on a real port, for any HTTP library and for other processes."""
    with _fivetran_mock_host.serving(_prepare(request.node, **_fivetran_mock_host.settings())) as served:
        yield served


@pytest.fixture(scope="session")
def _fivetran_mock_host() -> Iterator[Host]:
    """Keep one server for all tests of the session; a process of pytest-xdist has a session of its own."""
    from ._shared_server import Host

    with Host() as host:
        yield host


@pytest.fixture(scope="session")
def fivetran_prism() -> Iterator[Prism]:
    """Run Prism on the document, one for all tests: it keeps no state, so none can see what another did."""
    from ..prism import Prism, PrismError

    prism = Prism()
    try:
        prism.start()
    except PrismError as problem:
        pytest.fail(str(problem), pytrace=False)
    with prism:
        yield prism


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Show what was refused beside a failure of a fixture; what a fixture leaves behind else, the test answers for."""
    try:
        yield
    except BaseException:
        item.add_report_section("setup", "fivetran_mock", _news(item))
        raise


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Fail a test that leaves a refused call behind which it did not expect; show them if it fails anyway."""
    with _watching(item, "call"):
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Do so for what its fixtures leave behind when they clean up."""
    with _watching(item, "teardown"):
        yield


@contextmanager
def _watching(item: pytest.Item, when: str) -> Generator[None]:
    try:
        yield
    except BaseException:
        item.add_report_section(when, "fivetran_mock", _news(item))
        raise
    if report := _news(item):
        pytest.fail(report, pytrace=False)


def _news(item: pytest.Item) -> str:
    reports = (scene.news() for scene in item.stash.get(_SCENES, ()))
    return "\n".join(report for report in reports if report)


def _prepare(node: pytest.Item, **settings: object) -> FivetranMock:
    """Make the mock that the test's markers describe, the nearest marker first."""
    from ._plan import InvalidMarker, Plan, Scene

    marks = list(reversed(list(node.iter_markers("fivetran_mock"))))
    options = {key: value for mark in marks for key, value in mark.kwargs.items()}
    try:
        plan = Plan.read(options, unnamed=[value for mark in marks for value in mark.args])
        mock = plan.make(**settings)
    except InvalidMarker as problem:
        pytest.fail(f"marker fivetran_mock of {node.name}: {problem}", pytrace=False)
    node.stash.setdefault(_SCENES, []).append(Scene(plan, mock))
    return mock
