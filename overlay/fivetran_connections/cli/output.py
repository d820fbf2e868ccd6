"""Print lines, rows and JSON: with colour on terminals, plain for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from shutil import get_terminal_size
from typing import IO, TYPE_CHECKING, Any, Final

from fivetran_common.text import printable, printable_json

if TYPE_CHECKING:
    from rich.console import Console


def print_json(value: object, *, indent: int | None = 2) -> None:
    """Print a value as JSON on standard output; characters that its encoding lacks are escaped as JSON escapes them."""
    text = printable_json(value, indent=indent, ascii_only=False)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = printable_json(value, indent=indent)
    sys.stdout.write(f"{text}\n")


@contextmanager
def json_array() -> Generator[Callable[[object], None]]:
    """Yield a function that prints the next value of an array at once; the array is whole however the block ends."""
    before = "[\n"

    def print_next(value: object) -> None:
        nonlocal before
        sys.stdout.write(before)
        before = ","
        print_json(value)

    try:
        yield print_next
    finally:
        sys.stdout.write("[]\n" if before == "[\n" else "]\n")


def print_rows(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], *, output: str) -> None:
    """
    Print rows in one of the formats ``text``, ``json``, ``jsonl``, ``csv`` and ``csv-quoted``.

    ``columns`` are those of text and CSV; JSON has all that a row has. JSON lines are printed as they come.
    ``csv-quoted`` begins a cell with an apostrophe if a spreadsheet would compute it.
    """
    if output == "jsonl":
        for row in rows:
            print_json(row, indent=None)
    elif output == "json":
        print_json(list(rows))
    elif output in {"csv", "csv-quoted"}:
        import csv

        shown = printable if sys.stdout.isatty() else str  # a file or a pipe gets the exact text
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        lines = ([shown(_cell(row.get(column))) for column in columns] for row in rows)
        if output == "csv-quoted":
            lines = ([f"'{cell}" if cell.startswith(_FORMULAS) else cell for cell in line] for line in lines)
        writer.writerows(lines)
    elif cells := [[printable(_cell(row.get(column))) for column in columns] for row in rows]:
        _print_table(cells, columns)
    else:
        print_note("None found.")


_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")
"""The characters with which a cell begins that a spreadsheet takes for a formula (OWASP, CSV injection)."""


def _print_table(cells: Sequence[Sequence[str]], columns: Sequence[str]) -> None:
    if sys.stdout.isatty():
        from .layout import laid_out

        encoding = sys.stdout.encoding or "utf-8"  # a character that it lacks is printed, and measured, as its escape
        encoded = [[cell.encode(encoding, "backslashreplace").decode(encoding) for cell in row] for row in cells]
        filled = [["" if cell in {"[]", "{}"} else cell for cell in row] for row in encoded]
        for parts in laid_out(columns, filled, get_terminal_size().columns):
            print_line(*parts)
        return
    widths = [max(map(len, column)) for column in zip(columns, *cells, strict=True)]
    for row in (columns, *cells):
        line = "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        print(line.rstrip())


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, default=str)


def print_line(*parts: tuple[str, str], stream: IO[str] | None = None) -> None:
    """Print texts with their styles on one line, as plain text unless the stream is a terminal, which may be narrow."""
    target: IO[str] = sys.stdout if stream is None else stream
    shown = [(printable(text), style) for text, style in parts]
    if not target.isatty():
        print("".join(text for text, _ in shown), file=target)
        return
    from rich.text import Text

    from .layout import broken

    if _standing:
        sys.stderr.write(f"\r{_CLEAR}")
    for line in broken(shown, get_terminal_size().columns):
        _console(target).print(Text.assemble(*line))


@lru_cache(maxsize=4)
def _console(stream: IO[str]) -> Console:
    """Return the console of a terminal. rich costs as much as the rest of a command, so only terminals pay for it."""
    from rich.console import Console

    return Console(file=stream, soft_wrap=True)


def print_note(sentence: object) -> None:
    """Print additional information on standard error; a terminal that is closed prevents nothing else."""
    with suppress(OSError):
        print_line(("note", "bold"), (f": {sentence}", ""), stream=sys.stderr)


def print_error(sentence: object) -> None:
    """Print an error on standard error; an error that lists problems has each on a line of its own."""
    first, *problems = str(sentence).split("\n  ")  # foreign text in it was escaped when it was made
    print_line(("error", "bold red"), (f": {first}", ""), stream=sys.stderr)
    for problem in problems:
        print_line((f"  {problem}", ""), stream=sys.stderr)


@contextmanager
def status_line() -> Generator[Callable[[str], None]]:
    """Yield a function that shows a line on a terminal in place of the last one, and remove it at the end."""

    def show(text: str) -> None:
        if sys.stderr.isatty():
            _standing[:] = [text]
            sys.stderr.write(f"\r{text}{_CLEAR}")
            sys.stderr.flush()

    try:
        yield show
    finally:
        if _standing:
            show("")
            _standing.clear()


_standing: Final[list[str]] = []
"""The line that `status_line` shows, if any."""
_CLEAR: Final = "\x1b[K"
"""Clears the rest of a line of a terminal."""


def duration(seconds: float) -> str:
    """Return a duration in its two largest units."""
    minutes, rest = divmod(round(seconds), 60)
    hours, more = divmod(minutes, 60)
    if hours:
        return f"{hours:,} h {more} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def print_wait(seconds: float, reason: str = "the rate limits of the API allow no request before") -> None:
    """Print how long the command waits and why, unless it is hardly a second."""
    if seconds >= 1:
        print_note(f"Waiting {duration(seconds)}: {reason}.")
