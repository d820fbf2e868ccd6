"""Options that several commands have, and the objects that they name."""

from __future__ import annotations

import math
from argparse import ArgumentTypeError, Namespace
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from fivetran_common.command_line import Argument, argument, flag, grouped
from fivetran_common.files import DASH
from fivetran_rules import ServiceCatalogue

from .. import code
from .output import print_note
from .session import Status, fail

if TYPE_CHECKING:
    from .._http.limits import Deadline
    from ..client import Fivetran


def paths(nargs: str = "+") -> Argument:
    """Return the files and folders that declare connections."""
    text = f"a YAML or JSON file, or a folder of them; {DASH} is standard input"
    return argument("paths", text, "PATH", nargs=nargs, type=path)


def path(text: str) -> str:
    """Return a path; an empty one would be the working folder, where a variable of a shell is not set."""
    if not text:
        raise ArgumentTypeError("an empty path names no file: is a variable not set?")
    return text


def output(*formats: str) -> Argument:
    """Return the option for the format of the output, of which the first is the default."""
    return argument("--output", "text for people, the others for programs", choices=formats, default=formats[0])


def repeated(name: str, text: str, metavar: str | None = None, **settings: Any) -> Argument:
    """Return an option that may be repeated."""
    return argument(name, text, metavar, action="append", default=[], **settings)


OUTPUT: Final = output("text", "json", "jsonl", "csv", "csv-quoted")
TEXT_OR_JSON: Final = output("text", "json")

CLIENT: Final = grouped(
    "the account",
    argument("--base-url", "the address of the API, instead of FIVETRAN_BASE_URL", "URL"),
    argument("--profile", "the profile with the key pair, instead of the environment", "NAME"),
    flag("--verbose", "print each request, its status and its duration on standard error; as FIVETRAN_LOG=debug"),
)
"""The options of the client; the key pair is never among them."""

UNCHECKED: Final = (
    repeated(
        "--unchecked",
        "do not check config and auth of this service, or one key of them, by the catalogue",
        "SERVICE[:KEY]",
    ),
)
STRICT: Final = grouped("the check of files", flag("--strict", "treat warnings as errors"), *UNCHECKED)
"""The options of the rules that judge files."""

COMMANDS: Final = flag("--allow-commands", "run the commands of ${command:[...]}, without a shell")
MEMORY: Final = argument(
    "--memory", "the memory that a team shares, instead of FIVETRAN_CONNECTIONS_MEMORY or the user's own", "FILE"
)


def service_names(**_: object) -> Sequence[str]:
    """Return every service of the packaged catalogue, for the completion of a word."""
    return ServiceCatalogue.packaged().names()


def _number(read: type[int | float], least: float, most: float, name: str) -> Callable[[str], float]:
    """Return a function that reads a number between two others, themselves included."""

    def parsed(text: str) -> float:
        try:
            number = read(text)
        except ValueError:
            number = math.nan
        if not least <= number <= most:
            raise ArgumentTypeError(f"{text!r} is not {name}")
        return number

    return parsed


COUNT: Final = _number(int, 0, math.inf, "a number of 0 or more")
POSITIVE: Final = _number(int, 1, math.inf, "a number of 1 or more")
PERCENT: Final = _number(float, 0, 100, "a share from 0 to 100")
_SECONDS: Final = _number(float, 0.001, 1_000_000, "a number of seconds above 0 and up to 1,000,000")


def _max_wait(text: str) -> Deadline:
    """Return the deadline that all clients of a command share: it counts their waits alone."""
    from .._http.limits import Deadline

    return Deadline(math.inf, _SECONDS(text))


MAX_WAIT: Final = argument(
    "--max-wait",
    "end with status 6 if rate limits would hold the command longer than this, all waits together",
    "SECONDS",
    type=_max_wait,
)


ALLOW_LOSS: Final = flag("--allow-loss", "send updates that may remove hidden values which they leave out")
ALL: Final = flag("--all", "list each change, also where many are equal")
SELECTOR: Final = grouped(
    "the selection of connections",
    repeated("--group", "only connections of this group, by its id or name; may be repeated", "GROUP"),
    repeated("--service", "only connections of this service", "NAME", completer=service_names),
    repeated("--schema", "only schemas such as 'brand_*'", "PATTERN"),
    repeated("--state", "only this setup state", choices=("connected", "incomplete", "broken")),
)
PLANNING: Final = (
    flag("--show-values", "show values of environment variables in fields that hold no secret"),
    ALL,
    *grouped(
        "changes that have to be allowed",
        flag("--allow-replace", "delete and recreate a connection if a permanent key differs"),
        ALLOW_LOSS,
        flag("--sync-before-tables", "unpause connections even if their tables cannot be set yet"),
        flag("--unpause-when-connected", "create paused, and unpause once set up"),
    ),
    *grouped(
        "hidden values, and the memory of them",
        flag("--rotate-secrets", "send every value that the API hides"),
        flag("--adopt", "send no hidden value that the memory does not know, and take it to be as declared"),
        MEMORY,
    ),
    *grouped(
        "connections that no file declares",
        flag("--unmanaged", "list connections of these groups that are in no file"),
        flag("--delete-unmanaged", "delete connections of these groups that are in no file"),
        flag("--delete-undeclared", "delete connections that these files no longer declare"),
        repeated("--was", "the folder that these files were in before they were moved", "FOLDER"),
    ),
    *SELECTOR,
    *STRICT,
    COMMANDS,
    *CLIENT,
    MAX_WAIT,
)
"""The options that decide what a plan proposes, and how it is shown."""

CONNECTIONS: Final = (argument("connections", "an id, or GROUP/SCHEMA", "CONNECTION", nargs="*"), *SELECTOR)


def selector_of(options: Namespace) -> code.Selector:
    """Return the selector of the connections that the options choose."""
    return code.Selector(
        groups=tuple(options.group),
        services=tuple(options.service),
        schemas=tuple(options.schema),
        states=tuple(options.state),
    )


def names_of_groups(fivetran: Fivetran) -> dict[str, str]:
    """Return the names of the groups of the account by their ids."""
    return {str(group.id): str(group.name) for group in fivetran.groups.list()}


def id_of_group(word: str, groups: Mapping[str, str]) -> str:
    """Return the id of the group that a word names by id or name, else the word; a name of several is refused."""
    named = [] if word in groups else [identifier for identifier, name in groups.items() if name == word]
    if len(named) > 1:
        fail(f"Several groups have the name {word}: write the id, one of {', '.join(named)}.", Status.INVALID)
    for identifier in named:
        print_note(f"The group {word} is {identifier}.")
    return named[0] if named else word


def waiting(interval: float) -> tuple[Argument, Argument]:
    """Return how long a command waits for the API, and the seconds between its requests."""
    return (
        argument("--deadline", "how long to wait (3600)", "SECONDS", type=_SECONDS, default=3600.0),
        argument(
            "--interval", f"seconds between requests ({interval:.0f})", "SECONDS", type=_SECONDS, default=interval
        ),
    )
