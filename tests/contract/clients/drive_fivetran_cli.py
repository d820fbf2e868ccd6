"""Drive `fivetran-cli`, the official command line; only its base URL is changed."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

import fivetran_cli
import fivetran_cli.http.config
import steps

fivetran_cli.http.config.DEFAULT_BASE_URL = steps.url()
KEY = base64.b64encode(f"{steps.KEY}:{steps.SECRET}".encode()).decode()
made: list[str] = []


def command(*words: str) -> Any:
    """Run one command and return the JSON it prints."""
    out, complaints = io.StringIO(), io.StringIO()
    status = fivetran_cli.run(["beta", *words, "--api-key", KEY, "--output", "json"], stdout=out, stderr=complaints)
    if status:
        raise RuntimeError(complaints.getvalue().strip() or out.getvalue().strip())
    return json.loads(out.getvalue() or "null")


def create() -> None:
    """Create the connection for all other steps."""
    made.append(command("connection", "create", "--config", json.dumps(steps.BODY))["data"]["id"])


def list_two_pages() -> str:
    """List all connections; the client follows the cursors."""
    return steps.listed(len(command("connection", "list")["data"]["items"]))


def on_it(operation: str, *more: str) -> None:
    """Run a command for the created connection."""
    command("connection", operation, "--connection-id", made[0], *more)


def schemas() -> None:
    """Reload the schema configuration, and get it."""
    command("connection-schema", "reload", "--connection-id", made[0], "--yes", "--config", "{}")
    command("connection-schema", "get", "--connection-id", made[0])


if __name__ == "__main__":
    steps.run(
        {
            "create": create,
            "list over two pages": list_two_pages,
            "get": lambda: on_it("get"),
            "update": lambda: on_it("update", "--config", '{"paused": false}'),
            "test": lambda: on_it("test", "--config", "{}"),
            "sync": lambda: on_it("sync", "--config", '{"force": false}'),
            "resync": lambda: on_it("resync", "--yes", "--config", "{}"),
            "schemas": schemas,
            "delete": lambda: on_it("delete", "--yes"),
        }
    )
