"""Find the text of a document, in a file or on standard input, and read it: JSON, YAML, and the rows of CSV."""

from __future__ import annotations

import json
import stat
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import NamedTuple, NoReturn

from fivetran_common.files import (
    CONNECTION_BYTES,
    DATA_BYTES,
    STANDARD_INPUT,
    CannotRead,
    NotText,
    TooLarge,
    decoded,
    read_bytes,
    read_stream,
)
from fivetran_common.json_text import integer, json_places
from fivetran_common.lazy import EXTRA

from .source import EMPTY, MOST_VALUES, Position, Problem, Source, Unreadable, counted, source

_SUFFIXES = frozenset({".yaml", ".yml", ".json"})
_RULES: Mapping[type[CannotRead], str] = {NotText: "file.encoding", TooLarge: "file.size"}


def beside(file: str, name: str) -> str:
    """Return a path relative to a file; for standard input, to the working folder."""
    return name if file == STANDARD_INPUT else str(Path(file).parent / name)


def files_of(paths: Sequence[str]) -> Iterator[str]:
    """
    Return the files that the paths name: a folder stands for its YAML and JSON files, and those of its folders.

    Files and folders that begin with a dot are left out, as is a JSON Schema (``*.schema.json``). A file or folder that
    is there under two names, by a link or since it was named twice, is read once.
    """
    waiting = [*reversed(paths)]
    met = set[object]()
    while waiting:
        path = waiting.pop()
        identity: object = path
        is_folder = False
        with suppress(OSError, ValueError):  # ValueError: a null byte; reading the file reports it
            found = Path(path).stat()
            identity, is_folder = (found.st_dev, found.st_ino), stat.S_ISDIR(found.st_mode)
        if identity in met:
            continue
        met.add(identity)
        if is_folder:
            below = [child for child in Path(path).iterdir() if not child.name.startswith(".")]
            files = [child for child in below if child.suffix.lower() in _SUFFIXES and not child.match("*.schema.json")]
            waiting += sorted({*map(str, files), *(str(child) for child in below if child.is_dir())}, reverse=True)
        else:
            yield path


def read(file: str) -> Source:
    """Return the document in ``file``, or on standard input; raise `Unreadable`."""
    text = read_text(file)
    suffix = Path(file).suffix.lower()
    if not text.strip():
        raise Unreadable(Problem("file.empty", EMPTY))
    try:
        if suffix == ".json" or (suffix not in _SUFFIXES and text.lstrip().startswith("{")):
            return _json(file, text)
        try:
            from .yaml_files import read_yaml  # brings PyYAML
        except ModuleNotFoundError as error:
            raise ModuleNotFoundError(f"YAML needs {EXTRA.format('cli')}", name=error.name) from None
        return read_yaml(file, text)
    except RecursionError:
        raise Unreadable(Problem("file.size", "The file is nested deeper than any set of connections.")) from None


def _json(file: str, text: str) -> Source:
    try:
        body: object = json.loads(text, parse_constant=_refuse_constant, parse_int=integer)
    except json.JSONDecodeError as error:
        message = f"The file is not JSON: {error.msg} (line {error.lineno}, column {error.colno})."
        raise Unreadable(Problem("file.json", message, position=Position(error.lineno, error.colno))) from None
    except ValueError as error:
        raise Unreadable(Problem("file.json", f"The file cannot be used: {error}.")) from None
    places = ((pointer, Position(line, column)) for pointer, line, column in json_places(text))
    return source(file, body, counted(places))


def _refuse_constant(name: str) -> NoReturn:
    raise Unreadable(Problem("file.json", f"The file holds {name}, which is not a number in JSON."))


def read_text(file: str, *, limit: int = CONNECTION_BYTES) -> str:
    """Return the text of a file, or of standard input; raise `Unreadable` with the reason."""
    try:
        is_stream = file == STANDARD_INPUT
        return decoded(read_stream(sys.stdin.buffer, limit=limit) if is_stream else read_bytes(file, limit=limit))
    except AttributeError:  # Python has no sys.stdin where the process has no standard input
        closed = "The file cannot be read: standard input is closed."
        raise Unreadable(Problem("file.missing", closed)) from None
    except CannotRead as error:
        raise Unreadable(Problem(_RULES.get(type(error), "file.missing"), str(error))) from None


class Table(NamedTuple):
    """The rows of a CSV file: the columns, and the cells of each row with the line in which it ends."""

    columns: list[str]
    rows: list[tuple[list[str], int]]


def read_table(file: str) -> Table:
    """
    Return the rows below the header line; empty lines are left out.

    Cells are text without the blanks around them, separated by commas, in double quotes where needed (RFC 4180). A byte
    order mark is skipped. Raises `Unreadable`, also for too many cells.
    """
    import csv  # few files have a table

    text = read_text(file, limit=DATA_BYTES)
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    columns = list[str]()
    rows = list[tuple[list[str], int]]()
    values = 0
    try:
        for cells in reader:
            values += len(cells) + 1
            if values > MOST_VALUES:
                raise _not_table(f"The file has more than {MOST_VALUES:,} cells: split it.", reader.line_num)
            row = [cell.strip() for cell in cells]
            if not any(row):
                continue
            if not columns:
                columns = row
                odd = next((column for column, count in Counter(columns).items() if not column or count > 1), None)
                if odd is not None:
                    named = f"The column {odd} stands twice" if odd else "A column has no name"
                    raise _not_table(f"{named} in the first line.", 1)
                continue
            if len(row) != len(columns):
                message = f"This row has {len(row)} cells, and the first line names {len(columns)} columns."
                raise _not_table(message, reader.line_num)
            rows.append((row, reader.line_num))
    except csv.Error as error:
        raise _not_table(f"The file is not CSV: {error}.", reader.line_num) from None
    if not columns:
        raise Unreadable(Problem("file.csv", "The file is empty: its first line has to name the columns."))
    return Table(columns, rows)


def _not_table(message: str, line: int) -> Unreadable:
    return Unreadable(Problem("file.csv", message, position=Position(line, 1)))
