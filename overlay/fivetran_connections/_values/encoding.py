"""How bodies are written."""

from __future__ import annotations

import json
from typing import Any

from fivetran_common.json_types import SCALARS, is_array, is_mapping

from .sealing import DEEPEST, SEALED

UNENCODABLE: tuple[type[Exception], ...] = (RecursionError, TypeError, ValueError)
"""The errors of `encode` for a value that JSON cannot hold."""

# One encoder for all: `json.dumps` makes a new one for each call that has options.
_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


class NotPlain(Exception):
    """Something in a body is of a type that has to be written and read to know what it becomes."""


def plain(value: object, level: int = 0) -> Any:
    """Copy a body of dictionaries, lists and scalars with its secrets as plain text; raise `NotPlain` for any other."""
    if isinstance(value, SEALED):
        return value.reveal()
    kind = type(value)
    if level > DEEPEST:
        raise NotPlain
    if kind is dict and is_mapping(value):
        if not _TEXT.issuperset(map(type, value)):
            raise NotPlain
        return {key: item if type(item) in SCALARS else plain(item, level + 1) for key, item in value.items()}
    if kind is list and is_array(value):
        return [item if type(item) in SCALARS else plain(item, level + 1) for item in value]
    raise NotPlain


_TEXT = frozenset({str})


def encode(body: Any) -> bytes:
    """Write a body as it is sent; a `Secret` is written whole."""
    return _encoder.encode(body).encode()
