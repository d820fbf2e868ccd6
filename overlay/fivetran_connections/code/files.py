"""Find the text of a document, in a file or on standard input, and read it: JSON, YAML, and the rows of CSV."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn

from fivetran_common.files import (
    CONNECTION_BYTES,
    DATA_BYTES,
    CannotRead,
    NotText,
    TooLarge,
    decoded,
    read_bytes,
    read_stream,
)
from fivetran_common.json_text import json_places

from .source import Place, Position, Problem, Source, Unreadable, counted, source

STANDARD_INPUT = "<stdin>"  # as compilers name it; the command line says "-"

_SUFFIXES = frozenset({".yaml", ".yml", ".json"})
_RULES: Mapping[type[CannotRead], str] = {NotText: "file.encoding", TooLarge: "file.size"}


def beside(file: str, name: str) -> str:
    """Return a path that is relative to a file; for standard input, to the working folder."""
    return name if file == STANDARD_INPUT else str(Path(file).parent / name)


def files_of(paths: Sequence[str]) -> Iterator[str]:
    """
    Return the files that the paths name: a folder stands for its YAML and JSON files, and those of its folders.

    Files and folders that begin with a dot are left out, as is a JSON Schema (``*.schema.json``).
    """
    for path in paths:
        yield from _below(Path(path)) if Path(path).is_dir() else (path,)


def _below(folder: Path) -> Iterator[str]:
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir():
            yield from _below(path)
        elif path.suffix.lower() in _SUFFIXES and not path.name.endswith(".schema.json"):
            yield str(path)


def read(file: str) -> Source:
    """Return the document in ``file``, or on standard input; raise `Unreadable`, which has the text."""
    text = read_text(file)
    try:
        return _parse(file, text)
    except RecursionError:
        raise Unreadable(Problem("file.size", "The file is nested deeper than any set of connections.")) from None
    except Unreadable as error:
        error.text = text
        raise


def _parse(file: str, text: str) -> Source:
    if not text.strip():
        raise Unreadable(Problem("file.empty", "The file is empty: a connection needs group_id, service and config."))
    if _is_json(file, text):
        return _json(file, text)
    from .yaml_files import read_yaml

    return read_yaml(file, text)


def _json(file: str, text: str) -> Source:
    try:
        body: object = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        message = f"The file is not JSON: {error.msg} (line {error.lineno}, column {error.colno})."
        raise Unreadable(Problem("file.json", message, position=Position(error.lineno, error.colno))) from None
    except ValueError as error:  # a number of more digits than Python converts
        raise Unreadable(Problem("file.json", f"The file holds a number that is too long: {error}.")) from None
    places = (
        Place(pointer, Position(line, column), None if token[0] in '"[{' else token)
        for pointer, line, column, token in json_places(text)
    )
    return source(file, text, body, counted(places))


def _refuse_constant(name: str) -> NoReturn:
    raise Unreadable(Problem("file.json", f"The file holds {name}, which is not a number in JSON."))


def _is_json(file: str, text: str) -> bool:
    suffix = Path(file).suffix.lower()
    if suffix in {".yaml", ".yml"}:
        return False
    return suffix == ".json" or text.lstrip().startswith("{")


def read_text(file: str, *, limit: int = CONNECTION_BYTES) -> str:
    """Return the text of a file, or of standard input; raise `Unreadable` with the reason."""
    try:
        return decoded(_bytes(file, limit))
    except CannotRead as error:
        raise Unreadable(Problem(_RULES.get(type(error), "file.missing"), str(error))) from None


def _bytes(file: str, limit: int) -> bytes:
    if file != STANDARD_INPUT:
        return read_bytes(file, limit=limit)
    try:
        return read_stream(sys.stdin.buffer, limit=limit)
    except AttributeError:  # Python has no sys.stdin where the process has no standard input
        raise CannotRead("The file cannot be read: standard input is closed.") from None


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
