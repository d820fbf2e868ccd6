"""Drive `pyfivetran`. It calls the older paths, `/v1/connectors/...`; only where they lead is changed."""

from __future__ import annotations

from typing import Any

import httpx
import steps
from pyfivetran import FivetranClient

SERVER = httpx.URL(steps.url())
made: list[Any] = []


def to_the_server(request: httpx.Request) -> None:
    """Redirect a request for the API to the server."""
    request.url = request.url.copy_with(scheme=SERVER.scheme, host=SERVER.host, port=SERVER.port)


client = FivetranClient(steps.KEY, steps.SECRET, event_hooks={"request": [to_the_server]})
connectors = client.connector_endpoint


def create() -> None:
    """Create the connection for all other steps."""
    made.append(connectors.create_connector(steps.BODY))


def list_two_pages() -> str:
    """List a group; the client has no list of all."""
    group = client.group_endpoint.list_groups()[0]
    return steps.listed(sum(len(page["data"]["items"]) for page in group.list_connectors(limit=steps.PAGE)))


def schemas() -> None:
    """Reload the schema configuration, and get it."""
    client.connector_schema_endpoint.reload_connector_schema_config(made[0].fivetran_id, exclude_mode="PRESERVE")
    client.connector_schema_endpoint.get_connector_schema_config(made[0].fivetran_id)


steps.run(
    {
        "create": create,
        "list over two pages": list_two_pages,
        "get": lambda: connectors.get_connector(made[0].fivetran_id) and None,
        "update": lambda: made[0].modify(paused=False) and None,
        "test": lambda: made[0].run_setup_tests() and None,
        "sync": lambda: made[0].sync() and None,
        "resync": lambda: made[0].resync() and None,
        "schemas": schemas,
        "delete": lambda: made[0].delete() and None,
    }
)
