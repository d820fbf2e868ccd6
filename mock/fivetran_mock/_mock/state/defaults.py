"""The values of everything that a request leaves out, as the API shows them (docs/evidence.md#initial-values)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from fivetran_rules import kept_fields

CONNECTION: Final[Mapping[str, Any]] = {
    key: kept_fields()[key]
    for key in (
        *("paused", "pause_after_trial", "sync_frequency", "data_delay_threshold", "data_delay_sensitivity"),
        *("private_link_id", "networking_method", "proxy_agent_id", "schedule_type"),
    )
}
"""The fields that an answer always has, in the order of the one known real body."""

OPTIONAL: Final = (
    *("hybrid_deployment_agent_id", "daily_sync_time", "destination_configuration", "destination_schema_names"),
    *("external_secrets_manager_id", "external_secrets_keys_config", "schedule", "data_checks"),
)
"""The fields of a connection that an answer has only if they were set."""


@cache
def optional_fields() -> tuple[str, ...]:
    """Return the optional fields of a connection, with those that only the document has at the end."""
    return (*OPTIONAL, *(key for key in kept_fields() if key not in {*CONNECTION, *OPTIONAL}))


SERVICE_VERSIONS: Final[Mapping[str, int]] = {"google_calendar": 0, "postgres_rds": 3}
"""The version of a service where another one than 1 was recorded (docs/evidence.md#service-version)."""

DESTINATION: Final[Mapping[str, Any]] = {
    "region": "GCP_US_EAST4",
    "time_zone_offset": "0",
    "setup_status": "incomplete",
    "daylight_saving_time_enabled": True,
    "private_link_id": None,
    "networking_method": "Directly",
    "proxy_agent_id": None,
    "config": {},
}
"""The fields of a destination, in the order of an answer (docs/evidence.md#destination-nulls)."""

KNOWN_DESTINATION: Final[Mapping[str, Any]] = {
    "service": "snowflake",
    **DESTINATION,
    "setup_status": "connected",
    "config": {"host": "account.snowflakecomputing.com", "port": 443, "database": "FIVETRAN", "auth": "KEY_PAIR"},
}
"""The fields of the made-up destination of a group that exists from the start or from its first use."""

MEMBER_ROLE: Final = "Destination Administrator"
"""The role of a user who is added to a group without a role."""

HANDLING: Final = "ALLOW_ALL"
"""The policy of a new connection for schemas, tables and columns that appear in its source."""
