"""For all tests: settings of Hypothesis, markers of systems, Ctrl-C for started processes, counts for reports."""

import functools
import gc
import itertools
import os
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable, Generator, Iterator
from importlib.util import find_spec

import hypothesis.core
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.vendor import pretty

from fivetran_rules.behaviours import DEFAULTS

settings.register_profile(
    "quick",
    # A busy machine is no failure, and the same examples in every run make coverage the same in every run.
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=25,
    suppress_health_check=list(HealthCheck),
)
settings.register_profile("deep", settings.get_profile("quick"), derandomize=False, max_examples=500)
settings.load_profile("quick")


BROWSERS = ("chromium", "chromium-browser", "google-chrome")
HAS_BROWSER = any(map(shutil.which, BROWSERS))

# The stock tools are installed by the session `tools` alone: one of them brings a Java.
HAS_TOOLS = find_spec("openapi_core") is not None

collect_ignore = [*([] if HAS_BROWSER else ["console/test_browser.py"]), *([] if HAS_TOOLS else ["tools"])]


def pytest_configure(config: pytest.Config) -> None:
    """Let processes of the tests take SIGINT, which a shell lets background ones ignore, and collect without pauses."""
    if not config.pluginmanager.has_plugin("pages"):
        raise pytest.UsageError("run pytest as CONTRIBUTING.md says: -c tests/pytest.toml --rootdir=. --confcutdir=.")
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    gc.disable()


def pytest_collection_finish() -> None:
    """Keep ten thousand collected tests out of garbage collection, which would look through them again and again."""
    gc.enable()
    gc.collect()
    gc.freeze()


@pytest.fixture(params=["absent", "present"])
def naming_keys(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> object:
    """Run a test twice: as if each value of the behaviour `naming_keys` were the default."""
    monkeypatch.setitem(DEFAULTS, "naming_keys", request.param)
    return request.param


SYSTEMS = {"posix": os.name == "posix", "linux": sys.platform == "linux"}
"""Markers of tests that only such a system can run, and whether this is one."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip a test on a system that cannot run it; its marker has the reason."""
    for item in items:
        for name in (name for name, is_one in SYSTEMS.items() if not is_one):
            for marker in item.iter_markers(name):
                item.add_marker(pytest.mark.skip(reason=marker.args[0]))  # it lacks signals, file modes or /proc


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Let a failure show what Hypothesis has drawn, and record how many examples that is, for `nox -s torture`."""
    drawing = getattr(getattr(item, "obj", None), "hypothesis", None)
    if drawing is None:
        return (yield)
    # Hypothesis offers `inner_test` for wrapping; its own statistics lack the processes of pytest-xdist.
    inner, count = drawing.inner_test, itertools.count()

    @functools.wraps(inner)
    def counted(*arguments: object, **named: object) -> object:
        next(count)
        return inner(*arguments, **named)

    drawing.inner_test = counted
    with pytest.MonkeyPatch.context() as patch:
        # The plugin of schemathesis puts a printer there that prints nothing, for the sake of its own large cases.
        if "schemathesis" not in item.nodeid:
            patch.setattr(hypothesis.core, "RepresentationPrinter", pretty.RepresentationPrinter)
        try:
            return (yield)
        finally:
            drawing.inner_test = inner
            item.user_properties.append(("examples", next(count)))


class Tally:
    """The amount that a test judged, for the closing lines."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.operations: set[str] = set()

    def add(self, *, bodies: int = 0, requests: int = 0, operations: tuple[str, ...] = ()) -> None:
        """Count the judged bodies, requests and operations."""
        self.counts.update(bodies=bodies, requests=requests)
        self.operations.update(operations)


@pytest.fixture
def tally(record_property: Callable[[str, object], None]) -> Iterator[Tally]:
    """Count the judged bodies of a test; the sum over all tests is printed at the end."""
    counted = Tally()
    yield counted
    for name, count in counted.counts.items():
        record_property(f"judged {name}", count)
    record_property("judged operations", " ".join(sorted(counted.operations)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the sums, and the tests that were left out."""
    if not HAS_BROWSER:
        left_out = (
            "console: not tested in a browser, since this machine has no Chromium (Debian: apt-get install chromium)"
        )
        terminalreporter.write_line(left_out)
    counts: Counter[str] = Counter()
    operations: set[str] = set()
    for report in (report for reports in terminalreporter.stats.values() for report in reports):
        for name, value in getattr(report, "user_properties", ()):
            if name == "judged operations":
                operations.update(value.split())
            elif name.startswith("judged "):
                counts[name.removeprefix("judged ")] += value
    if counts:
        line = (
            f"contract: {counts['bodies']:,} bodies, {counts['requests']:,} requests and {len(operations)} operations"
        )
        terminalreporter.write_line(f"{line} judged")
