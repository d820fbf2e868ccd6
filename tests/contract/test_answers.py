"""Each answer of the mock to the client fits the document, checked by this project and by Prism."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from fivetran_connections import (
    AsyncFivetran,
    BadRequest,
    Conflict,
    Fivetran,
    Forbidden,
    NotFound,
    RateLimited,
    ServerError,
    StatusError,
    Unauthorized,
    UnsupportedMediaType,
)
from fivetran_mock import FivetranMock
from fivetran_mock.prism import Prism
from fivetran_mock.server import MockServer

from ._judges import CONTRACT
from ._stories import STORIES, Blocking, Watched, new

pytestmark = pytest.mark.slow

Story = Callable[[Any, FivetranMock], None]
STORY = pytest.mark.parametrize("story", STORIES, ids=[story.__name__ for story in STORIES])
KEYS = {"api_key": "mock-key", "api_secret": "mock-secret"}


@contextmanager
def client(kind: str, url: str, watched: Watched) -> Iterator[Any]:
    """Return one of the two clients for a server; its waits take no time."""
    if kind == "sync":
        with Fivetran(**KEYS, base_url=url, transport=watched, sleep=lambda _: None) as fivetran:
            yield fivetran
        return

    async def no_sleep(_: float) -> None:
        pass

    with asyncio.Runner() as loop:
        fivetran = AsyncFivetran(**KEYS, base_url=url, transport=watched, sleep=no_sleep)
        yield Blocking(fivetran, loop)
        loop.run(fivetran.aclose())


@pytest.fixture(scope="module")
def mock() -> FivetranMock:
    """Return the mock behind the server."""
    return FivetranMock(check_replies=True)


@pytest.fixture(scope="module")
def server(mock: FivetranMock) -> Iterator[MockServer]:
    """Serve the mock on a port."""
    with MockServer(mock) as started:
        yield started


@pytest.fixture(scope="module")
def proxy(server: MockServer) -> Iterator[Prism]:
    """Start Prism as a proxy, which replaces an answer that breaks the document by a 500."""
    said: list[str] = []
    with Prism(mode="proxy", upstream=server.url, check_requests=False, tell=said.append) as started:
        yield started

    # Of a status that is not declared Prism only warns in its log.
    assert [] == [line for line in said if "Violation: response" in line]


@STORY
@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("way", ["direct", pytest.param("prism", marks=pytest.mark.deep)])
def test_every_answer_fits(
    story: Story, kind: str, way: str, mock: FivetranMock, request: pytest.FixtureRequest, tally: Any
) -> None:
    """Every story of a client succeeds, and neither Prism nor our own check objects to an answer."""
    end = request.getfixturevalue("proxy" if way == "prism" else "server")
    mock.reset()
    watched = Watched(CONTRACT)
    with client(kind, end.url, watched) as fivetran:
        story(fivetran, mock)

    tally.add(requests=len(watched.operations), operations=tuple(watched.operations))
    assert [] == watched.differences


def test_stories_use_every_operation(mock: FivetranMock, server: MockServer) -> None:
    """The stories call every operation of the document."""
    watched = Watched(CONTRACT)
    with client("sync", server.url, watched) as fivetran:
        for story in STORIES:
            mock.reset()
            story(fivetran, mock)

    assert set() == CONTRACT.operations.keys() - set(watched.operations)


ON = {"enabled": True}

FREE: Mapping[str, Callable[[Any], Any]] = {
    "create_connection created": lambda f: f.connections.create(new("pin_eu")),
    "create_connection created_with_failed_test": lambda f: f.connections.create(new("pin_eu")),
    "get_connection details": lambda f: f.connections.get("brisk_otter"),
    "get_connection broken": lambda f: f.connections.get("brisk_otter"),
    "get_connection rescheduled": lambda f: f.connections.get("brisk_otter"),
    "update_connection updated": lambda f: f.connections.update("brisk_otter", {"paused": True}),
    "list_connections last_page": lambda f: list(f.connections.list()),
    "list_group_connections ": lambda f: list(f.groups.connections("amber_kettle")),
    "delete_connection ": lambda f: f.connections.delete("brisk_otter"),
    "sync_connection ": lambda f: f.connections.sync("brisk_otter"),
    "resync_connection ": lambda f: f.connections.resync("brisk_otter"),
    "run_setup_tests passed": lambda f: f.connections.test("brisk_otter"),
    "run_setup_tests failed": lambda f: f.connections.test("brisk_otter"),
    "create_connect_card ": lambda f: f.connections.connect_card("brisk_otter", redirect_uri="https://example.test"),
    "get_connection_state ": lambda f: f.connections.state("brisk_otter"),
    "update_connection_state ": lambda f: f.connections.update_state("brisk_otter", {"cursor": 1}),
    "list_connection_errors ": lambda f: list(f.connections.errors("brisk_otter")),
    "get_schema_config ": lambda f: f.schemas.get("brisk_otter"),
    "update_schema_config ": lambda f: f.schemas.update("brisk_otter", {"schema_change_handling": "ALLOW_ALL"}),
    "reload_schema_config ": lambda f: f.schemas.reload("brisk_otter"),
    "resync_tables ": lambda f: f.schemas.resync_tables("brisk_otter", {"pin_eu": ["campaign_report"]}),
    "list_groups ": lambda f: list(f.groups.list()),
    "get_account_info ": lambda f: f.account.info(),
    "get_connector_type ": lambda f: f.metadata.connector_type("pinterest_ads"),
    "force_connection_sync ": lambda f: f.connections.force("brisk_otter"),
    "create_schema_config ": lambda f: f.schemas.create("brisk_otter", {"schemas": {"pin_eu": ON}}),
    "update_schema ": lambda f: f.schemas.update_schema("brisk_otter", "pin_eu", ON),
    "update_table ": lambda f: f.schemas.update_table("brisk_otter", "pin_eu", "ad_group_report", ON),
    "update_column ": lambda f: f.schemas.update_column("brisk_otter", "pin_eu", "ad_group_report", "name", ON),
    "list_columns ": lambda f: f.schemas.columns("brisk_otter", "pin_eu", "ad_group_report"),
    "drop_column ": lambda f: f.schemas.drop_column("brisk_otter", "pin_eu", "ad_group_report", "name"),
    "drop_columns ": lambda f: f.schemas.drop_columns(
        "brisk_otter", {"schemas": {"pin_eu": {"tables": {"ad_group_report": {"columns": ["name"]}}}}}
    ),
    "resync_table ": lambda f: f.schemas.resync_table("brisk_otter", "pin_eu", "ad_group_report"),
    "create_group ": lambda f: f.groups.create("Warehouse"),
    "get_group ": lambda f: f.groups.get("amber_kettle"),
    "update_group ": lambda f: f.groups.update("amber_kettle", name="Lake"),
    "delete_group ": lambda f: f.groups.delete("amber_kettle"),
    "list_group_users ": lambda f: list(f.groups.users("amber_kettle")),
    "add_group_user ": lambda f: f.groups.add_user("amber_kettle", email="nimble_finch@example.com"),
    "remove_group_user ": lambda f: f.groups.remove_user("amber_kettle", "nimble_finch"),
    "get_group_public_key ": lambda f: f.groups.public_key("amber_kettle"),
    "get_group_service_account ": lambda f: f.groups.service_account("amber_kettle"),
    "list_destinations ": lambda f: list(f.destinations.list()),
    "create_destination ": lambda f: f.destinations.create(
        {"group_id": "amber_kettle", "service": "snowflake", "time_zone_offset": "0"}
    ),
    "get_destination ": lambda f: f.destinations.get("amber_kettle"),
    "update_destination ": lambda f: f.destinations.update("amber_kettle", {"time_zone_offset": "+1"}),
    "delete_destination ": lambda f: f.destinations.delete("amber_kettle"),
    "run_destination_setup_tests passed": lambda f: f.destinations.test("amber_kettle"),
    "run_destination_setup_tests failed": lambda f: f.destinations.test("amber_kettle"),
    "list_users ": lambda f: list(f.users.list(active=True)),
    "create_user ": lambda f: f.users.invite({"email": "a@example.com", "given_name": "A", "family_name": "H"}),
    "get_user ": lambda f: f.users.get("nimble_finch"),
    "update_user ": lambda f: f.users.update("nimble_finch", {"phone": "+15550100"}),
    "delete_user ": lambda f: f.users.delete("nimble_finch"),
    "list_connector_types ": lambda f: list(f.metadata.list()),
    "list_connection_certificates ": lambda f: list(f.connections.certificates("brisk_otter")),
    "approve_connection_certificate ": lambda f: f.connections.approve_certificate(
        "brisk_otter", hash="h", encoded_cert="k"
    ),
    "get_connection_certificate ": lambda f: f.connections.certificate("brisk_otter", "h"),
    "revoke_connection_certificate ": lambda f: f.connections.revoke_certificate("brisk_otter", "h"),
    "list_connection_fingerprints ": lambda f: list(f.connections.fingerprints("brisk_otter")),
    "approve_connection_fingerprint ": lambda f: f.connections.approve_fingerprint(
        "brisk_otter", hash="h", public_key="k"
    ),
    "get_connection_fingerprint ": lambda f: f.connections.fingerprint("brisk_otter", "h"),
    "revoke_connection_fingerprint ": lambda f: f.connections.revoke_fingerprint("brisk_otter", "h"),
    "list_destination_certificates ": lambda f: list(f.destinations.certificates("amber_kettle")),
    "approve_destination_certificate ": lambda f: f.destinations.approve_certificate(
        "amber_kettle", hash="h", encoded_cert="k"
    ),
    "get_destination_certificate ": lambda f: f.destinations.certificate("amber_kettle", "h"),
    "revoke_destination_certificate ": lambda f: f.destinations.revoke_certificate("amber_kettle", "h"),
    "list_destination_fingerprints ": lambda f: list(f.destinations.fingerprints("amber_kettle")),
    "approve_destination_fingerprint ": lambda f: f.destinations.approve_fingerprint(
        "amber_kettle", hash="h", public_key="k"
    ),
    "get_destination_fingerprint ": lambda f: f.destinations.fingerprint("amber_kettle", "h"),
    "revoke_destination_fingerprint ": lambda f: f.destinations.revoke_fingerprint("amber_kettle", "h"),
}
"""Every operation, as far as a server without state can serve it, with the example to ask for."""

REFUSED: list[tuple[int, type[StatusError]]] = [
    (400, BadRequest),
    (401, Unauthorized),
    (403, Forbidden),
    (404, NotFound),
    (409, Conflict),
    (415, UnsupportedMediaType),
    (429, RateLimited),
    (503, ServerError),
]


@pytest.mark.parametrize("asked", FREE)
@pytest.mark.parametrize("kind", ["sync", "async"])
def test_client_lives_with_prism_as_a_mock(prism: Prism, tally: Any, kind: str, asked: str) -> None:
    """The client accepts the document's example answers."""
    operation, _, example = asked.partition(" ")
    watched = Watched(CONTRACT, {"prefer": f"example={example}"} if example else {})
    with client(kind, prism.url, watched) as fivetran:
        FREE[asked](fivetran)

    tally.add(requests=len(watched.operations), operations=tuple(watched.operations))
    assert ([operation], []) == (watched.operations, watched.differences)


@pytest.mark.parametrize(("status", "error"), REFUSED)
@pytest.mark.parametrize("kind", ["sync", "async"])
def test_client_knows_every_refusal_of_prism(
    prism: Prism, tally: Any, kind: str, status: int, error: type[StatusError]
) -> None:
    """Each declared error raises its exception, with the example's code."""
    watched = Watched(CONTRACT, {"prefer": f"code={status}"})
    with client(kind, prism.url, watched) as fivetran, pytest.raises(error) as caught:
        fivetran.with_options(retries=0).connections.create(new("pin_eu"))

    tally.add(requests=1)
    assert (status, True, []) == (caught.value.status, bool(caught.value.code), watched.differences)
