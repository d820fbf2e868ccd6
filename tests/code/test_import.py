"""Import: files whose plan is empty, from the account and from a Terraform state."""

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivetran_connections.code import load, plan
from fivetran_connections.code.importing import declaration_of, document_of, file_stem, references_of, yaml_text
from fivetran_connections.code.tables import Captured, TableChanges, policy_of, table_changes
from fivetran_connections.code.terraform import NotState, read_state
from fivetran_rules import kept_fields


@pytest.mark.parametrize(
    "body",
    [
        {"group_id": "g", "service": "pinterest_ads", "config": {"schema": "a", "advertisers": ["1"]}, "paused": True},
        {"group_id": "g", "service": "pinterest_ads", "config": {"schema": "a"}, "sync_frequency": 60},
        {
            "group_id": "g",
            "service": "pinterest_ads",
            "config": {"schema": "a"},
            "sync_frequency": 1440,
            "daily_sync_time": "14:00",
        },
        {
            "group_id": "g",
            "service": "postgres",
            "config": {"schema_prefix": "a", "password": "p", "hosts": [{"token": "t"}]},
        },
        {"group_id": "g", "service": "google_sheets", "config": {"schema": "a", "table": "b", "odd": "1e3 ${x}: yes"}},
        {
            "group_id": "g",
            "service": "postgres",
            "config": {"schema_prefix": "a"},
            "external_secrets_manager_id": "vault",
            "external_secrets_keys_config": {"password": "prod/${shop}"},
            "data_checks": False,
        },
        {
            "group_id": "g",
            "service": "odd",
            "config": {"schema": "null", "n": 0, "f": 1.5, "t": "0o17", "d": "2026-01-01"},
        },
    ],
)
def test_the_plan_of_an_imported_connection_is_empty(fivetran, mock, monkeypatch, tmp_path, body):
    """Imported files describe the same connection without read-only keys, and their plan is empty."""
    mock.seed(connections=[body])
    (found,) = fivetran.connections.list()

    exported = declaration_of(found.to_dict())
    for name in references_of(exported):
        monkeypatch.setenv(name, "any")
    path = tmp_path / f"{file_stem('g', found.schema)}.yaml"
    path.write_text(yaml_text(exported), "utf-8")

    assert plan(fivetran, load(path)).is_empty
    assert {*body} <= exported.keys() <= {*body, "paused"}
    assert "******" not in path.read_text()


def test_a_daily_sync_keeps_its_time():
    """The time of a daily sync is imported; that of a connection that syncs more often says nothing and is left out."""
    found = {"group_id": "g", "service": "pinterest_ads", "schema": "s", "daily_sync_time": "14:00", "config": {}}

    assert "14:00" == declaration_of({**found, "sync_frequency": 1440})["daily_sync_time"]
    assert "daily_sync_time" not in declaration_of({**found, "sync_frequency": 60})


def test_knows_the_fields_that_a_request_sets_and_an_answer_shows(fivetran):
    """The fields come from the document, and their initial values are those of a connection that was just created."""
    fields = kept_fields()
    database = {"group_id": "g", "service": "postgres", "config": {"schema_prefix": "a", "password": "p"}}
    made = fivetran.connections.create(database)

    assert {"paused", "schedule", "external_secrets_keys_config", "destination_schema_names"} <= fields.keys()
    assert not {"id", "group_id", "config", "status", "auth", "run_setup_tests", "connect_card_config"} & fields.keys()
    assert dict(fields) == {key: made.to_dict().get(key) for key in fields}


@pytest.mark.parametrize(
    ("service", "config", "written"),
    [
        ("linkedin_ads", {"sync_mode": "AllAccounts", "timeframe_months": "ALL_TIME"}, {}),
        (
            "linkedin_ads",
            {"sync_mode": "SpecificAccounts", "accounts": ["1"]},
            {"sync_mode": "SpecificAccounts", "accounts": ["1"]},
        ),
        (
            "pinterest_ads",
            {"sync_mode": "AllAdvertisers", "timeframe_months": "THREE"},
            {"sync_mode": "AllAdvertisers"},
        ),
        ("github", {"sync_mode": "AllAccounts"}, {"sync_mode": "AllAccounts"}),
    ],
)
def test_leaves_out_the_defaults_of_a_service(service, config, written):
    """A value that the API fills in by itself is left out; one that is only guessed to be a default is written."""
    found = {"group_id": "g", "service": service, "schema": "s", "config": {"schema": "s", **config}}
    assert {"schema": "s", **written} == declaration_of(found)["config"]


def test_numbers_that_are_answered_as_text_are_numbers_in_a_file():
    """A number or boolean of the service's schema is written as one, and any other text as it is."""
    config = {"schema_prefix": "s", "port": "5432", "always_encrypted": "TRUE", "host": "1"}
    found = {"group_id": "g", "service": "postgres", "schema": "s", "config": config}

    assert {**config, "port": 5432, "always_encrypted": True} == declaration_of(found)["config"]


@pytest.mark.parametrize("stars", ["******", "********", "arn:********"])
def test_either_mask_of_an_answer_becomes_a_reference(stars):
    """A value that the API masks, with six stars or with eight, is written as a reference."""
    found = {"group_id": "g", "service": "postgres", "schema": "s", "config": {"schema_prefix": "s", "password": stars}}

    assert "${env:FIVETRAN_G_S_PASSWORD}" == declaration_of(found)["config"]["password"]


def test_names_of_files_are_safe():
    """A schema's name cannot lead to a file outside of the folder."""
    assert "g..._.._etc_passwd" == file_stem("g", "../../etc/passwd")
    assert "g.s" == file_stem(".g", "s.")


def resource(kind: str, **values: Any) -> dict[str, Any]:
    """Return a resource of a Terraform state."""
    return {"type": f"fivetran_{kind}", "values": values}


def state_of(*resources: dict[str, Any], **module: Any) -> str:
    """Return a Terraform state with some resources."""
    return json.dumps({"values": {"root_module": {"resources": resources, **module}}})


STATE = state_of(
    resource(
        "connector",
        id="one",
        group_id="g",
        service="postgres",
        destination_schema=[{"name": "", "prefix": "pg", "table": None}],
        config=[{"host": "h", "port": 5432, "password": "hunter2", "empty": [], "is_vpc": False}],
        auth=[{"client_access": [{"client_secret": "hunter3"}]}],
        networking_method="Directly",
        external_secrets_manager_id="vault",
        destination_configuration=[{"region": "eu", "api_key": "hunter5"}],
        run_setup_tests=None,
    ),
    resource("connector_schedule", connector_id="one", sync_frequency="60", paused="true"),
    resource("group", id="g", name="n"),
    {**resource("connector", id="two"), "mode": "data"},
    child_modules=[
        {
            "resources": [
                resource(
                    "connection",
                    id="three",
                    group_id="g",
                    service="google_sheets",
                    destination_schema={"name": "s", "table": "t"},
                    config="{not json",
                    paused=True,
                ),
                resource(
                    "connection_config",
                    connection_id="three",
                    config='{"sheet_id": "x", "l": [1], "api_key": "hunter4"}',
                ),
            ]
        }
    ],
)


def test_reads_a_terraform_state():
    """Connectors, connections, their schedules and settings become bodies; secrets become references."""
    (first, second), left_out, *_ = read_state(STATE)

    assert {
        "group_id": "g",
        "service": "postgres",
        "paused": True,
        "sync_frequency": 60,
        "networking_method": "Directly",
        "destination_configuration": {
            "region": "eu",
            "api_key": "${env:FIVETRAN_G_PG_DESTINATION_CONFIGURATION_API_KEY}",
        },
        "external_secrets_manager_id": "vault",
        "config": {
            "schema_prefix": "pg",
            "host": "h",
            "port": 5432,
            "password": "${env:FIVETRAN_G_PG_PASSWORD}",
            "is_vpc": False,
        },
        "auth": {"client_access": {"client_secret": "${env:FIVETRAN_G_PG_AUTH_CLIENT_ACCESS_CLIENT_SECRET}"}},
    } == first
    assert {"schema": "s", "table": "t", "sheet_id": "x", "l": [1], "api_key": "${env:FIVETRAN_G_S_T_API_KEY}"} == (
        second["config"]
    )
    assert second["paused"] is True
    assert ["fivetran_group: 1"] == left_out
    assert "hunter" not in f"{first}{second}"


def test_all_credentials_of_a_state_become_references():
    """In `auth` of a state every text and number is a secret, whatever its name; true and false are none."""
    auth = {"realm_id": "hush-1", "client_access": [{"client_id": "hush-2", "number": 77}], "is_admin": True}
    values = {"group_id": "g", "service": "quickbooks", "destination_schema": [{"name": "s"}], "auth": [auth]}

    (found,) = read_state(state_of(resource("connector", **values))).bodies

    assert {
        "realm_id": "${env:FIVETRAN_G_S_AUTH_REALM_ID}",
        "client_access": {
            "client_id": "${env:FIVETRAN_G_S_AUTH_CLIENT_ACCESS_CLIENT_ID}",
            "number": "${env:FIVETRAN_G_S_AUTH_CLIENT_ACCESS_NUMBER}",
        },
        "is_admin": True,
    } == found["auth"]


@pytest.mark.parametrize("paused", [False, "false"])
def test_a_connection_that_a_state_runs_is_not_paused(paused):
    """`paused: false` of a state or of its schedule is kept: it is a value, and not an unset one."""
    values = {"id": "one", "group_id": "g", "service": "pinterest_ads", "paused": paused}

    (found,) = read_state(state_of(resource("connector", **values))).bodies

    assert found["paused"] is False


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"values": []}', '{"values": {"root_module": 5}}'])
def test_refuses_what_is_no_state(text):
    """A file that is not the output of `terraform show -json` is refused in one sentence."""
    with pytest.raises(NotState, match="not the output of terraform show -json"):
        read_state(text)


@pytest.mark.parametrize(("service", "username"), [("pingdom", "${env:FIVETRAN_G_S_USERNAME}"), ("amqp", "hush-hush")])
def test_secrets_of_their_service_become_references(service, username):
    """Of a Terraform state, a value becomes a reference where its own service marks it as a secret, and only there."""
    values = {
        "group_id": "g",
        "service": service,
        "destination_schema": [{"name": "s"}],
        "config": [{"username": "hush-hush"}],
    }

    (found,) = read_state(state_of(resource("connector", **values))).bodies

    assert username == found["config"]["username"]


@pytest.mark.parametrize(
    ("service", "schema", "config"),
    [
        ("postgres", "pg", {"schema_prefix": "pg"}),
        ("google_sheets", "s.t", {"schema": "s", "table": "t"}),
        ("odd", "s", {"schema": "s"}),
        (None, "s.t", {"schema": "s", "table": "t"}),
        ("share_point", "s.t", {"schema": "s", "table_group_name": "t"}),
    ],
)
def test_a_connection_without_config_is_named_by_its_service(service, schema, config):
    """An answer without `config`, as the API was seen to give, is declared with the keys that the service has."""
    assert config == declaration_of({"group_id": "g", "service": service, "schema": schema, "config": {}})["config"]


REPORT = {"enabled": True, "sync_mode": "HISTORY", "columns": {"name": {"enabled": True, "hashed": True}}}
BLOCKS = [
    {
        "name": "pin_eu",
        "enabled": "true",
        "table": [
            {
                "name": "report",
                "enabled": "true",
                "sync_mode": "HISTORY",
                "column": [{"name": "name", "enabled": "true", "hashed": "true"}],
            }
        ],
    }
]


@pytest.mark.parametrize(
    ("settings", "handling"),
    [
        ({"schemas": {"pin_eu": {"enabled": True, "tables": {"report": REPORT}}}}, "ALLOW_COLUMNS"),
        ({"schemas_json": json.dumps({"pin_eu": {"enabled": True, "tables": {"report": REPORT}}})}, "BLOCK_ALL"),
        ({"schema": BLOCKS, "schemas": None}, "ALLOW_ALL"),
    ],
    ids=["mapping", "JSON", "blocks"],
)
def test_schema_configurations_of_a_state_become_policies(settings, handling):
    """A policy has the settings of the state, and is exclusive where Terraform blocks the rest; others are named."""
    connection = {"id": "one", "group_id": "g", "service": "pinterest_ads", "config": [{"schema": "pin_eu"}]}
    config = {"connector_id": "one", "schema_change_handling": handling, **settings}
    state = state_of(
        resource("connector", **connection),
        resource("connector_schema_config", **config),
        resource("connection_schema_config", connection_id="gone"),
        resource("connector_schema_config", id="empty", schema_change_handling="ALLOW_ALL"),
        resource("connector", **{**connection, "id": "empty"}),
    )

    (first, second), left_out, *_ = read_state(state)

    chosen = {} if handling == "ALLOW_ALL" else {"schema_change_handling": handling, "exclusive": True}
    assert {**chosen, "schemas": {"pin_eu": {"enabled": True, "tables": {"report": REPORT}}}} == first["tables"]
    assert "tables" not in second
    assert "fivetran_connection_schema_config of gone, whose connection is not in the state" == left_out[-1]
    blocked = ["the columns of one that Terraform blocks since they are not declared"]
    assert blocked * (handling == "BLOCK_ALL") == left_out[:-1]


@pytest.mark.parametrize("names", [{"password": "prod/shop"}, '{"password": "prod/shop"}', None])
def test_names_of_external_secrets_are_imported_as_they_are(names):
    """Names of secrets in an external manager are no secrets, also below a key that is secret elsewhere."""
    values = {"group_id": "g", "service": "postgres", "config": [{"schema_prefix": "pg"}]}
    values |= {"external_secrets_manager_id": "vault", "external_secrets_keys_config": names}

    (found,), *_ = read_state(state_of(resource("connection", **values)))

    assert ({"password": "prod/shop"} if names else None) == found.get("external_secrets_keys_config")


def test_a_policy_has_what_differs_from_the_default(fivetran):
    """Disabled schemas, disabled tables, other sync modes and hashed columns are imported, and the plan is empty."""
    database = {"group_id": "g", "service": "postgres", "config": {"schema_prefix": "a", "host": "h", "password": "p"}}
    made = fivetran.connections.create(database)
    config = fivetran.schemas.reload(made.id).to_dict()
    assert {} == policy_of(config)
    table = {"enabled": True, "sync_mode": "HISTORY", "columns": {"name": {"enabled": True, "hashed": True}}}
    tables = {"account": {"enabled": False}, "event": table}
    change = {"schema_change_handling": "BLOCK_ALL", "schemas": {"public": {"enabled": True, "tables": tables}}}
    config = fivetran.schemas.update(made.id, change).to_dict()

    policy = policy_of(config)

    kept = {"sync_mode": "HISTORY", "columns": {"name": {"hashed": True}}}
    tables = {"account": {"enabled": False}, "event": kept}
    assert {"schema_change_handling": "BLOCK_ALL", "schemas": {"public": {"tables": tables}}} == policy
    assert TableChanges((), {}, {}) == table_changes(policy, Captured(config))
    deleted = {"enabled": False, "hashed": True, "enabled_patch_settings": {"allowed": False}}
    locked = {"schemas": {"s": {"enabled": False, "tables": {"t": {"columns": {"c": deleted}}}}}}
    columns = {"t": {"columns": {"c": {"hashed": True}}}}
    assert {"schemas": {"s": {"enabled": False, "tables": columns}}} == policy_of(locked)


CONNECTOR = resource("connector", id="a", service="s")
CONFIG = "connector_schema_config"


@pytest.mark.parametrize(
    "root",
    [
        {"resources": ["x"]},
        {"resources": {"a": 1}},
        {"resources": 5},
        {"child_modules": ["x"]},
        {"child_modules": [{"resources": [1]}]},
        {"resources": [resource(CONFIG, id="a", schema=["x"]), CONNECTOR]},
        {"resources": [resource(CONFIG, id="a", schemas={"s": 1}), CONNECTOR]},
    ],
)
def test_a_damaged_state_is_refused_in_one_sentence(root):
    """Modules, resources and blocks that are no objects are refused."""
    with pytest.raises(NotState, match="modules, resources or blocks are not objects"):
        read_state(state_of(**root))


def test_a_state_without_end_is_refused():
    """Deep nesting is refused, in the file and in the JSON text of a setting."""
    for text in ("[" * 100_000, state_of(resource("connector", id="a", config="[" * 100_000))):
        with pytest.raises(NotState, match="nested deeper"):
            read_state(text)


PIECES = (
    *("${env:HOME}", "${file:/etc/hosts}", "${", "$${", "$", "{", "}", "env:HOME", "file:/etc/hosts", "@x", "'", '"'),
    *("#", ": ", "- ", "~", "null", "yes", "1_000", "1e3", "0o7", "2026-11-29", "<<", "!!str", "&a", "*a", " ", "\n"),
    *("\x85", "\u2028", "\x00", "\ufeff", "\x1b[2J", "\U0001f600", "\t"),
)
texts = st.lists(
    st.sampled_from(PIECES) | st.text(st.characters(exclude_categories=["Cs"]), max_size=3), max_size=6
).map("".join)
values = st.recursive(
    texts | st.integers() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)


NAMES = texts.filter(lambda name: name not in {"", "*"})  # a file refuses a star as the name of a schema


@given(st.dictionaries(texts.map("k".__add__), values, max_size=4), st.sets(NAMES, min_size=1, max_size=3))
def test_what_is_imported_is_what_an_apply_sends(config, schemas):
    """Odd texts of an account, and names in its policy for tables, are the same after a file was written and read."""
    policy = {"schemas": {name: {"enabled": False} for name in schemas}}
    found = {"group_id": "${g}", "schema": "s", "service": "odd", "config": {"schema": "s", "nested": config}}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "set.yaml"
        path.write_bytes(yaml_text(document_of({**declaration_of(found), "tables": policy})).encode())
        (declared,) = load(path)

    assert "${g}" == declared.group_id
    assert config == declared.body["config"]["nested"]
    assert policy == declared.tables


CLEAR = {
    "schema": "s",
    "password": "hush-1",
    "endpoint": "https://user:hush-2@db.example.com/x",
    "headers": [{"name": "X-Key", "value": "hush-3"}],
    "secrets_list": [{"key": "shown", "value": "hush-4"}],
    "api_token": "",
    "page": "https://example.com:8443/a@b",
}


def test_a_secret_that_an_answer_or_a_state_shows_becomes_a_reference():
    """A password, an address with one, a header's value and a secret's value are never written; their names are."""
    answered = declaration_of({"group_id": "g", "schema": "s", "service": "odd", "config": CLEAR})
    values = {"group_id": "g", "service": "odd", "destination_schema": [{"name": "s"}], "config": [CLEAR]}
    (kept,) = read_state(state_of(resource("connector", **values))).bodies

    for body in (answered, kept):
        assert "hush" not in json.dumps(body)
        assert "X-Key" == body["config"]["headers"][0]["name"]
        assert "shown" == body["config"]["secrets_list"][0]["key"]
        assert CLEAR["page"] == body["config"]["page"]
        assert 4 == len(references_of(body))
