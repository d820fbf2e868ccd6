"""The metadata of connector services."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from fivetran_openapi import document
from fivetran_rules import traits

from ..call import Call
from ..formats.envelope import success, to_bytes
from ..formats.messages import Reply
from ..formats.refusals import unknown_service


def list_connector_types(call: Call) -> Reply:
    """List the services that the document describes."""
    services = dict(enumerate(sorted(_typed()), start=1))
    shown, end = call.page(list(services))
    return success(call.operation, b'{"items":[' + b",".join([_summary(services[number]) for number in shown]) + end)


def get_connector_type(call: Call) -> Reply:
    """Show the fields of config and auth of a service that the document describes."""
    if call.argument not in _typed():
        raise unknown_service(call.argument)
    return success("get_connector_type", _connector_type(call.argument))


@cache
def _summary(service: str) -> bytes:
    shown = json.loads(_connector_type(service))
    return to_bytes({key: value for key, value in shown.items() if key not in ("config", "auth")})


@cache
def _typed() -> Mapping[str, Mapping[str, Any]]:
    """Return the schema of a new connection for each service that the document describes."""
    choices = (_component(choice["$ref"].rpartition("/")[2]) for choice in _component("NewConnection")["oneOf"])
    return {name: each for each in choices if (name := each["properties"]["service"].get("const"))}


@cache
def _connector_type(service: str) -> bytes:
    name, parts = traits(service).title, _typed()[service]["properties"]
    shown = {
        "id": service,
        "name": name,
        "type": "Marketing",
        "description": f"{name} brings the reports of an advertising platform.",
        "config": _tree(parts["config"]),
        "auth": _tree(parts["auth"]),
    }
    return to_bytes(shown)


def _component(name: str) -> Mapping[str, Any]:
    schema: Mapping[str, Any] = document()["components"]["schemas"][name]
    return schema


def _tree(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Convert a schema of the document to the form of the metadata endpoint."""
    if "$ref" in schema:
        schema = {**_component(schema["$ref"].rpartition("/")[2]), **schema}
    tree = {key: schema[key] for key in ("type", "enum", "format", "description", "required") if key in schema}
    if schema.get("x-fivetran-immutable"):
        tree["immutable"] = True
    if "properties" in schema:
        tree["properties"] = {name: _tree(inner) for name, inner in schema["properties"].items()}
    if "items" in schema:
        tree["items"] = _tree(schema["items"])
    return tree
