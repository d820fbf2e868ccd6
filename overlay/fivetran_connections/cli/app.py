"""The commands and the line that the overview says of each; a command is imported when it is called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fivetran_common.command_line import Command, Program

_FILES: Final = f"{__package__}.commands.files"
_SERVICES: Final = f"{__package__}.commands.services"
_READING: Final = f"{__package__}.commands.reading"
_CHANGING: Final = f"{__package__}.commands.changing"

_COMMANDS: Final[Mapping[str, Command]] = {
    "validate": Command(help="check files against every rule; nothing is sent", module=f"{_FILES}.validate"),
    "plan": Command(help="show the changes that apply would make", module=f"{_FILES}.plan"),
    "apply": Command(
        help="create, update and, if allowed, delete connections as the files say", module=f"{_FILES}.apply"
    ),
    "import": Command(help="write existing connections to files", module=f"{_FILES}.import_"),
    "create": Command(help="create a connection from each file", module=f"{_FILES}.create"),
    "schema": Command(help="print the JSON Schema of a file, for editors", module=f"{_FILES}.schema"),
    "rules": Command(help="list every rule with its evidence and its source", module=f"{_FILES}.rules"),
    "services": Command(
        help="list the connector services and their fields",
        module=f"{_SERVICES}.list_",
        commands={
            "search": Command(help="list the services with a word in name or fields", module=f"{_SERVICES}.search"),
            "show": Command(help="show the fields of a service", module=f"{_SERVICES}.show"),
            "refresh": Command(help="write a catalogue of the account's own metadata", module=f"{_SERVICES}.refresh"),
        },
    ),
    "init": Command(help="write a connection file for a service", module=f"{_SERVICES}.init"),
    "types": Command(help="print Python types for a service", module=f"{_SERVICES}.types_"),
    "list": Command(help="list connections", module=f"{_READING}.list_"),
    "get": Command(help="print connections as the API returns them", module=f"{_READING}.get"),
    "status": Command(help="show the problems of connections, and the next step", module=f"{_READING}.status"),
    "groups": Command(help="list groups", module=f"{_READING}.groups"),
    "whoami": Command(help="show the owner of the key", module=f"{_READING}.whoami"),
    "doctor": Command(
        help="check the installation, the credentials and the connection to the API", module=f"{_READING}.doctor"
    ),
    "test": Command(help="run the setup tests", module=f"{_CHANGING}.test"),
    "sync": Command(help="start syncs, and wait for their end if asked", module=f"{_CHANGING}.sync"),
    "resync": Command(help="sync the history again", module=f"{_CHANGING}.resync"),
    "pause": Command(help="pause connections", module=f"{_CHANGING}.pause"),
    "unpause": Command(help="unpause connections", module=f"{_CHANGING}.unpause"),
    "update": Command(help="change values of connections", module=f"{_CHANGING}.update"),
    "delete": Command(help="delete connections, after confirmation", module=f"{_CHANGING}.delete"),
    "connect-card": Command(
        help="create a Connect Card, on which the owner authorizes", module=f"{_CHANGING}.connect_card"
    ),
    "copy": Command(help="write a file that copies connections to another group", module=f"{_FILES}.copy"),
    "tables": Command(help="show the schemas, tables and columns of a connection", module=f"{_READING}.tables"),
    "completion": Command(help="print the completion code of a shell", module=f"{_READING}.completion"),
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
    commands=_COMMANDS,
    epilog=_EPILOG,
)
