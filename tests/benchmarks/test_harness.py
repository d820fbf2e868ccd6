"""Figures are measured alternately and compared round by round."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from benchmarks import _report, _wording
from benchmarks._harness import Aim, Family, Row, Scale, Spread, Unavailable, Wrong, alternate, ask, compared, each
from benchmarks._load import _read
from benchmarks._report import Result

ROW = Row(
    key="row",
    label="row",
    what="a thing",
    unit="ms",
    ours="ours",
    peer="another",
    theirs="theirs",
    aim=Aim("at most", 1.2),
    dominates="Nothing does.",
)
FIGURES = {"ours": [10.0, 20.0, 60.0], "theirs": [10.0, 10.0, 20.0]}


def judged(row: Row) -> Result:
    """Return the result of the figures above."""
    return _report.results(Family(name="family", rows=(row,), measure=lambda _scale: FIGURES), FIGURES)[0]


def test_arms_take_turns() -> None:
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


def test_calls_are_numbered_through() -> None:
    """No call of an arm gets a number that an earlier round had."""
    numbers: list[int] = []
    alternate([each("arm", numbers.append, calls=3)], rounds=2)

    assert [0, 1, 2, 3, 4, 5] == numbers


@pytest.mark.parametrize(
    ("aim", "expected"),
    [
        (Aim("at most", 1.2), Spread(2.0, 1.0, 3.0)),
        (None, Spread(2.0, 1.0, 3.0)),
        (Aim("at most", 20, of="difference"), Spread(10.0, 0.0, 40.0)),
    ],
)
def test_rounds_are_compared(aim: Aim | None, expected: Spread) -> None:
    """The comparison is the median over the rounds, not the comparison of two medians."""
    assert expected == compared(replace(ROW, aim=aim), FIGURES)


def test_figure_alone() -> None:
    """A row without a peer is judged by its own figure, and has no ratio."""
    result = judged(replace(ROW, peer="-", theirs=None, aim=Aim("at most", 25, of="figure")))

    assert (Spread(20.0, 10.0, 60.0), None, None, True) == (
        result.judged,
        result.ratio,
        result.difference,
        result.reached,
    )


@pytest.mark.parametrize(
    ("aim", "reached", "said"),
    [
        (Aim("at most", 2.0), True, None),
        (Aim("at most", 1.9), False, "Nothing does."),
        (Aim("at least", 2.0), True, None),
        (Aim("at least", 2.1), False, "Nothing does."),
        (None, None, None),
    ],
)
def test_verdicts(aim: Aim | None, reached: bool | None, said: str | None) -> None:
    """A figure at the bound meets it; only a missed aim names what dominates."""
    result = judged(replace(ROW, aim=aim))

    assert (reached, said) == (result.reached, result.dominates)


@pytest.mark.parametrize(
    ("aim", "measured", "limit"),
    [
        (Aim("at most", 1 / 15), "2", "at most 1/15"),
        (Aim("at least", 12), "2", "at least 12"),
        (Aim("at least", 0.7), "2", "at least 0.7"),
        (Aim("at most", 20, of="difference"), "+10 ms", "at most +20 ms"),
        (None, "2", "-"),
    ],
)
def test_wording(aim: Aim | None, measured: str, limit: str) -> None:
    """Ratios, differences and aims are formatted so that they can be told apart."""
    result = judged(replace(ROW, aim=aim))

    assert (measured, limit) == (_wording.measured(result), _wording.aim(result))


@pytest.mark.parametrize(
    ("ratio", "expected"), [(13.42, "13.4"), (0.85, "0.85"), (1 / 18, "1/18"), (2_500.0, "2,500"), (1.0, "1")]
)
def test_ratios(ratio: float, expected: str) -> None:
    """A small ratio is shown as a fraction."""
    assert expected == _wording.times(ratio)


@pytest.mark.parametrize(("now", "off"), [(2.5, False), (2.51, True), (1.6, False), (1.59, True)])
def test_steady(now: float, *, off: bool) -> None:
    """Two runs agree when the larger ratio is at most a quarter above the smaller."""
    before = judged(ROW)
    report = _report.Report(taken="", seconds=0, machine={}, versions={}, results=(before,))
    found = _report.strayed(report, [replace(before, ratio=Spread(now, now, now))], within=0.25)

    assert off == bool(found)


def test_scale() -> None:
    """A quick run is small, and an explicit number of rounds has precedence."""
    assert (25, 2, 4) == (Scale().rounds_or(25), Scale(quick=True).rounds_or(25), Scale(rounds=4).rounds_or(25))
    assert (100, 5) == (Scale().size(100, quick=5), Scale(quick=True).size(100, quick=5))


def test_needs_are_asked_once() -> None:
    """A check that two families share runs once, and a missing tool ends the checks."""
    asked: list[str] = []

    def missing() -> None:
        asked.append("missing")
        raise Unavailable("it is not here")

    with pytest.raises(Unavailable, match="it is not here"):
        ask([lambda: asked.append("there"), missing, missing])
    assert ["there", "missing"] == asked


@pytest.mark.parametrize(("refused", "broken"), [(1, 0), (0, 1)])
def test_load_that_fails_says_nothing(refused: int, broken: int) -> None:
    """A rate is not reported when one of the creates was refused or broke off."""
    said = {"requests": 10, "seconds": 1.0, "p50": 0.1, "p99": 0.2, "refused": refused, "broken": broken}
    with pytest.raises(Wrong, match=f"of 10 requests {refused} were refused and {broken} broke off"):
        _read(f"Running 3s test\n{json.dumps(said)}\n")


def test_results_are_read_back(tmp_path: Path) -> None:
    """A report is the same after it was written and read."""
    report = _report.Report(
        taken="2026-01-01", seconds=1, machine={"cores": "2"}, versions={"httpx": "1"}, results=(judged(ROW),)
    )
    _report.write(report, tmp_path / "results.json")

    assert report == _report.read(tmp_path / "results.json")
