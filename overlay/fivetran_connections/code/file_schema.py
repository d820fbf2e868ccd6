"""The JSON Schema of a file, for editors: one body, or version 1."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

from fivetran_common.json_schema import Schema, rewritten
from fivetran_rules import connection_file_schema

_REFERENCE: Final = {"$ref": "#/$defs/Reference"}
_CONDITION: Final = ("if", "not")
"""Conditions stay as they are: ``if`` goes by the plain value of ``service``, ``not`` by keys that exclude others."""


def file_schema() -> dict[str, Any]:
    """
    Return the schema (JSON Schema 2020-12).

    A connection has the schema of ``connection_file_schema``, but any value may be a text with a reference. Only a file
    of one body requires keys, namely group and service: in version 1 the defaults may have them.
    """
    body = connection_file_schema("SchemaConfigUpdate")
    definitions: dict[str, Any] = body.pop("$defs")
    dialect = body.pop("$schema")
    own = {name: _with_own_keys(_open(node, without=_REQUIRING)) for name, node in definitions.items()}
    policy: dict[str, Any] = own["SchemaConfigUpdate"]
    policy["description"] = "The policy for schemas, tables and columns."
    del policy["properties"]["is_type_locked"]
    policy["properties"]["exclusive"] = _or_reference(_EXCLUSIVE)
    del own["TableUpdate"]["properties"]["row_filter"]
    own["TableUpdate"]["properties"]["exclusive"] = _or_reference(_EXCLUSIVE_COLUMNS)
    relaxed = _open(body, without=_REQUIRING)
    entry = {**relaxed, "properties": {**relaxed["properties"], **_OWN_KEYS}}
    return {
        "$schema": dialect,
        "title": "Fivetran connections",
        "description": "One connection as the API takes it, or version 1: defaults and a list of connections.",
        "type": "object",
        "if": {"anyOf": [{"required": [key]} for key in ("version", "connections", "defaults")]},
        "then": {"$ref": "#/$defs/Version1"},
        "else": {"$ref": "#/$defs/Body"},
        "$defs": {"Body": _BODY, "Version1": _VERSION_1, "Entry": entry, "Reference": _TEXT_WITH_REFERENCE, **own},
    }


def with_references(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a schema of ``service_file_schema`` in which any value may be a text with a reference."""
    opened = {name: _open(definition) for name, definition in schema["$defs"].items()}
    return {**schema, "$defs": {**opened, "Reference": _TEXT_WITH_REFERENCE}}


_TEXT_WITH_REFERENCE: Final = {
    "type": "string",
    "pattern": r"\$\{",
    "description": "${env:NAME}, ${file:PATH}, ${command:[...]} or, below for_each, ${column}.",
}

_VERSION_1: Final = {
    "type": "object",
    "required": ["version", "connections"],
    "additionalProperties": False,
    "patternProperties": {"^x-": {"description": "Ignored: a place for YAML anchors."}},
    "properties": {
        "version": {"const": 1},
        "defaults": {"$ref": "#/$defs/Entry", "description": "Keys that every connection of this file has."},
        "connections": {"type": "array", "items": {"$ref": "#/$defs/Entry"}},
        "protect": {
            "type": "array",
            "description": "Patterns of connections that no apply deletes or replaces.",
            "items": {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": False,
                "properties": {key: {"type": "string"} for key in ("group", "service", "schema")},
            },
        },
    },
}

_OWN_KEYS: Final = {
    "for_each": {
        "description": "Make one connection for each row; ${column} stands for its cells.",
        "anyOf": [
            {"type": "array", "items": {"type": "object"}},
            {
                "type": "object",
                "required": ["csv"],
                "additionalProperties": False,
                "properties": {"csv": {"type": "string", "description": "A CSV file, relative to this file."}},
            },
        ],
    },
    "ignore_changes": {
        "description": "JSON pointers of values that plan and apply ignore.",
        "type": "array",
        "items": {"type": "string", "pattern": "^/"},
    },
    "unchecked": {
        "description": "JSON pointers of keys below config and auth that the catalogue does not judge.",
        "type": "array",
        "items": {"type": "string", "pattern": "^/(config|auth)/."},
    },
    "tables": {"$ref": "#/$defs/SchemaConfigUpdate"},
    "group_name": {"type": "string", "description": "The name of the group, in place of group_id."},
}

_BODY: Final = {
    "allOf": [{"$ref": "#/$defs/Entry"}],
    "required": ["service"],
    "oneOf": [{"required": ["group_id"]}, {"required": ["group_name"]}],
    "properties": {key: False for key in _OWN_KEYS if key != "group_name"},
}

_EXCLUSIVE: Final = {
    "type": "boolean",
    "description": "Disable every captured schema and table that the policy does not declare.",
}


_EXCLUSIVE_COLUMNS: Final = {
    "type": "boolean",
    "description": "Disable every column that is not declared, but no key; needs schema_change_handling: BLOCK_ALL.",
}


def _open(schema: Schema, *, without: Collection[str] = ()) -> Schema:
    """Let a text with a reference stand for any value below a schema, and leave out keywords."""

    def opened(part: Schema) -> Schema:
        part = {key: value for key, value in part.items() if key not in without}
        if "properties" in part:
            part["properties"] = {key: _or_reference(value) for key, value in part["properties"].items()}
        return {**part, "items": _or_reference(part["items"])} if "items" in part else part

    return rewritten(schema, opened, keep=_CONDITION)


def _or_reference(schema: Schema) -> Schema:
    return {"anyOf": [schema, _REFERENCE, {"type": "null"}]}


_REQUIRING: Final = frozenset({"required", "minProperties", "dependentRequired"})


def _with_own_keys(node: dict[str, Any]) -> dict[str, Any]:
    """Add the keys of an entry to the schema of a whole connection."""
    properties = node.get("properties", {})
    return {**node, "properties": {**properties, **_OWN_KEYS}} if "group_id" in properties else node
