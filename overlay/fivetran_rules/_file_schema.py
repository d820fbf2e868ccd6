"""The JSON Schema of a connection file, for editors; derived from the document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from fivetran_common.json_schema import Schema, rewritten

from ._schemas import PREFIX, create_root, name_of, schemas, variants
from .published.catalogue import ServiceCatalogue

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def connection_file_schema(*also: str) -> Schema:
    """
    Return the JSON Schema (2020-12) of a connection file, which is the body of a create.

    The schema is chosen by ``service``, so that an editor completes the keys of that service and no others. Its
    definitions have the components of the document that ``also`` names, too. A new schema is made on each call; the
    caller may change it.
    """
    by_service = {service: name for service, name in variants().items() if service is not None}
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
        "$defs": _definitions([*variants().values(), *also], schemas()),
    }


def service_file_schema(service: str) -> Schema | None:
    """Return the JSON Schema (2020-12) of a connection file of one service; None for an unknown service."""
    entry = ServiceCatalogue.packaged().entry(service)
    if service not in variants() and entry is None:
        return None
    root = create_root(service) if service in variants() else create_root(None, entry)
    return {
        "$schema": _DIALECT,
        "title": f"A new Fivetran connection of {service}",
        "$ref": _moved(root["$ref"]),
        "$defs": _definitions([name_of(root)], root["components"]["schemas"]),
    }


def _then(service: str, name: str) -> Schema:
    condition = {"properties": {"service": {"const": service}}, "required": ["service"]}
    return {"if": condition, "then": {"$ref": _moved(PREFIX + name)}}


def _moved(reference: str) -> str:
    return reference.replace(PREFIX, "#/$defs/")


def _definitions(names: Iterable[str], components: Mapping[str, Schema]) -> dict[str, Schema]:
    """Copy these components and all that they refer to, without the document's own extensions."""
    found: dict[str, Schema] = {}
    waiting = list(names)

    def standard(part: Schema) -> Schema:
        kept = {key: value for key, value in part.items() if not key.startswith("x-")}
        if "$ref" in kept:
            waiting.append(name_of(kept))
            kept["$ref"] = _moved(kept["$ref"])
        return kept

    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = {}  # so that a component that refers to itself is copied once
            found[name] = rewritten(components[name], standard)
    return dict(sorted(found.items()))
