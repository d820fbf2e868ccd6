"""The metadata of connector services: their fields by the document or, where it lacks one, by the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any, Final

from fivetran_openapi import document
from fivetran_rules import Field, ServiceCatalogue

from ..call import Call
from ..contract.differences import contract
from ..formats.http import Reply, success
from ..formats.refusals import unknown_service
from ..lifecycle import made_up
from .schemas import NO_RELOAD

Tree = dict[str, Any]

AVAILABLE: Final[Tree] = {"fieldStatus": "general_availability"}
"""The status of each field (docs/evidence.md#field-status); which fields have another one is unknown."""


def list_connector_types(call: Call) -> Reply:
    """List the connector services, by name."""
    names = _names(frozenset(call.state.settings.services))
    return call.page(range(1, len(names) + 1), lambda number: made_up.service_summary(names[number - 1]))


def get_connector_type(call: Call) -> Reply:
    """Show a service with the fields of its config and auth."""
    if call.argument not in call.state.settings.services and ServiceCatalogue.packaged().entry(call.argument) is None:
        raise unknown_service(call.argument)
    return success(call.operation, _connector_type(call.argument))


@cache
def _names(services: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted({*ServiceCatalogue.packaged().names(), *services}))


@lru_cache(1024)
def _connector_type(service: str) -> Tree:
    described, entry = _described().get(service), ServiceCatalogue.packaged().entry(service)
    if described is not None:
        parts = described["properties"]
        config, auth = _tree_of_schema(parts["config"]), _tree_of_schema(parts["auth"])
    else:
        config = _tree_of_fields({} if entry is None else entry.config)
        auth = _tree_of_fields({} if entry is None else entry.auth)
        if entry is not None and entry.naming:
            names = {key: {"type": "string", "immutable": True, **AVAILABLE} for key in entry.naming_keys}
            # Each required key is among the properties (docs/evidence.md#metadata-items).
            config |= {"properties": {**names, **config["properties"]}, "required": list(entry.naming[0])}
    summary = made_up.service_summary(service)
    config = {"title": f"{summary['name']} config object", **config}
    config.pop("description", None)
    shown = {**summary, "config": config, "auth": auth, "supports_schema_reload": service not in NO_RELOAD}
    if entry is not None and entry.external_secrets_keys:
        keys = {key: {"type": "string"} for key in entry.external_secrets_keys}
        shown["external_secrets_keys_config"] = {"type": "object", "properties": keys}
    return shown


@cache
def _described() -> Mapping[str, Mapping[str, Any]]:
    """Return the schema of a new connection for each service that the document describes."""
    choices = map(contract().resolve, document()["components"]["schemas"]["NewConnection"]["oneOf"])
    return {name: choice for choice in choices if (name := choice["properties"]["service"].get("const"))}


def _tree_of_fields(fields: Mapping[str, Field]) -> Tree:
    """Convert fields of the catalogue to the form of the metadata endpoint."""
    return {"type": "object", "properties": {key: _tree_of_field(field) | AVAILABLE for key, field in fields.items()}}


def _tree_of_field(field: Field) -> Tree:
    tree: Tree = {"type": field.type}
    if field.enum:
        tree["enum"] = list(field.enum)
    if field.secret:
        tree["format"] = "password"
    if field.readonly:
        tree["readonly"] = True
    if field.nullable:
        tree["nullable"] = True
    if field.items is not None:
        tree["items"] = _tree_of_field(field.items)
    return {**tree, **_tree_of_fields(field.fields)} if field.fields else tree


def _tree_of_schema(schema: Mapping[str, Any]) -> Tree:
    """Convert a schema of the document to the form of the metadata endpoint."""
    schema = {**contract().resolve(schema), **schema}
    tree: Tree = {key: schema[key] for key in ("type", "enum", "format", "description", "required") if key in schema}
    if schema.get("x-fivetran-immutable"):
        tree["immutable"] = True
    if "properties" in schema:
        tree["properties"] = {name: _tree_of_schema(inner) | AVAILABLE for name, inner in schema["properties"].items()}
    if "items" in schema:
        tree["items"] = _tree_of_schema(schema["items"])
    return tree
