"""List the connector services of the catalogue."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from fivetran_common.command_line import Parser

from ...catalogue import add_catalogue, catalogue_of
from ...options import add_output
from ...statuses import Status

if TYPE_CHECKING:
    from fivetran_rules import Service

COLUMNS = ("service", "named_by", "config", "auth", "secrets")


def build(parser: Parser) -> None:
    """Declare the arguments."""
    add_output(parser)
    add_catalogue(parser)
    parser.epilog = """\
Examples:
  fivetran-connections services
  fivetran-connections services search lake
  fivetran-connections services show postgres
"""


def run(options: Namespace) -> int:
    """Print a row for each service."""
    return print_services(options, "")


def print_services(options: Namespace, word: str) -> int:
    """Print the services whose name or fields have a word in them."""
    from ...printing.rows import print_rows

    catalogue = catalogue_of(options)
    if catalogue is None:
        return Status.INVALID
    services = (service for name in catalogue.names() if (service := catalogue.entry(name)))
    print_rows(_rows(services, word.casefold()), COLUMNS, output=options.output)
    return Status.DONE


def _rows(services: Iterable[Service], word: str) -> Iterable[Mapping[str, Any]]:
    for service in services:
        if word in service.name or any(word in key for key, _ in service.walk()):
            yield {
                "service": service.name,
                "named_by": " or ".join(" + ".join(way) for way in service.naming),
                "config": len(service.config),
                "auth": len(service.auth),
                "secrets": len(service.secret_keys),
            }
