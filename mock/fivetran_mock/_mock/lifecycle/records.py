"""The record of a connection, as a create and an update make it, and the part that an answer shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from fivetran_common.json_types import is_array, mapped, merged, scalars, without
from fivetran_rules import ServiceCatalogue, naming_keys, traits

from ..formats.masking import NAMED_SECRETS, STARS, masked, secrets_of
from ..state.defaults import CONNECTION, SERVICE_VERSIONS, optional_fields
from ..state.records import Record
from ..state.scripts import SetupTest
from ..state.state import State

STATEFUL: Final = frozenset({"aws_lambda", "azure_function", "google_cloud_function", "connector_sdk"})
"""The services with a state that can be read and written: functions and the Connector SDK."""

DAILY: Final = 1440
"""The sync frequency, in minutes, that allows an hour of the day."""

NO_CONFIG: Final[Mapping[str, Any]] = {}

TRANSIENT: Final = ("run_setup_tests", "trust_certificates", "trust_fingerprints")
"""The fields of a body that belong to the call and are not stored."""


def schema_name(body: Mapping[str, Any]) -> str:
    """Return a connection's schema name: schema, schema and table, or schema prefix; the service if all are absent."""
    config = body.get("config") or NO_CONFIG
    if "schema_prefix" in config and "schema" not in naming_keys(body["service"]):
        schema = config["schema_prefix"] or config.get("schema")  # for these services, `schema` is a plain field
    else:
        schema = config.get("schema") or config.get("schema_prefix")
    table = config.get("table") or config.get("table_group_name")
    return ".".join(part for part in (schema, table) if isinstance(part, str) and part) or body["service"]


def new_connection(state: State, body: Mapping[str, Any], schema: str) -> Record:
    """Return the record of a new connection, before its setup tests."""
    config = _kept_config(state, body["service"], body.get("config") or NO_CONFIG)
    paused = body.get("paused", traits(body["service"]).starts_paused and state.behaviours["starts_paused"] == "true")
    unnamed = "destination_schema_names" not in body and state.behaviours["schema_names_default"] != "absent"
    naming = {"destination_schema_names": state.behaviours["schema_names_default"]} if unnamed else {}
    return {
        "id": state.connections.new_id(),
        "group_id": body["group_id"],
        "service": body["service"],
        "service_version": SERVICE_VERSIONS.get(body["service"], 1),
        "schema": schema,
        "connected_by": state.user_id,
        "created_at": state.clock.text(state.clock.tick()),
        "succeeded_at": None,
        "failed_at": None,
        **CONNECTION,
        **{key: _kept_field(key, body[key]) for key in (*CONNECTION, *optional_fields()) if key in body},
        **naming,
        "paused": paused,
        "status": {  # docs/evidence.md#fresh-status
            "setup_state": "incomplete",
            "schema_status": "ready",  # docs/evidence.md#schema-status
            "sync_state": "paused" if paused else "scheduled",
            "update_state": "on_schedule",
            "is_historical_sync": True,
            "tasks": [],
            "warnings": [],
        },
        "config": config,
    }


def change_record(state: State, record: Record, patch: Mapping[str, Any]) -> None:
    """Merge the body of an update into a record, `config` key by key; null resets a field and removes a key."""
    _set_fields(record, patch)
    changes: Mapping[str, Any] = patch.get("config") or NO_CONFIG
    if record["service"] == "connector_sdk" and is_array(changes.get(NAMED_SECRETS)):
        stored = record["config"].get(NAMED_SECRETS, ()) if state.behaviours["named_secrets"] == "merged" else ()
        by_key = {secret["key"]: secret for secret in (*stored, *changes[NAMED_SECRETS])}
        changes = {**changes, NAMED_SECRETS: [secret for secret in by_key.values() if secret.get("value") is not None]}
    deep = state.behaviours["nested_objects"] == "merged"
    config = merged(record["config"], changes) if deep else {**record["config"], **changes}
    kept = {key: value for key, value in config.items() if value is not None}
    record["config"] = _kept_config(state, record["service"], kept)
    if "schema_status" in patch:
        record["status"]["schema_status"] = patch["schema_status"]


def _set_fields(record: Record, patch: Mapping[str, Any]) -> None:
    """Change the fields beside `config`, and keep them in the order of a create."""
    for key in patch.keys() & {*CONNECTION, *optional_fields()}:
        record[key] = CONNECTION.get(key) if patch[key] is None else _kept_field(key, patch[key])
    if patch.get("networking_method", "ProxyAgent") != "ProxyAgent":  # docs/evidence.md#proxy-agent-ends
        record["proxy_agent_id"] = None
    if record["sync_frequency"] != DAILY:
        record.pop("daily_sync_time", None)
    for key in (*optional_fields(), "status", "config"):  # in the order of a create
        if key in record:
            value = record.pop(key)
            if value is not None or key not in patch:
                record[key] = value
    if patch.get("schedule_type") == "manual":
        record.pop("schedule", None)  # docs/evidence.md#schedule-precedence


def _kept_field(key: str, value: Any) -> Any:
    """Return a field as answers show it: the schedule of a time of day has all days unless some are given."""
    if key == "schedule" and value and value["schedule_type"] == "TIME_OF_DAY":
        return {**value, "days_of_week": value.get("days_of_week") or list(DAYS)}
    return value


DAYS: Final = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
"""The days of a schedule that gives none (docs/evidence.md#schedule-forms)."""


def _kept_config(state: State, service: str, config: Mapping[str, Any]) -> Record:
    """Return a config with masks instead of secrets, which are not kept at all, and with the service's defaults."""
    kept: Record = masked(config, secrets_of(service))
    if state.behaviours["config_defaults"] == "shown":
        for key, default in traits(service).defaults.items():
            kept.setdefault(key, default)
    return kept


# --- what an answer shows ---------------------------------------------------------------------------------------------

EIGHT_STARS: Final = "********"

_DETAILS: Final[Mapping[str, Any]] = {"text": "details", "object": {}, "list": []}


def _tests_shown(state: State, tests: Iterable[SetupTest] | None) -> Record:
    """Return the results of setup tests as a member of an answer's data; none if they did not run."""
    if tests is None:
        return {}
    shown = [test.to_dict() for test in tests]
    details = state.behaviours["setup_test_details"]
    if details != "absent":
        shown = [{**test, "details": test.get("details", _DETAILS[details])} for test in shown]
    return {"setup_tests": shown}


def connection_shown(
    state: State, record: Mapping[str, Any], tests: Iterable[SetupTest] | None = None, *, bare: bool = False
) -> Record:
    """Return a connection as an answer shows it; a bare one has neither `config` nor the results of setup tests."""
    shown = dict(record)
    config = shown.pop("config")
    shown.pop("source_sync_details", None)
    if state.behaviours["flags_in_answers"] == "false":
        shown.update(dict.fromkeys(TRANSIENT, False))
    if state.behaviours["time_digits"] == "three":
        for key in ("succeeded_at", "failed_at"):
            if shown[key] is not None:
                shown[key] = f"{shown[key][:23]}Z"
    if not bare:  # in this order: docs/evidence.md#key-order
        shown.update(_tests_shown(state, tests))
        shown["config"] = _config_shown(state, record["service"], config)
    if "source_sync_details" in record:
        shown["source_sync_details"] = record["source_sync_details"]
    return shown


def destination_shown(state: State, record: Record, tests: Iterable[SetupTest] | None = None) -> Record:
    """Return a destination as an answer shows it, with the results of its setup tests if they ran."""
    config = dict(record["config"])
    port = config.get("port")
    if state.behaviours["destination_port"] == "text" and "port" in config:
        config["port"] = str(port)
    elif isinstance(port, str) and port.isascii() and port.isdecimal():
        config["port"] = int(port)
    later = {key: value for key, value in record.items() if key == "external_secrets_keys_config"}
    rest = {key: value for key, value in record.items() if key not in ("config", *later)}
    config = _starred(state, config)
    return {**rest, **_tests_shown(state, tests), "config": config, **later}


def _config_shown(state: State, service: str, config: Mapping[str, Any]) -> Record:
    behaviours = state.behaviours
    naming = naming_keys(service)
    hidden = naming if behaviours["naming_keys"] == "absent" else ()
    shown = {key: value for key, value in config.items() if key not in hidden}
    if behaviours["empty_list"] == "absent":
        shown = {key: value for key, value in shown.items() if value != []}
    if "null" in (behaviours["unset_key"], behaviours["unset_secret"]):
        entry, secret = ServiceCatalogue.packaged().entry(service), secrets_of(service)
        for key in () if entry is None else entry.config:
            if key not in naming and behaviours["unset_secret" if secret(key) else "unset_key"] == "null":
                shown.setdefault(key, None)
    if behaviours["set_secret"] == "absent":  # noqa: S105  # a behaviour
        shown = without(shown, [pointer for pointer, value in scalars(shown) if value == STARS])
    return _starred(state, shown)


def _starred(state: State, config: Record) -> Record:
    """Return a config with the masks of the behaviour `mask`."""
    kind = state.behaviours["mask"]

    def starred(value: Any, pointer: str) -> Any:
        if kind == "mixed" and pointer.count("/") == 1:
            return value
        prefix = "arn:" if kind == "prefixed" and pointer.endswith("role_arn") else ""  # docs/evidence.md#prefix-kept
        return f"{prefix}{EIGHT_STARS}" if value == STARS else value

    shown: Record = config if kind == "six" else mapped(config, starred)
    return shown
