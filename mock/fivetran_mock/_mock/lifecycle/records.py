"""The record of a connection: the object that answers show as `data`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from fivetran_rules import naming_keys, traits

from ..formats.masking import masked, secrets_of
from ..state.account import Account
from ..state.world import World
from .defaults import CONNECTION, STORED
from .transitions import judge, next_due, setup_tests, shown

Record = dict[str, Any]

STATEFUL: Final = frozenset({"aws_lambda", "azure_function", "google_cloud_function", "connector_sdk"})
"""The services with a state that can be read and written: functions and the Connector SDK."""

NO_CONFIG: Final[Mapping[str, Any]] = {}


class Fresh(NamedTuple):
    """A connection that was just created."""

    record: Record
    due: int | None
    """When its next event is due."""
    more: Record
    """The results of its setup tests, which only the answer of the create shows."""


def schema_name(body: Mapping[str, Any]) -> str:
    """Return a connection's schema name: schema, schema and table, or schema prefix; the service if all are absent."""
    config = body.get("config") or NO_CONFIG
    if "schema_prefix" in config and "schema" not in naming_keys(body["service"]):
        schema = config["schema_prefix"] or config.get("schema")  # which is a plain field there
    else:
        schema = config.get("schema") or config.get("schema_prefix")
    table = config.get("table") or config.get("table_group_name")
    return ".".join(part for part in (schema, table) if isinstance(part, str) and part) or body["service"]


def new_connection(world: World, account: Account, body: Mapping[str, Any], schema: str, *, tested: bool) -> Fresh:
    """
    Build the record of a new connection, and run its setup tests if `tested`.

    Its status before the tests is the one that was observed, and after them the one that is inferred (facts, rules 29
    and 30). The `schema_status` is that of the one real body, whose connection masks nothing (facts, section 2.3).
    """
    record: Record = {
        "id": account.new_id(),
        "group_id": body["group_id"],
        "service": body["service"],
        "service_version": 0,
        "schema": schema,
        "connected_by": account.user_id,
        "created_at": world.clock.text(world.clock.tick()),
        "succeeded_at": None,
        "failed_at": None,
        **CONNECTION,
        **{key: body[key] for key in STORED if key in body},
        "status": {
            "setup_state": "incomplete",
            "schema_status": "ready",
            "sync_state": "paused" if body.get("paused") else "scheduled",
            "update_state": "on_schedule",
            "is_historical_sync": True,
            "tasks": [],
            "warnings": [],
        },
        "config": shown_config(body["service"], body.get("config") or NO_CONFIG),
    }
    if not tested:
        return Fresh(record, None, {})
    tests = setup_tests(world, account, account.names.count, record, body)
    judge(record, tests)
    return Fresh(record, next_due(world, record, None), shown(tests))


def shown_config(service: str, config: Mapping[str, Any]) -> Record:
    """Return a config as answers show it; it is kept in this form, so that secrets are not kept at all."""
    kept: Record = masked(config, secrets_of(service))
    for key, default in traits(service).defaults.items():
        kept.setdefault(key, default)
    return kept
