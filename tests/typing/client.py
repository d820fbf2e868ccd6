"""The types of the two clients: checked by mypy and pyright, never run."""

from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from typing import Any, assert_type

from fivetran_client.models.connect_card_result import ConnectCardResult
from fivetran_client.models.connection_error import ConnectionError_
from fivetran_client.models.destination import Destination
from fivetran_client.models.fingerprint import Fingerprint
from fivetran_client.models.group import Group
from fivetran_client.models.schema_config import SchemaConfig
from fivetran_connections import (
    AsyncFivetran,
    Connection,
    Ensured,
    Fivetran,
    RateLimited,
    SetupResult,
    SyncResult,
    pinterest_ads,
)


def blocking(fivetran: Fivetran) -> None:
    """On `Fivetran` a method returns its result."""
    request = pinterest_ads(group_id="g", schema="s")
    assert_type(fivetran.connections.create(request), Connection)
    assert_type(fivetran.connections.create({"group_id": "g", "service": "s3"}), Connection)
    assert_type(fivetran.connections.ensure(request, look_first=True), Ensured)
    get_one: Callable[[str], Connection] = fivetran.connections.get
    assert_type(get_one("c"), Connection)
    assert_type(fivetran.connections.list(group_id="g"), Iterator[Connection])
    assert_type(fivetran.connections.update("c", {"paused": True}), Connection)
    assert_type(fivetran.connections.delete("c"), None)
    assert_type(fivetran.connections.sync("c", force=True), str)
    assert_type(fivetran.connections.connect_card("c", redirect_uri="https://x.test"), ConnectCardResult)
    assert_type(fivetran.connections.errors("c"), Iterator[ConnectionError_])
    assert_type(fivetran.connections.wait_until_connected("c"), SetupResult)
    assert_type(fivetran.connections.wait_for_sync("c"), SyncResult)
    assert_type(fivetran.schemas.get("c"), SchemaConfig)
    assert_type(fivetran.groups.list(), Iterator[Group])
    assert_type(fivetran.groups.delete("g"), None)
    assert_type(fivetran.destinations.get("g"), Destination)
    assert_type(fivetran.destinations.fingerprints("g"), Iterator[Fingerprint])
    assert_type(fivetran.connections.approve_fingerprint("c", hash="h", public_key="k"), Fingerprint)
    assert_type(fivetran.with_options(timeout=3), Fivetran)


async def awaiting(fivetran: AsyncFivetran) -> None:
    """On `AsyncFivetran` the same method returns a coroutine, and a list an async iterator."""
    request = pinterest_ads(group_id="g", schema="s")
    get_one: Callable[[str], Coroutine[Any, Any, Connection]] = fivetran.connections.get
    assert_type(await get_one("c"), Connection)
    assert_type(await fivetran.connections.create(request), Connection)
    assert_type((await fivetran.connections.ensure(request)).connection, Connection)
    assert_type(fivetran.connections.list(), AsyncIterator[Connection])
    assert_type(await fivetran.connections.delete("c"), None)
    assert_type(await fivetran.connections.wait_for_sync("c", start=True), SyncResult)
    assert_type(fivetran.with_options(retries=0), AsyncFivetran)


def wrong(fivetran: Fivetran) -> None:
    """Type checkers report a wrong argument; a needless exemption below fails the check."""
    fivetran.connections.get(7)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] # an id is text
    fivetran.connections.list("g")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue] # keywords only
    assert fivetran.connections.get("c").status.set_up  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue] # misspelt
    fivetran.connections.crate({})  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] # misspelt


def told(error: RateLimited) -> None:
    """An exception's attributes have their types."""
    assert_type(error.retry_after, float | None)
    assert_type(error.code, str | None)
    assert_type(error.may_have_acted, bool)
