"""Reads a file of YAML or JSON; a file that cannot be read is one sentence."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from fivetran_common.files import DATA_BYTES, CannotRead, decoded, read_bytes


class InvalidDataFile(Exception):
    """The file cannot be read as data; the message names it and the place."""

    def __init__(self, path: str, problem: object) -> None:
        super().__init__(f"{path}: {problem}")


def read_data(path: str) -> Any:
    """Return the value of a file; raises `InvalidDataFile`, also for a key that stands twice in one object."""
    try:
        text = decoded(read_bytes(path, limit=DATA_BYTES))
    except CannotRead as problem:
        raise InvalidDataFile(path, problem) from None
    try:
        return _json(text) if path.endswith(".json") else _yaml(text)
    except RecursionError:
        raise InvalidDataFile(path, "this is nested too deeply.") from None
    except ImportError:
        raise InvalidDataFile(
            path, "YAML needs the extra `mock` (pip install 'fivetran-connections[mock]'); JSON needs nothing."
        ) from None
    except json.JSONDecodeError as error:
        raise InvalidDataFile(path, f"line {error.lineno}: {error.msg}.") from None
    except ValueError as error:
        raise InvalidDataFile(path, f"{error}.") from None


def _json(text: str) -> Any:
    value = json.loads(text, parse_int=_whole_number)
    _refuse_twice(text)
    return value


def _yaml(text: str) -> Any:
    from .yaml_files import read_yaml

    return read_yaml(text)


def _whole_number(digits: str) -> int:
    try:
        return int(digits)
    except ValueError:  # longer than Python reads
        raise ValueError(f"the number {digits[:20]}... is too long") from None


_TOKEN: Final = re.compile(r'"(?P<text>(?:[^"\\]|\\.)*)"(?P<colon>\s*:)?|[{}]')
"""The tokens that matter for keys: texts, a colon behind a text, and the beginning and end of objects."""


def _refuse_twice(text: str) -> None:
    """Refuse valid JSON with a key twice in one object: the parser would silently take the last."""
    objects: list[set[str]] = []
    for token in _TOKEN.finditer(text):
        if token[0] == "{":
            objects.append(set())
        elif token[0] == "}":
            objects.pop()
        elif token["colon"]:
            key = json.loads(f'"{token["text"]}"')
            if key in objects[-1]:
                line = text.count("\n", 0, token.start()) + 1
                raise ValueError(f"line {line}: the key {key!r} stands twice in one object")
            objects[-1].add(key)
