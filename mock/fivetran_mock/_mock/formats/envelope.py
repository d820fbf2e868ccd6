"""The API's success envelopes: their messages, and the encoding of JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from .messages import Reply

JSON: Final = ("content-type", "application/json")

NO_MEMBERS: Final = b""

quote = json.encoder.encode_basestring
"""Encode a text as JSON."""

encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode
"""Encode a value as JSON without blanks; raises ValueError for NaN and infinity, TypeError for other types."""


def to_bytes(value: object) -> bytes:
    """Encode a value in the form in which it is kept and sent."""
    return encode(value).encode()


def members(shown: Mapping[str, object]) -> bytes:
    """Encode members that an answer adds to a stored record: `,"key":value` for each."""
    return b",%b" % to_bytes(shown)[1:-1] if shown else NO_MEMBERS


MESSAGES: Final = {
    "list_connections": "Connections list retrieved successfully",
    "create_connection": "Connection has been created",
    "get_connection": "Connection details retrieved successfully",
    "update_connection": "Connection has been updated",
    "delete_connection": "Connection with id '{id}' has been deleted",
    "sync_connection": "Sync has been successfully triggered for connection with id '{id}'",
    "force_connection_sync": "Sync has been successfully triggered for connection with id '{id}'",
    "resync_connection": "Sync has been successfully triggered for connection with id '{id}'",
    "run_setup_tests": "Setup tests have been completed",
    "create_connect_card": "Connection Connect Card has been created",
    "get_connection_state": "Connection state retrieved successfully",
    "update_connection_state": "Connection state has been updated",
    "get_schema_config": "Schema configuration retrieved successfully",
    "update_schema_config": "Schema configuration has been modified",
    "reload_schema_config": "Schema configuration has been reloaded",
    "resync_tables": "Re-sync has been triggered successfully",
    "create_schema_config": "Schema configuration pre-created successfully",
    "update_schema": "Database schema configuration has been modified",
    "update_table": "Table configuration has been modified",
    "update_column": "Column configuration has been modified",
    "list_columns": "Column configuration retrieved successfully",
    "drop_column": "Column successfully marked for deletion",
    "drop_columns": "Column(s) successfully marked for deletion",
    "resync_table": "Re-sync has been triggered successfully",
    "list_connection_certificates": "Connection certificates retrieved successfully",
    "approve_connection_certificate": "The certificate has been approved.",
    "get_connection_certificate": "Connection certificate details retrieved successfully",
    "revoke_connection_certificate": "Certificate '{hash}' has been revoked for connection '{id}'",
    "list_connection_fingerprints": "Connection fingerprints retrieved successfully",
    "approve_connection_fingerprint": "The fingerprint has been approved",
    "get_connection_fingerprint": "Connection fingerprint details retrieved successfully",
    "revoke_connection_fingerprint": "Fingerprint with hash '{hash}' has been revoked for connection with id '{id}'",
    "list_groups": "Groups retrieved successfully",
    "create_group": "Group has been created",
    "get_group": "Group details retrieved successfully",
    "update_group": "Group has been updated",
    "delete_group": "Group with id '{id}' has been deleted",
    "list_group_connections": "Group connections retrieved successfully",
    "list_group_users": "Group users retrieved successfully",
    "add_group_user": "User has been added to the group",
    "remove_group_user": "User with id '{id}' has been removed from the group",
    "get_group_public_key": "Group SSH public key retrieved successfully",
    "get_group_service_account": "Group service account retrieved successfully",
    "list_destinations": "Destinations list retrieved successfully",
    "create_destination": "Destination has been created",
    "get_destination": "Destination details retrieved successfully",
    "update_destination": "Destination has been updated",
    "delete_destination": "Destination with id '{id}' has been deleted",
    "run_destination_setup_tests": "Setup tests have been completed",
    "list_destination_certificates": "Destination certificates retrieved successfully",
    "approve_destination_certificate": "The certificate has been approved.",
    "get_destination_certificate": "Destination certificate details retrieved successfully",
    "revoke_destination_certificate": "Certificate '{hash}' has been revoked for destination '{id}'",
    "list_destination_fingerprints": "Destination fingerprints retrieved successfully",
    "approve_destination_fingerprint": "The fingerprint has been approved",
    "get_destination_fingerprint": "Destination fingerprint details retrieved successfully",
    "revoke_destination_fingerprint": "Fingerprint with hash = '{hash}' has been revoked for destination id = '{id}'",
    "list_users": "Users list retrieved successfully",
    "create_user": "User has been created",
    "get_user": "User details retrieved successfully",
    "update_user": "User has been updated",
    "delete_user": "User with id '{id}' has been deleted",
    "get_account_info": "Account information retrieved successfully",
    "list_connector_types": "Connectors list retrieved successfully",
    "get_connector_type": "Connector configuration retrieved successfully",
    "list_connection_errors": "Connection errors list retrieved successfully",
}
"""The message of each operation's success, as published; two are made up (see `choices`)."""


def hint_of_operation(name: object) -> str:
    """Return a hint at the right name for an operation that does not exist."""
    from difflib import get_close_matches  # only mistakes need it

    near = get_close_matches(str(name), MESSAGES, n=1)
    return f"did you mean {near[0]!r}?" if near else "operations have their ids in the document, as create_connection"


def success(operation: str, data: bytes, *, status: int = 200) -> Reply:
    """Return a success with data; the bytes of a stored record are the bytes of the answer."""
    return Reply(status, [JSON], b"".join((_HEADS[operation], data, b"}")))


def success_with(operation: str, stored: bytes, *shown: bytes, status: int = 200) -> Reply:
    """Return a success with a stored object and members that only this answer shows."""
    return Reply(status, [JSON], b"".join((_HEADS[operation], stored[:-1], *shown, b"}}")))


def done(operation: str, **named: str) -> Reply:
    """Return a success without data; its message has the named ids."""
    message = MESSAGES[operation].format_map(named)
    return Reply(200, [JSON], to_bytes({"code": "Success", "message": message}))


def _heads() -> dict[str, bytes]:
    return {name: f'{{"code":"Success","message":{encode(text)},"data":'.encode() for name, text in MESSAGES.items()}


_HEADS: Final = _heads()
