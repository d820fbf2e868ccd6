"""The schemas of the document that judge requests, found by the service of the connection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from fivetran_common.json_schema import Schema, rewritten
from fivetran_common.text import MASKS
from fivetran_openapi import document

from .published import schema as published
from .published.catalogue import Service

PREFIX: Final = "#/components/schemas/"


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


@cache
def variants() -> Mapping[str | None, str]:
    """Name the schema of a new connection by service; None stands for every service without one of its own."""
    names = [name_of(variant) for variant in schemas()["NewConnection"]["oneOf"]]
    return {schemas()[name]["properties"]["service"].get("const"): name for name in names}


def create_root(service: str | None) -> Schema:
    """Make the schema that judges a new connection."""
    return rooted(variants()[service], schemas())


def change_root(service: str | None) -> Schema:
    """Make the schema that judges a change; ``config`` and ``auth`` are taken as those of the service."""
    update = schemas()["ConnectionUpdate"]
    new = schemas()[variants()[service]]["properties"]
    of_service = {key: _for_update(new[key]) for key in ("config", "auth")}
    known = {**update, "properties": {**update["properties"], **of_service}}
    return rooted("ConnectionUpdate", {**schemas(), "ConnectionUpdate": known})


def any_change_root() -> Schema:
    """Make the schema that judges a change to a connection of unknown service."""
    return rooted("ConnectionUpdate", schemas())


def published_create_root(service: Service) -> Schema:
    """Make the schema that judges a new connection of a service by what is published of it."""
    new = schemas()[variants()[None]]
    parts = {"config": published.config_schema(service), "auth": published.auth_schema(service)}
    properties = {**_with_parts(new, service, parts), "service": {"const": service.name}}
    required = [*new["required"], *(["config"] if service.naming else [])]
    known = {**new, "properties": properties, "required": required}
    return rooted("New", {**schemas(), "New": known})


def published_change_root(service: Service) -> Schema:
    """Make the schema that judges a change to a connection of a service by what is published of it."""
    update = schemas()["ConnectionUpdate"]
    parts = {"config": published.config_update_schema(service), "auth": published.auth_schema(service)}
    return rooted("Update", {**schemas(), "Update": {**update, "properties": _with_parts(update, service, parts)}})


def _with_parts(schema: Schema, service: Service, parts: Mapping[str, Schema]) -> Schema:
    """Return the properties of a request with the parts of a service; it may have no external secrets."""
    properties = {**schema["properties"], **parts}
    secrets = properties.pop("external_secrets_keys_config", None)
    if secrets is not None and service.external_secrets_keys:
        properties["external_secrets_keys_config"] = published.external_secrets_schema(service)
    return properties


def rooted(name: str, components: Mapping[str, Schema]) -> Schema:
    """Make one component the root of a schema that has all others at hand."""
    return {"$ref": PREFIX + name, "components": {"schemas": components}}


def component_of(root: Schema) -> Schema:
    """Return the component that is the root's own."""
    component: Schema = root["components"]["schemas"][name_of(root)]
    return component


def _for_update(schema: Schema) -> Schema:
    name = name_of(schema)
    update = f"{name}Update"
    return {"$ref": PREFIX + (update if update in schemas() else name)}


def places(schema: Schema, components: Mapping[str, Schema], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Walk the paths of all keys that an object and the objects in it may have."""
    for key, value in resolved(schema, components).get("properties", {}).items():
        yield (*path, key)
        yield from places(value, components, (*path, key))


def reading_all_text(schema: Schema) -> Schema:
    """
    Copy a schema so that a validator reads every text to its end.

    jsonschema-rs does not look at text that has nothing to be compared with, and so lets half a surrogate pair pass.
    If the text has to be compared with others, it is read, and the half is refused; that costs a hundredth of a
    microsecond. It is compared with the masks of answers, which no request may have.
    """
    masks = {"not": {"enum": sorted(MASKS)}}
    return rewritten(schema, lambda part: {**masks, **part} if "string" in part.get("type", ()) else part)
