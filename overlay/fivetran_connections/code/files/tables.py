"""Read the rows of a CSV file, each with its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from fivetran_common.files import DATA_BYTES

from .reading import read_text
from .source import Position, Problem, Unreadable


class Row(NamedTuple):
    """One row: its cells by column, and the line in which it ends."""

    cells: Mapping[str, str]
    line: int


def read_table(file: str) -> list[Row]:
    """
    Return the rows below the header line; empty lines are left out.

    Cells are text without the blanks around them, separated by commas, in double quotes where needed (RFC 4180). A byte
    order mark is skipped. Raises `Unreadable`.
    """
    reader = csv.reader(io.StringIO(read_text(file, limit=DATA_BYTES), newline=""), strict=True)
    try:
        columns = _header(next(_filled(reader), list[str]()))
        rows = [(cells, reader.line_num) for cells in _filled(reader)]
    except csv.Error as error:
        raise Unreadable(_problem(f"The file is not CSV: {error}.", reader.line_num)) from None
    return [Row(_cells(columns, cells, line), line) for cells, line in rows]


def _filled(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    return (row for cells in reader if any(row := [cell.strip() for cell in cells]))


def _header(columns: list[str]) -> list[str]:
    if not columns:
        raise Unreadable(_problem("The file is empty: its first line has to name the columns.", None))
    for column in columns:
        if not column or columns.count(column) > 1:
            named = f"The column {column} stands twice" if column else "A column has no name"
            raise Unreadable(_problem(f"{named} in the first line.", 1))
    return columns


def _cells(columns: list[str], cells: list[str], line: int) -> Mapping[str, str]:
    if len(cells) != len(columns):
        message = f"This row has {len(cells)} cells, and the first line names {len(columns)} columns."
        raise Unreadable(_problem(message, line))
    return dict(zip(columns, cells, strict=True))


def _problem(message: str, line: int | None) -> Problem:
    return Problem("file.csv", message, position=Position(line, 1) if line else None)
