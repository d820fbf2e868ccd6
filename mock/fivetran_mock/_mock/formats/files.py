"""Reads a file of YAML or JSON; a file that cannot be read is one sentence."""

from __future__ import annotations

import json
from typing import Any, Final

from fivetran_common.files import DATA_BYTES, CannotRead, decoded, read_bytes
from fivetran_common.json_text import integer, unique_keys
from fivetran_common.lazy import EXTRA

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
        if path.endswith(".json"):
            return json.loads(text, object_pairs_hook=unique_keys, parse_int=integer)
        return _yaml(text)
    except CannotRead as problem:
        raise InvalidDataFile(path, problem) from None
    except RecursionError:
        raise InvalidDataFile(path, "this is nested too deeply.") from None
    except ImportError:
        raise InvalidDataFile(path, f"YAML needs {EXTRA.format('mock')}; JSON needs nothing.") from None
    except ValueError as error:
        raise InvalidDataFile(path, f"{error}.") from None


def _yaml(text: str) -> Any:
    import yaml  # in an extra

    from fivetran_common.yaml_nodes import compose, construct, repeated_keys

    try:
        root = compose(text, most_values=MOST_YAML_VALUES)
        for key in repeated_keys(root):
            line = key.start_mark.line + 1
            raise ValueError(f"line {line}: the key {key.value[:100]!r} stands twice in one object")
        return construct(root)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise ValueError(f"line {mark.line + 1}: {error.problem}" if mark else error.problem) from None
    except yaml.YAMLError as error:
        raise ValueError(getattr(error, "reason", "not YAML")) from None
