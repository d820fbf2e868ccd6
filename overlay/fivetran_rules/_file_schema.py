"""The JSON Schema of a connection file, for people's editors; derived from the document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from fivetran_common.json_schema import Schema, rewritten

from ._schemas import PREFIX, create_root, name_of, published_create_root, schemas, variants
from .published.catalogue import ServiceCatalogue

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def file_schema(also: Iterable[str] = ()) -> Schema:
    """Make the schema anew, chosen by ``service``; its definitions have further components of the document."""
    by_service = {service: name for service, name in variants().items() if service is not None}
    components = sorted(_reachable([*variants().values(), *also], schemas()))
    return {
        "$schema": _DIALECT,
        "title": "A new Fivetran connection",
        "description": "The body that creates a connection, as the API takes it.",
        "type": "object",
        "required": ["service"],
        "properties": {"service": {"anyOf": [{"enum": sorted(by_service)}, {"type": "string"}]}},
        "allOf": [_then(service, name) for service, name in by_service.items()],
        "if": {"properties": {"service": {"not": {"enum": sorted(by_service)}}}},
        "then": {"$ref": _moved(PREFIX + variants()[None])},
        "$defs": {name: _plain(schemas()[name]) for name in components},
    }


def service_file_schema(service: str, catalogue: ServiceCatalogue) -> Schema | None:
    """Make the schema of a connection file of one service, or None for a service that is not known."""
    entry = catalogue.entry(service)
    if service in variants():
        root = create_root(service)
    elif entry is not None:
        root = published_create_root(entry)
    else:
        return None
    components = root["components"]["schemas"]
    names = sorted(_reachable([name_of(root)], components))
    return {
        "$schema": _DIALECT,
        "title": f"A new Fivetran connection of {service}",
        "$ref": _moved(root["$ref"]),
        "$defs": {name: _plain(components[name]) for name in names},
    }


def _then(service: str, name: str) -> Schema:
    condition = {"properties": {"service": {"const": service}}, "required": ["service"]}
    return {"if": condition, "then": {"$ref": _moved(PREFIX + name)}}


def _moved(reference: str) -> str:
    return reference.replace(PREFIX, "#/$defs/")


def _plain(schema: Schema) -> Schema:
    """Copy a schema without the document's own extensions, its references led to ``$defs``."""

    def standard(part: Schema) -> Schema:
        kept = {key: value for key, value in part.items() if not key.startswith("x-")}
        return {**kept, "$ref": _moved(kept["$ref"])} if "$ref" in kept else kept

    return rewritten(schema, standard)


def _reachable(names: Iterable[str], components: Mapping[str, Schema]) -> set[str]:
    """Collect the names of components that these refer to, and those of theirs, and so on."""
    found: set[str] = set()
    waiting = list(names)

    def noted(part: Schema) -> Schema:
        if "$ref" in part:
            waiting.append(name_of(part))
        return part

    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            rewritten(components[name], noted)
    return found
