"""Drive the commands of `fivetran-cli` beside those on connections: schemas, groups, destinations, users and trust."""

from __future__ import annotations

import json
from typing import Any

import steps
from drive_fivetran_cli import command

HELD = steps.held()
ADA = {"email": "ada@example.com", "given_name": "Ada", "family_name": "King"}
DESTINATION = {"service": "big_query", "time_zone_offset": "0", "config": {"project_id": "p"}}


def made(*words: str, config: Any) -> str:
    """Run a command with a body, and return the id of the created object."""
    identifier: str = command(*words, "--config", json.dumps(config))["data"]["id"]
    return identifier


def schema_commands() -> None:
    """Change a schema, a table and a column, list and drop columns, and sync a table again."""
    schemas = command("connection-schema", "get", "--connection-id", HELD)["data"]["schemas"]
    schema, table = next((name, next(iter(each["tables"]))) for name, each in schemas.items())
    of_connection = ("--connection-id", HELD)
    of_schema = (*of_connection, "--schema-name", schema)
    of_table = (*of_schema, "--table-name", table)
    command("connection-schema", "schema", "update", *of_schema, "--config", '{"enabled": true}')
    command("connection-schema", "table", "update", *of_table, "--config", '{"enabled": true}')
    column = ("--column-name", "name")
    command("connection-schema", "column", "update", *of_table, *column, "--config", '{"enabled": false}')
    listed = ("--connection-id", HELD, "--schema", schema, "--table", table)
    assert command("connection-schema", "column", "list", *listed)["data"]["columns"]
    command("connection-schema", "column", "drop", *of_table, *column, "--yes")
    command("connection-schema", "resync-table", *of_connection, "--yes", "--config", json.dumps({schema: [table]}))


def group_commands() -> None:
    """Create, rename, list and delete a group, and read its key and account."""
    group = made("group", "create", config={"name": "New"})
    command("group", "update", "--group-id", group, "--config", '{"name": "Renamed"}')
    assert command("group", "get", "--group-id", group)["data"]["name"] == "Renamed"
    command("group", "public-key", "get", "--group-id", group)
    command("group", "service-account", "get", "--group-id", group)
    command("group", "connection", "list", "--group-id", group)
    command("group", "list")
    command("group", "delete", "--group-id", group, "--yes")


def destination_commands() -> None:
    """Create, change, test, list and delete a destination."""
    group = made("group", "create", config={"name": "Warehouse"})
    it = ("--destination-id", made("destination", "create", config={**DESTINATION, "group_id": group}))
    command("destination", "update", *it, "--config", '{"time_zone_offset": "+1"}')
    command("destination", "test", *it, "--config", "{}")
    assert command("destination", "get", *it)["data"]["setup_status"] == "connected"
    command("destination", "list")
    command("destination", "delete", *it, "--yes")


def user_commands() -> None:
    """Invite, change, list and delete a user, also as a member of a group."""
    user = made("user", "invite", config=ADA)
    command("user", "update", "--user-id", user, "--config", '{"phone": "+1"}')
    command("user", "get", "--user-id", user)
    command("group", "user", "add", "--group-id", steps.GROUP, "--config", json.dumps({"email": ADA["email"]}))
    assert len(command("group", "user", "list", "--group-id", steps.GROUP)["data"]["items"]) == 2
    command("group", "user", "remove", "--group-id", steps.GROUP, "--user-id", user, "--yes")
    command("user", "list")
    command("user", "delete", "--id", user, "--yes")


def trust(kind: str, owner: str, identifier: str) -> None:
    """Approve the certificate or fingerprint of a failed setup test, so that it passes, and revoke it."""
    it = (f"--{owner}-id", identifier)
    (failed,) = command(owner, "test", *it, "--config", "{}")["data"]["setup_tests"]
    command(kind, owner, "approve", *it, "--config", json.dumps(failed["details"]))
    (passed,) = command(owner, "test", *it, "--config", "{}")["data"]["setup_tests"]
    assert "FAILED" == failed["status"]
    assert "PASSED" == passed["status"]
    command(kind, owner, "list", *it)
    command(kind, owner, "get", *it, "--hash", failed["details"]["hash"])
    command(kind, owner, "revoke", *it, "--hash", failed["details"]["hash"], "--yes")


def metadata() -> None:
    """List all services, and show one."""
    assert len(command("connector-metadata", "list")["data"]["items"]) > 800
    command("connector-metadata", "get", "--service", "postgres")


steps.run(
    {
        "connection-schema": schema_commands,
        "group": group_commands,
        "destination": destination_commands,
        "user": user_commands,
        "certificate": lambda: trust("certificate", "connection", HELD),
        "fingerprint": lambda: trust("fingerprint", "destination", steps.GROUP),
        "connector-metadata": metadata,
    },
    named=None,
)
