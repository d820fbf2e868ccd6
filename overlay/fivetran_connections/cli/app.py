"""The commands and the line that the overview says of each; a command's module is imported when it is called."""

from __future__ import annotations

from typing import Final

from fivetran_common.command_line import Program, commands_of

from .session import Status

_ROWS: Final = (
    ("services", "services", "run_services", "list the connector services and their fields"),
    ("services search", "services", "run_search", "list the services with a word in name or fields"),
    ("services show", "services", "run_show_service", "show the fields of a service"),
    ("init", "services", "run_init", "write a connection file for a service"),
    ("schema", "services", "run_schema", "print the JSON Schema of a file, for editors"),
    ("rules", "files", "run_rules", "list every rule with its evidence and its source"),
    ("import", "importing", "run_import", "write existing connections to files"),
    ("validate", "files", "run_validate", "check files against every rule; nothing is sent"),
    ("plan", "apply", "run_plan", "show the changes that apply would make"),
    ("show", "apply", "run_show_plan", "show a saved plan, also for the comment of a pull request"),
    ("apply", "apply", "run_apply", "create, update and, if allowed, delete connections as the files say"),
    ("create", "create", "run_create", "create a connection from each file"),
    ("memory", "", "", "show the memory's entries, forget connections, or make a key that a team shares"),
    ("memory show", "memory", "run_show_memory", "list the connections of the memory, without values"),
    ("memory forget", "memory", "run_forget", "forget connections, which stay as they are"),
    ("memory acknowledge", "memory", "run_acknowledge", "drop the record of what a first sync copied too early"),
    ("memory new-key", "memory", "run_new_key", "print a new random key"),
    ("list", "connections", "run_list", "list connections"),
    ("status", "connections", "run_status", "show the problems of connections, and the next step"),
    ("get", "connections", "run_get", "print connections as the API returns them"),
    ("errors", "connections", "run_errors", "show the errors of connections"),
    ("tables", "connections", "run_tables", "show the schemas, tables and columns of a connection"),
    ("groups", "account", "run_groups", "list groups"),
    ("connect-card", "connections", "run_connect_card", "create a Connect Card, on which the owner authorizes"),
    ("test", "connections", "run_test", "run the setup tests"),
    ("reload", "connections", "run_reload", "read the schemas and tables of connections from their sources"),
    ("sync", "connections", "run_sync", "start syncs, and wait for their end if asked"),
    ("resync", "connections", "run_resync", "sync the history again"),
    ("pause", "connections", "run_pause", "pause connections"),
    ("unpause", "connections", "run_unpause", "unpause connections"),
    ("update", "connections", "run_update", "change values of connections"),
    ("delete", "connections", "run_delete", "delete connections, after confirmation"),
    ("whoami", "account", "run_whoami", "show the owner of the key"),
    ("doctor", "account", "run_doctor", "check the installation, the credentials and the connection to the API"),
    ("completion", "account", "run_completion", "print the completion code of a shell"),
)
"""The words of each command, its module and its handler there, and its line; in the order of a day's work."""

_TITLES: Final = {
    "services": "Write files",
    "validate": "Check, plan and apply",
    "list": "Look at connections",
    "connect-card": "Act on connections",
    "whoami": "The account and this installation",
}
"""The titles in the overview, each above the command that begins its group."""

_OTHERS: Final = {
    "--auto-approve": "--yes",
    "--target": "--schema or --group",
    "--detailed": "--detailed-exitcode",
    "--dry-run": "the command plan, which changes nothing",
    "destroy": "delete; or take it out of the files, and apply with --delete-undeclared",
    "ls": "list",
    "rm": "delete",
    "remove": "delete",
    "version": "--version",
    "login": "whoami, which shows whose key pair is set",
    "help": "COMMAND --help",
    "services": "services search {0}",
}
"""Words of other programs, each with what to write here."""

_EPILOG: Final = """\
Examples:
  fivetran-connections validate connections/
  fivetran-connections plan connections/
  fivetran-connections apply connections/

The key pair is read from FIVETRAN_API_KEY and FIVETRAN_API_SECRET, or from a profile.

Exit status:
{}"""

PROGRAM: Final = Program(
    name="fivetran-connections",
    description="Fivetran connections as code: check files, plan, apply, and manage existing connections.",
    commands=commands_of(_ROWS, str(__package__)),
    others=_OTHERS,
    titles=_TITLES,
    epilog=_EPILOG.format("\n".join(f"  {status:>3d}  {status.meaning}" for status in Status)),
)
