"""The page shows the committed results, and they cover every promised aim."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks import _page, _plot, _report, _wording
from benchmarks._families import FAMILIES
from benchmarks._harness import Aim, Row
from benchmarks._report import Result

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "benchmarks" / "results.json"
REPORT = _report.read(RESULTS)
ROWS = {row.key: row for family in FAMILIES for row in family.rows}

PROMISED = {
    "rate_16": Aim("at least", 9),
    "rate_1": Aim("at least", 4.5),
    "p99_16": Aim("at most", 1 / 8),
    "start": Aim("at most", 1 / 8),
    "memory": Aim("at most", 1 / 3),
    "memory_worn": Aim("at most", 1.2),
    "transport": Aim("at most", 1.7),
    "whole_client": Aim("at most", 2.3),
    "respx": Aim("at most", 1.5),
    "pause": Aim("at most", 2, of="figure"),
    "check": Aim("at most", 1 / 30),
    "catalogue_size": Aim("at most", 150, of="figure"),
    "catalogue_first": Aim("at most", 20, of="difference"),
    "catalogue_entry": Aim("at most", 1000, of="figure"),
    "catalogue_check": Aim("at most", 15, of="figure"),
    "import": Aim("at most", 20, of="difference"),
    "fixture": Aim("at most", 1, of="difference"),
    "ensure": Aim("at least", 0.7),
    **{f"{work}_{held}": Aim("at most", 1.3) for work in ("create", "list", "filter") for held in (10_000, 100_000)},
}


def the(result: Result) -> str:
    """Return the key of a result, for the test's id."""
    return result.key


@pytest.fixture(params=REPORT.results, ids=the)
def result(request: pytest.FixtureRequest) -> Result:
    """Return each result of the committed run."""
    found: Result = request.param
    return found


@pytest.fixture(params=ROWS.values(), ids=lambda row: row.key)
def row(request: pytest.FixtureRequest) -> Row:
    """Return each row that is measured."""
    found: Row = request.param
    return found


def test_page_matches() -> None:
    """The committed page follows from the committed results, byte for byte."""
    assert _page.page(REPORT) == (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")


def test_plot_matches() -> None:
    """The committed plot follows from the committed results, byte for byte."""
    assert _plot.plot(REPORT) == (ROOT / "docs" / "benchmarks.svg").read_text(encoding="utf-8")


def test_results_round_trip(tmp_path: Path) -> None:
    """Results that are read and written again do not change."""
    _report.write(REPORT, tmp_path / "again.json")

    assert RESULTS.read_bytes() == (tmp_path / "again.json").read_bytes()


def test_no_row_is_dropped() -> None:
    """The committed run has every row, in order, whether it reached its aim or not."""
    assert list(ROWS) == [result.key for result in REPORT.results]


@pytest.mark.parametrize("key", PROMISED)
def test_aims_stand(key: str) -> None:
    """Every aim is the promised one."""
    assert PROMISED[key] == ROWS[key].aim


def test_row_says_what_dominates(row: Row) -> None:
    """Every row has a sentence for the case that it misses its aim."""
    assert row.dominates.endswith(".")


def test_verdict_follows_from_the_figure(result: Result) -> None:
    """A row counts as reached exactly when its figure meets its aim."""
    expected = result.aim.reached(result.judged.median) if result.aim else None

    assert expected == result.reached


def test_ratio_has_its_peer(result: Result) -> None:
    """A ratio or a difference is always shown with the peer's own figure."""
    assert result.theirs or not (result.ratio or result.difference)


def test_missed_row_is_explained(result: Result) -> None:
    """A row says what dominates exactly when it misses its aim."""
    assert (result.reached is False) == bool(result.dominates)


def test_page_shows_the_figures(result: Result) -> None:
    """The page shows each row's figure and its range."""
    assert f"**{_wording.measured(result)}** ({_wording.extremes(result)})" in _page.page(REPORT)


def test_plot_has_a_bar_for_each() -> None:
    """The plot draws one bar for each row and one stroke for each aim."""
    drawn = _plot.plot(REPORT)
    bars = sum(drawn.count(f'fill="{colour}"') for colour in _plot.COLOURS.values())

    assert len(REPORT.results) == bars
    assert sum(1 for result in REPORT.results if result.aim) == drawn.count('class="aim"')


def test_circumstances_are_told() -> None:
    """The results name the machine and the versions of both sides."""
    assert {"processor", "cores", "memory", "system"} <= set(REPORT.machine)
    assert {"fivetran-connections", "httpx", "respx", "wrk", "Node", "Prism"} <= set(REPORT.versions)
