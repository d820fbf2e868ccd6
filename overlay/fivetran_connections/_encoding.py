"""How bodies are written."""

from __future__ import annotations

import json
from typing import Any

from ._json import SCALARS
from ._secret import Secret

UNENCODABLE: tuple[type[Exception], ...] = (RecursionError, TypeError, ValueError)
"""What `encode` raises for a value that JSON cannot hold."""

# One encoder for all: `json.dumps` makes a new one for each call that has options.
_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


class NotPlain(Exception):
    """Something in a body is of a type that has to be written and read to know what it becomes."""


def plain(value: Any) -> Any:
    """Copy a body of dictionaries, lists and scalars with its secrets as plain text; raise `NotPlain` for any other."""
    kind: type[object] = type(value)
    if kind in SCALARS:
        return value
    if kind is dict:
        if not _TEXT.issuperset(map(type, value)):
            raise NotPlain
        return {key: item if type(item) in SCALARS else plain(item) for key, item in value.items()}
    if kind is list:
        return [plain(item) for item in value]
    if kind is Secret:
        revealed: str = value.reveal()
        return revealed
    raise NotPlain


_TEXT = frozenset({str})


def encode(body: Any) -> bytes:
    """Write a body as it is sent; a `Secret` is written whole."""
    return _encoder.encode(body).encode()
