"""Drive `fivetran-mcp` through the protocol it serves; only its base URL is changed."""

from __future__ import annotations

import asyncio
import os
from typing import Any

os.environ |= {"FIVETRAN_API_KEY": "mock-key", "FIVETRAN_API_SECRET": "mock-secret"}

import steps
from fastmcp import Client
from fivetran_mcp import fivetran_api, server

fivetran_api.FivetranClient.BASE_URL = steps.url()
IT = {"connection_id": steps.held()}


def tool(name: str, **arguments: Any) -> Any:
    """Call one tool and return its answer."""

    async def call() -> Any:
        server._client = None  # noqa: SLF001  # its HTTP client belongs to the event loop of one call
        async with Client(server.mcp) as client:
            return (await client.call_tool(name, arguments)).data

    return asyncio.run(call())


def on_it(name: str) -> None:
    """Call a tool for the seeded connection; this client cannot create one."""
    tool(name, **IT)


def schemas() -> None:
    """Reload the schema configuration, and get it."""
    on_it("reload_schema")
    on_it("get_schema")


steps.run(
    {
        "list over two pages": lambda: steps.listed(tool("list_connections")["count"]),
        "get": lambda: on_it("get_connection_status"),
        "update": lambda: on_it("resume_connection"),
        "test": lambda: on_it("test_connection"),
        "sync": lambda: on_it("trigger_sync"),
        "resync": lambda: on_it("trigger_resync"),
        "schemas": schemas,
    }
)
