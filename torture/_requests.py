"""Requests to a mock in this process, and a mock that holds connections."""

from __future__ import annotations

import base64
import json
from typing import Any

from fivetran_mock import FivetranMock, Reply, Request

PAIR = ("mock-key", "mock-secret")
HEADERS = {
    "authorization": "Basic " + base64.b64encode(":".join(PAIR).encode()).decode(),
    "content-type": "application/json",
    "host": "127.0.0.1",
}


def new(schema: str, service: str = "pinterest_ads", **fields: Any) -> dict[str, Any]:
    """Return a small connection."""
    return {"group_id": "amber_kettle", "service": service, "config": {"schema": schema}, **fields}


def filled() -> FivetranMock:
    """Return a mock with some connections, one of them in a sync."""
    mock = FivetranMock(credentials=dict([PAIR]), groups=["amber_kettle"], check_replies=True)
    ready: dict[str, Any] = {"status": {"setup_state": "connected"}, "paused": False}
    mock.seed(connections=[new(name, **ready) for name in ("pin_eu", "pin_us")], api_key=PAIR[0])
    for number in range(3):
        create(mock, new(f"made_{number}"))
    return mock


def create(mock: FivetranMock, body: Any) -> Reply:
    """Ask for a connection."""
    return mock.handle(Request("POST", "/v1/connections", HEADERS, json.dumps(body).encode()))
