"""Requests to a mock's core, without an adapter."""

import json
from base64 import b64encode
from typing import Any

from fivetran_mock import FivetranMock, Reply, Request


def ask(mock: FivetranMock, method: str, target: str, body: Any = None, *, key: str | None = None) -> Reply:
    """Send a request with credentials."""
    pair = f"{key or mock.api_key}:{mock.api_secret}".encode()
    headers = {"authorization": f"Basic {b64encode(pair).decode()}", "content-type": "application/json"}
    return mock.handle(Request(method, target, headers, b"" if body is None else json.dumps(body).encode()))


def data(mock: FivetranMock, method: str, target: str, body: Any = None, *, key: str | None = None) -> Any:
    """Send a request that succeeds, and return the data of its answer."""
    reply = ask(mock, method, target, body, key=key)
    assert reply.status < 300, reply.body
    return json.loads(reply.body).get("data")


def create(mock: FivetranMock, schema: str = "s", *, key: str | None = None, **fields: Any) -> dict[str, Any]:
    """Create a valid connection, and return it."""
    body = {"group_id": "g", "service": "mailchimp", "config": {"schema": schema}, **fields}
    created: dict[str, Any] = data(mock, "POST", "/v1/connections", body, key=key)
    return created
