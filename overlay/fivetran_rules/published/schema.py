"""
The JSON Schema of one service's `config` and `auth`, made from its entry in the catalogue.

It is closed, and so says more than is certain: what only the catalogue refuses is weighed in ``verdicts``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fivetran_common.json_schema import Schema

from .catalogue import OPTIONAL_NAMING, Field, Service

_NAMES: Final = "It names the destination and is permanent."


def config_schema(service: Service) -> Schema:
    """Return the schema of `config` in a new connection: the keys that name the destination are required."""
    naming = {key: {"type": "string", "minLength": 1, "description": _NAMES} for key in service.naming_keys}
    described = {"description": f"It names the destination: {service.named_by}."} if naming else {}
    return described | _closed(service.config, naming) | _required(service)


def config_update_schema(service: Service) -> Schema:
    """Return the schema of `config` in an update; it lacks the keys that name the destination, which are permanent."""
    return _closed(service.other_config)


def auth_schema(service: Service) -> Schema:
    """Return the schema of `auth`."""
    return _closed(service.auth)


def external_secrets_schema(service: Service) -> Schema:
    """Return the schema of `external_secrets_keys_config`."""
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {key: {"type": "string"} for key in service.external_secrets_keys},
    }


def _required(service: Service) -> Schema:
    """Require the keys that all ways of naming have, and one of the ways where none is a part of another."""
    if not service.naming:
        return {}
    common = service.required_naming
    choices = [[key for key in way if key not in (*common, *OPTIONAL_NAMING)] for way in service.naming]
    schema: Schema = {"required": list(common)}
    return schema | ({"anyOf": [{"required": choice} for choice in choices]} if all(choices) else {})


def _closed(fields: Mapping[str, Field], more: Mapping[str, Schema] | None = None) -> Schema:
    """Describe an object that has no other keys; a key that only answers have is none of them."""
    return {"type": "object", "additionalProperties": False, "properties": {**_properties(fields), **(more or {})}}


def field_schema(field: Field) -> Schema:
    """Return the schema of one field."""
    schema: Schema = {"type": [field.type, "null"] if field.nullable else field.type}
    if field.enum:
        schema["enum"] = [*field.enum, None] if field.nullable else list(field.enum)
    if field.items is not None:
        schema["items"] = field_schema(field.items)
    if field.fields:
        schema |= {"additionalProperties": False, "properties": _properties(field.fields)}
    return schema


def _properties(fields: Mapping[str, Field]) -> Schema:
    return {key: field_schema(inner) for key, inner in fields.items() if not inner.readonly}
