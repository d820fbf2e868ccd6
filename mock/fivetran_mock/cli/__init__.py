"""
The command line `fivetran-mock`: one module for each command, imported when it is named.

A module has `main(words)`, which takes the words behind the command's name and returns
the exit status. `serve` and `run` read theirs with argparse: cyclopts would take longer to
import than the server takes to start.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import Final, NamedTuple, cast

OK: Final = 0
FAILED: Final = 1
USAGE: Final = 2
INVALID: Final = 3


class Command(NamedTuple):
    """One command: where it stands, and its line in the list of all."""

    module: str
    help: str


COMMANDS: Final = {
    "serve": Command("fivetran_mock.cli.serve", "serve the mock on a port"),
    "run": Command("fivetran_mock.cli.run", "run a command beside a mock of its own: run [OPTIONS] -- COMMAND..."),
    "verify": Command("fivetran_mock.cli.verify", "ask a server everything that changes nothing: verify URL"),
    "prism": Command("fivetran_mock.cli.prism", "run Prism on the document: prism mock, or prism proxy URL"),
}


def dispatch(words: Sequence[str]) -> int:
    """Run the command that the first word names."""
    name, *rest = words or ("",)
    if name in COMMANDS:
        return cast("int", import_module(COMMANDS[name].module).main(rest))
    if name in {"-h", "--help"}:
        print(_overview())
        return OK
    if name == "--version":
        from importlib.metadata import version

        print(version("fivetran-connections"))
        return OK
    print(_complaint(name), file=sys.stderr)
    return USAGE


def complain(command: str, sentence: object) -> None:
    """Say on standard error why a command does not do what was asked."""
    print(f"fivetran-mock {command}: {sentence}", file=sys.stderr)


def finish() -> None:
    """Write out what was printed; raises OSError where that cannot be."""
    print(end="", flush=True)


def _overview() -> str:
    width = max(map(len, COMMANDS))
    return "\n".join(
        (
            "usage: fivetran-mock COMMAND [OPTIONS]",
            "",
            "A stateful mock of the Fivetran API.",
            "",
            *(f"  {name:<{width}}  {command.help}" for name, command in COMMANDS.items()),
            "",
            "fivetran-mock COMMAND --help tells more about one of them.",
        )
    )


def _complaint(name: str) -> str:
    if not name:
        return _overview()
    near = get_close_matches(name, COMMANDS, n=1)
    hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(COMMANDS)}."
    return f"fivetran-mock: There is no command {name!r}. {hint}"
