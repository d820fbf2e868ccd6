"""A connection's record: the object that answers show as `data`, kept as the bytes that they show."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from fivetran_rules import traits

from ..formats.envelope import NO_MEMBERS, encode, quote, to_bytes
from ..formats.masking import masked
from ..state.account import Account
from ..state.world import World
from .transitions import ALL_PASSED, first_due, judge, next_due, spelled

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
"""What an answer says of a field that was never given, in the order of the one real body."""

OPTIONAL: Final = (
    "daily_sync_time",
    "destination_configuration",
    "destination_schema_names",
    "external_secrets_manager_id",
    "external_secrets_keys_config",
    "schedule",
    "data_checks",
)
"""Fields that an answer has only if they were given."""

DAILY: Final = 1440
"""The sync frequency, in minutes, that has an hour of the day."""

STORED: Final = frozenset({*DEFAULTS, *OPTIONAL})
"""The connection-level fields that a request may set and an answer shows."""

NO_CONFIG: Final[Mapping[str, Any]] = {}


class Fresh(NamedTuple):
    """A connection that was just made."""

    id: str
    record: bytes
    due: int | None
    """When the next thing happens to it by itself."""
    tests: bytes
    """The results of its setup tests, as the answer shows them."""


def schema_name(body: Mapping[str, Any]) -> str:
    """Name the connection: its schema, schema and table, or schema prefix; the service where there is none."""
    config = body.get("config") or NO_CONFIG
    schema = config.get("schema") or config.get("schema_prefix")
    table = config.get("table") or config.get("table_group_name")
    if table is None and type(schema) is str:
        return schema
    return ".".join(part for part in (schema, table) if isinstance(part, str) and part) or body["service"]


def new_connection(world: World, account: Account, body: Mapping[str, Any], schema: str, *, tested: bool) -> Fresh:
    """Make the record of a new connection, and run its setup tests if it is to be tested."""
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
    if world.scripts.for_setup_tests:
        return _tested_by_script(world, identifier, record)
    return Fresh(identifier, record, None if paused else _first_due(world, body), ALL_PASSED)


def shown_config(service: str, config: Mapping[str, Any]) -> dict[str, Any]:
    """Give a config as answers show it, and so as it is kept: secrets are not kept at all."""
    shown: dict[str, Any] = masked(config)
    for key, default in traits(service).defaults.items():
        shown.setdefault(key, default)
    return shown


def _tested_by_script(world: World, identifier: str, fresh: bytes) -> Fresh:
    """Let a script say how the setup tests of a new connection end, which is spelled as if they had passed."""
    record = json.loads(fresh)
    record["status"] = _status(paused=record["paused"], tested=False)
    tests = world.scripts.setup_tests(record)
    judge(record, tests)
    return Fresh(identifier, to_bytes(record), next_due(world, record, None), spelled(tests))


def _first_due(world: World, body: Mapping[str, Any]) -> int | None:
    """Say when the first sync starts; most bodies say nothing of a schedule, or only how often."""
    if "schedule" in body or body.get("schedule_type") == "manual":
        return first_due(world, {**DEFAULTS, **body})
    return world.clock.now() + world.first_delay


def _settings(body: Mapping[str, Any]) -> str:
    """Spell the connection-level fields of a new connection, with the API's defaults."""
    given = map(body.get, _SETTINGS, _ABSENT)
    try:
        return _spelled_settings(*given)
    except TypeError:  # an object among them, which cannot be looked up
        return _spell_settings(*map(body.get, _SETTINGS, _ABSENT))


def _spell_settings(*given: object) -> str:
    """Spell settings in the order of `_SETTINGS`."""
    named = {key: value for key, value in zip(_SETTINGS, given, strict=True) if value is not Ellipsis}
    return encode({**DEFAULTS, **named})[1:-1]


_SETTINGS: Final = (*DEFAULTS, *OPTIONAL)
_ABSENT: Final = (Ellipsis,) * len(_SETTINGS)
"""No JSON stands for an ellipsis; null would be a value."""


_spelled_settings = lru_cache(1024, typed=True)(_spell_settings)
"""Most connections of a test or a team have the same settings, and spelling them takes longer than finding them."""


def _status(*, paused: bool, tested: bool) -> dict[str, Any]:
    """Give the status of a new connection, if its setup tests passed or did not run."""
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
The status of a new connection, spelled: untested as observed (facts, rule 29), tested as inferred (rule 30). The
schema_status is the one of the real body (facts, section 2.3), which was of a connection that masks nothing.
"""
