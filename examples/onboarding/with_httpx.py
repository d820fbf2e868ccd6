"""An onboarding with httpx: create, Connect Card, setup tests, first sync."""

from __future__ import annotations

import os
from typing import Any

import httpx
from steps import CARD, Stage, connection_of, failures_of, stage_of, webhook_to


def start(customer: str) -> tuple[str, str]:
    """Create a connection, and return its id and the link for the customer."""
    made = call("POST", "/v1/connections", connection_of(customer))
    return made["id"], made["connect_card"]["uri"]


def new_link(connection: str) -> str:
    """Return another link, since one is valid for a day."""
    made = call("POST", f"/v1/connections/{connection}/connect-card", CARD)
    return str(made["connect_card"]["uri"])


def check(connection: str) -> list[str]:
    """Run the setup tests when the customer is back, and return the messages of those that fail."""
    return failures_of(call("POST", f"/v1/connections/{connection}/test", {}))


def stage(connection: str) -> Stage:
    """Return how far a connection is, as for a page of the service."""
    return stage_of(call("GET", f"/v1/connections/{connection}"))


def listen(url: str, secret: str) -> None:
    """Let Fivetran tell this service when a sync has ended; once for all connections."""
    call("POST", "/v1/webhooks/account", webhook_to(url, secret))


def call(method: str, path: str, body: Any = None) -> Any:
    """Send a request, and return the data of its answer."""
    base = os.environ.get("FIVETRAN_BASE_URL", "https://api.fivetran.com")
    pair = os.environ["FIVETRAN_API_KEY"], os.environ["FIVETRAN_API_SECRET"]
    answer = httpx.request(method, f"{base}{path}", json=body, auth=pair, timeout=300)
    answer.raise_for_status()
    return answer.json()["data"]
