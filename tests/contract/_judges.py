"""
The judges of a body: each decides by itself whether it accepts a body.

Rules and document judge the body itself. The mock and Prism answer a request with it; an answer that neither accepts
nor refuses the body (a crash, a conflict) is no verdict and fails the test.
"""

import base64
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, Protocol

import jsonschema_rs

import fivetran_openapi
import fivetran_rules
from fivetran_client import models
from fivetran_mock import FivetranMock, Reply, Request
from fivetran_mock._mock.contract.differences import Contract
from fivetran_mock._mock.formats.http import OPERATIONS as DOCUMENTED
from fivetran_mock.prism import Prism

CONTRACT = Contract(fivetran_openapi.document())


class Operation(NamedTuple):
    """An operation of the document, with its declared answers."""

    id: str
    method: str
    path: str
    responses: Mapping[str, Any]


OPERATIONS = {
    name: Operation(name, method, path, described["responses"])
    for name, (method, path, described, *_) in DOCUMENTED.items()
}


def model_of_data(operation: str, status: int) -> Any:
    """Return the generated model of the data of an answer."""
    schema = CONTRACT.resolve(OPERATIONS[operation].responses[str(status)])["content"]["application/json"]["schema"]
    return getattr(models, CONTRACT.resolve(schema)["properties"]["data"]["$ref"].rpartition("/")[2])


CREATE = "create_connection"
UPDATE = "update_connection"
ANY_ID = "brisk_otter"
GROUP = "amber_kettle"
USER = "nimble_finch"
PLACES = {
    "connectionId": ANY_ID,
    "groupId": GROUP,
    "destinationId": GROUP,
    "userId": USER,
    "schema": "pin_eu",
    "table": "ad_group_report",
    "column": "name",
    "webhookId": "festive_mantle",
}
"""The names that the examples of the document use, and the id of the first webhook of a mock."""
HEADERS = {
    "authorization": "Basic " + base64.b64encode(b"mock-key:mock-secret").decode(),
    "content-type": "application/json",
    "accept": "application/json",
}


def new(service: str) -> dict[str, Any]:
    """Return the smallest connection of a service."""
    return {"group_id": "amber_kettle", "service": service, "config": {"schema": "pin_eu"}}


UNSET = {
    "data_delay_sensitivity": "NORMAL",
    "networking_method": "Directly",
    "private_link_id": None,
    "proxy_agent_id": None,
    "schedule_type": "auto",
    "sync_frequency": 360,
}
"""The values that the API stores for keys that a create leaves out."""


READY = {"paused": True, "status": {"setup_state": "connected"}, "succeeded_at": "2026-01-01T00:00:00.000001Z"}
"""A connection that any operation can be asked of."""


def sent(method: str, target: str, body: Any = None, **headers: str) -> Request:
    """Return a request with credentials."""
    payload = b"" if body is None else json.dumps(body).encode()
    return Request(method, target, HEADERS | headers, payload)


Change = Callable[[Request, Reply], Reply]
"""Changes an answer of a server."""


def replaced(old: bytes, new: bytes) -> Change:
    """Return a change of the body of an answer."""
    return lambda _, reply: Reply(reply.status, reply.headers, reply.body.replace(old, new))


class Judge(Protocol):
    """A judge, which accepts or refuses bodies."""

    def takes(self, operation: str, body: Any, *, stored: str) -> bool:
        """Return whether a body is valid; an update is for a connection of the service `stored`."""
        ...


Judges = Mapping[str, Judge]


@dataclass
class Rules:
    """`fivetran_rules`, which knows the documented rules and, for an update, the stored connection."""

    check: Callable[..., list[fivetran_rules.Violation]] = fivetran_rules.check
    check_change: Callable[..., list[fivetran_rules.Violation]] = fivetran_rules.check_change

    def takes(self, operation: str, body: Any, *, stored: str) -> bool:
        """Return whether no violation is an error."""
        found = self.check(body) if operation == CREATE else self.check_change(body, new(stored) | UNSET)
        return not any(violation.severity == "error" for violation in found)


@dataclass
class Document:
    """The document's JSON Schema alone, which does not know the stored connection."""

    document: Mapping[str, Any]
    _validators: dict[str, Any] = field(default_factory=dict)

    def takes(self, operation: str, body: Any, *, stored: str) -> bool:
        """Return whether the body fits the schema of the operation's body."""
        del stored
        if operation not in self._validators:
            schema = {**self._schema_of(operation), "components": self.document["components"]}
            self._validators[operation] = jsonschema_rs.Draft202012Validator(schema)
        fits: bool = self._validators[operation].is_valid(body)
        return fits

    def _schema_of(self, operation: str) -> Mapping[str, Any]:
        each = (node for item in self.document["paths"].values() for node in item.values() if isinstance(node, dict))
        found = next(node for node in each if node.get("operationId") == operation)
        schema: Mapping[str, Any] = found["requestBody"]["content"]["application/json"]["schema"]
        return schema


@dataclass
class Mock:
    """`FivetranMock`, asked as a server, with the same state for each body."""

    mock: FivetranMock = field(
        default_factory=lambda: FivetranMock(
            check_replies=True, user_id=USER, services=["my_source"], behaviours={"text_values": "refused"}
        )
    )

    def takes(self, operation: str, body: Any, *, stored: str) -> bool:
        """Return whether the mock accepts the body."""
        prepare(self.mock, operation, stored=stored)
        reply = self.mock.handle(asked(operation, body))
        # What was never offered for approval is not there, although its shape is good.
        return (operation.startswith("approve_") and reply.status == 404) or verdict(reply)


WEBHOOK = {"url": "https://receiver.example/", "events": ["sync_end"], "active": False}
BEFORE_THE_FIRST_READ = ("create_schema_config", "reload_schema_config")
BEFORE: Mapping[str, tuple[str, Any]] = {
    "get_connection_state": ("update_connection_state", {"state": {}}),
    "drop_column": ("update_column", {"enabled": False}),
    "drop_columns": ("update_column", {"enabled": False}),
    "add_group_user": ("remove_group_user", None),
    "create_user_group_membership": ("delete_user_group_membership", None),
    "update_user_connection_membership": ("create_user_connection_membership", {"id": ANY_ID, "role": "any"}),
    "create_destination": ("delete_destination", None),
    **dict.fromkeys(("update_webhook", "test_webhook"), ("create_account_webhook", WEBHOOK)),
}
"""The request without which an operation would find a conflict."""


def prepare(mock: FivetranMock, operation: str, *, stored: str = "pinterest_ads") -> None:
    """Seed a mock so that an operation can be called with the names in `PLACES`."""
    mock.reset()
    service = "connector_sdk" if operation.endswith("connection_state") else stored
    if operation not in (CREATE, "create_destination", "delete_destination"):
        seeded = new(service) | READY | {"id": ANY_ID}
        if operation in BEFORE_THE_FIRST_READ:  # a connection that has synced has a schema configuration
            del seeded["succeeded_at"]
        mock.seed(connections=[seeded])
    called = OPERATIONS[operation]
    if called.path.startswith("/v1/connections/{connectionId}/") and operation not in BEFORE_THE_FIRST_READ:
        mock.handle(asked("reload_schema_config", {}))
    if operation in BEFORE:
        mock.handle(asked(*BEFORE[operation]))


@dataclass
class PrismMock:
    """Prism, which validates by the document with its own validator."""

    prism: Prism

    def takes(self, operation: str, body: Any, *, stored: str) -> bool:
        """Return whether Prism accepts the body."""
        del stored
        return verdict(self.prism.handle(asked(operation, body)))


def asked(operation: str, body: Any) -> Request:
    """Return a request for an operation, with the names of the document's examples."""
    called = OPERATIONS[operation]
    return sent(called.method, called.path.format_map(PLACES | {"hash": "h"}), body)


def those_who_know(judges: Judges, operation: str) -> Judges:
    """Return the judges of an operation; the rules judge connections only."""
    return {name: judge for name, judge in judges.items() if name != "rules" or operation in (CREATE, UPDATE)}


def verdict(reply: Reply) -> bool:
    """Return whether a server's answer accepts or refuses the body."""
    assert reply.status in (200, 201, 400), (reply.status, reply.body)
    return reply.status != 400


def verdicts(judges: Judges, operation: str, body: Any, *, stored: str) -> dict[str, str]:
    """Return the verdict of every judge."""
    words = {True: "takes", False: "refuses"}
    return {name: words[judge.takes(operation, body, stored=stored)] for name, judge in judges.items()}


def written(folder: str | Path, document: Mapping[str, Any]) -> Path:
    """Write a document for Prism, and return its file."""
    path = Path(folder, "document.json")
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@contextmanager
def all_judges(document: Mapping[str, Any]) -> Iterator[Judges]:
    """Return every judge, made from the same document."""
    with TemporaryDirectory() as folder, Prism(document=written(folder, document)) as prism:
        yield {"rules": Rules(), "document": Document(document), "mock": Mock(), "prism": PrismMock(prism)}
