"""
The steps that every client runs, in order, and how a client reports their outcomes.

Runs in the client's own environment: standard library only.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from http.client import HTTPConnection
from urllib.parse import urlsplit

STEPS = ("create", "list over two pages", "get", "update", "test", "sync", "resync", "schemas", "delete")
GROUP = "amber_kettle"
KEY, SECRET = "mock-key", "mock-secret"
PAGE = 100
HELD = 120
"""Connections that are there before the client comes: more than one page."""

BODY = {
    "group_id": GROUP,
    "service": "pinterest_ads",
    "paused": True,
    "config": {"schema": "pin_eu", "sync_mode": "SpecificAdvertisers", "advertisers": ["549755885175"]},
}


class NotOffered(Exception):  # it ends a step, nothing went wrong
    """Raised if the client has no call for a step."""


def url() -> str:
    """Return the server's URL."""
    return os.environ["FIVETRAN_BASE_URL"]


def held() -> str:
    """Return the id of the seeded connection, for clients that cannot create one."""
    return os.environ["FIVETRAN_HELD_CONNECTION"]


def advance(**by: float) -> None:
    """Advance the mock's time, so that the running sync ends."""
    connection = HTTPConnection(urlsplit(url()).netloc, timeout=10)
    connection.request("POST", "/__mock__/advance", json.dumps(by), {"content-type": "application/json"})
    assert connection.getresponse().status == 200
    connection.close()


def listed(count: int) -> str:
    """Return whether a list was complete."""
    return "works" if count > PAGE else f"stops after {count}"


def run(steps: dict[str, Callable[[], object]], *, named: tuple[str, ...] | None = STEPS) -> None:
    """Run the named steps, or all with None, and print the outcomes."""
    print(json.dumps({name: _outcome(steps.get(name)) for name in named or steps}), file=sys.__stdout__)


def _outcome(step: Callable[[], object] | None) -> str:
    if step is None:
        return "not offered"
    try:
        return str(step() or "works")
    except Exception as error:  # noqa: BLE001  # whatever the client raises is what is asked for
        return f"{type(error).__name__}: {error}"
