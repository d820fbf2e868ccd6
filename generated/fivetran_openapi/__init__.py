# Made by openapi/generate.py from openapi/connections.yaml. Never edit it; change the document instead.
"""The OpenAPI document of the connections endpoints and the catalogue of all services, as data."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["document", "services"]


@cache
def document() -> dict[str, Any]:
    """
    Give the document as parsed JSON.

    It is parsed once and shared by all callers, who must not change it.
    """
    data: dict[str, Any] = json.loads(Path(__file__).with_name("openapi.json").read_bytes())
    return data


@cache
def services() -> bytes:
    """Return the catalogue of all services, as JSON with one service a line; it is read once."""
    return Path(__file__).with_name("services.json").read_bytes()
