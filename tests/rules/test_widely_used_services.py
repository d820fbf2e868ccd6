"""
Widely used services: a valid connection of each, and mistakes in it.

`tests/contract/test_every_service.py` judges all services of the catalogue; these rows pin the most used messages.

A row has a change of the valid config, and the violation that `check` returns for it.
"""

import copy
from typing import Any, Final

import pytest

from fivetran_rules import Evidence, check

Json = dict[str, Any]
Slip = tuple[Json, str, str, str]
"""The change of the body, then pointer, rule, and a part of the message."""

GONE: Final = object()
CLIENT: Final[Json] = {"client_id": "id", "client_secret": "secret"}
OAUTH: Final[Json] = {"refresh_token": "token", "client_access": CLIENT}
LETTER: Final = "published.misspelt"
TYPE, TEXT, VALUE, KEY = "published.type", "published.text", "published.value", "published.unknown"
SLIP: Final = "published.misspelt_key"
MISSING, NAMING, ANSWER = "published.required", "published.naming", "published.readonly"

GOOD: Final[dict[str, Json]] = {
    "postgres": {"config": {"schema_prefix": "shop", "host": "db.example", "port": 5432, "user": "fivetran"}},
    "mysql": {"config": {"schema_prefix": "shop", "host": "db.example", "port": 3306, "update_method": "BINLOG"}},
    "google_sheets": {"config": {"schema": "plans", "table": "budget", "sheet_id": "1Ab"}, "auth": OAUTH},
    "s3": {"config": {"schema": "lake", "table_group_name": "events", "bucket": "b", "file_type": "csv"}},
    "mongo": {"config": {"schema_prefix": "mongo", "hosts": ["a:27017"], "packing_mode": "UsePackedModeOnly"}},
    "facebook_ads": {"config": {"schema": "face", "sync_mode": "SpecificAccounts", "accounts": ["1"]}},
    "jira": {"config": {"schema": "jira", "host": "x.example", "sync_mode": "CUSTOM", "projects": [10001]}},
    "sftp": {"config": {"schema": "files", "table": "orders", "host": "x.example", "file_type": "csv"}},
}

SLIPS: Final[dict[str, list[Slip]]] = {
    "postgres": [
        ({"service": "postgress"}, "/service", LETTER, "Did you mean the service postgres? If the API takes it, pass"),
        ({"config": {"host": GONE, "hosst": "h"}}, "/config/hosst", "published.misspelt_key", "did you mean host?"),
        ({"config": {"port": "notanint"}}, "/config/port", TYPE, "a whole number, not text."),
        ({"config": {"update_method": "WAL"}}, "/config/update_method", VALUE, "QUERY_BASED, WAL_PGOUTPUT or XMIN."),
        ({"config": {"schema_prefix": GONE}}, "/config/schema_prefix", MISSING, "Add schema_prefix."),
        ({"config": {"schema": "s"}}, "/config/schema", NAMING, "postgres names its destination with schema_prefix."),
    ],
    "mysql": [
        ({"config": {"replica_id": "7"}}, "/config/replica_id", TEXT, "Write it without quotes."),
        ({"config": {"public_key": "k"}}, "/config/public_key", ANSWER, "Remove public_key: only answers have it."),
        ({"auth": {"password": "p"}}, "/auth/password", KEY, "password is not a field of auth"),
        ({"external_secrets_keys_config": {"user": "u"}}, "/external_secrets_keys_config", KEY, "is not a field"),
    ],
    "google_sheets": [
        ({"config": {"sheet_id": GONE, "sheet_idd": "x"}}, "/config/sheet_idd", SLIP, "did you mean sheet_id?"),
        ({"config": {"auth_type": "Oauth"}}, "/config/auth_type", VALUE, "Did you mean OAuth?"),
        ({"config": {"named_range": ["A1"]}}, "/config/named_range", TYPE, "text, not a list."),
    ],
    "s3": [
        ({"config": {"schema": GONE}}, "/config/schema", MISSING, "Add schema."),
        ({"config": {"files": [{"file_patern": "x"}]}}, "/config/files/0/file_patern", KEY, "file_pattern?"),
        ({"config": {"files": [{"table_name": 1}]}}, "/config/files/0/table_name", TYPE, "Put it into quotes."),
        ({"external_secrets_keys_config": {"key": "a"}}, "/external_secrets_keys_config/key", KEY, "not a field of"),
    ],
    "mongo": [
        ({"config": {"hosts": "a:27017"}}, "/config/hosts", TYPE, "Put it into a list."),
        ({"config": GONE}, "/config", MISSING, "Add config. It names the destination: schema_prefix."),
    ],
    "facebook_ads": [  # typed: judged by the document, exactly
        ({"config": {"accounts": []}}, "/config/accounts", "facebook_ads.accounts.required", "Fill accounts"),
        ({"config": {"acounts": ["1"]}}, "/config/acounts", "shape.unknown", "remove it, accounts is there as well."),
        ({"config": {"schema": GONE}}, "/config/schema", "schema.required", "Name the destination schema"),
        ({"service": "facebookads_"}, "/service", LETTER, "Did you mean the service facebook_ads?"),
    ],
    "jira": [
        ({"config": {"projects": ["10001"]}}, "/config/projects/0", TEXT, "Write it without quotes."),
        ({"host": "x.example"}, "/host", "shape.unknown", "it belongs into config."),
        ({"external_secrets_keys_config": {"user": 5}}, "/external_secrets_keys_config/user", TYPE, "text, not a num"),
    ],
    "sftp": [
        ({"config": GONE}, "/config", MISSING, "It names the destination: schema, optionally with table_group_name."),
        ({"config": {"files": [1]}}, "/config/files/0", TYPE, "files[0] has to be an object"),
        ({"config": {"schema_prefix": "s"}}, "/config/schema_prefix", NAMING, "optionally with table_group_name."),
    ],
}


def body_of(service: str) -> Json:
    """Return the valid connection of a service."""
    return {"group_id": "amber_kettle", "service": service, **copy.deepcopy(GOOD[service])}


def put(body: Json, changes: Json) -> Json:
    """Merge changes into a body."""
    for key, value in changes.items():
        if value is GONE:
            body.pop(key)
        elif isinstance(value, dict):
            put(body.setdefault(key, {}), value) if isinstance(body.get(key, {}), dict) else body.update({key: value})
        else:
            body[key] = value
    return body


@pytest.mark.parametrize("service", GOOD)
def test_a_good_connection_passes(service):
    """A valid connection has no violation, even with `strict`."""
    assert [] == check(body_of(service), strict=True)


@pytest.mark.parametrize(
    ("service", "slip"),
    [
        pytest.param(name, slip, id=f"{name}-{number}")
        for name, slips in SLIPS.items()
        for number, slip in enumerate(slips)
    ],
)
def test_a_slip_is_named(service, slip):
    """A mistake is reported with pointer, rule, the next step, and the source of a published rule."""
    changes, pointer, rule, part = slip

    said = {(violation.pointer, violation.rule): violation for violation in check(put(body_of(service), changes))}

    assert (pointer, rule) in said, list(said)
    assert part in said[pointer, rule].message
    assert said[pointer, rule].source.endswith("; 2026-07-11") is rule.startswith("published.")
    assert (Evidence.PUBLISHED is said[pointer, rule].evidence) is rule.startswith("published.")
