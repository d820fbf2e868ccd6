"""Find the text of a document, in a file or on standard input, and read it as JSON or YAML."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from fivetran_common.files import CONNECTION_BYTES, CannotRead, NotText, TooLarge, decoded, read_bytes, read_stream

from .source import Problem, Source, Unreadable

STANDARD_INPUT = "<stdin>"  # as compilers name it; the command line says "-"

_SUFFIXES = frozenset({".yaml", ".yml", ".json"})
_RULES: Mapping[type[CannotRead], str] = {NotText: "file.encoding", TooLarge: "file.size"}


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
        from .json_files import read_json

        return read_json(file, text)
    from .yaml_files import read_yaml

    return read_yaml(file, text)


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
