"""Find the text of a body, in a file or on standard input, and read it as JSON or YAML."""

from __future__ import annotations

import errno
import sys
from pathlib import Path

from ._source import Problem, Source, Unreadable

STANDARD_INPUT = "<stdin>"  # as compilers name it; the command line says "-"


def read(file: str) -> Source:
    """Return the body in ``file``, or on standard input; raise `Unreadable`."""
    text = _text(file)
    if not text.strip():
        raise Unreadable(Problem("file.empty", "The file is empty: a connection needs group_id, service and config."))
    try:
        return _parse(file, text)
    except RecursionError:
        raise Unreadable(Problem("file.size", "The file is nested deeper than any connection.")) from None


def _parse(file: str, text: str) -> Source:
    if _is_json(file, text):
        from ._json import read_json

        return read_json(text)
    from ._yaml import read_yaml

    return read_yaml(text)


def _is_json(file: str, text: str) -> bool:
    suffix = Path(file).suffix.lower()
    if suffix in {".yaml", ".yml"}:
        return False
    return suffix == ".json" or text.lstrip().startswith("{")


def _text(file: str) -> str:
    try:
        return _bytes(file).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"The file is not text in UTF-8: see byte {error.start + 1}."
        raise Unreadable(Problem("file.encoding", message)) from None
    except FileNotFoundError:
        raise Unreadable(Problem("file.missing", "There is no such file.")) from None
    except IsADirectoryError:
        raise Unreadable(Problem("file.missing", "This is a directory: name the files in it.")) from None
    except OSError as error:
        raise Unreadable(Problem("file.missing", f"The file cannot be read: {error.strerror}.")) from None


def _bytes(file: str) -> bytes:
    if file == STANDARD_INPUT:
        try:
            return sys.stdin.buffer.read()
        except AttributeError:  # Python has no sys.stdin where the process has no standard input
            raise OSError(errno.EBADF, "standard input is closed") from None
    return Path(file).read_bytes()
