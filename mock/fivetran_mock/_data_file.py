"""A file of YAML or JSON, read whole, with one sentence when it cannot be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


class InvalidDataFile(Exception):
    """The file cannot be read as data; the text names it and the place."""

    def __init__(self, path: str, problem: object) -> None:
        super().__init__(f"{path}: {problem}")


def read_data(path: str) -> Any:
    """Give the file's value; raises `InvalidDataFile`."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InvalidDataFile(path, "this is not UTF-8 text.") from None
    except OSError as error:
        raise InvalidDataFile(path, f"{error.strerror}.") from None
    return _json(path, text) if path.endswith(".json") else _yaml(path, text)


def _json(path: str, text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        raise InvalidDataFile(path, "this is nested too deeply.") from None
    except json.JSONDecodeError as error:
        raise InvalidDataFile(path, f"line {error.lineno}: {error.msg}.") from None


def _yaml(path: str, text: str) -> Any:
    try:
        import yaml
    except ImportError:
        raise InvalidDataFile(
            path, "YAML needs the extra `mock` (pip install 'fivetran-connections[mock]'); JSON needs nothing."
        ) from None
    try:
        return yaml.safe_load(text)
    except RecursionError:
        raise InvalidDataFile(path, "this is nested too deeply.") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        raise InvalidDataFile(path, f"{where}{getattr(error, 'problem', None) or 'not YAML'}.") from None
