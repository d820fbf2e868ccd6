"""Figures are measured alternately, the best rounds are compared, and the page shows them beside the guards."""

import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from benchmarks.__main__ import FAMILIES, with_figures
from benchmarks._rounds import Row, alternate, each
from benchmarks._servers import Load, Wrong, read_load

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
ROW = Row("ours", "theirs", "at most", 2.0, "ms")
FIGURES = {"ours": [20.0, 30.0, 70.0], "theirs": [10.0, 20.0, 17.5]}


def test_arms_take_turns():
    """Each round runs every arm, and the order is reversed from round to round."""
    order: list[str] = []

    def arm(name: str) -> Callable[[], dict[str, float]]:
        def run() -> dict[str, float]:
            order.append(name)
            return {name: float(len(order))}

        return run

    figures = alternate([arm("a"), arm("b")], rounds=3)

    assert ["a", "b", "b", "a", "a", "b"] == order
    assert {"a": [1.0, 4.0, 5.0], "b": [2.0, 3.0, 6.0]} == figures


def test_calls_are_numbered_through():
    """No call of an arm gets a number that an earlier round had."""
    numbers: list[int] = []
    alternate([each("arm", numbers.append, calls=3)], rounds=2)

    assert [0, 1, 2, 3, 4, 5] == numbers


@pytest.mark.parametrize(
    ("row", "reached", "shown"),
    [
        (ROW, True, ("**2** (1.5 to 4)", "at most 2", "yes")),
        (ROW._replace(limit=1.9), False, ("**2** (1.5 to 4)", "at most 1.9", "**no**")),
        (ROW._replace(bound="at least", limit=3.5), True, ("**3.5** (1.5 to 4)", "at least 3.5", "yes")),
        (ROW._replace(bound="at least", limit=3.6), False, ("**3.5** (1.5 to 4)", "at least 3.6", "**no**")),
        (ROW._replace(limit=1 / 8), False, ("**2** (1.5 to 4)", "at most 1/8", "**no**")),
        (ROW._replace(limit=10, difference=True), True, ("**+10 ms** (+10 ms to +52.5 ms)", "at most +10 ms", "yes")),
        (ROW._replace(theirs="", limit=20), True, ("**20 ms** (20 ms to 70 ms)", "at most 20 ms", "yes")),
    ],
)
def test_the_best_rounds_are_judged(row, reached, shown):
    """The best round of each side is compared with the guard, as ratio, difference or figure; the bound meets it."""
    assert reached == row.is_reached(FIGURES)
    assert shown == row.cells(FIGURES)[2:]


def test_page_has_a_line_for_each_row():
    """The page names the subject of every row and its guard, and a run replaces the measured columns alone."""
    page = PAGE.read_text(encoding="utf-8")
    rows = [row for family in FAMILIES for row in import_module(f"benchmarks.{family}").ROWS]
    keys = [row.key for row in rows]
    guards = {row.key: row.cells({row.key: [1.0], row.theirs: [1.0]})[3] for row in rows}

    assert sorted(keys) == sorted(re.findall(r"(?m)^\| `(\w+)` \|", page))
    assert guards == dict(re.findall(r"(?m)^\| `(\w+)` \|.* \| (at [^|]*) \| [^|]* \|$", page))
    for key in keys:
        changed = with_figures(page, key, "1 us | 2 us | **1/2** | at most 1 | yes")

        assert 1 == changed.count(" | 1 us | 2 us | **1/2** | at most 1 | yes |\n"), key
        assert page.count("\n") == changed.count("\n")


def test_load_that_fails_says_nothing():
    """A rate is not reported when one of the creates failed."""
    text = 'Running 3s test\n{"requests":10,"p99":0.2,"failed":%d}\n'

    assert Load(10, 5.0, 0.2) == read_load(text % 0, cpu_seconds=2.0)
    with pytest.raises(Wrong, match="1 of 10 requests failed"):
        read_load(text % 1, cpu_seconds=2.0)
