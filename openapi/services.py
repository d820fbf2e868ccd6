"""
Make openapi/services.json, the catalogue of all connector services, from what Fivetran has published.

    python openapi/services.py DEFINITION [PROVIDER_FIELDS] [-o FILE] [--vintage DATE]

DEFINITION is Fivetran's OpenAPI definition, PROVIDER_FIELDS the field table of the official Terraform provider. Neither
is complete, so the catalogue joins both and says of each field which of them knows it. The same input gives the same
bytes. The file is JSON with one service a line, so that a difference of two versions names the services.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bundle import HERE, Refused

FORMAT = 1
SOURCES = {
    "definition": "OpenAPI definition published by Fivetran",
    "provider": "field table of the official Terraform provider",
    "test": "live tests of the official clients",
}
PARTS = ("config", "auth")

# The provider writes these four beside the other fields; the definition has a schema for each way of naming.
NAMING_KEYS = ("schema", "schema_prefix", "table", "table_group_name")
NAMING = {
    "schema_format_schema": ("schema",),
    "schema_format_schema_prefix": ("schema_prefix",),
    "schema_format_schema_table": ("schema", "table"),
    "schema_format_schema_table_group": ("schema", "table_group_name"),
}

Json = dict[str, Any]
Fields = dict[str, Json]

# Live tests send these, though the definition has neither the values nor the key (docs/evidence.md#live-values).
TESTED_VALUES = {("postgres", "update_method"): ["XMIN"], ("share_point", "file_type"): ["unstructured"]}
TESTED_AUTH: dict[str, Fields] = {"postgres": {"password": {"secret": True, "source": "test"}}}

# The definition describes this key as an input, but lists it among those that only answers have.
INPUTS = {("azure_service_bus", "subscriber_name")}

# --- the definition ---------------------------------------------------------------------------------------------------


def services_of_definition(definition: Json) -> dict[str, Json]:
    """Read every service of a definition: naming, fields of config and auth, keys of external secrets."""
    try:
        schemas = definition["components"]["schemas"]
        mapping = schemas["NewConnectorRequestV1"]["discriminator"]["mapping"]
        return {name: _service(name, _component(reference), schemas) for name, reference in sorted(mapping.items())}
    except (LookupError, TypeError, AttributeError) as error:
        raise Refused(f"The definition has no services: {error} is missing or not what it should be.") from None


def _component(reference: str) -> str:
    return reference.rsplit("/", 1)[-1]


def _service(name: str, request: str, schemas: Json) -> Json:
    parts = [_component(each["$ref"]) for each in schemas[request]["allOf"]]
    naming = next((NAMING[part] for part in parts if part in NAMING), ())
    config = _own_fields(f"{name}_config_V1", "config", schemas)
    answered = _own_fields(f"{name}_readonly_config_V1", "config", schemas)
    read_only = {key: {**spec, "readonly": True} for key, spec in answered.items() if key not in config}
    keys = _properties(f"{name}_esm_keys_config_V1", "external_secrets_keys_config", schemas)
    return {
        "naming": [list(naming)] if naming else [],
        "config": {**config, **read_only},
        "auth": _own_fields(f"{name}_auth_V1", "auth", schemas),
        "external_secrets_keys": sorted(keys),
    }


def _own_fields(component: str, part: str, schemas: Json) -> Fields:
    return {key: _defined(schema) for key, schema in _properties(component, part, schemas).items()}


def _properties(component: str, part: str, schemas: Json) -> Json:
    properties: Json = schemas.get(component, {}).get("properties", {}).get(part, {}).get("properties", {})
    return properties


def _defined(schema: Json) -> Json:
    """Translate a schema; an enum is declared as an object there, and is text on the wire."""
    if "enum" in schema:
        return {"enum": sorted(map(str, schema["enum"]))}
    kind = schema.get("type", "object")
    spec: Json = {} if kind == "string" else {"type": kind}
    if "items" in schema:
        spec["items"] = _defined(schema["items"])
    if "properties" in schema:
        spec["fields"] = {key: _defined(inner) for key, inner in schema["properties"].items()}
    if schema.get("format") == "password":
        spec["secret"] = True
    return spec


# --- the provider -----------------------------------------------------------------------------------------------------

_KINDS = {"string": "string", "integer": "integer", "boolean": "boolean", "object": "object"}
_LISTS = {"string_list": "string", "object_list": "object"}


def services_of_provider(provider: Json) -> dict[str, Json]:
    """Turn the provider's table of fields, each with its services, into services, each with its fields."""
    try:
        names = sorted({name for part in PARTS for field in provider[part].values() for name in field["services"]})
        return {name: _provided(name, provider) for name in names}
    except (LookupError, TypeError, AttributeError) as error:
        raise Refused(f"The provider's file has no fields: {error} is missing or not what it should be.") from None


def _provided(name: str, provider: Json) -> Json:
    parts = {part: _provided_fields(name, provider[part]) for part in PARTS}
    naming = [key for key in NAMING_KEYS if parts["config"].pop(key, None) is not None]
    # A table beside a schema may be optional: without the definition nobody knows.
    ways = [[key for key in naming if key != "table"], naming] if "table" in naming else [naming]
    return {"naming": [way for way in ways if way], **parts, "external_secrets_keys": []}


def _provided_fields(name: str, table: Json) -> Fields:
    """Pick the fields of one service; a name that ends in the service's is that of Terraform, not of the API."""
    return {
        key.removesuffix(f"_{name}"): _provided_field(name, field)
        for key, field in table.items()
        if name in field["services"]
    }


def _provided_field(name: str, field: Json) -> Json:
    kind, item = field["type"], _for_service(field.get("item_type"), name)
    spec: Json = {}
    if kind in _LISTS:
        items: Json = {"type": item or _LISTS[kind]}
        if "fields" in field:
            items["fields"] = _provided_fields(name, field["fields"])
        spec = {"type": "array", "items": _without_default(items)}
    else:
        spec = _without_default({"type": "number" if item == "float" else _KINDS[kind]})
        if "fields" in field:
            spec["fields"] = _provided_fields(name, field["fields"])
    flags = {"secret": "sensitive", "readonly": "readonly", "nullable": "nullable"}
    return spec | {flag: True for flag, said in flags.items() if _for_service(field.get(said), name) is True}


def _for_service(value: Any, name: str) -> Any:
    """Return a value that may depend on the service."""
    return value.get(name) if isinstance(value, Mapping) else value


def _without_default(spec: Json) -> Json:
    return {key: value for key, value in spec.items() if (key, value) != ("type", "string")}


# --- both together ----------------------------------------------------------------------------------------------------


def joined(definition: Mapping[str, Json], provider: Mapping[str, Json]) -> dict[str, Json]:
    """Join the services of both sources; where they differ, the definition's types and enums win."""
    names = sorted(definition.keys() | provider.keys())
    services = {name: _joined_service(definition.get(name), provider.get(name)) for name in names}
    for (name, key), values in TESTED_VALUES.items():
        if key in services.get(name, {}).get("config", {}):
            services[name]["config"][key]["tested"] = values
    for name, fields in TESTED_AUTH.items():
        if name in services:
            services[name]["auth"] = {**fields, **services[name]["auth"]}
    for name, key in INPUTS:
        services.get(name, {}).get("config", {}).get(key, {}).pop("readonly", None)
    return services


def _joined_service(defined: Json | None, provided: Json | None) -> Json:
    if defined is None:
        return {**_alone(provided or {}, "provider"), "undefined": True}
    if provided is None:
        return _alone(defined, "definition")
    return {
        "naming": _joined_naming(defined["naming"], provided["naming"]),
        **{part: _joined_fields(defined[part], provided[part]) for part in PARTS},
        "external_secrets_keys": defined["external_secrets_keys"],
    }


def _alone(service: Json, source: str) -> Json:
    return service | {part: _marked(service[part], source) for part in PARTS}


def _joined_naming(defined: list[list[str]], provided: list[list[str]]) -> list[list[str]]:
    """Keep the definition's way, and add a table where only the provider has one."""
    if not defined or not any("table" in way for way in provided) or any("table" in way for way in defined):
        return defined
    return [*defined, ["schema", "table"]]


def _joined_fields(defined: Fields, provided: Fields) -> Fields:
    both = {key: _joined_field(defined[key], provided[key]) for key in defined.keys() & provided.keys()}
    alone = {
        **_marked({key: spec for key, spec in defined.items() if key not in both}, "definition"),
        **_marked({key: spec for key, spec in provided.items() if key not in both}, "provider"),
    }
    return dict(sorted((both | alone).items()))


def _joined_field(defined: Json, provided: Json) -> Json:
    spec = dict(defined)
    for flag in ("secret", "nullable", "readonly"):
        if provided.get(flag):
            spec[flag] = True
    if "fields" in defined:
        spec["fields"] = _joined_fields(defined["fields"], provided.get("fields", {}))
    if "items" in defined:
        spec["items"] = _joined_field(defined["items"], provided.get("items", {}))
    return spec


def _marked(fields: Fields, source: str) -> Fields:
    """Mark the fields that only one source has."""
    return {key: {**spec, "source": source} for key, spec in sorted(fields.items())}


# --- the file ---------------------------------------------------------------------------------------------------------


def text_of(services: Mapping[str, Json], vintage: str) -> str:
    """Write the catalogue: a header, then one service a line."""
    lines = (f"{json.dumps(name)}:{_compact(_without_empty(service))}" for name, service in sorted(services.items()))
    head = {"format": FORMAT, "vintage": vintage, "sources": SOURCES}
    return f'{_compact(head)[:-1]},"services":{{\n' + ",\n".join(lines) + "\n}}\n"


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _without_empty(service: Json) -> Json:
    return {key: value for key, value in service.items() if value}


# --- what changed -----------------------------------------------------------------------------------------------------


def changes(known: Mapping[str, Json], fresh: Mapping[str, Json]) -> Iterator[str]:
    """Name what a newer definition changes in a catalogue; what only the provider knows is left alone."""
    for name in sorted(fresh):
        if name not in known:
            yield f"{name}: the service is new"
        else:
            yield from _service_changes(name, known[name], fresh[name])
    for name, service in sorted(known.items()):
        if name not in fresh and not service.get("undefined"):
            yield f"{name}: the service is gone"


def _service_changes(name: str, known: Json, fresh: Json) -> Iterator[str]:
    if fresh["naming"] and fresh["naming"][0] not in known.get("naming", []):
        yield f"{name}: the destination is named by {' and '.join(fresh['naming'][0])}"
    if fresh["external_secrets_keys"] != known.get("external_secrets_keys", []):
        yield f"{name}: the keys of external secrets are {', '.join(fresh['external_secrets_keys']) or 'gone'}"
    for part in PARTS:
        yield from _field_changes(f"{name}.{part}", known.get(part, {}), fresh[part])


def _field_changes(where: str, known: Fields, fresh: Fields) -> Iterator[str]:
    for key, spec in sorted(fresh.items()):
        if key not in known:
            yield f"{where}.{key}: the field is new"
        else:
            yield from _spec_changes(f"{where}.{key}", known[key], spec)
    for key, spec in sorted(known.items()):
        if key not in fresh and spec.get("source") not in ("provider", "test"):
            yield f"{where}.{key}: the field is gone"


def _spec_changes(where: str, known: Json, fresh: Json) -> Iterator[str]:
    if (now := fresh.get("type", "string")) != (before := known.get("type", "string")):
        yield f"{where}: the type is {now}, and was {before}"
    for verb, values in (("new", _missing(fresh, known)), ("gone", _missing(known, fresh))):
        if values:
            yield f"{where}: {', '.join(values)} {'is' if len(values) == 1 else 'are'} {verb}"
    if fresh.get("secret") and not known.get("secret"):
        yield f"{where}: the field is secret"
    if "items" in fresh:
        yield from _spec_changes(f"{where}[]", known.get("items", {}), fresh["items"])
    yield from _field_changes(where, known.get("fields", {}), fresh.get("fields", {}))


def _missing(there: Json, here: Json) -> list[str]:
    return sorted(set(there.get("enum", ())) - set(here.get("enum", ())))


# --- the command ------------------------------------------------------------------------------------------------------


def read_object(path: Path) -> Json:
    """Read a JSON object from a file."""
    try:
        value = json.loads(path.read_bytes())
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise Refused(f"{path} is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise Refused(f"{path} is not a JSON object.")
    return value


def catalogue_text(definition: Json, provider: Json | None, vintage: str | None = None) -> str:
    """Make the whole file from its sources."""
    if not isinstance(definition.get("openapi"), str):
        raise Refused("The definition is no OpenAPI document: it has no `openapi`.")
    dated = vintage or str(definition.get("info", {}).get("version", ""))
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", dated):
        raise Refused("The definition has no date as its version: give one with --vintage YYYY-MM-DD.")
    known = services_of_definition(definition)
    return text_of(joined(known, services_of_provider(provider) if provider else {}), dated)


def replace(path: Path, text: str) -> None:
    """Replace a file as a whole, or leave it as it was."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        fresh.write_text(text, encoding="utf-8", newline="\n")
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise Refused(f"{path} cannot be written: {error.strerror}") from None


def main(words: Iterable[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Make the catalogue of all services from the published files.")
    parser.add_argument("definition", type=Path, help="the published OpenAPI definition, JSON")
    parser.add_argument("provider_fields", type=Path, nargs="?", help="the provider's table of fields, JSON")
    parser.add_argument("-o", "--output", type=Path, default=HERE / "services.json", help="the file to write")
    parser.add_argument("--vintage", help="the date of the definition, if its version is none: YYYY-MM-DD")
    options = parser.parse_args(None if words is None else list(words))
    try:
        provider = read_object(options.provider_fields) if options.provider_fields else None
        replace(options.output, catalogue_text(read_object(options.definition), provider, options.vintage))
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 2
    print(f"wrote {options.output}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
