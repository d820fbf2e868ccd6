"""The schema configuration, groups, account and metadata."""

import json
from typing import Any

import pytest

from fivetran_mock import FivetranMock
from fivetran_rules import ServiceCatalogue

from ..core._asking import ask
from ._backends import Answer, Api

AUTH = {"refresh_token": "r", "client_access": {"client_id": "i", "client_secret": "s"}}


def schemas(api: Api, method: str, path: str = "", body: Any = None, *, of: dict[str, Any]) -> Answer:
    """Call a schema operation."""
    return api.send(method, f"/v1/connections/{of['id']}/schemas{path}", body)


@pytest.fixture
def made(api: Api) -> dict[str, Any]:
    """Return a connection with the schema s and a manual schedule, whose source was read."""
    made = api.create(schema="s", schedule_type="manual")
    schemas(api, "POST", "/reload", of=made)
    return made


def test_nothing_is_known_before_the_source_was_read(api):
    """Until the source has been read, the schema configuration is not found."""
    made = api.create()

    for method, path, body in (
        ("GET", "", None),
        ("PATCH", "", {"schema_change_handling": "BLOCK_ALL"}),
        ("POST", "/tables/resync", {"pin_eu": ["event"]}),
    ):
        assert "404 NotFound_SchemaConfig" == schemas(api, method, path, body, of=made).refusal


@pytest.mark.parametrize(("mode", "enabled"), [(None, True), ("PRESERVE", True), ("EXCLUDE", False)])
def test_reload_reads_the_source(api, mode, enabled):
    """A reload returns made-up tables of the service, enabled unless new ones are excluded."""
    made = api.create("pinterest_ads", schema="pin", auth=AUTH)
    answer = schemas(api, "POST", "/reload", mode and {"exclude_mode": mode}, of=made)
    tables = answer.data["schemas"]["pin"]["tables"]

    assert "Schema configuration has been reloaded" == answer.json()["message"]
    assert tables["campaign_report"]["enabled"] is enabled
    assert answer.data == schemas(api, "GET", of=made).data
    assert answer.data == schemas(api, "POST", "/reload", {"exclude_mode": "EXCLUDE"}, of=made).data


def test_connection_of_one_table_has_that_table(api):
    """A connection named by schema and table has that table in its schema configuration."""
    made = api.create("google_sheets", schema="sheets", config={"table": "budget"}, auth=AUTH)
    read = schemas(api, "POST", "/reload", of=made).data["schemas"]

    assert "sheets.budget" == made["schema"]
    assert {"sheets": ["budget", "fivetran_audit"]} == {name: list(schema["tables"]) for name, schema in read.items()}
    assert read["sheets"]["tables"]["budget"]["supports_history_mode"] is True


def test_reload_needs_a_connection_that_is_set_up(api):
    """The source of an incomplete connection cannot be read."""
    made = api.create(run_setup_tests=False)
    answer = schemas(api, "POST", "/reload", of=made)

    assert answer.json() == {
        "code": "InvalidInput",
        "message": (
            "We expected the connector's setup state ('status.setup_state') to be 'connected', "
            "but it was 'incomplete'. \nPlease configure the connector and perform the setup tests."
        ),
    }


MAIL = {"enabled": True, "hashed": True}


def test_a_seed_says_what_a_source_has(api):
    """Schemas, tables and columns of a source are those of the first of the seed's sources that fits."""
    shop = {"schemas": {"Sales": {"Orders": ["Id", "Mail"], "Empty": []}}}
    other = {"service": "mailchimp", "schema": "other", "schemas": {"x": {"y": []}}}
    api.mock.seed({"sources": [other, shop]})
    made = api.create(schema="s")
    data = schemas(api, "POST", "/reload", of=made).data["schemas"]
    listed = schemas(api, "GET", "/Sales/tables/Orders/columns", of=made).data["columns"]

    assert ["Sales"] == [*data]
    assert ["Orders", "Empty", "fivetran_audit"] == [*data["Sales"]["tables"]]
    assert ["Id", "Mail", "_fivetran_synced"] == [*listed]
    assert 404 == schemas(api, "PATCH", "/Sales/tables/Orders/columns/mail", MAIL, of=made).status
    assert 200 == schemas(api, "PATCH", "/Sales/tables/Orders/columns/Mail", MAIL, of=made).status
    assert ["x"] == [*schemas(api, "POST", "/reload", of=api.create(schema="other")).data["schemas"]]


def test_a_prefix_stands_before_the_names_of_the_source(api):
    """A database has the schemas of the source, whose names in the destination begin with the prefix."""
    made = api.create("postgres", config={"schema_prefix": "shop", "host": "a"}, auth=AUTH)
    data = schemas(api, "POST", "/reload", of=made).data["schemas"]

    assert {"public": "shop_public"} == {name: schema["name_in_destination"] for name, schema in data.items()}


def test_patch_changes_what_it_names(api):
    """A patch changes handling, schemas, tables and columns; edited columns are returned from then on."""
    api.mock.seed({"sources": [{"schemas": {"s": {"event": ["mail"], "user": []}}}]})
    made = api.create(schema="s")
    schemas(api, "POST", "/reload", of=made)
    patch = {
        "schema_change_handling": "ALLOW_COLUMNS",
        "is_type_locked": True,
        "schemas": {
            "s": {
                "enabled": False,
                "tables": {"event": {"enabled": False, "sync_mode": "HISTORY", "columns": {"mail": MAIL}}},
            }
        },
    }
    data = schemas(api, "PATCH", "", patch, of=made).data
    event = {"enabled": False, "columns": {"mail": {"enabled": False}}}
    again = {"schemas": {"s": {"enabled": False, "tables": {"event": event}}}}
    table = schemas(api, "PATCH", "", again, of=made).data["schemas"]["s"]["tables"]["event"]

    assert "ALLOW_COLUMNS" == data["schema_change_handling"]
    assert not data["enable_new_by_default"]
    assert "is_type_locked" not in data
    assert data["schemas"]["s"]["enabled"] is False
    assert not table["enabled"]
    assert "HISTORY" == table["sync_mode"]
    assert table["columns"]["mail"] == {
        "name_in_destination": "mail",
        "enabled": False,
        "hashed": True,
        "enabled_patch_settings": {"allowed": True},
    }
    assert {} == data["schemas"]["s"]["tables"]["user"]["columns"]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"other": {"enabled": True}}, "404 NotFound"),
        ({"S": {"enabled": True}}, "404 NotFound"),
        ({"s": {"enabled": True, "tables": {"no_such": {"enabled": True}}}}, "404 NotFound"),
        ({"s": {"enabled": True, "tables": {"fivetran_audit": {"enabled": False}}}}, "400 InvalidInput"),
        ({"s": {"enabled": True, "tables": {"event": {"enabled": True, "sync_mode": "NEVER"}}}}, "400 InvalidInput"),
        (
            {"s": {"enabled": True, "tables": {"event": {"enabled": True, "columns": {"id": {"enabled": False}}}}}},
            "400 InvalidInput",
        ),
    ],
)
def test_patch_that_is_refused_changes_nothing(api, made, change, refusal):
    """An unknown schema or table is 404; a locked table or column and an unknown value are 400."""
    before = schemas(api, "GET", of=made).data
    refused = schemas(api, "PATCH", "", {"schema_change_handling": "BLOCK_ALL", "schemas": change}, of=made)

    assert refusal == refused.refusal
    assert before == schemas(api, "GET", of=made).data


def test_a_locked_table_takes_the_value_that_it_has(api, made):
    """An update that repeats the value of a locked table is accepted, and changes the others."""
    change = {"tables": {"fivetran_audit": {"enabled": True}, "event": {"enabled": False}}}

    assert 200 == schemas(api, "PATCH", "", {"schemas": {"s": change}}, of=made).status
    assert not schemas(api, "GET", of=made).data["schemas"]["s"]["tables"]["event"]["enabled"]


def test_tables_are_synced_again(api, made):
    """A resync of tables starts a sync; unknown tables and empty lists are refused."""

    for wrong in ({}, {"s": []}, {"s": ["no_such"]}, {"other": ["event"]}):
        assert 400 == schemas(api, "POST", "/tables/resync", wrong, of=made).status
    assert "scheduled" == api.get(made["id"])["status"]["sync_state"]
    assert schemas(api, "POST", "/tables/resync", {"s": ["event"]}, of=made).json() == {
        "code": "Success",
        "message": "Re-sync has been triggered successfully",
    }
    assert "syncing" == api.get(made["id"])["status"]["sync_state"]


def test_groups_are_those_that_were_named(api):
    """Groups are listed in pages, from the first use of their id, even after their connections are deleted."""
    assert {"items": []} == api.send("GET", "/v1/groups").data
    for group in ("g1", "g2", "g1"):
        made = api.send(
            "POST", "/v1/connections", {"group_id": group, "service": "mailchimp", "config": {"schema": f"s{group}"}}
        )
        if made.status == 201:
            api.send("DELETE", f"/v1/connections/{made.data['id']}")
    first = api.send("GET", "/v1/groups?limit=1").data
    second = api.send("GET", f"/v1/groups?limit=1&cursor={first['next_cursor']}").data

    assert ["g1", "g2"] == [each["id"] for each in first["items"] + second["items"]]
    assert "next_cursor" not in second


def test_connector_type_tells_config_and_auth(api):
    """The metadata of a described service has its keys, values and marks; an unknown service is 404."""
    data = api.send("GET", "/v1/metadata/connector-types/pinterest_ads").data
    config = data["config"]["properties"]

    assert ["schema"] == data["config"]["required"]
    assert ["THREE", "SIX", "TWELVE", "TWENTY_FOUR", "ALL_TIME"] == config["timeframe_months"]["enum"]
    assert config["timeframe_months"]["immutable"] is True
    assert "string" == config["custom_reports"]["items"]["properties"]["metrics"]["items"]["type"]
    assert "password" == data["auth"]["properties"]["refresh_token"]["format"]
    assert "404 NotFound" == api.send("GET", "/v1/metadata/connector-types/no_such").refusal


def test_single_schema_table_and_column(api, made):
    """The paths of one schema, table or column change it and return the whole configuration."""
    schema = schemas(api, "PATCH", "/s", {"enabled": False}, of=made)
    table = schemas(api, "PATCH", "/s/tables/event", {"enabled": True, "sync_mode": "HISTORY"}, of=made)
    column = schemas(api, "PATCH", "/s/tables/event/columns/na%6De", {"enabled": False, "hashed": True}, of=made)

    assert "Database schema configuration has been modified" == schema.json()["message"]
    assert schema.data["schemas"]["s"]["enabled"] is False
    assert "HISTORY" == table.data["schemas"]["s"]["tables"]["event"]["sync_mode"]
    assert column.data["schemas"]["s"]["tables"]["event"]["columns"]["name"]["hashed"] is True
    assert column.data == schemas(api, "GET", of=made).data


def test_a_row_filter_is_kept(api, made):
    """A row filter of a table is shown until an update clears it by null; other updates leave it alone."""
    row_filter = {"name": "EU", "column_clauses": [{"column": "region", "values": ["eu"]}]}

    def shown(change: dict[str, Any]) -> Any:
        table = schemas(api, "PATCH", "/s/tables/event", change, of=made).data["schemas"]["s"]["tables"]["event"]
        return table.get("row_filter")

    assert row_filter == shown({"row_filter": row_filter}) == shown({"enabled": False})
    assert shown({"row_filter": None}) is None


def test_columns_of_a_table(api, made):
    """All columns of a table are listed, changed or not; the primary key and a system column cannot be disabled."""
    path = "/s/tables/event/columns"
    schemas(api, "PATCH", f"{path}/name", {"enabled": False}, of=made)
    listed = schemas(api, "GET", path, of=made).data["columns"]

    assert ["id", "name", "created_at", "_fivetran_synced"] == list(listed)
    assert listed["name"]["enabled"] is False
    assert listed["id"]["is_primary_key"] is True
    assert [name for name, each in listed.items() if not each["enabled_patch_settings"]["allowed"]] == [
        "id",
        "_fivetran_synced",
    ]
    assert "400 InvalidInput" == schemas(api, "PATCH", f"{path}/id", {"enabled": False}, of=made).refusal
    assert 200 == schemas(api, "PATCH", f"{path}/id", {"enabled": True, "hashed": True}, of=made).status


def test_column_is_dropped_once_it_is_blocked(api, made):
    """A column has to be disabled before it is dropped; then it is marked as deleted and cannot come back."""
    path = "/s/tables/event/columns/name"
    many = {"schemas": {"s": {"tables": {"event": {"columns": ["name", "created_at"]}}}}}

    assert "409 Conflict" == schemas(api, "DELETE", path, of=made).refusal
    assert "404 NotFound" == schemas(api, "DELETE", "/s/tables/event/columns/none", of=made).refusal
    assert "400 InvalidInput" == schemas(api, "DELETE", "/s/tables/event/columns/id", of=made).refusal
    schemas(api, "PATCH", path, {"enabled": False}, of=made)
    assert "409 Conflict" == schemas(api, "POST", "/drop-columns", many, of=made).refusal
    dropped = schemas(api, "DELETE", path, of=made)
    assert "Column successfully marked for deletion" == dropped.json()["message"]
    column = schemas(api, "GET", "/s/tables/event/columns", of=made).data["columns"]["name"]
    assert not column["enabled"]
    assert "DELETED" == column["enabled_patch_settings"]["reason_code"]
    assert "400 InvalidInput" == schemas(api, "PATCH", path, {"enabled": True}, of=made).refusal


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "/none", {"enabled": True}),
        ("PATCH", "/s/tables/none", {"enabled": True}),
        ("PATCH", "/none/tables/event", {"enabled": True}),
        ("PATCH", "/s/tables/none/columns/name", {"enabled": True}),
        ("GET", "/s/tables/none/columns", None),
        ("POST", "/S/tables/event/resync", None),
        ("POST", "/drop-columns", {"schemas": {"none": {"tables": {"event": {"columns": ["name"]}}}}}),
    ],
)
def test_unknown_names_in_a_path(api, made, method, path, body):
    """An unknown schema or table is 404; names are case-sensitive."""

    assert "404 NotFound" == schemas(api, method, path, body, of=made).refusal


def test_schema_config_is_created_before_the_source_is_read(api):
    """The first sync adds the source's tables to a configuration that was created before, and drops unknown names."""
    made = api.create(schema="s", paused=True)
    columns = {"name": {"hashed": True}, "emial": {"hashed": True}}
    body = {
        "schema_change_handling": "BLOCK_ALL",
        "schemas": {"s": {"enabled": True, "tables": {"event": {"columns": columns}, "mine": {}}}, "t": {}},
    }
    created = schemas(api, "POST", "", body, of=made)
    api.patch(made["id"], paused=False)
    api.mock.advance(minutes=30)
    (found,) = schemas(api, "GET", of=made).data["schemas"].values()

    assert "Schema configuration pre-created successfully" == created.json()["message"]
    assert created.data["enable_new_by_default"] is False
    assert {"event", "fivetran_audit"} == {name for name, each in found["tables"].items() if each["enabled"]}
    assert {"event", "account", "user", "fivetran_audit"} == found["tables"].keys()
    assert ["name"] == [*found["tables"]["event"]["columns"]]
    assert "409 Conflict" == schemas(api, "POST", "", body, of=made).refusal


def test_function_has_no_schema_to_reload(api):
    """A service whose code defines its schema refuses a reload."""
    made = api.create("aws_lambda")

    assert "400 NotSupported_SchemaReload" == schemas(api, "POST", "/reload", of=made).refusal


def test_table_is_synced_again_by_its_path(api, made):
    """A resync of one table starts a sync; a resync with a scope checks the names in it."""
    resync = f"/v1/connections/{made['id']}/resync"

    assert "400 InvalidInput" == api.send("POST", resync, {"scope": {"s": ["none"]}}).refusal
    assert "scheduled" == api.get(made["id"])["status"]["sync_state"]
    assert 200 == schemas(api, "POST", "/s/tables/event/resync", of=made).status
    assert "syncing" == api.get(made["id"])["status"]["sync_state"]


def test_schema_may_have_the_name_of_a_fixed_path(api):
    """A schema called `tables` has its own path, beside the operation on all tables."""
    made = api.create(schema="tables")
    schemas(api, "POST", "/reload", of=made)

    assert 200 == schemas(api, "PATCH", "/tables/tables/event", {"enabled": False}, of=made).status
    assert 200 == schemas(api, "PATCH", "/tables", {"enabled": False}, of=made).status


@pytest.mark.parametrize("name", ["reload", "drop-columns"])
def test_schema_may_have_the_name_of_an_operation(api, name):
    """PATCH changes a schema with an operation's name; POST on that path calls the operation."""
    made = api.create(schema=name)
    schemas(api, "POST", "/reload", of=made)
    changed = schemas(api, "PATCH", f"/{name}", {"enabled": False}, of=made)

    assert changed.data["schemas"][name]["enabled"] is False
    assert schemas(api, "POST", f"/{name}", {}, of=made).status == {"reload": 200, "drop-columns": 400}[name]
    assert 405 == schemas(api, "PUT", f"/{name}", {}, of=made).status


@pytest.mark.parametrize("kind", ["tables", "columns"])
def test_metadata_of_a_connection_are_gone(api, kind):
    """Airflow's `get_metadata` calls a route that the API gave up: 404, with the observed text."""
    path = f"/v1/metadata/connectors/{api.create()['id']}/{kind}"
    answer = api.send("GET", path)

    assert "404 NotFound" == answer.refusal
    assert answer.json()["message"] == (
        "Metadata API is deprecated. You can retrieve schema metadata from the metadata tables in Platform Connector:\n"
        'https://fivetran.com/docs/logs/fivetran-platform")\n'
    )
    assert answer.refusal == api.send("POST", path).refusal


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/sheets/tables/budget/columns", None),
        ("PATCH", "/sheets/tables/budget/columns/name", {"enabled": False}),
        ("DELETE", "/sheets/tables/budget/columns/name", None),
        ("PATCH", "/sheets/tables/budget", {"enabled": True, "columns": {"name": {"enabled": False}}}),
        ("POST", "/drop-columns", {"schemas": {"sheets": {"tables": {"budget": {"columns": ["name"]}}}}}),
    ],
)
def test_table_without_settings_of_columns(api, method, path, body):
    """A table that does not support the configuration of columns has none, and refuses each call about them."""
    made = api.create("google_sheets", schema="sheets", config={"table": "budget"})
    tables = schemas(api, "POST", "/reload", of=made).data["schemas"]["sheets"]["tables"]
    answer = schemas(api, method, path, body, of=made)

    assert not tables["budget"]["supports_columns_config"]
    assert "none" == tables["budget"].get("columns", "none")
    assert tables["fivetran_audit"]["supports_columns_config"]
    assert {} == tables["fivetran_audit"]["columns"]
    assert "400 InvalidInput" == answer.refusal
    assert answer.json()["message"] == ("Table `budget` of schema `sheets` doesn't supports columns configuration")


def test_primary_key_of_null_changes_nothing(api):
    """Official clients send `is_primary_key: null` with each change of a column."""
    made = api.create()
    schemas(api, "POST", "/reload", of=made)
    change = {"enabled": True, "hashed": True, "is_primary_key": None}
    changed = schemas(api, "PATCH", "/pin_eu/tables/event/columns/id", change, of=made)
    column = changed.data["schemas"]["pin_eu"]["tables"]["event"]["columns"]["id"]

    assert column["is_primary_key"]
    assert column["hashed"]


def test_metadata_require_only_what_they_describe():
    """In the metadata of each service, each required field is among the properties."""

    def contradictions(tree: Any) -> list[str]:
        properties = tree.get("properties", {})
        inner = [*properties.values(), *filter(None, [tree.get("items")])]
        wrong = [key for key in tree.get("required", ()) if key not in properties]
        return wrong + [key for each in inner for key in contradictions(each)]

    mock = FivetranMock()
    names = ServiceCatalogue.packaged().names()
    found = {
        name: [*contradictions(data["config"]), *contradictions(data["auth"])]
        for name in names
        if (data := json.loads(ask(mock, "GET", f"/v1/metadata/connector-types/{name}").body)["data"])
    }

    assert len(found) == len(names) > 800
    assert not any(found.values())


def test_every_service_has_metadata(api):
    """A service known only from the catalogue has metadata: published fields, marked secrets, required keys."""
    data = api.send("GET", "/v1/metadata/connector-types/postgres").data
    config = data["config"]

    assert "postgres" == data["id"]
    assert "Postgres" == data["name"]
    assert data["supports_schema_reload"]
    assert ["schema_prefix"] == config["required"]
    assert "password" == config["properties"]["password"]["format"]
    assert "PASSWORD" in config["properties"]["auth_method"]["enum"]
    assert {"password", "user"} == set(data["external_secrets_keys_config"]["properties"])
    first_of_two = api.send("GET", "/v1/metadata/connector-types/box").data["config"]["required"]
    assert ["schema", "table_group_name"] == first_of_two
    assert api.send("GET", "/v1/metadata/connector-types/aws_lambda").data["supports_schema_reload"] is False


def test_metadata_marks_fields(api):
    """A field of the catalogue has its marks, and no others: read only, nullable, and the fields of its items."""
    fields = api.send("GET", "/v1/metadata/connector-types/appsflyer").data["config"]["properties"]

    status = {"fieldStatus": "general_availability"}
    assert {"type": "string", **status} == fields["bucket"]
    assert {"type": "string", "readonly": True, **status} == fields["external_id"]
    assert fields["app_ids"] == {
        "type": "array",
        "nullable": True,
        "items": {"type": "object", "properties": {"app_id": {"type": "string", "nullable": True, **status}}},
        **status,
    }


def test_services_are_listed_in_pages(api_of):
    """All services are listed in pages by name, with those that the test added, without their fields."""
    api = api_of(FivetranMock(check_replies=True, services=["000_mine"]))
    first = api.send("GET", "/v1/metadata/connector-types?limit=1000").data
    second = api.send("GET", "/v1/metadata/connector-types?limit=2").data

    assert 819 == len(first["items"])
    assert "000_mine" == second["items"][0]["id"]
    assert not {"config", "auth"} & second["items"][1].keys()
    assert api.send("GET", "/v1/metadata/connector-types/000_mine").data["config"] == {
        "title": "000 Mine config object",
        "type": "object",
        "properties": {},
    }
