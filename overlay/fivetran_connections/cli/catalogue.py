"""The catalogue that a command reads: the packaged one, or that of a file."""

from __future__ import annotations

import os
from argparse import Namespace
from typing import TYPE_CHECKING

from fivetran_common.command_line import Parser, hint

from .printing.lines import print_error
from .statuses import Status

if TYPE_CHECKING:
    from fivetran_rules import Service, ServiceCatalogue

VARIABLE = "FIVETRAN_CATALOGUE"


def add_catalogue(parser: Parser) -> None:
    """Add the catalogue of services."""
    parser.add_argument(
        "--catalogue", metavar="FILE", help=f"a catalogue of services, instead of {VARIABLE} or the packaged one"
    )


def catalogue_of(options: Namespace) -> ServiceCatalogue | None:
    """Read the catalogue that the options name; print why it cannot be read, and return None."""
    from fivetran_common.files import DATA_BYTES, CannotRead, read_bytes
    from fivetran_rules import InvalidCatalogue, ServiceCatalogue

    path = options.catalogue or os.environ.get(VARIABLE)
    if not path:
        return ServiceCatalogue.packaged()
    try:
        return ServiceCatalogue.parse(read_bytes(path, limit=DATA_BYTES))
    except (CannotRead, InvalidCatalogue) as error:
        print_error(f"{path}: {error}")
        return None


def chosen(options: Namespace) -> tuple[Service, ServiceCatalogue] | Status:
    """Return the service that the options name and its catalogue, or the exit status of a mistake."""
    catalogue = catalogue_of(options)
    if catalogue is None:
        return Status.INVALID
    service = catalogue.entry(options.service)
    if service is None:
        shown = options.service[:100]
        print_error(f"There is no service {shown!r} in the catalogue{hint(shown, catalogue.names()) or '.'}")
        return Status.USAGE
    return service, catalogue


def add_service(parser: Parser) -> None:
    """Add the service that a command is about."""
    parser.add_argument("service", metavar="SERVICE", help="the name of a connector service, for instance postgres")
    add_catalogue(parser)
