"""The commands and the line that the overview says of each; a command's module is imported when it is called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fivetran_common.command_line import Command, Program

_ROWS: Final = (
    ("validate", "files", "check files against every rule; nothing is sent"),
    ("plan", "apply", "show the changes that apply would make"),
    ("apply", "apply", "create, update and, if allowed, delete connections as the files say"),
    ("memory", "", "make a key for a memory that a team shares"),
    ("memory new-key", "apply", "print a new random key"),
    ("show", "apply", "show a saved plan, also for the comment of a pull request"),
    ("import", "importing", "write existing connections to files"),
    ("create", "create", "create a connection from each file"),
    ("schema", "services", "print the JSON Schema of a file, for editors"),
    ("rules", "files", "list every rule with its evidence and its source"),
    ("services", "services", "list the connector services and their fields"),
    ("services search", "services", "list the services with a word in name or fields"),
    ("services show", "services", "show the fields of a service"),
    ("services refresh", "services", "write a catalogue of the account's own metadata"),
    ("init", "services", "write a connection file for a service"),
    ("types", "services", "print Python types for a service"),
    ("list", "connections", "list connections"),
    ("get", "connections", "print connections as the API returns them"),
    ("status", "connections", "show the problems of connections, and the next step"),
    ("errors", "connections", "show the errors of connections"),
    ("groups", "account", "list groups"),
    ("whoami", "account", "show the owner of the key"),
    ("doctor", "account", "check the installation, the credentials and the connection to the API"),
    ("test", "connections", "run the setup tests"),
    ("sync", "connections", "start syncs, and wait for their end if asked"),
    ("resync", "connections", "sync the history again"),
    ("pause", "connections", "pause connections"),
    ("unpause", "connections", "unpause connections"),
    ("update", "connections", "change values of connections"),
    ("delete", "connections", "delete connections, after confirmation"),
    ("connect-card", "connections", "create a Connect Card, on which the owner authorizes"),
    ("copy", "importing", "write a file that copies connections to another group"),
    ("tables", "connections", "show the schemas, tables and columns of a connection"),
    ("reload", "connections", "read the schemas and tables of connections from their sources"),
    ("completion", "account", "print the completion code of a shell"),
)
"""The words of each command, the module that it is in, and its line."""


def _commands(above: str = "") -> Mapping[str, Command]:
    """Return the commands below one, or those of the program."""
    return {
        name: Command(
            help=text,
            module=f"{__package__}.{module}" if module else "",
            name=name.replace("-", "_"),
            commands=_commands(f"{words} "),
        )
        for words, module, text in _ROWS
        if words.startswith(above) and " " not in (name := words.removeprefix(above))
    }


_EPILOG: Final = """\
Examples:
  fivetran-connections validate connections/
  fivetran-connections plan connections/
  fivetran-connections apply connections/

The key pair is read from FIVETRAN_API_KEY and FIVETRAN_API_SECRET, or from a profile."""

PROGRAM: Final = Program(
    name="fivetran-connections",
    description="Fivetran connections as code: check files, plan, apply, and manage existing connections.",
    commands=_commands(),
    epilog=_EPILOG,
)
