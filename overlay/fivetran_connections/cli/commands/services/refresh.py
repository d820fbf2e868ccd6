"""
Write a catalogue file from the account's own metadata: the newest fields, and services that only this account has.

It takes a request for each service, within the limits of the API. The file is replaced as a whole at the end.
"""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fivetran_common.command_line import Parser

from ...catalogue import add_catalogue, catalogue_of
from ...options import add_client
from ...printing.lines import print_error, print_wait
from ...statuses import Status

if TYPE_CHECKING:
    from ....client import Fivetran


def build(parser: Parser) -> None:
    """Declare the arguments."""
    parser.add_argument("services", nargs="*", metavar="SERVICE", help="the services to refresh; all, if none is named")
    parser.add_argument("-o", "--out", metavar="FILE", required=True, help="the catalogue file to write")
    add_catalogue(parser)
    add_client(parser)
    parser.epilog = """\
Example:
  fivetran-connections services refresh -o services.json
"""


def run(options: Namespace) -> int:
    """Read the metadata and write the file."""
    from fivetran_rules.published.catalogue import is_service_name

    from ...session import with_client

    for name in options.services:
        if not is_service_name(name):
            print_error(f"{name[:100]!r} is not the name of a service.")
            return Status.USAGE
    catalogue = catalogue_of(options)
    if catalogue is None:
        return Status.INVALID

    def work(unlimited: Fivetran) -> int:
        from fivetran_rules.published.metadata import Entry, entry_of, with_entries

        fivetran = unlimited.with_limits(on_wait=print_wait)
        names = options.services or list(_listed(fivetran))
        fresh: dict[str, Entry] = {}
        for name in _shown(names):
            known = catalogue.entry(name)
            fresh[name] = entry_of(fivetran.metadata.connector_type(name).to_dict(), known.naming if known else ())
        data = with_entries(catalogue, fresh, vintage=datetime.now(UTC).date().isoformat())
        return _replace(Path(options.out), data)

    return with_client(options, work)


def _listed(fivetran: Fivetran) -> Iterator[str]:
    """Return the names of all services that a catalogue can hold."""
    from fivetran_rules.published.catalogue import is_service_name

    found = (each.id for each in fivetran.metadata.list(page_size=1000))
    return (name for name in found if name and is_service_name(name))


def _shown(names: Iterable[str]) -> Iterator[str]:
    """Show the progress on a terminal."""
    from rich.console import Console
    from rich.progress import track

    listed = list(names)
    console = Console(stderr=True)
    yield from track(listed, "Reading metadata", console=console, transient=True, disable=not console.is_terminal)


def _replace(path: Path, data: bytes) -> int:
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        fresh.write_bytes(data)
        fresh.replace(path)
    except OSError as error:
        with suppress(OSError):
            fresh.unlink()
        print_error(f"{path} cannot be written: {error.strerror}.")
        return Status.INVALID
    return Status.DONE
