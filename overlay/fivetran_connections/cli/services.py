"""The catalogue of connector services, and the templates and schemas made from it."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping
from pathlib import Path
from shlex import quote
from typing import Any, Final

from fivetran_common.command_line import argument, takes
from fivetran_common.nearest import hint, nearest
from fivetran_rules import Field, Service, ServiceCatalogue, service_file_schema
from fivetran_rules.published.catalogue import OPTIONAL_NAMING

from ..code.file_schema import file_schema, with_references
from .files import write_file
from .options import OUTPUT, service_names
from .output import print_json, print_note, print_rows
from .session import Status, fail
from .template import template

_COLUMNS: Final = ("service", "named_by", "config", "auth", "secrets", "notes")
_FIELD_COLUMNS: Final = ("field", "type", "notes", "values", "sources")


@takes(OUTPUT, examples=("", "search lake", "show postgres"))
def run_services(options: Namespace) -> int:
    """List the connector services of the catalogue."""
    return _print_services(options, "")


@takes(argument("word", "a part of the name of a service, or of a field", "WORD"), OUTPUT)
def run_search(options: Namespace) -> int:
    """List the services with a word in their name or in a field."""
    return _print_services(options, options.word.casefold())


def _print_services(options: Namespace, word: str) -> int:
    catalogue = ServiceCatalogue.packaged()
    services = (service for name in catalogue.names() if (service := catalogue.entry(name)))
    rows = (
        {
            "service": service.name,
            "named_by": " or ".join(" + ".join(way) for way in service.naming),
            "config": len(service.config),
            "auth": len(service.auth),
            "secrets": len(service.secret_keys),
            "notes": f"in no definition of {catalogue.vintage}" if service.undefined else "",
        }
        for service in services
        if word in service.name or any(word in key for key, _ in service.walk())
    )
    found = list(rows)
    near = None if found else nearest(word, {part for name in catalogue.names() for part in name.split("_")})
    if near:
        print_note(f"No service has {word!r}. These have {near!r}:")
        return _print_services(options, near)
    print_rows(found, _COLUMNS, output=options.output)
    return Status.DONE


_SERVICE: Final = (
    argument("service", "the name of a connector service, for instance postgres", "SERVICE", completer=service_names),
)


def _service_of(options: Namespace) -> Service:
    """Return the service that the options name."""
    catalogue = ServiceCatalogue.packaged()
    service = catalogue.entry(options.service)
    if service is None:
        shown = options.service[:100]
        alike = [name for name in catalogue.names() if name[0] == shown[:1].casefold()]
        other = f". Try: fivetran-connections services search {quote(shown)}"
        fail(f"There is no service {shown!r} in the catalogue{hint(shown, alike, other)}", Status.USAGE)
    return service


@takes(*_SERVICE, OUTPUT, examples=("postgres",))
def run_show_service(options: Namespace) -> int:
    """Show the fields of a service: types, values, secrets, and who published them."""
    print_rows(_all_fields(_service_of(options)), _FIELD_COLUMNS, output=options.output)
    return Status.DONE


def _all_fields(service: Service) -> Iterator[Mapping[str, Any]]:
    named = {"type": "string", "values": [], "sources": ["definition"]}
    for key in service.naming_keys:
        other = "optional" if key in OPTIONAL_NAMING else "one way of several"
        notes = f"names the destination, permanent, {'required' if key in service.required_naming else other}"
        yield {"field": f"config.{key}", "notes": notes, **named}
    yield from _fields("config", service.config)
    yield from _fields("auth", service.auth)
    for key in service.external_secrets_keys:
        notes = "name of a secret in the external secrets manager"
        yield {"field": f"external_secrets_keys_config.{key}", "notes": notes, **named}


def _fields(where: str, fields: Mapping[str, Field]) -> Iterator[Mapping[str, Any]]:
    for key, field in fields.items():
        one = field.items or field
        flags = {"secret": field.secret, "read-only": field.readonly, "nullable": field.nullable}
        flags[f"{', '.join(one.tested)} is not in the definition"] = bool(one.tested)
        yield {
            "field": f"{where}.{key}",
            "type": f"list of {one.type}" if field.items else field.type,
            "notes": ", ".join(name for name, is_set in flags.items() if is_set),
            "values": list(one.enum),
            "sources": list(field.sources),
        }
        yield from _fields(f"{where}.{key}{'[]' if field.items else ''}", one.fields)


@takes(
    *_SERVICE,
    argument("-o --out", "the file to write; one that exists is not replaced", "FILE"),
    examples=("postgres -o shop.yaml",),
)
def run_init(options: Namespace) -> int:
    """Write a connection file for a service, with every other field as a comment."""
    text = template(_service_of(options), ServiceCatalogue.packaged().vintage)
    if options.out is None:
        sys.stdout.write(text)
        return Status.DONE
    if Path(options.out).exists():
        fail(f"{options.out} exists already: choose another name.", Status.INVALID)
    write_file(options.out, text.encode())
    return Status.DONE


@takes(
    argument("--service", "the schema of a file for this service alone", "NAME"),
    epilog="""\
Examples:
  fivetran-connections schema > connection.schema.json
  fivetran-connections schema --service postgres > postgres.schema.json

Then let the first line of a YAML file say, for editors with a YAML server:
  # yaml-language-server: $schema=connection.schema.json
""",
)
def run_schema(options: Namespace) -> int:
    """Print the JSON Schema of a file, for editors."""
    if options.service is None:
        print_json(file_schema())
        return Status.DONE
    schema = service_file_schema(_service_of(options).name)
    print_json(schema and with_references(schema))
    return Status.DONE
