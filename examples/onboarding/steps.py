"""The bodies of an onboarding, and how it reads the answers: no requests, so each HTTP library can use it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

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
