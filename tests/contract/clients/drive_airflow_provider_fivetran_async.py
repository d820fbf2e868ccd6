"""Drive the hooks and the sensor of `airflow-provider-fivetran-async`."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import steps
from fivetran_provider_async.hooks import FivetranHook, FivetranHookAsync

HELD = steps.held()
server = urlsplit(steps.url())
for kind in (FivetranHook, FivetranHookAsync):
    kind.api_protocol, kind.api_host = server.scheme, server.netloc
hook = FivetranHook()


def test_connection() -> None:
    """Test the connection, as the button of the web page does."""
    fine, message = hook.test_connection()
    assert fine, message


def sense() -> None:
    """Ask as the sensor does whether a sync was completed after the one before the last."""
    before = hook.get_last_sync(HELD) - timedelta(seconds=1)
    assert hook.is_synced_after_target_time(HELD, before)
    asynchronous = FivetranHookAsync()
    assert asyncio.run(asynchronous.get_sync_status_async(HELD, before)) == "success"


def last_sync_is_known() -> None:
    """Read when the last sync ended."""
    assert isinstance(hook.get_last_sync(HELD), datetime)


steps.run(
    {
        "test_connection": test_connection,
        "groups": lambda: list(hook.get_groups()) and None,
        "one group": lambda: hook.get_groups(steps.GROUP) and None,
        "destination": lambda: hook.get_destinations(steps.GROUP) and None,
        "list over two pages": lambda: steps.listed(len(list(hook.get_connectors(steps.GROUP)))),
        "check": lambda: hook.check_connector(HELD) and None,
        "schemas": lambda: hook.get_connector_schemas(HELD) and None,
        "last sync": last_sync_is_known,
        "sensor": sense,
        "prepare": lambda: hook.prep_connector(HELD, "manual"),
        "sync": lambda: hook.start_fivetran_sync(HELD) and None,
    },
    named=None,
)
