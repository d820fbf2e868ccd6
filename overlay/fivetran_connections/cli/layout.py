"""
Lay out rows and lines for a terminal of some width, without a cut or a break in an id, a link, a command or a path.

Widths are columns of a terminal, of which a wide character takes two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from rich.cells import cell_len

Line: TypeAlias = Sequence[tuple[str, str]]
"""The parts of a line: each a text and its style."""

_BELOW: Final = ("link", "next_step")
"""The columns that stand on a line below their row, where a user copies them."""
_TEXTS: Final = ("message", "reason", "title", "notes", "values", "named_by")
"""The columns that move below their row before another one gives way."""
_FIXED: Final = ("id", "group_id", "schema", "setup_state", "sync_state")
"""The columns that do not give way to an equal one."""
_FIRST_TO_GO: Final = ("update_state", "failed_at", "succeeded_at", "service")
_PRESENT: Final = ("", "below", "once")
"""Where a column is that is not missing: in the table, below each row, or above the table."""
_LEFT_OUT: Final = "left out"
_INDENT: Final = "    "
_COMMAND_OR_LINK: Final = re.compile(r"(?<=[:.;,] )(?=fivetran-connections |https?://)")


def laid_out(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[Line]:
    """
    Yield the lines of a table, or where it does not fit into the width, a block of lines for each row.

    Columns give way in the order of `_giving_way` until the table fits; a block shows what the table would leave out.
    The last line names the columns that are missing.
    """
    cells = {column: [row[place] for row in rows] for place, column in enumerate(columns)}
    widths = {column: max(map(cell_len, (column, *values))) for column, values in cells.items()}
    where = {column: "below" if column in _BELOW else "" for column in columns}
    ways = _giving_way(cells)
    while not (fits := sum(widths[name] + 2 for name in _at(where, "")) - 2 <= width) and (way := next(ways, None)):
        where[way[0]] = where[way[0]] or way[1]
    if not fits:
        where = {column: place if place != _LEFT_OUT else "" for column, place in where.items()}
    yield from ([(f"In all rows {column}:", "dim"), (f" {cells[column][0]}", "")] for column in _at(where, "once"))
    shown = {column: widths[column] for column in _at(where, "")}
    if fits:
        yield [(_aligned(shown, shown.values()), "bold")]
    for number in range(len(rows)):
        row = {column: values[number] for column, values in cells.items()}
        if fits:
            yield [(_aligned([row[column] for column in shown], shown.values()), "")]
        else:
            label = max(map(len, shown)) + 2
            yield from ([(f"{name:<{label - 1}}", "cyan"), (f" {row[name]}", "")] for name in shown if row[name])
        for name in filter(row.get, _at(where, "below")):
            yield [(_INDENT if name in {*_BELOW, "message"} else f"{_INDENT}{name}: ", "dim"), (row[name], "")]
        yield from [] if fits or number == len(rows) - 1 else [[("", "")]]
    if missing := {name: "" if why == _LEFT_OUT else f" ({why})" for name, why in where.items() if why not in _PRESENT}:
        names = ", ".join(f"{name}{why}" for name, why in missing.items())
        yield [(f"Left out: {names}. A wider terminal or --output csv shows them.", "dim")]


def _giving_way(cells: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Yield each column that may give way, in this order, and where its values are then."""
    yield from ((column, "empty") for column, values in cells.items() if not any(values))
    yield from ((column, "below") for column in reversed([*cells]) if column in _TEXTS)
    if all(len(values) == 1 for values in cells.values()):  # one row has one value of everything
        return
    alike = dict[tuple[str, ...], str]()
    for column, values in cells.items():
        if alike.setdefault(tuple(values), column) != column and column not in _FIXED:
            yield column, f"as {alike[tuple(values)]}"
    yield from ((column, "once") for column, values in cells.items() if len(set(values)) == 1)
    yield from ((column, _LEFT_OUT) for column in _FIRST_TO_GO if {"id", column} <= cells.keys())


def _at(where: Mapping[str, str], place: str) -> list[str]:
    return [column for column, at in where.items() if at == place]


def _aligned(cells: Iterable[str], widths: Iterable[int]) -> str:
    return "  ".join(cell + " " * (width - cell_len(cell)) for cell, width in zip(cells, widths, strict=True)).rstrip()


def broken(line: Line, width: int) -> Iterator[Line]:
    """Yield a line that is too wide as several, which begin at parts with a blank, and at commands and links."""
    now = list[tuple[str, str]]()
    is_wide = cell_len("".join(text for text, _ in line).rstrip()) > width
    for whole, style in line:
        for place, text in enumerate(_COMMAND_OR_LINK.split(whole) if is_wide else [whole]):
            before = "".join(text for text, _ in now)
            may_break = place or text.startswith(" ") or before.isspace()
            if before and may_break and cell_len(before + text.rstrip()) > width:
                if not before.isspace():
                    *head, (last, own) = now
                    yield [*head, (last.rstrip(), own)]
                text = text.lstrip()  # noqa: PLW2901
                is_indented = not width - len(_INDENT) < cell_len(text.rstrip()) <= width
                now = [(_INDENT if is_indented else "", "")]
            now.append((text, style))
    yield now
