"""Options that several commands have, and the objects that they name."""

from __future__ import annotations

import os
from argparse import ArgumentTypeError, Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from fivetran_common.command_line import Parser, completed_by

from .session import Status, fail

if TYPE_CHECKING:
    from fivetran_rules import ServiceCatalogue

    from ..code import Selector

FORMATS: Final = ("text", "json", "jsonl", "csv")
_CATALOGUE: Final = "FIVETRAN_CATALOGUE"
_STATES: Final = ("connected", "incomplete", "broken")


def add_paths(parser: Parser, *, required: bool = True) -> None:
    """Add the files and folders that declare connections."""
    parser.add_argument(
        "paths",
        nargs="+" if required else "*",
        metavar="PATH",
        type=_path,
        help="a YAML or JSON file, or a folder of them; - is standard input",
    )


def _path(text: str) -> str:
    from ..code.files import STANDARD_INPUT

    return STANDARD_INPUT if text == "-" else text


def add_output(parser: Parser, formats: Sequence[str] = FORMATS) -> None:
    """Add the format of the output."""
    parser.add_argument("--output", choices=formats, default="text", help="text for people, the others for programs")


def add_client(parser: Parser) -> None:
    """Add the options of the client; the key pair is never among them."""
    parser.add_argument("--base-url", metavar="URL", help="the address of the API, instead of FIVETRAN_BASE_URL")
    parser.add_argument("--profile", metavar="NAME", help="the profile with the key pair, instead of the environment")


def add_strict(parser: Parser) -> None:
    """Add the options of the rules that judge files."""
    parser.add_argument("--strict", action="store_true", help="treat warnings as errors")
    add_unchecked(parser)


def add_catalogue(parser: Parser) -> None:
    """Add the catalogue of services."""
    parser.add_argument(
        "--catalogue", metavar="FILE", help=f"a catalogue of services, instead of {_CATALOGUE} or the packaged one"
    )


def catalogue_of(options: Namespace) -> ServiceCatalogue:
    """Read the catalogue that the options name; one that cannot be read ends the command."""
    from fivetran_common.files import DATA_BYTES, CannotRead, read_bytes
    from fivetran_rules import InvalidCatalogue, ServiceCatalogue

    path = options.catalogue or os.environ.get(_CATALOGUE)
    if not path:
        return ServiceCatalogue.packaged()
    try:
        return ServiceCatalogue.parse(read_bytes(path, limit=DATA_BYTES))
    except (CannotRead, InvalidCatalogue) as error:
        fail(f"{path}: {error}", Status.INVALID)


def add_unchecked(parser: Parser) -> None:
    """Add the catalogue of services, and those that are not checked by it."""
    add_catalogue(parser)
    parser.add_argument(
        "--unchecked",
        action="append",
        default=[],
        metavar="SERVICE",
        help="do not check config and auth of this service by the catalogue",
    )


def add_commands(parser: Parser) -> None:
    """Add the switch that lets references run commands."""
    parser.add_argument(
        "--allow-commands", action="store_true", help="run the commands of ${command:[...]}, without a shell"
    )


def add_memory(parser: Parser) -> None:
    """Add the file in which an apply remembers what it sent."""
    parser.add_argument(
        "--memory",
        metavar="FILE",
        help="the memory that a team shares, instead of FIVETRAN_CONNECTIONS_MEMORY or the user's own",
    )


def add_connections(parser: Parser) -> None:
    """Add the connections that a command is about."""
    parser.add_argument("connections", nargs="*", metavar="CONNECTION", help="an id, or GROUP/SCHEMA")
    add_selector(parser)


def add_selector(parser: Parser) -> None:
    """Add the options that choose connections."""
    add = parser.add_argument
    add("--group", action="append", default=[], metavar="ID", help="only connections of this group; may be repeated")
    services = add("--service", action="append", default=[], metavar="NAME", help="only connections of this service")
    completed_by(services, service_names)
    add("--schema", action="append", default=[], metavar="PATTERN", help="only schemas such as 'brand_*'")
    add("--state", action="append", default=[], choices=_STATES, help="only this setup state")


def service_names(**_: object) -> Sequence[str]:
    """Return every service of the packaged catalogue, for the completion of a word."""
    from fivetran_rules import ServiceCatalogue

    return ServiceCatalogue.packaged().names()


def selector_of(options: Namespace) -> Selector:
    """Return the selector of the connections that the options choose."""
    from ..code import Selector

    return Selector(
        groups=tuple(options.group),
        services=tuple(options.service),
        schemas=tuple(options.schema),
        states=tuple(options.state),
    )


def add_wait(parser: Parser, *, interval: float) -> None:
    """Add how long a command waits for the API, and the seconds between its requests."""
    add = parser.add_argument
    add("--deadline", type=_seconds, metavar="SECONDS", default=3600.0, help="how long to wait (3600)")
    add(
        "--interval",
        type=_seconds,
        metavar="SECONDS",
        default=interval,
        help=f"seconds between requests ({interval:.0f})",
    )


def add_examples(parser: Parser, *examples: str) -> None:
    """Add examples to the help: the words that follow the name of the command."""
    lines = [f"  {parser.prog} {example}".rstrip() for example in examples]
    parser.epilog = "\n".join(["Examples:" if len(lines) > 1 else "Example:", *lines])


def count(text: str) -> int:
    """Read a number that is not negative."""
    if not (text.isascii() and text.isdecimal()):
        raise ArgumentTypeError(f"{text!r} is not a number of 0 or more")
    return int(text)


def positive(text: str) -> int:
    """Read a number above zero."""
    if count(text) == 0:
        raise ArgumentTypeError("a number of 1 or more is needed")
    return int(text)


def percent(text: str) -> float:
    """Read a share in percent."""
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 100:
        raise ArgumentTypeError(f"{text!r} is not a share from 0 to 100")
    return share


def _seconds(text: str) -> float:
    try:
        wait = float(text)
    except ValueError:
        wait = -1.0
    if not 0 < wait <= 1_000_000:
        raise ArgumentTypeError(f"{text!r} is not a number of seconds above 0 and up to 1,000,000")
    return wait
