"""Valid requests, for tests to spoil."""

import re
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

import yaml

import fivetran_rules
from fivetran_common.json_types import mapped
from fivetran_connections.cli.template import template
from fivetran_rules import Field, Service, ServiceCatalogue, Violation

Body = dict[str, Any]

# Most tests here are about document and rules; those of the catalogue of services say so.
check = partial(fivetran_rules.check, unchecked=True)
check_change = partial(fivetran_rules.check_change, unchecked=True)

AUTH: Body = {"refresh_token": "rt", "client_access": {"client_id": "ci", "client_secret": "cs"}}
CARD: Body = {"redirect_uri": "https://example.test/done"}


def pinterest(config: Body | None = None, /, **fields: object) -> Body:
    """Return a new pinterest_ads connection with further fields and config keys."""
    return {
        "group_id": "amber_kettle",
        "service": "pinterest_ads",
        "config": {"schema": "pin", **(config or {})},
    } | fields


def google(config: Body | None = None, /, **fields: object) -> Body:
    """Return a new google_ads connection with further fields and config keys."""
    return other("google_ads", config={"schema": "goo", **(config or {})}) | fields


def other(service: str = "postgres", /, **fields: object) -> Body:
    """Return a new connection of a service that the document does not describe."""
    return {"group_id": "amber_kettle", "service": service, **fields}


def without(body: Body, key: str) -> Body:
    """Return a copy without one key."""
    return {name: value for name, value in body.items() if name != key}


FULL = pinterest(
    {
        "sync_mode": "SpecificAdvertisers",
        "advertisers": ["549755885175"],
        "click_attribution_window": "THIRTY",
        "view_attribution_window": "ONE",
        "engagement_attribution_window": "SEVEN",
        "conversion_report_time": "AD_EVENT",
        "report_granularity": "DAY",
        "timeframe_months": "SIX",
        "refresh_token_expires_at": "4102444800",
        "custom_reports": [{"table_name": "t", "report_type": "CAMPAIGN", "granularity": "WEEK", "metrics": ["SPEND"]}],
    },
    auth=AUTH,
    connect_card_config={**CARD, "hide_setup_guide": True, "all_fields": False},
    trust_certificates=True,
    trust_fingerprints=True,
    run_setup_tests=True,
    paused=False,
    pause_after_trial=False,
    sync_frequency=1440,
    daily_sync_time="14:00",
    schedule_type="auto",
    data_delay_sensitivity="NORMAL",
    data_delay_threshold=0,
    networking_method="Directly",
    destination_configuration={"virtual_warehouse": "w"},
    destination_schema_names="SOURCE_NAMING",
)
"""A new connection with everything in it that can stand together without a doubt."""


"""The first keys of a file with a catalogue of services."""


def catalogue_of(**services: Any) -> ServiceCatalogue:
    """Return a catalogue of these services."""
    return ServiceCatalogue(services, vintage="2026-01-31", sources={"metadata": "mine"})


def found(violations: Iterable[Violation]) -> list[tuple[str, str]]:
    """Return pointer and rule of each violation."""
    return [(violation.pointer, violation.rule) for violation in violations]


def good_body(service: Service) -> Body:
    """Return the body of a template without its comment marks, with every field and the first of each choice."""
    _, _, text = template(service, "2026-07-11").partition("\n\n")
    body = filled_in(service, yaml.safe_load(re.sub("^# ", "", text, flags=re.MULTILINE)))
    return {
        **body,
        **{part: _chosen(getattr(service, part), body[part]) for part in ("config", "auth") if part in body},
    }


def filled_in(service: Service, body: Body) -> Body:
    """Return the body of a template with a value of its type in the place of each placeholder."""
    types = {key: field for part in (service.config, service.auth) for key, field in part.items()}

    def fill(value: Any, pointer: str) -> Any:
        if not (isinstance(value, str) and value.startswith("<")):
            return value
        field: Any = types.get(pointer.split("/")[2]) if pointer.count("/") > 1 else None
        for key in pointer.split("/")[3:]:
            field = field.fields.get(key) if field and not key.isdigit() else field and field.items
        one = field and (field.items or field)
        default = f"my_{service.name}" if pointer.rsplit("/", maxsplit=1)[-1] in {"schema", "schema_prefix"} else "text"
        return {"integer": 0, "number": 0.0}.get(one.type if one else "", default)

    filled: Body = mapped(body, fill)
    return filled


def _chosen(fields: Mapping[str, Field], values: Any) -> Any:
    """Fill in the first of each choice of values, also in objects and lists."""
    filled = dict(values or {})
    for key in filled.keys() & fields.keys():
        field, one = fields[key], fields[key].items or fields[key]
        value: Any = one.enum[0] if one.enum else None
        if one.fields:
            value = _chosen(one.fields, filled[key][0] if field.items else filled[key])
        filled[key] = filled[key] if value is None else [value] if field.items else value
    return filled
