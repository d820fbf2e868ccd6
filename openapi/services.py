"""
Make services.json of fivetran_openapi, the catalogue of all connector services, from Fivetran's published definition.

    python openapi/services.py DEFINITION [PROVIDER_FIELDS] [--defaults FILE] [--requirements FILE] [-o FILE]
        [--vintage DATE]

DEFINITION is Fivetran's OpenAPI definition, PROVIDER_FIELDS the field table of the official Terraform provider. Neither
is complete, so the catalogue joins both and says of each field which of them knows it. The defaults stand in the
definition's prose only, so they come from a file of their own: an object of services, each with keys of `config`. The
requirements stand there too, the keys that a service needs or ignores; requirements.json beside it gets those that the
catalogue has. The same input gives the same bytes. The files are JSON with one service a line, so that a difference of
two versions names the services.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bundle import HERE, Refused, read

FORMAT = 1
SOURCES = {
    "definition": "OpenAPI definition published by Fivetran",
    "provider": "field table of the official Terraform provider",
    "test": "live tests of the official clients",
}
PARTS = ("config", "auth")
NOTHING: Any = {"naming": [], "config": {}, "auth": {}, "external_secrets_keys": []}

# The provider lists these four among the other fields; the definition has a schema for each way of naming.
NAMING_KEYS = ("schema", "schema_prefix", "table", "table_group_name")
NAMING = {
    "schema_format_schema": ("schema",),
    "schema_format_schema_prefix": ("schema_prefix",),
    "schema_format_schema_table": ("schema", "table"),
    "schema_format_schema_table_group": ("schema", "table_group_name"),
}

Json = dict[str, Any]
Fields = dict[str, Json]

# The definition lacks these values and this key (docs/evidence.md#live-values).
POSTGRES = (
    "aurora_postgres",
    "azure_postgres",
    "google_cloud_postgresql",
    "heroku_postgres",
    "postgres",
    "postgres_rds",
)
TESTED_VALUES = {
    **{(service, "update_method"): ["XMIN"] for service in POSTGRES},
    ("share_point", "file_type"): ["unstructured"],
}
TESTED_AUTH: dict[str, Fields] = {"postgres": {"password": {"secret": True, "source": "test"}}}

# The definition describes these keys as inputs, but lists them among those that only answers have.
INPUTS = {("azure_service_bus", "subscriber_name"), ("s3", "external_id")}

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
    def own(component: str, part: str) -> Json:
        properties: Json = schemas.get(f"{name}_{component}_V1", {}).get("properties", {})
        return {key: _defined(schema) for key, schema in properties.get(part, {}).get("properties", {}).items()}

    parts = [_component(member["$ref"]) for member in schemas[request]["allOf"]]
    naming = next((NAMING[part] for part in parts if part in NAMING), ())
    config, answered = own("config", "config"), own("readonly_config", "config")
    read_only = {key: {**spec, "readonly": True} for key, spec in answered.items() if key not in config}
    return {
        "naming": [list(naming)] if naming else [],
        "config": {**config, **read_only},
        "auth": own("auth", "auth"),
        "external_secrets_keys": sorted(own("esm_keys_config", "external_secrets_keys_config")),
    }


def _defined(schema: Json) -> Json:
    """Translate a schema; an enum is declared as an object there, and is text on the wire."""
    if "enum" in schema:
        return {"enum": sorted(map(str, schema["enum"]))}
    spec = _typed(schema.get("type", "object"))
    if "items" in schema:
        spec["items"] = _defined(schema["items"])
    if "properties" in schema:
        spec["fields"] = {key: _defined(inner) for key, inner in schema["properties"].items()}
    if schema.get("format") == "password":
        spec["secret"] = True
    return spec


def _typed(kind: str) -> Json:
    return {} if kind == "string" else {"type": kind}


# --- the provider -----------------------------------------------------------------------------------------------------

LISTS = {"string_list": "string", "object_list": "object"}


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
    # Whether a table beside a schema is optional, only the definition says: allow both.
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
    def said(statement: str) -> Any:
        value = field.get(statement)
        return value.get(name) if isinstance(value, Mapping) else value  # a mapping has a value for each service

    kind, item = field["type"], said("item_type")
    inner = {"fields": _provided_fields(name, field["fields"])} if "fields" in field else {}
    if kind in LISTS:
        spec: Json = {"type": "array", "items": _typed(item or LISTS[kind]) | inner}
    else:
        spec = _typed("number" if item == "float" else kind) | inner
    flags = {"secret": "sensitive", "readonly": "readonly", "nullable": "nullable"}
    return spec | {flag: True for flag, statement in flags.items() if said(statement) is True}


# --- both together ----------------------------------------------------------------------------------------------------


def joined(definition: Mapping[str, Json], provider: Mapping[str, Json]) -> dict[str, Json]:
    """Join the services of both sources; where they differ, the definition's types and enums win."""
    services: dict[str, Json] = {}
    for name in sorted(definition.keys() | provider.keys()):
        defined, provided = definition.get(name, NOTHING), provider.get(name, NOTHING)
        services[name] = {
            "naming": _joined_naming(defined["naming"], provided["naming"]),
            **{part: _joined_fields(defined[part], provided[part]) for part in PARTS},
            "external_secrets_keys": defined["external_secrets_keys"],
        }
        if name not in definition:
            services[name] |= {"naming": provided["naming"], "undefined": True}
    for (name, key), values in TESTED_VALUES.items():
        if key in services.get(name, {}).get("config", {}):
            services[name]["config"][key]["tested"] = values
    for name, fields in TESTED_AUTH.items():
        if name in services:
            services[name]["auth"] = {**fields, **services[name]["auth"]}
    for name, key in INPUTS:
        services.get(name, {}).get("config", {}).get(key, {}).pop("readonly", None)
    return services


def _joined_naming(defined: list[list[str]], provided: list[list[str]]) -> list[list[str]]:
    """Keep the definition's way, and add a table where only the provider has one."""
    if not defined or not any("table" in way for way in provided) or any("table" in way for way in defined):
        return defined
    return [*defined, ["schema", "table"]]


def _joined_fields(defined: Fields, provided: Fields) -> Fields:
    """Join the fields of both sources, and mark those that only one of them has."""
    fields: Fields = {}
    for key in sorted(defined.keys() | provided.keys()):
        if key not in provided:
            fields[key] = {**defined[key], "source": "definition"}
        elif key not in defined:
            fields[key] = {**provided[key], "source": "provider"}
        else:
            fields[key] = _joined_field(defined[key], provided[key])
    return fields


def _joined_field(defined: Json, provided: Json) -> Json:
    spec = defined | {flag: True for flag in ("secret", "nullable", "readonly") if provided.get(flag)}
    if "fields" in defined:
        spec["fields"] = _joined_fields(defined["fields"], provided.get("fields", {}))
    if "items" in defined:
        spec["items"] = _joined_field(defined["items"], provided.get("items", {}))
    return spec


def catalogue_text(
    definition: Json,
    provider: Json | None,
    vintage: str | None = None,
    defaults: Mapping[str, Json] = MappingProxyType({}),
) -> str:
    """Return the catalogue as text: a header, then one service a line."""
    dated = vintage or str(definition.get("info", {}).get("version", ""))
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", dated):
        raise Refused("The definition has no date as its version: give one with --vintage YYYY-MM-DD.")
    services = joined(services_of_definition(definition), services_of_provider(provider) if provider else {})
    for name, values in defaults.items():
        config = services.get(name, NOTHING)["config"]  # no entry for destinations, which the prose describes too
        for key in values.keys() & config.keys():
            config[key]["default"] = values[key]
    stated = {name: {key: value for key, value in service.items() if value} for name, service in services.items()}
    return _written({"format": FORMAT, "vintage": dated, "sources": SOURCES}, stated)


def _written(head: Json, services: Json) -> str:
    """Write a header, then one service a line."""
    lines = ",\n".join(f"{json.dumps(name)}:{_compact(service)}" for name, service in services.items())
    return f'{_compact(head)[:-1]},"services":{{\n{lines}\n}}}}\n'


# --- requirements -----------------------------------------------------------------------------------------------------


def requirements_text(known: Json, catalogue: Json) -> str:
    """Return the requirements as text: a header that counts those left out, then one service a line."""
    kept: dict[str, Json] = {}
    left_out = 0
    for name, keys in sorted(known["services"].items()):
        config = catalogue["services"].get(name, NOTHING).get("config", {})
        for key, each in ((key, each) for key, found in sorted(keys.items()) for each in found):
            when = [(config.get(other), value) for other, value in each["when"].items()]
            if config.get(key, {"readonly": True}).get("readonly") or not all(_may_have(*one) for one in when):
                left_out += 1
            else:
                kept.setdefault(name, {}).setdefault(key, []).append(each)
    return _written({"format": FORMAT, "vintage": catalogue["vintage"], "left_out": left_out}, kept)


def _may_have(field: Json | None, value: object) -> bool:
    """Return whether a field of the catalogue may have a value."""
    if field is None or field.get("readonly"):
        return False
    if field.get("type", "string") != "string":
        return field["type"] == "boolean" and isinstance(value, bool)
    choices = [*field.get("enum", ()), *field.get("tested", ())]
    return isinstance(value, str) and (value in choices or not choices)


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


# --- the command ------------------------------------------------------------------------------------------------------


def published(path: Path, *, needs: str) -> Json:
    """Read a published file, JSON or YAML, which has one key at least."""
    value = read(path)
    if needs not in value:
        raise Refused(f"{path.name} has no {needs}, so it is another file.")
    return value


def main(words: Iterable[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Make the catalogue of all services from the published files.")
    parser.add_argument("definition", type=Path, help="the published OpenAPI definition")
    parser.add_argument("provider_fields", type=Path, nargs="?", help="the provider's table of fields")
    parser.add_argument("--defaults", type=Path, help="the default values that the definition's prose names")
    parser.add_argument("--requirements", type=Path, help="the keys that a service needs or ignores")
    made = HERE.parent / "generated" / "fivetran_openapi" / "services.json"
    parser.add_argument("-o", "--output", type=Path, default=made, help="the file to write")
    parser.add_argument("--vintage", help="the date of the definition, if its version is none: YYYY-MM-DD")
    options = parser.parse_args(None if words is None else list(words))
    try:
        provider = published(options.provider_fields, needs="config") if options.provider_fields else None
        defaults = published(options.defaults, needs="defaults")["defaults"] if options.defaults else {}
        text = catalogue_text(published(options.definition, needs="openapi"), provider, options.vintage, defaults)
        written = {options.output: text}
        if options.requirements:
            facts = published(options.requirements, needs="services")
            try:
                written[options.output.with_name("requirements.json")] = requirements_text(facts, json.loads(text))
            except (AttributeError, LookupError, TypeError):
                raise Refused(f"{options.requirements.name} does not have the form of requirements.") from None
        for path, content in written.items():
            path.write_text(content, encoding="utf-8", newline="\n")
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{options.output} cannot be written: {error.strerror}", file=sys.stderr)
        return 2
    for path in written:
        print(f"wrote {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
