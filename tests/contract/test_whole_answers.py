"""
Whole answers of the live API that people published, as cases: the mock answers with the same form.

The same form is: the same keys in the same order, null where null, absent where absent, the same JSON types, and a mask
where a mask. Ids, times and texts may differ. docs/evidence.md names the sources.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
import pytest

from fivetran_common.json_types import is_array, is_object
from fivetran_mock import FivetranMock, SetupTest

VERSION_1: Final = {"accept": "application/json;version=1"}
MASK: Final = re.compile(r"\*+")

STATUS: Final = {
    "setup_state": "connected",
    "schema_status": "ready",
    "sync_state": "scheduled",
    "update_state": "on_schedule",
    "is_historical_sync": True,
    "tasks": [],
    "warnings": [],
}


def connection(**changed: Any) -> dict[str, Any]:
    """Return the keys of a connection of 2024 to 2026 in their order; those in `changed` replace or follow."""
    return {
        "id": "armored_nibble",
        "group_id": "grade_spontaneous",
        "service": "google_calendar",
        "service_version": 0,
        "schema": "google_calendar",
        "connected_by": "forty_unanimous",
        "created_at": "2024-10-17T08:03:42.343229Z",
        "succeeded_at": None,
        "failed_at": None,
        "paused": False,
        "pause_after_trial": False,
        "sync_frequency": 360,
        "data_delay_threshold": 0,
        "data_delay_sensitivity": "NORMAL",
        "private_link_id": None,
        "networking_method": "Directly",
        "proxy_agent_id": None,
        "schedule_type": "auto",
        "status": STATUS,
    } | changed


def ran(number: int, **changed: Any) -> list[dict[str, Any]]:
    """Return setup tests; their titles and messages may differ."""
    return [{"title": "t", "status": "PASSED", "message": ""} | changed] * number


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A request, the mock prepared for it, and the observed answer of the API."""

    name: str
    method: str
    path: str
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    seed: Mapping[str, Any] | None = None
    """A connection that is there before."""
    deleted: str = ""
    """A path that is deleted before, since the mock makes it up."""
    tests: Sequence[SetupTest] = ()
    behaviours: Mapping[str, str] = field(default_factory=dict[str, str])
    status: int = 200
    answer: Mapping[str, Any]
    newer: frozenset[str] = frozenset()
    """Keys of `data` that answers have had since; where years differ, the newest wins."""
    unordered: bool = False
    """Whether the recording lost the order of the keys."""
    labels: bool = False
    """Whether `config` has the labels of a form, which are not imitated."""


def create_of(service: str, when: str, body: dict[str, Any], shown: dict[str, Any], **options: Any) -> Case:
    """Return the case of a create; its answer shows a connection with some changes."""
    newer = options.get("newer", frozenset[str]())
    data = {key: value for key, value in connection(**shown).items() if key not in newer}
    return Case(
        name=f"create of {service}, {when}",
        method="POST",
        path="/v1/connections",
        body={"service": service, "group_id": "g"} | body,
        status=201,
        answer={"code": "Success", "message": "Connector has been created", "data": data},
        **options,
    )


def update_of(
    service: str, when: str, stored: dict[str, Any], body: dict[str, Any], shown: dict[str, Any], **options: Any
) -> Case:
    """Return the case of an update of a stored connection; its answer shows a connection with some changes."""
    newer = options.get("newer", frozenset[str]())
    data = {key: value for key, value in connection(**shown).items() if key not in newer}
    return Case(
        name=f"update of {service}, {when}",
        method="PATCH",
        path="/v1/connections/armored_nibble",
        seed={"id": "armored_nibble", "service": service, "group_id": "g"} | stored,
        body=body,
        answer={"code": "Success", "message": "Connector has been updated", "data": data},
        **options,
    )


SINCE_2024: Final = frozenset({"private_link_id", "networking_method", "proxy_agent_id"})
SINCE_2023_12: Final = SINCE_2024 | {"data_delay_threshold", "data_delay_sensitivity"}
POSTGRES: Final = {
    "connection_type": "SshTunnel",
    "database": "db",
    "host": "h",
    "password": "******",
    "port": 5432,
    "tunnel_host": "t",
    "tunnel_port": 22,
    "tunnel_user": "u",
    "update_method": "XMIN",
    "user": "u",
}
S3: Final = {"schema": "test_s3", "table": "t", "bucket": "b", "role_arn": "arn:aws:iam::1:role/x", "pattern": ""}
GOOGLE_ADS: Final = {"schema": "ads", "customer_id": "1", "sync_mode": "SpecificAccounts", "accounts": ["1"]}
TENANT: Final = {"tenant": "tenant1", "client_id": "client_id1", "client_secret": "secret"}
AUTH: Final = {"refresh_token": "rt", "client_access": {"client_id": "i", "client_secret": "s"}}
WORKDAY: Final = {
    "instance_code": "i",
    "login": "l",
    "password": "secret",
    "reports": [{"table": "t", "accounts": [{"id": "1", "flag": True}], "include_zero_rows": True}],
}
SHEET: Final = {"auth_type": "ServiceAccount", "sheet_id": "https://docs.google.com/x", "named_range": "Range"}
PAUSED: Final = {**STATUS, "sync_state": "paused"}
SYNCED: Final = {"setup_state": "connected", "is_historical_sync": False}

CASES: Final = (
    create_of(
        "google_calendar",
        "2024-10-17",
        {"config": {"schema": "google_calendar"}, "auth": AUTH},
        {"setup_tests": ran(1), "config": {}},
    ),
    Case(
        name="details of google_sheets, 2025-10-06",
        method="GET",
        path="/v1/connections/dialectical_remindful",
        behaviours={"read_messages": "absent"},
        seed={
            "id": "dialectical_remindful",
            "service": "google_sheets",
            "group_id": "empties_classification",
            "paused": True,
            "succeeded_at": "2025-10-06T22:55:45.275000Z",
            "source_sync_details": {"last_synced": "2025-10-06T22:55:27.371Z"},
            "status": {
                **SYNCED,
                "sync_state": "paused",
                "warnings": [{"code": "snowflake_discontinuing_password_auth", "message": "m", "details": {}}],
            },
            "config": {"schema": "fivetran_google_sheets", "table": "fivetran_google_sheets", **SHEET},
        },
        answer={
            "code": "Success",
            "data": connection(
                service_version=1,
                succeeded_at="2025-10-06T22:55:45.275000Z",
                paused=True,
                status={**PAUSED, "warnings": [{"code": "c", "message": "m", "details": {}}]},
                config=SHEET,
                source_sync_details={"last_synced": "2025-10-06T22:55:27.371Z"},
            ),
        },
    ),
    create_of(
        "microsoft_entra_id",
        "2025-11-19",
        {"paused": True, "config": {"schema": "entra", **TENANT}},
        {"paused": True, "setup_tests": ran(1), "config": {**TENANT, "client_secret": "******"}},
    ),
    update_of(
        "microsoft_entra_id",
        "without tests, 2025-11-19",
        {"paused": True, "config": {"schema": "entra", **TENANT}},
        {"config": {"tenant": "tenant2"}, "run_setup_tests": False},
        {"paused": True, "config": {**TENANT, "tenant": "tenant2", "client_secret": "******"}},
    ),
    create_of(
        "workday_adaptive",
        "2026-01",
        {"config": {"schema": "adaptive", **WORKDAY}},
        {
            "setup_tests": ran(1, details=[{"name": "n", "hash": "h="}]) + ran(1, details="text"),
            "config": {**WORKDAY, "password": "******"},
        },
        tests=[
            SetupTest(title="Validating report parameters", details=[{"name": "n", "hash": "h="}]),
            SetupTest(title="Validating adaptive credentials", details="text"),
        ],
    ),
    update_of(
        "workday_adaptive",
        "with tests, 2026-01",
        {"config": {"schema": "adaptive", **WORKDAY}},
        {"config": {"login": "other"}},
        {"setup_tests": ran(2), "config": {**WORKDAY, "password": "******"}},
    ),
    create_of(
        "postgres_rds",
        "over SSH, 2021-10-12",
        {"paused": True, "config": {"schema_prefix": "random_test", **POSTGRES, "password": "secret"}},
        {"paused": True, "service_version": 3, "setup_tests": ran(8), "config": POSTGRES},
        newer=SINCE_2023_12,
        unordered=True,
    ),
    create_of(
        "s3",
        "in version 1, 2023-06-27",
        {"config": S3},
        {"service_version": 1, "setup_tests": ran(9), "config": {}},
        newer=SINCE_2023_12,
        labels=True,
        headers=VERSION_1,
    ),
    create_of(
        "google_ads",
        "in version 1 with a failed test, 2023-12-04",
        {"config": GOOGLE_ADS, "auth": AUTH},
        {
            "service_version": 1,
            "paused": True,
            "status": {**PAUSED, "setup_state": "incomplete"},
            "setup_tests": ran(1, status="FAILED"),
            "config": {},
        },
        newer=SINCE_2024,
        labels=True,
        headers=VERSION_1,
        tests=[SetupTest(title="Checking access to selected accounts", status="FAILED", message="No accounts")],
    ),
    create_of(
        "google_ads",
        "in version 1 with passed tests, 2023-07",
        {"config": GOOGLE_ADS, "auth": AUTH},
        {"service_version": 1, "paused": True, "status": PAUSED, "setup_tests": ran(3), "config": {}},
        newer=SINCE_2023_12,
        labels=True,
        headers=VERSION_1,
    ),
    update_of(
        "s3",
        "that ends its pause, in version 1, 2023-07-19",
        {
            "paused": True,
            "succeeded_at": "2023-07-19T08:47:44.042Z",
            "status": {**SYNCED, "warnings": [{"code": "faulty_row", "message": "Skipped Improperly Formatted Data"}]},
            "config": S3,
        },
        {"paused": False},
        {
            "succeeded_at": "2023-07-19T08:47:44.042Z",
            "status": {**STATUS, "warnings": [{"code": "faulty_row", "message": "m"}]},
        },
        newer=SINCE_2023_12,
        headers=VERSION_1,
    ),
    Case(
        name="list of users, 2024-10-17",
        method="GET",
        path="/v1/users",
        behaviours={"read_messages": "absent"},
        answer={
            "code": "Success",
            "data": {
                "items": [
                    {
                        "id": "forty_unanimous",
                        "email": "e",
                        "given_name": "g",
                        "family_name": "f",
                        "verified": True,
                        "invited": False,
                        "picture": None,
                        "phone": "p",
                        "role": "Account Administrator",
                        "logged_in_at": "2024-10-17T04:39:00.389Z",
                        "created_at": "2024-10-17T04:38:27.369689Z",
                        "active": True,
                    }
                ]
            },
        },
    ),
    Case(
        name="create of a managed_data_lake destination, 2026-01",
        method="POST",
        path="/v1/destinations",
        deleted="/v1/destinations/g",
        body={
            "group_id": "g",
            "service": "managed_data_lake",
            "region": "AWS_US_EAST_1",
            "time_zone_offset": "0",
            "config": {"bucket": "b", "port": 443},
        },
        status=201,
        answer={
            "code": "Success",
            "message": "Destination has been created",
            "data": {
                "id": "g",
                "group_id": "g",
                "service": "managed_data_lake",
                "region": "AWS_US_EAST_1",
                "time_zone_offset": "0",
                "setup_status": "connected",
                "daylight_saving_time_enabled": True,
                "private_link_id": None,
                "networking_method": "Directly",
                "proxy_agent_id": None,
                "setup_tests": ran(2),
                "config": {"bucket": "b", "port": "443"},
            },
        },
    ),
)
"""Not a case: the create of a webhook, which calls its receiver first."""


def differences(wanted: Any, found: Any, place: str, case: Case) -> list[str]:
    """Return the places where an answer has another form than the recorded one."""
    if is_object(wanted) and is_object(found):
        newer = case.newer if place == "/data" else frozenset[str]()
        keys = [key for key in found if key not in newer]
        same = sorted(keys) == sorted(wanted) if case.unordered else keys == list(wanted)
        if not same:
            return [f"{place}: {list(wanted)}, not {keys}"]
        return [
            each
            for key, value in wanted.items()
            if not (case.labels and (place, key) == ("/data", "config"))
            for each in differences(value, found[key], f"{place}/{key}", case)
        ]
    if is_array(wanted) and is_array(found):
        if len(wanted) != len(found):
            return [f"{place}: {len(wanted)} items, not {len(found)}"]
        pairs = enumerate(zip(wanted, found, strict=True))
        return [each for number, pair in pairs for each in differences(*pair, f"{place}/{number}", case)]
    if isinstance(wanted, str) and isinstance(found, str) and MASK.fullmatch(wanted):
        return [] if wanted == found else [f"{place}: {wanted}, not {found}"]
    return [] if type(wanted) is type(found) else [f"{place}: {json.dumps(wanted)}, not {json.dumps(found)}"]


@pytest.mark.usefixtures("naming_keys")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_mock_answers_as_the_api_was_seen_to(case):
    """An answer has the form of the recorded one: keys and their order, nulls, types, masks."""
    mock = FivetranMock(behaviours={"naming_keys": "absent", **case.behaviours})
    if case.seed:
        mock.seed(connections=[case.seed])
    if case.tests:
        mock.script_setup_tests(*case.tests)
    with httpx.Client(
        transport=mock.transport(),
        base_url="https://api.fivetran.com",
        auth=(mock.api_key, mock.api_secret),
        headers=case.headers,
    ) as client:
        if case.deleted:
            client.delete(case.deleted)
        answer = client.request(case.method, case.path, json=case.body)

    assert case.status == answer.status_code, answer.text
    assert [] == differences(case.answer, answer.json(), "", case), answer.text
