"""How bodies are written."""

from __future__ import annotations

import json
from typing import Any

UNENCODABLE: tuple[type[Exception], ...] = (RecursionError, TypeError, ValueError)
"""The errors of `encode` for a value that JSON cannot hold."""

# One encoder for all: `json.dumps` makes a new one for each call that has options.
_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def encode(body: Any) -> bytes:
    """Write a body as it is sent; a `Secret` is written whole."""
    return _encoder.encode(body).encode()
