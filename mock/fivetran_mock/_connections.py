"""The connection's record, and the operations that make, show, change and remove it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fivetran_rules import Violation, check, check_change

from ._call import Call
from ._cards import make_card
from ._envelope import done, duplicate_schema, invalid_body, not_found, success, to_bytes, with_keys
from ._lifecycle import ask_for_sync, next_due, reschedule, run_tests, set_paused, settle
from ._messages import Reply
from ._secrets import masked
from ._state import Account
from ._world import World

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
    "schedule",
    "data_checks",
)
"""Fields that an answer has only if they were given."""

CONFIG_DEFAULTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "pinterest_ads": {"sync_mode": "AllAdvertisers", "timeframe_months": "THREE"},
    "google_ads": {"timeframe_months": "TWELVE"},
    "facebook_ads": {"sync_metadata": True, "timeframe_months": "THREE"},
    "tiktok_ads": {"attribution_window_size": "SEVEN", "timeframe_months": "THREE"},
    "linkedin_ads": {
        "sync_mode": "AllAccounts",
        "post_click_attribution_window_size": "DAY_30",
        "view_through_attribution_window_size": "DAY_7",
        "timeframe_months": "ALL_TIME",
    },
    "snapchat_ads": {
        "swipe_attribution_window": "DAY_28",
        "view_attribution_window": "DAY_1",
        "timeframe_months": "TWELVE",
    },
    "bingads": {"sync_mode": "AllAccounts", "timeframe_months": "SIX"},
    "reddit_ads": {"timeframe_months": "TWELVE"},
}
"""Documented defaults by service (facts, sections 3.1 and 9), but for the sync_mode of pinterest_ads: a guess."""

NO_CONFIG: Final[Mapping[str, Any]] = {}

FRESH_STATUS: Final[Mapping[str, Any]] = {
    "setup_state": "incomplete",
    "sync_state": "scheduled",
    "update_state": "on_schedule",
    "is_historical_sync": True,
}
"""Observed on a fresh connection whose setup tests did not run."""


def list_connections(call: Call) -> Reply:
    """List the account's connections, of one group or of one schema name if asked so."""
    return _page(call, call.parameter("group_id"))


def list_group_connections(call: Call) -> Reply:
    """List a group's connections."""
    _find_group(call, call.argument)
    return _page(call, call.argument)


def get_connection(call: Call) -> Reply:
    """Show a connection."""
    return success("get_connection", call.account.rows[call.number])


def create_connection(call: Call) -> Reply:
    """Make a connection, test it unless told not to, and add a connect card if one is asked for."""
    body = call.body
    if isinstance(body, dict) and isinstance(body.get("group_id"), str):
        _find_group(call, body["group_id"])
    _refuse(call, check(body, strict=call.world.strict))
    schema = schema_name(body)
    account = call.account
    if call.world.duplicate_schemas == "refuse" and account.find(group=body["group_id"], schema=schema):
        raise duplicate_schema(schema)
    if wants_tests := body.get("run_setup_tests", True):
        call.spend("setup_tests")
    record = new_record(call.world, call.account, body, schema)
    due, shown = run_tests(call.world, record) if wants_tests else (None, {})
    stored = to_bytes(record)
    if "connect_card_config" in body:
        shown |= make_card(call, record, body["connect_card_config"])
    account.meet_group(body["group_id"], call.world.clock)
    number = account.add(record["id"], record["group_id"], schema, stored)
    if due is not None:
        account.plan(number, due)
    return success("create_connection", with_keys(stored, shown), status=201)


def update_connection(call: Call) -> Reply:
    """Merge a patch into a connection key by key, and test it unless told not to."""
    patch, record = call.body, call.record()
    _refuse(call, check_change(patch, record, strict=call.world.strict))
    if wants_tests := patch.get("run_setup_tests", True):
        call.spend("setup_tests")
    due = _merge(call, record, patch)
    shown: Mapping[str, Any] = {}
    if wants_tests:
        due, shown = run_tests(call.world, record, due=due)
    stored = to_bytes(record)
    call.account.replace(call.number, stored)
    call.account.plan(call.number, due)
    return success("update_connection", with_keys(stored, shown))


def delete_connection(call: Call) -> Reply:
    """Remove a connection."""
    call.account.remove(call.number)
    return done("delete_connection", call.argument)


def _page(call: Call, group: str | None) -> Reply:
    account, world = call.account, call.world
    numbers, end = call.page(account.find(group=group, schema=call.parameter("schema")))
    for number in numbers:
        settle(world, account, number)
    rows = account.rows
    return success(call.operation, b'{"items":[' + b",".join([rows[number] for number in numbers]) + end)


def _find_group(call: Call, group: str) -> None:
    if not call.knows_group(group):
        raise not_found("Group", group)


def _refuse(call: Call, violations: list[Violation]) -> None:
    """Refuse a body for its errors; warnings are only noted."""
    if violations:
        call.violations = tuple(violations)
        errors = [each for each in violations if each.severity == "error"]
        if errors:
            raise invalid_body(errors)


def schema_name(body: Mapping[str, Any]) -> str:
    """Name the connection: its schema, schema and table, or schema prefix; the service where there is none."""
    config = body.get("config") or NO_CONFIG
    parts = [config.get("schema") or config.get("schema_prefix"), config.get("table") or config.get("table_group_name")]
    return ".".join(part for part in parts if isinstance(part, str) and part) or body["service"]


def new_record(world: World, account: Account, body: Mapping[str, Any], schema: str) -> Record:
    """Give the record of a new connection, whose setup tests have not run."""
    service = body["service"]
    record: Record = {
        "id": account.names.next(),
        "group_id": body["group_id"],
        "service": service,
        "service_version": 0,
        "schema": schema,
        "connected_by": account.user_id,
        "created_at": world.clock.text(world.clock.tick()),
        "succeeded_at": None,
        "failed_at": None,
    }
    for key, default in DEFAULTS.items():
        record[key] = body.get(key, default)
    for key in OPTIONAL:
        if key in body:
            record[key] = body[key]
    record["status"] = {**FRESH_STATUS, "tasks": [], "warnings": []}
    if record["paused"]:
        record["status"]["sync_state"] = "paused"
    record["config"] = _shown_config(service, body.get("config") or NO_CONFIG)
    return record


def _shown_config(service: str, config: Mapping[str, Any]) -> dict[str, Any]:
    """Give a config as answers show it, and so as it is kept: secrets are not kept at all."""
    shown = masked(config)
    for key, default in CONFIG_DEFAULTS.get(service, NO_CONFIG).items():
        shown.setdefault(key, default)
    return shown


def _merge(call: Call, record: Record, patch: Mapping[str, Any]) -> int | None:
    """Put a patch into a record; gives when the next thing happens to the connection."""
    due = call.account.due.get(call.number)
    longer_history = _changes_history(record, patch)
    for key in patch.keys() & (DEFAULTS.keys() | set(OPTIONAL)):
        _set(record, key, patch[key])
    config = {**record["config"], **(patch.get("config") or NO_CONFIG)}
    record["config"] = _shown_config(
        record["service"], {key: value for key, value in config.items() if value is not None}
    )
    if "schema_status" in patch:
        record["status"]["schema_status"] = patch["schema_status"]
    if patch.keys() & {"sync_frequency", "daily_sync_time", "schedule_type", "schedule"}:
        due = reschedule(call.world, record, due)
    if "paused" in patch:
        set_paused(record, paused=patch["paused"])
    if patch.get("is_historical_sync") or longer_history:
        record["status"]["is_historical_sync"] = True
        return ask_for_sync(call.world, record)
    return next_due(call.world, record, due)


def _changes_history(record: Record, patch: Mapping[str, Any]) -> bool:
    """Tell whether the first sync has to be made again: documented for the timeframe of google_ads."""
    wanted = (patch.get("config") or NO_CONFIG).get("timeframe_months")
    return record["service"] == "google_ads" and wanted not in (None, record["config"].get("timeframe_months"))


def _set(record: Record, key: str, value: Any) -> None:
    """Change one field; null puts it back to what it is when it was never given."""
    if value is not None:
        record[key] = value
    elif key in DEFAULTS:
        record[key] = DEFAULTS[key]
    else:
        record.pop(key, None)
