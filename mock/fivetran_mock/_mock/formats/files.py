"""Reads a file of YAML or JSON; a file that cannot be read is one sentence."""

from __future__ import annotations

import json
from typing import Any, Final

from fivetran_common.files import DATA_BYTES, CannotRead, decoded, read_bytes
from fivetran_common.json_text import unique_keys
from fivetran_common.lazy import EXTRA

MOST_VALUES: Final = 5_000_000
"""The most values of a file in JSON: each takes some 100 bytes of memory."""

MOST_YAML_VALUES: Final = 1_000_000
"""The most values of a document in YAML, with those that aliases repeat."""


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
        if path.endswith(".json"):
            return _json(text)
        return _yaml(text)
    except RecursionError:
        raise InvalidDataFile(path, "this is nested too deeply.") from None
    except ImportError:
        raise InvalidDataFile(path, f"YAML needs {EXTRA.format('mock')}; JSON needs nothing.") from None
    except json.JSONDecodeError as error:
        raise InvalidDataFile(path, f"line {error.lineno}: {error.msg}.") from None
    except ValueError as error:
        raise InvalidDataFile(path, f"{error}.") from None


def _json(text: str) -> Any:
    """Return the value of JSON without double keys, of which a parser would silently take the last."""
    if sum(map(text.count, ",[{")) > MOST_VALUES:  # an upper bound, much cheaper than parsing
        raise ValueError(f"the file has more than {MOST_VALUES:,} values")
    return json.loads(text, parse_int=_whole_number, object_pairs_hook=unique_keys)


def _yaml(text: str) -> Any:
    """Return the value of a YAML text; a repeated key is an error."""
    import yaml  # in an extra

    from fivetran_common.yaml_nodes import compose, construct, repeated_keys

    try:
        root = compose(text, most_values=MOST_YAML_VALUES)
        for key in repeated_keys(root):
            line = key.start_mark.line + 1
            raise ValueError(f"line {line}: the key {key.value[:100]!r} stands twice in one object")
        return construct(root)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}: " if mark else ""
        problem = getattr(error, "problem", None) or "not YAML"
        raise ValueError(where + _PROBLEMS.get(problem, problem)) from None


_PROBLEMS: Final = {
    "but found another document": "a second document begins here, and a file holds one",
    "exceeded maximum nesting depth": "this is nested too deeply",
}
"""Messages of the YAML parser in plain words."""


def _whole_number(digits: str) -> int:
    try:
        return int(digits)
    except ValueError:  # Python limits the number of digits
        raise ValueError(f"the number {digits[:20]}... is too long") from None
