"""The record of a connection: the object that answers show as `data`, kept as the bytes that they send."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from fivetran_rules import naming_keys, traits

from ..formats.json import NO_MEMBERS, encode, quote, to_bytes
from ..formats.masking import masked, secrets_of
from ..state.account import Account
from ..state.world import World
from .transitions import ALL_PASSED, first_due, judge, next_due, results_member, setup_tests

Record = dict[str, Any]

DEFAULTS: Final[Mapping[str, Any]] = {
    "paused": False,
    "pause_after_trial": False,
    "sync_frequency": 360,
    "data_delay_threshold": 0,
    "data_delay_sensitivity": "NORMAL",
    "private_link_id": None,
    "networking_method": "Directly",
    "proxy_agent_id": None,
    "hybrid_deployment_agent_id": None,
    "schedule_type": "auto",
}
"""The values of fields that were never set, in the order of the one real body that is known."""

OPTIONAL: Final = (
    "daily_sync_time",
    "destination_configuration",
    "destination_schema_names",
    "external_secrets_manager_id",
    "external_secrets_keys_config",
    "schedule",
    "data_checks",
)
"""Fields that an answer has only if they were set."""

DAILY: Final = 1440
"""The sync frequency, in minutes, that allows an hour of the day."""

STORED: Final = frozenset({*DEFAULTS, *OPTIONAL})
"""The connection-level fields that a request may set and an answer shows."""

STATEFUL: Final = frozenset({"aws_lambda", "azure_function", "google_cloud_function", "connector_sdk"})
"""The services with a state that can be read and written: functions and the Connector SDK."""

NO_CONFIG: Final[Mapping[str, Any]] = {}


class Fresh(NamedTuple):
    """A connection that was just created."""

    id: str
    record: bytes
    due: int | None
    """When its next event is due."""
    tests: bytes
    """The results of its setup tests, as a member of the answer."""


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
    """Build the record of a new connection, and run its setup tests if `tested`."""
    identifier = account.new_id()
    paused = body.get("paused", False)
    record = (
        f'{{"id":"{identifier}","group_id":{quote(body["group_id"])},"service":{quote(body["service"])},'
        f'"service_version":0,"schema":{quote(schema)},"connected_by":"{account.user_id}",'
        f'"created_at":"{world.clock.text(world.clock.tick())}","succeeded_at":null,"failed_at":null,'
        f"{_settings(body)},"
        f'"status":{_FRESH[tested, paused]},'
        f'"config":{encode(shown_config(body["service"], body.get("config") or NO_CONFIG))}}}'
    ).encode()
    if not tested:
        return Fresh(identifier, record, None, NO_MEMBERS)
    if world.scripts.has_setup_tests():
        return _tested_by_script(world, account, record, body)
    return Fresh(identifier, record, None if paused else first_due(world, body), ALL_PASSED)


def shown_config(service: str, config: Mapping[str, Any]) -> dict[str, Any]:
    """Return a config as answers show it; it is kept in this form, so that secrets are not kept at all."""
    shown: dict[str, Any] = masked(config, secrets_of(service))
    for key, default in traits(service).defaults.items():
        shown.setdefault(key, default)
    return shown


def _tested_by_script(world: World, account: Account, fresh: bytes, body: Mapping[str, Any]) -> Fresh:
    """Apply scripted setup tests to a new connection, whose record was built as if they had passed."""
    record = json.loads(fresh)
    record["status"] = _status(paused=record["paused"], tested=False)
    tests = setup_tests(world, account, account.names.count, record, body)
    judge(record, tests)
    return Fresh(record["id"], to_bytes(record), next_due(world, record, None), results_member(tests))


def _settings(body: Mapping[str, Any]) -> str:
    """Encode the connection-level fields of a new connection, with the API's defaults."""
    given = map(body.get, _SETTINGS, _ABSENT)
    try:
        return _cached_settings(*given)
    except TypeError:  # an object among them, which cannot be looked up
        return _encode_settings(*map(body.get, _SETTINGS, _ABSENT))


def _encode_settings(*given: object) -> str:
    """Encode settings in the order of `_SETTINGS`."""
    named = {key: value for key, value in zip(_SETTINGS, given, strict=True) if value is not Ellipsis}
    return encode({**DEFAULTS, **named})[1:-1]


_SETTINGS: Final = (*DEFAULTS, *OPTIONAL)
_ABSENT: Final = (Ellipsis,) * len(_SETTINGS)
"""An ellipsis marks a field that is absent; null would be a value."""


_cached_settings = lru_cache(1024, typed=True)(_encode_settings)
"""Most connections of a test have the same settings, and encoding them takes longer than a lookup."""


def _status(*, paused: bool, tested: bool) -> dict[str, Any]:
    """Return the status of a new connection whose setup tests passed or did not run."""
    return {
        "setup_state": "connected" if tested else "incomplete",
        "schema_status": "ready",
        "sync_state": "paused" if paused else "scheduled",
        "update_state": "on_schedule",
        "is_historical_sync": True,
        "tasks": [],
        "warnings": [],
    }


_FRESH: Final = {
    (tested, paused): encode(_status(paused=paused, tested=tested))
    for tested in (False, True)
    for paused in (False, True)
}
"""
The encoded status of a new connection, untested (docs/evidence.md#fresh-status) and tested
(docs/evidence.md#status-after-tests); schema_status as observed (docs/evidence.md#schema-status).
"""
