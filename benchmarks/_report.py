"""The results of a run, as values and as `results.json`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ._harness import Aim, Family, Figures, Row, Spread, compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One row with its figures."""

    family: str
    key: str
    label: str
    what: str
    unit: str
    rounds: int
    ours: Spread
    peer: str
    theirs: Spread | None
    ratio: Spread | None
    """Of the per-round ratios; None where there is no peer, or where the difference counts."""
    difference: Spread | None
    aim: Aim | None
    reached: bool | None
    dominates: str | None
    """The largest share of it; None where the aim is reached."""

    @property
    def judged(self) -> Spread:
        """The figure that the aim is compared with."""
        return self.ratio or self.difference or self.ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A whole run."""

    taken: str
    seconds: int
    machine: dict[str, str]
    versions: dict[str, str]
    results: tuple[Result, ...]


def results(family: Family, figures: Figures) -> list[Result]:
    """Compare the figures of a family with its aims."""
    return [_result(family.name, row, figures) for row in family.rows]


def _result(family: str, row: Row, figures: Figures) -> Result:
    value = _rounded(compared(row, figures))
    by_difference = row.aim is not None and row.aim.of == "difference"
    reached = row.aim.reached(value.median) if row.aim else None
    return Result(
        family=family,
        key=row.key,
        label=row.label,
        what=row.what,
        unit=row.unit,
        rounds=len(figures[row.ours]),
        ours=_rounded(Spread.of(figures[row.ours])),
        peer=row.peer,
        theirs=_rounded(Spread.of(figures[row.theirs])) if row.theirs else None,
        ratio=value if row.theirs and not by_difference else None,
        difference=value if by_difference else None,
        aim=row.aim,
        reached=reached,
        dominates=row.dominates if reached is False else None,
    )


def _rounded(spread: Spread) -> Spread:
    return Spread(*(float(f"{figure:.4g}") for figure in spread))


def write(report: Report, path: Path) -> None:
    """Write a run as JSON."""
    path.write_text(json.dumps(_plain(report), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def read(path: Path) -> Report:
    """Read a run back."""
    plain: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    plain["results"] = tuple(_from_plain(each) for each in plain["results"])
    return Report(**plain)


_SPREADS = ("ours", "theirs", "ratio", "difference")


def _plain(report: Report) -> dict[str, Any]:
    plain = asdict(report)
    for result in plain["results"]:
        result.update({name: _named(result[name]) for name in _SPREADS})
    return plain


def _named(spread: Spread | None) -> dict[str, float | list[float]] | None:
    return None if spread is None else {"median": spread.median, "spread": [spread.low, spread.high]}


def _from_plain(plain: dict[str, Any]) -> Result:
    values: dict[str, Any] = {name: plain[name] and _read_spread(plain[name]) for name in _SPREADS}
    values["aim"] = plain["aim"] and Aim(**plain["aim"])
    return Result(**plain | values)


def _read_spread(named: dict[str, Any]) -> Spread:
    return Spread(named["median"], *named["spread"])


@dataclass(frozen=True, slots=True)
class Strayed:
    """A row whose figure is not what an earlier run found."""

    key: str
    before: float
    now: float


def strayed(before: Report, now: Iterable[Result], *, within: float) -> list[Strayed]:
    """
    Return the rows whose ratio differs by more than `within` (0.25 is 25 %) from an earlier run.

    Differences and single figures are left out: near 0, a share means nothing.
    """
    known = {result.key: result.ratio.median for result in before.results if result.ratio}
    pairs = [(each.key, known[each.key], each.ratio.median) for each in now if each.ratio and each.key in known]
    return [Strayed(*pair) for pair in pairs if max(pair[1:]) / min(pair[1:]) > 1 + within]
