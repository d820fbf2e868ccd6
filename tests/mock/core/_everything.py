"""A mock in which every operation succeeds, and a request for each."""

from typing import Any

from fivetran_mock import FivetranMock, Reply
from fivetran_mock._mock.operations.trust import offered
from fivetran_openapi import document

from ..._operations import OPERATIONS as CALLED
from ._asking import ask, create, data

GROUP = "g"
SCHEMA = "s"
TABLE = "event"
COLUMN = "name"

OPERATIONS: dict[str, tuple[str, str]] = {
    described["operationId"]: (method.upper(), path)
    for path, methods in document()["paths"].items()
    for method, described in methods.items()
    if method in ("get", "post", "patch", "delete")
}
"""Method and path of each operation of the document."""

NEED_A_BODY = {
    described["operationId"]
    for methods in document()["paths"].values()
    for described in methods.values()
    if "requestBody" in described and described["requestBody"]["required"]
}


class Everything:
    """A mock with a synced connection, a function, users, approvals and an empty group."""

    def __init__(self, mock: FivetranMock | None = None) -> None:
        self.mock = FivetranMock(check_replies=True) if mock is None else mock
        self.connection = create(self.mock, SCHEMA)["id"]
        self.fresh = create(self.mock, "fresh")["id"]
        self.function = create(self.mock, "function", service="aws_lambda", paused=True)["id"]
        self.mock.advance(minutes=60)
        ask(self.mock, "PATCH", f"/v1/connections/{self.function}/state", {"state": {}})
        self.user = self._data("POST", "/v1/users", BODIES["create_user"] | {"email": "first@example.com"})["id"]
        self._data("POST", "/v1/users", BODIES["create_user"] | {"email": "second@example.com"})
        self.group = self._data("POST", "/v1/groups", {"name": "empty"})["id"]
        self._data("POST", f"/v1/groups/{GROUP}/users", {"email": "first@example.com"})
        self._data(
            "POST", f"/v1/users/{self.user}/connections", {"id": self.connection, "role": "Connection Administrator"}
        )
        columns = f"/v1/connections/{self.connection}/schemas/{SCHEMA}/tables/{TABLE}/columns"
        self._data("PATCH", f"{columns}/{COLUMN}", {"enabled": False})
        for owner, identifier in (("connections", self.connection), ("destinations", GROUP)):
            for needed in ("certificate", "fingerprint"):
                self._data("POST", f"/v1/{owner}/{identifier}/{needed}s", offered(identifier, needed))
        self.webhook = self._data("POST", "/v1/webhooks/account", BODIES["create_account_webhook"])["id"]

    def ask(self, operation: str) -> Reply:
        """Send a request for an operation that succeeds."""
        method, path = OPERATIONS[operation]
        needed: Any = "certificate" if "certificate" in operation else "fingerprint"
        owner = GROUP if "destination" in operation else self.connection
        body = BODIES.get(operation) or (self._body(operation) if operation in NEED_A_BODY else None)
        if operation.startswith("approve_"):
            body = offered(owner, needed)
        if operation == "create_destination":
            body = BODIES["create_destination"] | {"group_id": self.group}
        names = {
            "connectionId": self.connection,
            "groupId": GROUP,
            "destinationId": GROUP,
            "userId": self.user,
            "webhookId": self.webhook,
            "service": "pinterest_ads",
            "hash": offered(owner, needed)["hash"],
            "schema": SCHEMA,
            "table": TABLE,
            "column": COLUMN,
        }
        if operation.endswith("_connection_state"):
            names["connectionId"] = self.function
        if operation == "create_schema_config":
            ask(self.mock, "DELETE", f"/v1/connections/{self.fresh}")
            names["connectionId"] = create(self.mock, "unread")["id"]
        if operation == "delete_group":
            names["groupId"] = self.group
        if operation == "delete_destination":
            self._data("POST", "/v1/destinations", BODIES["create_destination"] | {"group_id": self.group})
            names["destinationId"] = self.group
        return ask(self.mock, method, path.format(**names), body)

    def _body(self, operation: str) -> Any:
        """Return the body of the table, with a group and a connection of this mock in place of those there."""
        body = {**_MEMBERS, **{name: row[2] for name, row in CALLED.items()}}[operation]
        known = {"g": self.group, "c": self.fresh}
        return {key: known.get(value, value) if key == "id" else value for key, value in body.items()}

    def _data(self, method: str, target: str, body: Any = None) -> Any:
        return data(self.mock, method, target, body)


_MEMBERS: dict[str, Any] = {
    "create_user_group_membership": {"id": "g", "role": "r"},
    "update_user_group_membership": {"role": "r"},
    "create_user_connection_membership": {"id": "c", "role": "r"},
    "update_user_connection_membership": {"role": "r"},
}

BODIES: dict[str, dict[str, Any]] = {
    "create_connection": {"group_id": GROUP, "service": "mailchimp", "config": {"schema": "new"}},
    "update_connection": {"sync_frequency": 720, "config": {"x": 1}},
    "run_setup_tests": {},
    "create_connect_card": {"connect_card_config": {"redirect_uri": "https://example.com/"}},
    "update_connection_state": {"state": {"a": 1}},
    "update_schema_config": {"schema_change_handling": "ALLOW_ALL"},
    "create_schema_config": {"schemas": {"s": {"enabled": True, "tables": {"t": {"enabled": False}}}}},
    "update_schema": {"enabled": True},
    "update_table": {"enabled": True},
    "update_column": {"enabled": True},
    "drop_columns": {"schemas": {SCHEMA: {"tables": {TABLE: {"columns": [COLUMN]}}}}},
    "resync_tables": {SCHEMA: [TABLE]},
    "create_group": {"name": "new"},
    "update_group": {"name": "renamed"},
    "add_group_user": {"email": "second@example.com"},
    "create_destination": {"service": "big_query", "time_zone_offset": "+1", "config": {"secret_key": "hush"}},
    "update_destination": {"time_zone_offset": "0"},
    "create_user": {"email": "new@example.com", "given_name": "Ada", "family_name": "King"},
    "update_user": {"given_name": "Ada"},
    "create_account_webhook": {"url": "https://receiver.example/", "events": ["sync_end"], "active": False},
}
"""The bodies that are not those of the table of all operations; the approvals have theirs from what is offered."""
