"""Rows: a table for terminals, aligned text elsewhere, JSON, JSON lines, CSV."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fivetran_common.text import printable

from .lines import console, print_json


def print_rows(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], *, output: str) -> None:
    """
    Print rows in one of the formats ``text``, ``json``, ``jsonl`` and ``csv``.

    ``columns`` are those of text and CSV; JSON has all that a row has. JSON lines are printed as they come.
    """
    if output == "jsonl":
        for row in rows:
            print_json(row, indent=None)
    elif output == "json":
        print_json(list(rows))
    elif output == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([[_cell(row.get(column)) for column in columns] for row in rows])
    else:
        _print_text([[printable(_cell(row.get(column))) for column in columns] for row in rows], columns)


def _print_text(cells: Sequence[Sequence[str]], columns: Sequence[str]) -> None:
    if sys.stdout.isatty():
        from rich import box
        from rich.table import Table
        from rich.text import Text

        table = Table(*columns, box=box.SIMPLE_HEAD)
        for row in cells:
            table.add_row(*map(Text, row))
        console(sys.stdout).print(table)
        return
    widths = [max(map(len, column)) for column in zip(columns, *cells, strict=True)]
    for row in (columns, *cells):
        line = "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        print(line.rstrip())


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, default=str)
