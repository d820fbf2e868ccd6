"""Draw docs/benchmarks.svg from `results.json`: each row compared with its peer and its aim."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Final

from . import _wording
from ._report import Report, Result

WIDTH: Final = 960
LABELS: Final = 310
"""Where the bars begin; the labels are left of it."""
RIGHT: Final = 90
"""Space for the figures on the right."""
ROW: Final = 24
HEAD: Final = 58
BAR: Final = 12

AXIS: Final = (0.25, 100.0)
"""The ends of the logarithmic axis: a quarter as good as the peer, 100 times as good."""
TICKS: Final = (0.25, 0.5, 1, 2, 5, 10, 20, 50, 100)
SHARES: Final = (0.0, 0.5, 1.0)

COLOURS: Final = {True: "#2a7f62", False: "#c4572e", None: "#7a869a"}
_STYLE: Final = (
    "text{font:12px system-ui,sans-serif;fill:#1f2933}.title{font-weight:600;font-size:14px}"
    ".axis{fill:#616e7c;font-size:11px}.grid{stroke:#e4e7eb}.one{stroke:#9aa5b1}.aim{stroke:#1f2933;stroke-width:2}"
)


def plot(report: Report) -> str:
    """Draw the whole picture: ratios first, then differences and single figures."""
    beside = [each for each in report.results if each.ratio]
    alone = [each for each in report.results if not each.ratio]
    first, height = _ratios(beside, top=0)
    second, end = _shares(alone, top=height + 16)
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {end}" role="img">',
            "<title>How each row compares with its peer and with its aim</title>",
            f"<style>{_STYLE}</style>",
            f'<rect width="{WIDTH}" height="{end}" fill="#fff"/>',
            *first,
            *second,
            "</svg>\n",
        )
    )


def _ratios(rows: Sequence[Result], *, top: int) -> tuple[list[str], int]:
    title = "Times as good as the peer; the stroke is the aim. Green: reached. Orange: missed. Grey: no aim."
    bottom = top + HEAD + ROW * len(rows)
    parts = [_text(10, top + 22, title, kind="title")]
    for tick in TICKS:
        parts += _grid(_on_axis(tick), f"{tick:g}", top, bottom, kind="one" if tick == 1 else "grid")
    for number, row in enumerate(rows):
        aim = None if row.aim is None else _on_axis(_goodness(row, row.aim.limit))
        ends = sorted((_on_axis(1), _on_axis(_goodness(row, row.judged.median))))
        parts += _row(row, top + HEAD + ROW * number, ends=(ends[0], ends[1]), aim=aim)
    return parts, bottom + 10


def _shares(rows: Sequence[Result], *, top: int) -> tuple[list[str], int]:
    bottom = top + HEAD + ROW * len(rows)
    parts = [_text(10, top + 22, "Share of what the aim allows", kind="title")]
    for share in SHARES:
        parts += _grid(_on_shares(share), f"{share:.0%}", top, bottom, kind="grid")
    for number, row in enumerate(rows):
        if row.aim is not None:
            end = _on_shares(row.judged.median / row.aim.limit)
            parts += _row(row, top + HEAD + ROW * number, ends=(_on_shares(0), end), aim=_on_shares(1))
    return parts, bottom + 10


def _goodness(row: Result, ratio: float) -> float:
    """Invert a ratio where less is better, so that longer bars are better."""
    wants_more = row.aim is not None and row.aim.bound == "at least"
    return ratio if wants_more else 1 / ratio


def _on_axis(goodness: float) -> float:
    low, high = map(math.log, AXIS)
    share = (math.log(goodness) - low) / (high - low)
    return LABELS + _within(share) * (WIDTH - LABELS - RIGHT)


def _on_shares(share: float) -> float:
    return LABELS + _within(share / 1.25) * (WIDTH - LABELS - RIGHT)


def _within(share: float) -> float:
    return min(1.0, max(0.0, share))


def _row(row: Result, top: int, *, ends: tuple[float, float], aim: float | None) -> list[str]:
    start, end = ends
    middle = top + ROW // 2
    place = f'x="{start:.1f}" y="{middle - BAR // 2}" width="{max(end - start, 1.5):.1f}" height="{BAR}"'
    parts = [
        _text(LABELS - 10, middle + 4, row.label, anchor="end"),
        f'<rect {place} fill="{COLOURS[row.reached]}"/>',
        _text(WIDTH - 10, middle + 4, _wording.measured(row), anchor="end"),
    ]
    if aim is not None:
        parts.append(_line(aim, middle - 9, middle + 9, kind="aim"))
    return parts


def _grid(x: float, label: str, top: int, bottom: int, *, kind: str) -> list[str]:
    return [_line(x, top + HEAD - 8, bottom, kind=kind), _text(x, top + HEAD - 14, label, kind="axis", anchor="middle")]


def _line(x: float, top: int, bottom: int, *, kind: str) -> str:
    return f'<line class="{kind}" x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{bottom}"/>'


def _text(x: float, y: int, text: str, *, kind: str = "", anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'
