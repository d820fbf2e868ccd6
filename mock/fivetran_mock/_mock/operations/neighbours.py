"""What stands beside connections: groups, the account, and what is known of a connector service."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from fivetran_openapi import document
from fivetran_rules import traits

from ..call import Call
from ..formats.envelope import success, to_bytes, unknown_service
from ..formats.messages import Reply


def list_groups(call: Call) -> Reply:
    """List the account's groups: those that the mock was given, or those that were named so far."""
    groups = call.account.extras["group"]
    numbers, end = call.page(range(1, len(groups) + 1))
    return success("list_groups", b'{"items":[' + b",".join(groups[number] for number in numbers) + end)


def get_account_info(call: Call) -> Reply:
    """Tell whose key it is."""
    info = {
        "account_id": call.account.account_id,
        "account_name": call.account.account_id.replace("_", " ").title(),
        "user_id": call.account.user_id,
    }
    return success("get_account_info", to_bytes(info))


def get_connector_type(call: Call) -> Reply:
    """Tell what config and auth of a service hold, as far as the document describes the service."""
    if call.argument not in _typed():
        raise unknown_service(call.argument)
    return success("get_connector_type", _connector_type(call.argument))


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
    """Spell a schema of the document as the metadata endpoint spells one."""
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
