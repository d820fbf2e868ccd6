"""
The files of `examples/terraform`: the provider's requests for them, and Terraform itself where it is installed.

The requests were recorded by hand from the provider's code; `{group}` and so on stand for ids of earlier answers.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from fivetran_mock import FivetranMock
from fivetran_mock.server import MockServer

from ..mock.core._asking import ask

FILES = Path(__file__).parents[2] / "examples" / "terraform"
TESTED = {"run_setup_tests": True, "trust_certificates": False, "trust_fingerprints": False}
USER = {"email": "ada@example.com", "given_name": "Ada", "family_name": "King", "role": "Account Reviewer"}

DESTINATION = {
    **TESTED,
    "group_id": "{group}",
    "service": "snowflake",
    "region": "GCP_US_EAST4",
    "time_zone_offset": "0",
    "daylight_saving_time_enabled": False,
    "config": {"host": "h", "port": 443, "database": "BRAND", "auth": "PASSWORD", "user": "u", "password": "p"},
}
CONNECTION = {
    **TESTED,
    "group_id": "{group}",
    "service": "postgres",
    "paused": True,
    "data_delay_threshold": None,
    "config": {"schema_prefix": "shop", "host": "h", "port": 5432, "user": "u", "password": "p"},
}
TABLES = {"event": {"enabled": False}, "user": {"columns": {"name": {"enabled": True, "hashed": True}}}}
POLICY = {"schema_change_handling": "BLOCK_ALL", "schemas": {"public": {"tables": TABLES}}}
SCHEDULE = {"sync_frequency": 60, "paused": False, "pause_after_trial": False, "schedule_type": "auto"}

APPLY: list[tuple[str, str, Any, int]] = [
    ("POST", "/v1/groups", {"name": "Brand"}, 201),
    ("POST", "/v1/users", USER, 201),
    ("POST", "/v1/destinations", DESTINATION, 201),
    ("POST", "/v1/groups/{group}/users", {"email": USER["email"], "role": "Destination Analyst"}, 200),
    ("GET", "/v1/account/info", None, 200),
    ("GET", "/v1/groups/{group}/users?limit=1000", None, 200),
    ("GET", "/v1/metadata/connector-types/postgres", None, 200),
    ("POST", "/v1/connections", CONNECTION, 201),
    ("GET", "/v1/connections/{connection}/schemas", None, 404),
    ("POST", "/v1/connections/{connection}/schemas/reload", {"exclude_mode": "PRESERVE"}, 200),
    ("PATCH", "/v1/connections/{connection}/schemas", POLICY, 200),
    ("GET", "/v1/connections/{connection}/schemas", None, 200),
    ("PATCH", "/v1/connections/{connection}", SCHEDULE, 200),
]

REFRESH = [
    *("/v1/groups/{group}", "/v1/users/{user}", "/v1/destinations/{group}", "/v1/groups/{group}/users?limit=1000"),
    *("/v1/connections/{connection}", "/v1/connections/{connection}/schemas"),
]

DESTROY = [
    *("/v1/groups/{group}/users/{user}", "/v1/users/{user}", "/v1/connections/{connection}"),
    *("/v1/destinations/{group}", "/v1/groups/{group}"),
]

Ids = dict[str, str]


def send(mock: FivetranMock, ids: Ids, method: str, path: str, body: Any, status: int) -> Any:
    """Send a request with the ids of earlier answers, and return the data of its answer."""
    text = json.dumps(body)
    for name, identifier in ids.items():
        path, text = path.replace(f"{{{name}}}", identifier), text.replace(f"{{{name}}}", identifier)
    reply = ask(mock, method, path, json.loads(text))
    assert status == reply.status, (method, path, reply.body)
    return json.loads(reply.body).get("data")


@pytest.fixture
def mock() -> FivetranMock:
    """Return a mock that checks its answers against the document."""
    return FivetranMock(check_replies=True, unimitated="empty")


@pytest.fixture
def ids(mock: FivetranMock) -> Ids:
    """Send the requests of an apply, and return the ids of the created objects."""
    made: Ids = {}
    names = {"/v1/groups": "group", "/v1/users": "user", "/v1/connections": "connection"}
    for method, path, body, status in APPLY:
        answered = send(mock, made, method, path, body, status)
        if method == "POST" and path in names:
            made[names[path]] = answered["id"]
    return made


def test_an_apply_puts_the_tables_in_place(mock, ids):
    """The partial updates of the provider leave other fields unchanged."""
    shown = send(mock, ids, "GET", "/v1/connections/{connection}/schemas", None, 200)
    tables = shown["schemas"]["public"]["tables"]

    assert "BLOCK_ALL" == shown["schema_change_handling"]
    assert {"account", "user", "fivetran_audit"} == {name for name, table in tables.items() if table["enabled"]}
    assert tables["user"]["columns"]["name"]["hashed"]


def test_a_plan_after_syncs_is_empty(mock, ids):
    """After some days a refresh reads the same values, apart from times and states."""
    before = [send(mock, ids, "GET", path, None, 200) for path in REFRESH]
    mock.advance(days=2)
    after = [send(mock, ids, "GET", path, None, 200) for path in REFRESH]
    for each in (before, after):
        for key in ("succeeded_at", "status"):
            del each[4][key]

    assert before == after


def test_a_destroy_leaves_nothing(mock, ids):
    """The provider deletes in the order of the references, and finds everything gone afterwards."""
    for path in DESTROY:
        send(mock, ids, "DELETE", path, None, 200)

    assert [] == mock.connections()
    for path in REFRESH:
        send(mock, ids, "GET", path, None, 404)


# --- the newer resource `fivetran_connection_v2`, by the code of the provider 1.9.37 ----------------------------------

NEWER: list[tuple[str, dict[str, Any], dict[str, Any], set[str]]] = [
    (
        "pinterest_ads",
        {"schema": "pin", "sync_mode": "AllAdvertisers"},
        {"click_attribution_window": "ONE"},
        {"schema"},
    ),
    (
        "google_ads",  # the resource fails where a default is filled into an item of a list
        {"schema": "ads", "sync_mode": "AllAccounts", "reports": [{"table": "t", "report_type": "CAMPAIGN"}]},
        {"timeframe_months": "SIX"},
        {"schema"},
    ),
    ("mailchimp", {"schema": "mail"}, {}, {"schema"}),
    ("google_sheets", {"schema": "g", "table": "t", "named_range": "r"}, {"named_range": "s"}, {"schema", "table"}),
    (
        "postgres",
        {"schema_prefix": "pg", "host": "h", "port": 5432, "password": "p"},
        {"host": "i", "password": "q"},
        {"schema_prefix"},
    ),
    (
        "s3",
        {"schema": "lake", "table_group_name": "raw", "bucket": "b", "access_key_secret": "k"},
        {"bucket": "c"},
        {"schema", "table_group_name"},
    ),
]
"""A service, the `config` of its resource, a change of it, and the naming keys in it."""


def projected(shown: Any, declared: dict[str, Any], fields: Any) -> dict[str, Any]:
    """Return the `config` of Terraform's state: declared secrets, and null where the answer lacks a key."""
    return {
        key: value if fields[key].get("format") == "password" else shown["config"].get(key)
        for key, value in declared.items()
    }


@pytest.mark.parametrize(("service", "declared", "change", "names"), NEWER, ids=[row[0] for row in NEWER])
def test_the_newer_resource(naming_keys, mock, service, declared, change, names):
    """Create, update and import read the declared `config`; without naming keys, Terraform calls that inconsistent."""
    fields = send(mock, {}, "GET", f"/v1/metadata/connector-types/{service}", None, 200)["config"]["properties"]
    body = {**TESTED, "group_id": "g", "service": service, "paused": True, "run_setup_tests": False, "config": declared}
    missing = {} if naming_keys == "present" else dict.fromkeys(names)
    made = send(mock, {}, "POST", "/v1/connections", {**body, "destination_schema_names": "FIVETRAN_NAMING"}, 201)
    path, whole = f"/v1/connections/{made['id']}", {**declared, **change}

    assert {**declared, **missing} == projected(made, declared, fields)
    assert all(fields[name]["immutable"] for name in names)  # so that no update sends them
    if change:  # flags alone are refused
        send(mock, {}, "PATCH", path, {**TESTED, "run_setup_tests": False, "config": change}, 200)
    assert {**whole, **missing} == projected(send(mock, {}, "GET", path, None, 200), whole, fields)

    send(mock, {}, "PATCH", path, {"paused": False}, 200)
    assert send(mock, {}, "GET", path, None, 200)["paused"] is False
    send(mock, {}, "DELETE", path, None, 200)
    assert "NotFound_Connector" == json.loads(ask(mock, "GET", path).body)["code"]


@pytest.mark.deep
def test_terraform_applies_plans_and_destroys(tmp_path):
    """With Terraform and the provider: apply, an empty plan, destroy, and nothing is left."""
    terraform, provider = shutil.which("terraform"), shutil.which("terraform-provider-fivetran")
    if terraform is None or provider is None:
        pytest.skip("terraform and terraform-provider-fivetran are not both on the PATH; no registry here has them")
    shutil.copy(FILES / "main.tf", tmp_path)
    settings = tmp_path / "terraform.rc"
    override = f'dev_overrides {{ "fivetran/fivetran" = "{Path(provider).parent}" }}'
    settings.write_text(f"provider_installation {{\n  {override}\n  direct {{}}\n}}\n", "utf-8")
    mock = FivetranMock(unimitated="empty")
    with MockServer(mock) as server:
        variables = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "TF_CLI_CONFIG_FILE": str(settings),
            "TF_VAR_password": "p",
            "FIVETRAN_API_URL": f"{server.url}/v1",
            "FIVETRAN_APIKEY": "key",
            "FIVETRAN_APISECRET": "secret",
        }
        for words in (["apply", "-auto-approve"], ["plan", "-detailed-exitcode"], ["destroy", "-auto-approve"]):
            ran = subprocess.run(
                [terraform, *words, "-input=false", "-no-color"],
                cwd=tmp_path,
                env=variables,
                capture_output=True,
                text=True,
                timeout=300,
                check=False,
            )
            assert 0 == ran.returncode, f"{words}: {ran.stdout}{ran.stderr}"
    assert [] == mock.connections()
