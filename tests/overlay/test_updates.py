"""Updates that are checked against the connection, and shortcuts."""

from collections.abc import Callable
from typing import Any

import pytest

from fivetran_connections import (
    Connection,
    InvalidBody,
    InvalidConnection,
    Secret,
    ServerError,
    connection_patch,
    google_ads_patch,
    pinterest_ads_patch,
)

from ._support import BODY, Server, connection, created, ok, page, refused, state

READ = "GET /v1/connections/brisk_otter"
PATCH = "PATCH /v1/connections/brisk_otter"

WRONG: dict[str, tuple[Any, str]] = {
    "an unknown key": ({"config": {"advertiserz": ["1"]}}, "/config/advertiserz"),
    "another service": (google_ads_patch(accounts=["1"]), "/config/accounts"),
    "a permanent field": ({"config": {"schema": "other"}}, "/config/schema"),
}


@pytest.mark.parametrize(
    ("reads", "target"), [({READ}, "brisk_otter"), (set(), Connection.from_dict(connection()))], ids=["id", "object"]
)
@pytest.mark.parametrize(("patch", "pointer"), WRONG.values(), ids=WRONG)
def test_a_change_is_checked_against_the_connection(run, patch, pointer, reads, target):
    """An invalid change is refused; only with an id may the connection be read first."""
    server = Server(ok(connection()))

    with pytest.raises(InvalidConnection) as caught:
        run(server, lambda f: f.connections.update(target, patch))

    assert pointer in [violation.pointer for violation in caught.value.violations]
    assert reads >= set(server.asked)


FAILS, GATEWAY = refused(500, "ServerError"), refused(502)


@pytest.mark.parametrize(
    ("patch", "read", "is_done"),
    [
        ({"paused": True}, ok(connection(paused=True)), True),
        ({"paused": False, "run_setup_tests": False}, ok(connection(paused=False)), True),
        ({"paused": True}, ok(connection(paused=False)), False),
        ({"paused": True}, FAILS, False),
        ({"paused": True, "sync_frequency": 60}, None, False),
        ({"sync_frequency": 60}, None, False),
        ({"paused": True}, None, False),
    ],
    ids=["paused", "unpaused", "another state", "a failed read", "more than a pause", "no pause", "of a gateway"],
)
def test_one_read_decides_whether_a_pause_that_was_answered_500_took_effect(run, patch, read, is_done):
    """A pause alone is done if one read shows it; otherwise the 500 is raised, and nothing is sent again."""
    server = Server(FAILS if read or patch.keys() != {"paused"} else GATEWAY, *([read] if read else []))

    if is_done:
        assert patch["paused"] is run(server, lambda f: f.connections.update("brisk_otter", patch)).paused
    else:
        with pytest.raises(ServerError, match=r"PATCH .* was answered 50[02]"):
            run(server, lambda f: f.connections.update("brisk_otter", patch))

    assert [PATCH, READ][: 2 if read else 1] == server.asked


def test_a_good_change_is_sent(run):
    """A valid change is one read and one update."""
    server = Server(ok(connection()))
    patch = pinterest_ads_patch(advertisers=["3"], sync_mode="SpecificAdvertisers")

    run(server, lambda f: f.connections.update("brisk_otter", patch))

    assert [READ, PATCH] == server.asked
    assert ["3"] == server.body()["config"]["advertisers"]


@pytest.mark.parametrize(
    ("patch", "options"),
    [({"config": {"advertisers": ["3"]}}, {"read_first": False}), ({"paused": True}, {}), ({"sync_frequency": 60}, {})],
    ids=["read_first=False", "paused", "sync_frequency"],
)
def test_the_read_can_be_saved(run, patch, options):
    """`read_first=False` and changes that do not depend on the service need no read."""
    server = Server(ok(connection()))

    run(server, lambda f: f.connections.update("brisk_otter", patch, **options))

    assert [PATCH] == server.asked


@pytest.mark.parametrize(("name", "paused"), [("pause", True), ("unpause", False)])
@pytest.mark.parametrize("target", ["brisk_otter", Connection.from_dict(connection())], ids=["id", "connection"])
def test_pause_and_unpause(run, name, paused, target):
    """`pause` and `unpause` take a connection or its id, and send one request."""
    server = Server(ok(connection(paused=paused)))

    assert paused is run(server, lambda f: getattr(f.connections, name)(target)).paused
    assert [PATCH] == server.asked
    assert {"paused": paused} == server.body()


SOME = [
    connection(id="a", status=state("connected")),
    connection(id="b", service="google_ads", paused=True, status=state("incomplete")),
    connection(id="c", paused=True, status=state("connected")),
]


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({}, ["a", "b", "c"]),
        ({"service": "google_ads"}, ["b"]),
        ({"paused": True}, ["b", "c"]),
        ({"paused": False}, ["a"]),
        ({"setup_state": "connected"}, ["a", "c"]),
        ({"setup_state": "connected", "paused": True}, ["c"]),
    ],
    ids=str,
)
def test_lists_filter_where_the_api_cannot(run, filters, ids):
    """Service, paused and setup state are filtered by the client, after the API's own filters."""
    server = Server(page(*SOME[:2], cursor="x"), page(SOME[2]))

    found = run(server, lambda f: f.connections.list(**filters))

    assert ids == [each.id for each in found]
    assert ["GET /v1/connections", "GET /v1/connections?cursor=x"] == server.asked


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([], None),
        ([connection(schema="pin_us")], None),
        ([connection(group_id="other")], None),
        ([connection(id="new", created_at="2026-02-01T00:00:00Z"), connection(id="old")], "old"),
    ],
    ids=["none", "another schema", "another group", "two"],
)
@pytest.mark.parametrize("kind", [str, Secret])
def test_one_connection_by_its_schema(run, kind, items, expected):
    """`get_by_schema` returns the oldest connection of that name or None, even if the server ignores the filter."""
    server = Server(page(*items))

    found = run(server, lambda f: f.connections.get_by_schema("amber_kettle", kind("pin_eu")))

    assert expected == (found and found.id)
    assert ["GET /v1/connections?group_id=amber_kettle&schema=pin_eu&limit=1000"] == server.asked


def test_an_item_of_a_list_is_read_before_it_is_changed(run):
    """A connection without `config`, as a list may have it, is read before a change of its `config` is checked."""
    item = Connection.from_dict({key: value for key, value in connection().items() if key != "config"})
    server = Server(ok(connection()), ok(connection()), ok(connection()))

    run(server, lambda f: f.connections.update(item, {"config": {"sync_mode": "AllAdvertisers"}}))
    assert ["GET /v1/connections/brisk_otter", "PATCH /v1/connections/brisk_otter"] == server.asked

    run(server, lambda f: f.connections.update(item, {"paused": True}))
    assert ["PATCH /v1/connections/brisk_otter"] == server.asked[2:]


OTHERS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "card": (lambda f: f.connections.connect_card("c", redirect_uri="foo"), "/connect_card_config/redirect_uri"),
    "schemas.update": (lambda f: f.schemas.update("c", {"schemas": {"s": {"enabeld": True}}}), "/schemas/s/enabeld"),
    "schemas.create": (lambda f: f.schemas.create("c", {"schema_change_handling": "ALLOW"}), "/schema_change_handling"),
    "schemas.update_schema": (lambda f: f.schemas.update_schema("c", "s", {"enabled": "yes"}), "/enabled"),
    "schemas.update_table": (lambda f: f.schemas.update_table("c", "s", "t", {"sync_mode": "HARD"}), "/sync_mode"),
    "schemas.update_column": (lambda f: f.schemas.update_column("c", "s", "t", "k", {"hash": True}), "/hash"),
    "schemas.drop_columns": (lambda f: f.schemas.drop_columns("c", {"s": 5}), ""),
    "schemas.resync_tables, a text": (lambda f: f.schemas.resync_tables("c", {"s": "t"}), "/s"),
    "schemas.resync_tables, a number": (lambda f: f.schemas.resync_tables("c", {"s": ["t", 5]}), "/s/1"),
    "schemas.resync_tables, no table": (lambda f: f.schemas.resync_tables("c", {"s": []}), "/s"),
    "schemas.resync_tables, no schema": (lambda f: f.schemas.resync_tables("c", {}), ""),
    "resync, a text": (lambda f: f.connections.resync("c", scope={"s": "t"}), "/scope/s"),
    "resync, a list": (lambda f: f.connections.resync("c", scope=["s"]), "/scope"),
    "groups.create": (lambda f: f.groups.create(5), "/name"),
    "groups.update": (lambda f: f.groups.update("g", name=None), "/name"),
    "destinations.create, nothing": (lambda f: f.destinations.create({}), "/group_id"),
    "destinations.create, a region": (lambda f: f.destinations.create({**DESTINATION, "region": 5}), "/region"),
    "destinations.create, unknown": (lambda f: f.destinations.create({**DESTINATION, "zone": "0"}), "/zone"),
    "destinations.update": (lambda f: f.destinations.update("g", {"run_setup_tests": "no"}), "/run_setup_tests"),
    "connections.test": (lambda f: f.connections.test("g", trust_certificates="yes"), "/trust_certificates"),
    "destinations.test": (lambda f: f.destinations.test("g", trust_certificates="yes"), "/trust_certificates"),
}
DESTINATION = {"group_id": "g", "service": "snowflake", "time_zone_offset": "0"}


@pytest.mark.parametrize(("use", "pointer"), OTHERS.values(), ids=OTHERS)
def test_other_bodies_are_checked_by_the_document(run, use, pointer):
    """A violation in another request's body is named with its pointer, and nothing is sent."""
    server = Server(ok({}))

    with pytest.raises(InvalidBody) as caught:
        run(server, use)

    assert [] == server.asked
    assert any(violation.pointer.startswith(pointer) for violation in caught.value.violations)


def test_a_body_beside_connections_is_no_connection(run):
    """A violation in the body of a group, destination or user is one sentence about a body."""
    with pytest.raises(InvalidBody, match=r"^Not a valid body, nothing was sent\. /name: ") as caught:
        run(Server(ok({})), lambda f: f.groups.create(5))

    assert not isinstance(caught.value, InvalidConnection)


@pytest.mark.parametrize(
    ("builder", "name"),
    [
        (pinterest_ads_patch, "schema"),
        (pinterest_ads_patch, "timeframe_months"),
        (google_ads_patch, "group_id"),
        (connection_patch, "service"),
    ],
)
def test_a_patch_says_what_is_permanent(builder, name):
    """A permanent argument of a patch builder is called permanent, without a suggestion."""
    with pytest.raises(TypeError, match=rf"does not take '{name}': it is permanent"):
        builder(**{name: "x"})


ODD = {**BODY, "service": "postgres", "config": {"brand_new_key": 5}}
ODD.pop("auth")


def test_the_catalogue_can_be_left_out(run):
    """A service without its own schema is checked by the catalogue, unless `unchecked` is set."""
    server = Server(created())

    with pytest.raises(InvalidConnection, match="pass unchecked="):
        run(server, lambda f: f.connections.create(ODD))
    run(server, lambda f: f.connections.create(ODD, unchecked=True))
    run(server, lambda f: f.connections.update("c", {"config": {"brand_new_key": 5}}, read_first=False, unchecked=True))

    assert 2 == len(server.asked)
