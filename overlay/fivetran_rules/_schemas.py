"""The schemas that judge requests: those of the document, and those of the services that only the catalogue has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from fivetran_common.json_schema import Schema
from fivetran_common.json_types import is_object, is_within, pointer_of
from fivetran_openapi import document

from .published.catalogue import NAMING_KEYS, Field, Service

PREFIX: Final = "#/components/schemas/"

_APART: Final = frozenset({"group_id", "service", "config", "connect_card_config"})
"""Fields with a meaning of their own: identity and settings, and the card of one create, which is not stored."""

_SHOWN: Final[Mapping[str, object]] = {
    "paused": False,
    "pause_after_trial": False,
    "sync_frequency": 360,
    "schedule_type": "auto",
    "data_delay_sensitivity": "NORMAL",
    "data_delay_threshold": 0,
    "networking_method": "Directly",
}
"""The values that the API shows for fields that were never set (docs/evidence.md#initial-values)."""


def schemas() -> Mapping[str, Schema]:
    """Return the component schemas of the document by name."""
    found: Mapping[str, Schema] = document()["components"]["schemas"]
    return found


def name_of(schema: Schema) -> str:
    """Name the component that a schema refers to."""
    return str(schema["$ref"]).removeprefix(PREFIX)


def resolved(schema: Schema, components: Mapping[str, Schema]) -> Schema:
    """Follow a reference into these components; keywords beside it win."""
    return {**components[name_of(schema)], **schema} if "$ref" in schema else schema


def rooted(name: str, components: Mapping[str, Schema]) -> Schema:
    """Make one component the root of a schema, with all others beside it."""
    return {"$ref": PREFIX + name, "components": {"schemas": components}}


@cache
def variants() -> Mapping[str | None, str]:
    """Name the schema of a new connection by service; None stands for every service without one of its own."""
    names = [name_of(variant) for variant in schemas()["NewConnection"]["oneOf"]]
    return {schemas()[name]["properties"]["service"].get("const"): name for name in names}


@cache
def kept_fields() -> Mapping[str, object]:
    """
    Return the fields of a connection, beside group, service and config, that a request sets and an answer shows.

    The value of each is the answer's value for an unset field, or None.
    """
    requests = [schemas()[name]["properties"] for name in (*variants().values(), "ConnectionUpdate")]
    settable = {key for properties in requests for key in properties} - _APART
    shown = schemas()["Connection"]["properties"]
    return MappingProxyType({key: _SHOWN.get(key) for key in shown if key in settable})


_NEVER_SHOWN: Final = frozenset(
    {"/auth", "/config/connecting_user"}  # docs/evidence.md#auth-not-returned, docs/evidence.md#null-in-config
    | {"/connect_card_config", "/run_setup_tests", "/trust_certificates", "/trust_fingerprints"}
)
"""The keys that an answer may lack although they are set; most are options (docs/evidence.md#transient-fields)."""


def is_shown(at: Iterable[str], connection: Mapping[str, object]) -> bool:
    """
    Return whether an answer would have the value at some keys if it were set, a secret as a mask.

    It has all (docs/evidence.md#shown-keys), but for a few keys and those of an empty ``config``, in which names do not
    count (docs/evidence.md#oauth-empty-config).
    """
    section, *rest = at
    config = connection.get("config")
    is_of_empty = section == "config" and is_object(config) and config.keys() <= {*NAMING_KEYS}
    return not (is_of_empty or is_within(pointer_of((section, *rest)), _NEVER_SHOWN))


# --- whole requests ---------------------------------------------------------------------------------------------------


def create_root(service: str | None, entry: Service | None = None) -> Schema:
    """Make the schema of a new connection: of a typed service, of one with an entry in the catalogue, or of others."""
    new = schemas()[variants()[service]]
    if entry is None:
        return rooted(variants()[service], schemas())
    properties = {**_properties(new, entry, _config(entry)), "service": {"const": entry.name}}
    required = [*new["required"], "config"]
    return rooted("New", {**schemas(), "New": {**new, "properties": properties, "required": required}})


def change_root(service: str | None, entry: Service | None = None) -> Schema:
    """Make the schema of a change; ``config`` and ``auth`` are taken as those of the service."""
    update = schemas()["ConnectionUpdate"]
    if entry is None:
        new = schemas()[variants()[service]]["properties"]
        properties = {**update["properties"], **{key: _for_update(new[key]) for key in ("config", "auth")}}
        return rooted("ConnectionUpdate", {**schemas(), "ConnectionUpdate": {**update, "properties": properties}})
    properties = _properties(update, entry, _object(entry.other_config))
    return rooted("Update", {**schemas(), "Update": {**update, "properties": properties}})


def _for_update(schema: Schema) -> Schema:
    name = name_of(schema)
    return {"$ref": PREFIX + (f"{name}Update" if f"{name}Update" in schemas() else name)}


def _properties(request: Schema, service: Service, config: Schema) -> dict[str, Schema]:
    """Return the properties of a request with the parts of a service; it may have no external secrets."""
    properties = {**request["properties"], "config": config, "auth": _object(service.auth)}
    if properties.pop("external_secrets_keys_config", None) and service.external_secrets_keys:
        secrets = {key: {"type": "string"} for key in service.external_secrets_keys}
        properties["external_secrets_keys_config"] = _closed(secrets)
    return properties


# --- the parts of a service that only the catalogue has ---------------------------------------------------------------
# These schemas are closed, although keys may be missing in the catalogue: `published.verdicts` sets the severity.


def _config(service: Service) -> Schema:
    """Return the schema of `config` in a new connection, with the keys that name the destination."""
    name = {"type": "string", "minLength": 1, "description": "It names the destination and is permanent."}
    return {
        "description": f"It names the destination: {service.named_by}.",
        **_object(service.config, dict.fromkeys(service.naming_keys, name)),
        "required": list(service.required_naming),
    }


def _object(fields: Mapping[str, Field], more: Mapping[str, Schema] | None = None) -> Schema:
    """Return the schema of an object, without the keys that only answers have."""
    return _closed({key: _field(field) for key, field in fields.items() if not field.readonly} | {**(more or {})})


def _closed(properties: Mapping[str, Schema]) -> Schema:
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _field(field: Field) -> Schema:
    schema: Schema = {"type": [field.type, "null"] if field.nullable else field.type}
    if field.enum:
        schema["enum"] = [*field.enum, None] if field.nullable else list(field.enum)
    if field.items is not None:
        schema["items"] = _field(field.items)
    return {**_object(field.fields), **schema} if field.fields else schema
