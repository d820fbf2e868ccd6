# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
"""The OpenAPI document of the connections and their neighbours, the catalogue of all services, and their requirements, as data."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

__all__ = ["document", "requirements", "services"]


def document(*, conditions: bool = True) -> dict[str, Any]:
    """
    Return the document as parsed JSON.

    Without `conditions` it lacks the rules on several fields together (`if`/`then` and `not` in an `allOf`), which some
    tools that generate data cannot satisfy. It is parsed once and shared by all callers, who must not change it.
    """
    return _whole() if conditions else _unconditional()


@cache
def _whole() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(Path(__file__).with_name("openapi.json").read_bytes())
    return data


@cache
def _unconditional() -> dict[str, Any]:
    data: dict[str, Any] = _without_conditions(_whole())
    return data


def _without_conditions(part: Any) -> Any:
    if isinstance(part, list):
        return [_without_conditions(item) for item in part]
    if not isinstance(part, dict):
        return part
    kept = {key: _without_conditions(value) for key, value in part.items() if key != "allOf"}
    rest = [_without_conditions(each) for each in part.get("allOf", ()) if not each.keys() & {"if", "not"}]
    return {**kept, "allOf": rest} if rest else kept


def requirements() -> bytes:
    """Return the keys of `config` that services need or ignore, as JSON with one service a line."""
    return Path(__file__).with_name("requirements.json").read_bytes()


@cache
def services() -> bytes:
    """Return the catalogue of all services, as JSON with one service a line; it is read once."""
    return Path(__file__).with_name("services.json").read_bytes()
