"""Every operation of the document, as the client calls it: one table for tests of client and mock."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from fivetran_client.models.exclude_mode import ExcludeMode

from .overlay._support import BODY, answer, connection, created, ok, page

CARD = {"connector_id": "c", "connect_card": {"token": "t", "uri": "https://card.test"}}
SCHEMA = {"schemas": {}, "schema_change_handling": "ALLOW_ALL"}
CERTIFICATE = {"hash": "h"}
FINGERPRINT = {"hash": "h"}
GROUP = {"id": "g"}
DESTINATION = {"id": "g", "group_id": "g", "service": "snowflake"}
WEBHOOK = {"url": "https://receiver.example/", "events": ["sync_end"]}
DONE = answer(200, {"code": "Success", "message": "Done"})

OPERATIONS: dict[str, tuple[Callable[[Any], Any], str, Any, Any]] = {
    "list_connections": (
        lambda f: f.connections.list(group_id="g", schema="s", page_size=7),
        "GET /v1/connections?group_id=g&schema=s&limit=7",
        None,
        page(connection(schema="s")),
    ),
    "create_connection": (lambda f: f.connections.create(BODY), "POST /v1/connections", BODY, created()),
    "get_connection": (lambda f: f.connections.get("c"), "GET /v1/connections/c", None, ok(connection())),
    "update_connection": (
        lambda f: f.connections.update("c", {"sync_frequency": 60}),
        "PATCH /v1/connections/c",
        {"sync_frequency": 60},
        ok(connection()),
    ),
    "delete_connection": (lambda f: f.connections.delete("c"), "DELETE /v1/connections/c", None, DONE),
    "sync_connection": (
        lambda f: f.connections.sync("c", force=True),
        "POST /v1/connections/c/sync",
        {"force": True},
        DONE,
    ),
    "resync_connection": (
        lambda f: f.connections.resync("c", scope={"s": ["t"]}),
        "POST /v1/connections/c/resync",
        {"scope": {"s": ["t"]}},
        DONE,
    ),
    "run_setup_tests": (
        lambda f: f.connections.test("c", trust_fingerprints=True),
        "POST /v1/connections/c/test",
        {"trust_certificates": False, "trust_fingerprints": True},
        ok(connection()),
    ),
    "create_connect_card": (
        lambda f: f.connections.connect_card(
            "c", redirect_uri="https://x.test", hide_setup_guide=True, all_fields=False
        ),
        "POST /v1/connections/c/connect-card",
        {"connect_card_config": {"redirect_uri": "https://x.test", "hide_setup_guide": True, "all_fields": False}},
        ok(CARD),
    ),
    "get_connection_state": (
        lambda f: f.connections.state("c"),
        "GET /v1/connections/c/state",
        None,
        ok({"state": {"a": 1}}),
    ),
    "update_connection_state": (
        lambda f: f.connections.update_state("c", {"a": 1}),
        "PATCH /v1/connections/c/state",
        {"state": {"a": 1}},
        ok({"state": {"a": 1}}),
    ),
    "list_connection_errors": (
        lambda f: f.connections.errors("c", page_size=3),
        "GET /v1/connections/c/errors?limit=3",
        None,
        page({"title": "t"}),
    ),
    "list_sync_history": (
        lambda f: f.connections.syncs("c", start_time=datetime(2026, 1, 1, tzinfo=UTC), page_size=3),
        "GET /v1/connections/c/sync-history?start_time=2026-01-01T00%3A00%3A00%2B00%3A00&limit=3",
        None,
        page({"sync_id": "s", "status": "COMPLETED", "stages": {}}),
    ),
    "get_schema_config": (lambda f: f.schemas.get("c"), "GET /v1/connections/c/schemas", None, ok(SCHEMA)),
    "update_schema_config": (
        lambda f: f.schemas.update("c", {"schemas": {}}),
        "PATCH /v1/connections/c/schemas",
        {"schemas": {}},
        ok(SCHEMA),
    ),
    "reload_schema_config": (
        lambda f: f.schemas.reload("c", exclude_mode=ExcludeMode.PRESERVE),
        "POST /v1/connections/c/schemas/reload",
        {"exclude_mode": "PRESERVE"},
        ok(SCHEMA),
    ),
    "resync_tables": (
        lambda f: f.schemas.resync_tables("c", {"s": ["t"]}),
        "POST /v1/connections/c/schemas/tables/resync",
        {"s": ["t"]},
        DONE,
    ),
    "list_groups": (lambda f: f.groups.list(page_size=2), "GET /v1/groups?limit=2", None, page({"id": "g"})),
    "list_group_connections": (
        lambda f: f.groups.connections("g", schema="s"),
        "GET /v1/groups/g/connections?schema=s",
        None,
        page(connection()),
    ),
    "get_account_info": (lambda f: f.account.info(), "GET /v1/account/info", None, ok({"account_id": "a"})),
    "force_connection_sync": (lambda f: f.connections.force("c"), "POST /v1/connections/c/force", {}, DONE),
    "list_connection_certificates": (
        lambda f: f.connections.certificates("c", page_size=2),
        "GET /v1/connections/c/certificates?limit=2",
        None,
        page(CERTIFICATE),
    ),
    "approve_connection_certificate": (
        lambda f: f.connections.approve_certificate("c", hash="h", encoded_cert="k"),
        "POST /v1/connections/c/certificates",
        {"hash": "h", "encoded_cert": "k"},
        ok(CERTIFICATE),
    ),
    "get_connection_certificate": (
        lambda f: f.connections.certificate("c", "h/="),
        "GET /v1/connections/c/certificates/h%2F%3D",
        None,
        ok(CERTIFICATE),
    ),
    "revoke_connection_certificate": (
        lambda f: f.connections.revoke_certificate("c", "h"),
        "DELETE /v1/connections/c/certificates/h",
        None,
        DONE,
    ),
    "list_connection_fingerprints": (
        lambda f: f.connections.fingerprints("c", page_size=2),
        "GET /v1/connections/c/fingerprints?limit=2",
        None,
        page(FINGERPRINT),
    ),
    "approve_connection_fingerprint": (
        lambda f: f.connections.approve_fingerprint("c", hash="h", public_key="k"),
        "POST /v1/connections/c/fingerprints",
        {"hash": "h", "public_key": "k"},
        ok(FINGERPRINT),
    ),
    "get_connection_fingerprint": (
        lambda f: f.connections.fingerprint("c", "h/="),
        "GET /v1/connections/c/fingerprints/h%2F%3D",
        None,
        ok(FINGERPRINT),
    ),
    "revoke_connection_fingerprint": (
        lambda f: f.connections.revoke_fingerprint("c", "h"),
        "DELETE /v1/connections/c/fingerprints/h",
        None,
        DONE,
    ),
    "list_destination_certificates": (
        lambda f: f.destinations.certificates("c", page_size=2),
        "GET /v1/destinations/c/certificates?limit=2",
        None,
        page(CERTIFICATE),
    ),
    "approve_destination_certificate": (
        lambda f: f.destinations.approve_certificate("c", hash="h", encoded_cert="k"),
        "POST /v1/destinations/c/certificates",
        {"hash": "h", "encoded_cert": "k"},
        ok(CERTIFICATE),
    ),
    "get_destination_certificate": (
        lambda f: f.destinations.certificate("c", "h/="),
        "GET /v1/destinations/c/certificates/h%2F%3D",
        None,
        ok(CERTIFICATE),
    ),
    "revoke_destination_certificate": (
        lambda f: f.destinations.revoke_certificate("c", "h"),
        "DELETE /v1/destinations/c/certificates/h",
        None,
        DONE,
    ),
    "list_destination_fingerprints": (
        lambda f: f.destinations.fingerprints("c", page_size=2),
        "GET /v1/destinations/c/fingerprints?limit=2",
        None,
        page(FINGERPRINT),
    ),
    "approve_destination_fingerprint": (
        lambda f: f.destinations.approve_fingerprint("c", hash="h", public_key="k"),
        "POST /v1/destinations/c/fingerprints",
        {"hash": "h", "public_key": "k"},
        ok(FINGERPRINT),
    ),
    "get_destination_fingerprint": (
        lambda f: f.destinations.fingerprint("c", "h/="),
        "GET /v1/destinations/c/fingerprints/h%2F%3D",
        None,
        ok(FINGERPRINT),
    ),
    "revoke_destination_fingerprint": (
        lambda f: f.destinations.revoke_fingerprint("c", "h"),
        "DELETE /v1/destinations/c/fingerprints/h",
        None,
        DONE,
    ),
    "create_schema_config": (
        lambda f: f.schemas.create("c", {"schemas": {"s": {"enabled": True}}}),
        "POST /v1/connections/c/schemas",
        {"schemas": {"s": {"enabled": True}}},
        ok(SCHEMA),
    ),
    "update_schema": (
        lambda f: f.schemas.update_schema("c", "s", {"enabled": True}),
        "PATCH /v1/connections/c/schemas/s",
        {"enabled": True},
        ok(SCHEMA),
    ),
    "update_table": (
        lambda f: f.schemas.update_table("c", "s", "t", {"enabled": True}),
        "PATCH /v1/connections/c/schemas/s/tables/t",
        {"enabled": True},
        ok(SCHEMA),
    ),
    "update_column": (
        lambda f: f.schemas.update_column("c", "s", "t", "k", {"enabled": True}),
        "PATCH /v1/connections/c/schemas/s/tables/t/columns/k",
        {"enabled": True},
        ok(SCHEMA),
    ),
    "list_columns": (
        lambda f: f.schemas.columns("c", "s", "t"),
        "GET /v1/connections/c/schemas/s/tables/t/columns",
        None,
        ok({"columns": {"k": {"enabled": True}}}),
    ),
    "drop_column": (
        lambda f: f.schemas.drop_column("c", "s", "t", "k"),
        "DELETE /v1/connections/c/schemas/s/tables/t/columns/k",
        None,
        DONE,
    ),
    "drop_columns": (
        lambda f: f.schemas.drop_columns("c", {"schemas": {"s": {"tables": {"t": {"columns": ["k"]}}}}}),
        "POST /v1/connections/c/schemas/drop-columns",
        {"schemas": {"s": {"tables": {"t": {"columns": ["k"]}}}}},
        DONE,
    ),
    "resync_table": (
        lambda f: f.schemas.resync_table("c", "s", "t"),
        "POST /v1/connections/c/schemas/s/tables/t/resync",
        {},
        DONE,
    ),
    "create_group": (lambda f: f.groups.create("n"), "POST /v1/groups", {"name": "n"}, ok(GROUP)),
    "get_group": (lambda f: f.groups.get("g"), "GET /v1/groups/g", None, ok(GROUP)),
    "update_group": (lambda f: f.groups.update("g", name="n"), "PATCH /v1/groups/g", {"name": "n"}, ok(GROUP)),
    "delete_group": (lambda f: f.groups.delete("g"), "DELETE /v1/groups/g", None, DONE),
    "get_group_public_key": (
        lambda f: f.groups.public_key("g"),
        "GET /v1/groups/g/public-key",
        None,
        ok({"public_key": "k"}),
    ),
    "get_group_service_account": (
        lambda f: f.groups.service_account("g"),
        "GET /v1/groups/g/service-account",
        None,
        ok({"service_account": "a"}),
    ),
    "list_destinations": (
        lambda f: f.destinations.list(page_size=2),
        "GET /v1/destinations?limit=2",
        None,
        page(DESTINATION),
    ),
    "create_destination": (
        lambda f: f.destinations.create({"group_id": "g", "service": "snowflake", "time_zone_offset": "0"}),
        "POST /v1/destinations",
        {"group_id": "g", "service": "snowflake", "time_zone_offset": "0"},
        ok(DESTINATION),
    ),
    "get_destination": (lambda f: f.destinations.get("g"), "GET /v1/destinations/g", None, ok(DESTINATION)),
    "update_destination": (
        lambda f: f.destinations.update("g", {"config": {"port": 443}}),
        "PATCH /v1/destinations/g",
        {"config": {"port": 443}},
        ok(DESTINATION),
    ),
    "delete_destination": (lambda f: f.destinations.delete("g"), "DELETE /v1/destinations/g", None, DONE),
    "run_destination_setup_tests": (
        lambda f: f.destinations.test("g", trust_certificates=True),
        "POST /v1/destinations/g/test",
        {"trust_certificates": True, "trust_fingerprints": False},
        ok(DESTINATION),
    ),
    "list_connector_types": (
        lambda f: f.metadata.list(page_size=2),
        "GET /v1/metadata/connector-types?limit=2",
        None,
        page({"id": "pinterest_ads"}),
    ),
    "get_connector_type": (
        lambda f: f.metadata.connector_type("pinterest_ads"),
        "GET /v1/metadata/connector-types/pinterest_ads",
        None,
        ok({"id": "pinterest_ads"}),
    ),
    "list_webhooks": (lambda f: f.webhooks.list(page_size=2), "GET /v1/webhooks?limit=2", None, page({"id": "w"})),
    "create_account_webhook": (
        lambda f: f.webhooks.create(WEBHOOK),
        "POST /v1/webhooks/account",
        WEBHOOK,
        ok({"id": "w"}),
    ),
    "create_group_webhook": (
        lambda f: f.webhooks.create_in_group("g", WEBHOOK),
        "POST /v1/webhooks/group/g",
        WEBHOOK,
        ok({"id": "w"}),
    ),
    "get_webhook": (lambda f: f.webhooks.get("w"), "GET /v1/webhooks/w", None, ok({"id": "w"})),
    "update_webhook": (
        lambda f: f.webhooks.update("w", {"active": False}),
        "PATCH /v1/webhooks/w",
        {"active": False},
        ok({"id": "w"}),
    ),
    "delete_webhook": (lambda f: f.webhooks.delete("w"), "DELETE /v1/webhooks/w", None, DONE),
    "test_webhook": (
        lambda f: f.webhooks.test("w", "sync_end"),
        "POST /v1/webhooks/w/test",
        {"event": "sync_end"},
        ok({"succeed": True, "status": 200}),
    ),
}
"""For each operation: how the client calls it, the request, the body, and an answer. A new operation needs one row."""
