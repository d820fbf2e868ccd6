"""Show the fields of a service: types, values, secrets, and who published them."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from fivetran_common.command_line import Parser

from ...catalogue import add_service, chosen
from ...options import add_output
from ...statuses import Status

if TYPE_CHECKING:
    from fivetran_rules import Field, Service

COLUMNS = ("field", "type", "notes", "values", "sources")


def build(parser: Parser) -> None:
    """Declare the arguments."""
    add_service(parser)
    add_output(parser)
    parser.epilog = """\
Example:
  fivetran-connections services show postgres
"""


def run(options: Namespace) -> int:
    """Print a row for each field."""
    from ...printing.rows import print_rows

    found = chosen(options)
    if isinstance(found, Status):
        return found
    service, _ = found
    print_rows(_rows(service), COLUMNS, output=options.output)
    return Status.DONE


def _rows(service: Service) -> Iterator[Mapping[str, Any]]:
    for key in service.naming_keys:
        required = "required" if key in service.required_naming else "one way of several"
        notes = f"names the destination, permanent, {required}"
        yield {"field": f"config.{key}", "type": "string", "notes": notes, "values": [], "sources": ["definition"]}
    yield from _fields("config", service.config)
    yield from _fields("auth", service.auth)
    for key in service.external_secrets_keys:
        yield {
            "field": f"external_secrets_keys_config.{key}",
            "type": "string",
            "notes": "name of a secret in the external secrets manager",
            "values": [],
            "sources": ["definition"],
        }


def _fields(where: str, fields: Mapping[str, Field]) -> Iterator[Mapping[str, Any]]:
    for key, field in fields.items():
        one = field.items or field
        flags = {"secret": field.secret, "read-only": field.readonly, "nullable": field.nullable}
        yield {
            "field": f"{where}.{key}",
            "type": f"list of {one.type}" if field.items else field.type,
            "notes": ", ".join(name for name, is_set in flags.items() if is_set),
            "values": list(one.enum),
            "sources": list(field.sources),
        }
        yield from _fields(f"{where}.{key}{'[]' if field.items else ''}", one.fields)
