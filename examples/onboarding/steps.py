"""The bodies of an onboarding, and how it reads answers and events: no requests, so each HTTP library can use it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Literal

from fivetran_connections import InvalidSignature, webhooks

Stage = Literal["authorize", "syncing", "failed", "ready"]

CARD: Final[Mapping[str, Any]] = {"connect_card_config": {"redirect_uri": "https://shop.example/connected"}}
"""Asks for a Connect Card that sends the customer back to this page of the service."""


def connection_of(customer: str) -> dict[str, Any]:
    """Return the body that creates a customer's connection, whose setup tests run once the customer has authorized."""
    return {
        "group_id": "customers",
        "service": "pinterest_ads",
        "config": {"schema": f"pinterest_{customer}", "sync_mode": "AllAdvertisers"},
        "run_setup_tests": False,
        **CARD,
    }


def stage_of(connection: Mapping[str, Any]) -> Stage:
    """Return how far a connection is; only its own status shows whether the customer has authorized."""
    if connection["status"]["setup_state"] != "connected":
        return "authorize"
    if connection["succeeded_at"]:
        return "ready"
    return "failed" if connection["failed_at"] else "syncing"


def failures_of(tested: Mapping[str, Any]) -> list[str]:
    """Return the messages of the setup tests that did not pass."""
    return [test["message"] for test in tested.get("setup_tests", ()) if test["status"] != "PASSED"]


def webhook_to(url: str, secret: str) -> dict[str, Any]:
    """Return the body that creates a webhook: Fivetran then says when a sync has ended, so that nobody has to ask."""
    return {"url": url, "events": ["sync_end"], "secret": secret}


class Receiver:
    """Receives the events of the webhook, as a WSGI application."""

    def __init__(self, secret: str) -> None:
        self.stages: dict[str, Stage] = {}
        """The outcome of the last sync of each connection."""
        self._secret = secret

    def __call__(self, environ: Mapping[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        """Keep the stage that an event tells; one that is not signed is refused, a second one is harmless."""
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        try:
            event = webhooks.parse(body, environ.get("HTTP_X_FIVETRAN_SIGNATURE_256"), self._secret)
        except InvalidSignature:
            start_response("401 Unauthorized", [])
            return []
        if event.event == "sync_end" and event.connector_id:
            self.stages[event.connector_id] = "ready" if event.status == "SUCCESSFUL" else "failed"
        start_response("204 No Content", [])
        return []
