"""The commands and the line that the overview says of each; a command's module is imported when it is called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fivetran_common.command_line import Command, Program

_CONNECTIONS: Final = f"{__package__}.connections"
_APPLY: Final = f"{__package__}.apply"
_CREATE: Final = f"{__package__}.create"
_FILES: Final = f"{__package__}.files"
_IMPORTING: Final = f"{__package__}.importing"
_SERVICES: Final = f"{__package__}.services"
_ACCOUNT: Final = f"{__package__}.account"

_COMMANDS: Final[Mapping[str, Command]] = {
    "validate": Command(help="check files against every rule; nothing is sent", module=_FILES, name="validate"),
    "plan": Command(help="show the changes that apply would make", module=_APPLY, name="plan"),
    "apply": Command(
        help="create, update and, if allowed, delete connections as the files say", module=_APPLY, name="apply"
    ),
    "memory": Command(
        help="make a key for a memory that a team shares",
        module=_APPLY,
        name="memory",
        commands={"new-key": Command(help="print a new random key", module=_APPLY, name="new_key")},
    ),
    "show": Command(help="show a saved plan, also for the comment of a pull request", module=_APPLY, name="show"),
    "import": Command(help="write existing connections to files", module=_IMPORTING, name="import"),
    "create": Command(help="create a connection from each file", module=_CREATE, name="create"),
    "schema": Command(help="print the JSON Schema of a file, for editors", module=_SERVICES, name="schema"),
    "rules": Command(help="list every rule with its evidence and its source", module=_FILES, name="rules"),
    "services": Command(
        help="list the connector services and their fields",
        module=_SERVICES,
        name="services",
        commands={
            "search": Command(help="list the services with a word in name or fields", module=_SERVICES, name="search"),
            "show": Command(help="show the fields of a service", module=_SERVICES, name="show"),
            "refresh": Command(
                help="write a catalogue of the account's own metadata", module=_SERVICES, name="refresh"
            ),
        },
    ),
    "init": Command(help="write a connection file for a service", module=_SERVICES, name="init"),
    "types": Command(help="print Python types for a service", module=_SERVICES, name="types"),
    "list": Command(help="list connections", module=_CONNECTIONS, name="list"),
    "get": Command(help="print connections as the API returns them", module=_CONNECTIONS, name="get"),
    "status": Command(help="show the problems of connections, and the next step", module=_CONNECTIONS, name="status"),
    "errors": Command(help="show the errors of connections", module=_CONNECTIONS, name="errors"),
    "groups": Command(help="list groups", module=_ACCOUNT, name="groups"),
    "whoami": Command(help="show the owner of the key", module=_ACCOUNT, name="whoami"),
    "doctor": Command(
        help="check the installation, the credentials and the connection to the API", module=_ACCOUNT, name="doctor"
    ),
    "test": Command(help="run the setup tests", module=_CONNECTIONS, name="test"),
    "sync": Command(help="start syncs, and wait for their end if asked", module=_CONNECTIONS, name="sync"),
    "resync": Command(help="sync the history again", module=_CONNECTIONS, name="resync"),
    "pause": Command(help="pause connections", module=_CONNECTIONS, name="pause"),
    "unpause": Command(help="unpause connections", module=_CONNECTIONS, name="unpause"),
    "update": Command(help="change values of connections", module=_CONNECTIONS, name="update"),
    "delete": Command(help="delete connections, after confirmation", module=_CONNECTIONS, name="delete"),
    "connect-card": Command(
        help="create a Connect Card, on which the owner authorizes", module=_CONNECTIONS, name="connect_card"
    ),
    "copy": Command(help="write a file that copies connections to another group", module=_IMPORTING, name="copy"),
    "tables": Command(help="show the schemas, tables and columns of a connection", module=_CONNECTIONS, name="tables"),
    "reload": Command(
        help="read the schemas and tables of connections from their sources", module=_CONNECTIONS, name="reload"
    ),
    "completion": Command(help="print the completion code of a shell", module=_ACCOUNT, name="completion"),
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
