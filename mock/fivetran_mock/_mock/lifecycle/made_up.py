"""
The made-up parts of a service, a group or a destination, used where no test names them.

The parts of a real source depend on the account; these values are plausible and the same in every run.
Other traits of a service (defaults, permanent keys) come from `fivetran_rules`.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from ..state.defaults import HANDLING
from ..state.records import Record
from ..state.scripts import Scripts, SetupTest

# --- schemas of a source ----------------------------------------------------------------------------------------------

_DATA: Final = json.loads(files(__package__ or "").joinpath("made_up.json").read_text(encoding="utf-8"))

TABLES: Final[Mapping[str, Sequence[str]]] = _DATA["tables"]
"""Tables by service. A real source has more, and other ones."""

OTHER_TABLES: Final = ("account", "event", "user")
"""The tables of every other service."""

SYSTEM_TABLE: Final = "fivetran_audit"
"""A table that cannot be disabled, in every schema."""

KEY_COLUMN: Final = "id"
"""The primary key of every table; it cannot be disabled."""

SYSTEM_COLUMN: Final = "_fivetran_synced"
"""A column that Fivetran adds to every table; it cannot be disabled."""

COLUMNS: Final = (KEY_COLUMN, "name", "created_at")
"""The columns of every other table."""

MADE_UP_SCHEMA: Final = "public"
"""The schema of a source whose schemas get a prefix."""

SourceContent = Mapping[str, Mapping[str, Sequence[str]]]
"""The content of a source: the columns of each table of each schema."""


def source_of(scripts: Scripts, record: Record) -> SourceContent:
    """Return the schemas in the source of a connection: from a script, else made up."""
    if scripted := scripts.source(record):
        return scripted.schemas
    schema, table = record["config"].get("schema"), record["config"].get("table")
    if isinstance(schema, str) and isinstance(table, str):
        return {schema: {table: ()}}
    name = MADE_UP_SCHEMA if _is_prefix(record) else record["schema"]
    return {name: dict.fromkeys(TABLES.get(record["service"], OTHER_TABLES), COLUMNS)}


def schema_settings(record: Record, name: str, *, enabled: bool) -> Record:
    """Return the settings of a schema without tables; a prefix stands before its name in the destination."""
    destination = f"{record['schema']}_{name}" if _is_prefix(record) else name
    return {"name_in_destination": destination, "enabled": enabled, "tables": {}}


def _is_prefix(record: Record) -> bool:
    """Return whether the schema of a connection is the prefix of the schemas of its source."""
    return bool(record["config"].get("schema_prefix") == record["schema"])


def schema_config(record: Record, source: SourceContent, *, enabled: bool) -> Record:
    """Return the schema configuration that the first read of a connection's source finds."""
    # Which tables have no columns is unknown (docs/evidence.md#no-columns-config): these let a test meet one.
    has_columns = "table" not in record["config"]
    schemas: Record = {}
    for name, names in source.items():
        tables = {table: table_settings(table, enabled=enabled, has_columns=has_columns) for table in names}
        tables[SYSTEM_TABLE] = table_settings(SYSTEM_TABLE, enabled=True) | {
            "enabled_patch_settings": {"allowed": False, "reason_code": "SYSTEM_TABLE"}
        }
        schemas[name] = {**schema_settings(record, name, enabled=True), "tables": tables}
    return {"enable_new_by_default": True, "schema_change_handling": HANDLING, "schemas": schemas}


def enables_new(handling: str) -> bool:
    """Return `enable_new_by_default`, which is true exactly for ALLOW_ALL (docs/evidence.md#enable-new)."""
    return handling == "ALLOW_ALL"


def read_source(scripts: Scripts, record: Record, kept: Record | None, *, exclude: bool = False) -> Record:
    """
    Return the schema configuration after the source was read.

    Schemas and tables that it already has keep their settings; new ones are enabled unless `exclude` or the
    configuration's own handling of changes says otherwise. Until the first sync ended, names that the source
    lacks are dropped.
    """
    handling = HANDLING if kept is None else kept["schema_change_handling"]
    source = source_of(scripts, record)
    found: Record = schema_config(record, source, enabled=enables_new(handling) and not exclude)
    if kept is None:
        return found
    if record["succeeded_at"] is None and record["status"]["is_historical_sync"]:
        _keep_only(kept["schemas"], found["schemas"])
        for name, schema in kept["schemas"].items():
            _keep_only(schema["tables"], found["schemas"][name]["tables"])
            for table, settings in schema["tables"].items():
                _keep_only(settings.get("columns", {}), columns_of(source, name, table))
    for name, schema in found["schemas"].items():
        known = kept["schemas"].setdefault(name, schema)
        known["tables"] = schema["tables"] | known["tables"]
    return kept


def _keep_only(things: Record, names: Collection[str]) -> None:
    for name in things.keys() - names:
        del things[name]


def columns_of(source: SourceContent, schema: str, table: str) -> Sequence[str]:
    """Return the columns of a table, with the system column."""
    columns = source.get(schema, {}).get(table, COLUMNS if table == SYSTEM_TABLE else ())
    return (*columns, SYSTEM_COLUMN)


def table_settings(name: str, *, enabled: bool, has_columns: bool = True) -> Record:
    """Return the first settings of a table; `columns` has its changed columns."""
    settings: Record = {
        "name_in_destination": name,
        "enabled": enabled,
        "enabled_patch_settings": {"allowed": True},
        "supports_columns_config": has_columns,
        "supports_history_mode": True,
        "sync_mode": "SOFT_DELETE",
    }
    return {**settings, "columns": {}} if has_columns else settings


def column_settings(name: str) -> Record:
    """Return the first settings of a column."""
    settings: Record = {"name_in_destination": name, "enabled": True, "hashed": False}
    if name == KEY_COLUMN:
        settings["is_primary_key"] = True
    return settings | {"enabled_patch_settings": _COLUMN_PATCH_SETTINGS.get(name, {"allowed": True})}


_COLUMN_PATCH_SETTINGS: Final[Mapping[str, Record]] = {
    KEY_COLUMN: {"allowed": False, "reason_code": "OTHER", "reason": "The column is a primary key"},
    SYSTEM_COLUMN: {"allowed": False, "reason_code": "SYSTEM_COLUMN"},
}

# --- setup tests ------------------------------------------------------------------------------------------------------


def _setup_tests(part: str) -> Mapping[str, tuple[SetupTest, ...]]:
    return {service: tuple(SetupTest(**test) for test in tests) for service, tests in _DATA[part].items()}


SETUP_TESTS: Final = _setup_tests("setup_tests")
"""The setup tests of services as they were recorded (docs/evidence.md#setup-test-titles)."""

OTHER_SETUP_TESTS: Final = (SetupTest(title="Validate Login"), SetupTest(title="Test Connection"))
"""The setup tests of every other service; all pass unless a script says otherwise."""

DESTINATION_TESTS: Final = _setup_tests("destination_tests")
"""The setup tests of destinations as they were recorded."""

OTHER_DESTINATION_TESTS: Final = (SetupTest(title="Host Connection"), SetupTest(title="Database Connection"))
"""The setup tests of every other destination."""

# --- services ---------------------------------------------------------------------------------------------------------


LIVE_SUMMARIES: Final[Mapping[str, Record]] = _DATA["live_summaries"]
"""The fields of a service that a live test of the official client asserts (docs/evidence.md#metadata-items)."""

FEATURES: Final[Sequence[Record]] = _DATA["features"]
"""The features of every service; their ids are published."""


@lru_cache(1024)
def service_summary(service: str) -> Mapping[str, Any]:
    """Return the description of a service without its fields; the catalogue has only its name."""
    name = service.replace("_", " ").title()
    folder = f"https://fivetran.com/integrations/{service}/resources"
    return {
        "id": service,
        "name": name,
        "type": "Marketing" if service.endswith("_ads") else "API",
        "description": f"{name} is a source of data.",
        "icon_url": f"{folder}/icon.svg",
        "icons": [f"{folder}/icon.svg", f"{folder}/icon.png"],
        "link_to_docs": f"https://fivetran.com/docs/connectors/{service}",
        "link_to_erd": f"https://fivetran.com/docs/connectors/{service}#schemainformation",
        "connector_class": "standard",
        "service_status": "general_availability",
        "service_status_updated_at": "2024-01-01T00:00:00Z",
        "supported_features": list(FEATURES),
        **LIVE_SUMMARIES.get(service, {}),
    }


# --- groups and destinations ------------------------------------------------------------------------------------------


def public_key(group: str) -> str:
    """Return the public SSH key of a group; it has no private one."""
    blob = b"\0\0\0\x07ssh-rsa\0\0\0\x03\x01\0\x01\0\0\x01\x01\0" + _bytes_of(f"key of {group}", 256)
    return f"ssh-rsa {base64.b64encode(blob).decode()} fivetran user key"


def service_account(group: str) -> str:
    """Return the address of a group's service account (docs/evidence.md#group-service-account)."""
    return f"g-{group.replace('_', '-')}@fivetran-production.iam.gserviceaccount.com"


def certificate(owner: str) -> Record:
    """Return the certificate that the server behind a connection or destination presents, with its hash."""
    encoded = base64.b64encode(_bytes_of(f"certificate of {owner}", 256)).decode()
    return {"hash": _hash(encoded), "encoded_cert": encoded}


def certificate_details(owner: str, encoded: str) -> Record:
    """Return the details that answers show of a certificate: its hashes, and a made-up name and key."""
    try:
        content = base64.b64decode(encoded, validate=True)
    except ValueError:
        content = encoded.encode()  # live tests send any text
    return {
        "name": f"CN={owner}.example.com",
        "type": "X.509",
        "sha1": hashlib.sha1(content, usedforsecurity=False).hexdigest(),
        "sha256": hashlib.sha256(content).hexdigest(),
        "public_key": base64.b64encode(_bytes_of(f"public key of {owner}", 64)).decode(),
    }


def fingerprint(owner: str) -> Record:
    """Return the public key that the SSH server behind a connection or destination presents, with its hash."""
    key = public_key(f"ssh server of {owner}")
    return {"hash": _hash(key), "public_key": key}


def _hash(text: str) -> str:
    """Return a hash that may stand in an address."""
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


def _bytes_of(purpose: str, length: int) -> bytes:
    """Return bytes that look random and are the same for the same purpose."""
    return hashlib.shake_256(purpose.encode(errors="surrogatepass")).digest(length)
