"""The measured requests: a full `pinterest_ads` connection, each with another schema name."""

from __future__ import annotations

import base64
import json
from typing import Any, Final

KEY: Final = "benchmark-key"
SECRET: Final = "benchmark-secret"  # noqa: S105  # a mock without credentials accepts any
AUTHORIZATION: Final = "Basic " + base64.b64encode(f"{KEY}:{SECRET}".encode()).decode()
API: Final = "https://api.fivetran.com"
PATH: Final = "/v1/connections"
GROUP: Final = "decent_dropsy"
PLACE: Final = "SCHEMA"
"""The place of the schema name in `template()`."""

CONFIG: Final[dict[str, Any]] = {
    "sync_mode": "SpecificAdvertisers",
    "advertisers": ["549755885175", "549755885176"],
    "click_attribution_window": "THIRTY",
    "view_attribution_window": "ONE",
    "conversion_report_time": "CONVERSION_EVENT",
    "report_granularity": "DAY",
    "timeframe_months": "SIX",
    "refresh_token_expires_at": "4102444800",
}

AUTH: Final[dict[str, Any]] = {
    "refresh_token": "benchmark_refresh_token",
    "client_access": {"client_id": "benchmark_client", "client_secret": "benchmark_client_secret"},
}


def body(schema: str) -> dict[str, Any]:
    """Return the body of a create that every validator accepts."""
    return {
        "group_id": GROUP,
        "service": "pinterest_ads",
        "trust_certificates": True,
        "trust_fingerprints": True,
        "run_setup_tests": True,
        "paused": False,
        "pause_after_trial": False,
        "sync_frequency": 1440,
        "daily_sync_time": "14:00",
        "data_delay_sensitivity": "NORMAL",
        "data_delay_threshold": 0,
        "schedule_type": "auto",
        "networking_method": "Directly",
        "destination_schema_names": "SOURCE_NAMING",
        "config": {"schema": schema, **CONFIG},
        "auth": AUTH,
    }


def template() -> str:
    """Return that body as JSON text, with `PLACE` for its schema."""
    return json.dumps(body(PLACE), separators=(",", ":"))
