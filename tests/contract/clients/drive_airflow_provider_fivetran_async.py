"""Drive the hooks and the sensor of `airflow-provider-fivetran-async`."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import steps
from airflow.exceptions import TaskDeferred
from fivetran_provider_async.hooks import FivetranHook, FivetranHookAsync
from fivetran_provider_async.sensors import FivetranSensor

HELD = steps.held()
server = urlsplit(steps.url())
for kind in (FivetranHook, FivetranHookAsync):
    kind.api_protocol, kind.api_host = server.scheme, server.netloc
hook = FivetranHook()


def test_connection() -> None:
    """Test the connection, as the button of the web page does."""
    fine, message = hook.test_connection()
    assert fine, message


def sensor(after: timedelta, **how: Any) -> FivetranSensor:
    """Return the sensor of a task that waits for a sync later than the last one."""
    time = hook.get_last_sync(HELD) + after
    return FivetranSensor(task_id="wait_for_sync", connector_id=HELD, completed_after_time=time, **how)


def sense() -> None:
    """Let the sensor find an ended sync, immediately and by polling."""
    sensor(timedelta(seconds=-1)).execute({})
    sensor(timedelta(seconds=-1), deferrable=False).execute({})


def defer() -> None:
    """Defer the sensor to its trigger, finish a sync, and resume the sensor with the trigger's event."""
    waiting = sensor(timedelta(seconds=1))
    try:
        waiting.execute({})
    except TaskDeferred as deferred:
        trigger = deferred.trigger
        resume = getattr(waiting, deferred.method_name)
    hook.start_fivetran_sync(HELD)
    steps.advance(minutes=30)

    async def first_event() -> Any:
        return await anext(trigger.run())

    event = asyncio.run(first_event()).payload
    assert event["status"] == "success", event
    resume({}, event)


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
        "sensor deferred": defer,
        "prepare": lambda: hook.prep_connector(HELD, "manual"),
        "sync": lambda: hook.start_fivetran_sync(HELD) and None,
    },
    named=None,
)
