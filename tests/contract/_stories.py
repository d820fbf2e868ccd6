"""
Sequences of calls that a client makes, written once for both clients.

A story receives a client, and the mock behind the client's server.
"""

import asyncio
import inspect
import re
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import httpx
import pytest

from fivetran_connections import PinterestAuth as Auth
from fivetran_connections import errors, pinterest_ads
from fivetran_mock import Fault, FivetranMock, Reply

from ..mock.core._everything import offered
from ._judges import CONTRACT, OPERATIONS

GROUP = "amber_kettle"


def new(schema: str, **changes: Any) -> Any:
    """A connection to create."""
    auth = Auth(refresh_token="rt", client_id="ci", client_secret="cs")
    return pinterest_ads(group_id=GROUP, schema=schema, advertisers=["549755885175"], auth=auth, **changes)


def create_read_and_find(f: Any, _: FivetranMock) -> None:
    """Create, get, and find by group and schema."""
    made = f.connections.create(new("pin_eu", paused=True, sync_frequency=1440, daily_sync_time="05:00"))

    assert made.id == f.connections.get(made.id).id
    assert [made.id] == [each.id for each in f.connections.list(group_id=GROUP, schema="pin_eu")]
    assert [made.id] == [each.id for each in f.groups.connections(GROUP)]
    assert [] == list(f.connections.list(schema="pin_us"))


def read_page_by_page(f: Any, _: FivetranMock) -> None:
    """Lists of several pages are whole and in order."""
    made = [f.connections.create(new(f"pin_{number}", run_setup_tests=False)).id for number in range(5)]

    assert made == [each.id for each in f.connections.list(page_size=2)]
    assert made == [each.id for each in f.groups.connections(GROUP, page_size=2)]
    assert [GROUP] == [each.id for each in f.groups.list(page_size=1)]


def change(f: Any, _: FivetranMock) -> None:
    """Updates change the named fields, and null clears a field."""
    made = f.connections.create(new("pin_eu", networking_method="PrivateLink", private_link_id="pl"))
    changed = f.connections.update(made.id, {"paused": True, "config": {"report_granularity": "DAY"}})

    assert changed.paused
    assert "pl" == changed.private_link_id
    cleared = f.connections.update(made.id, {"networking_method": "Directly", "private_link_id": None})
    assert cleared.private_link_id is None
    with pytest.raises(errors.BadRequest):
        f.connections.update(made.id, {"daily_sync_time": "05:00"})


def test_and_card(f: Any, mock: FivetranMock) -> None:
    """Setup tests fail without failing the call; a card lets the owner authorize."""
    mock.script_setup_tests(status="FAILED", message="Invalid login credentials.", times=1)
    made = f.connections.create(new("pin_eu"))
    assert "incomplete" == made.status.setup_state
    assert "FAILED" == made.setup_tests[0].status
    assert "connected" == f.connections.test(made.id).status.setup_state

    card = f.connections.connect_card(made.id, redirect_uri="https://example.test/done")
    assert card.connect_card.token


def run(f: Any, mock: FivetranMock) -> None:
    """Sync, resync, and the errors of a sync that failed."""
    made = f.connections.create(new("pin_eu"))
    f.connections.sync(made.id, force=True)
    mock.advance(minutes=60)
    mock.script_syncs("failed", times=1)
    f.connections.resync(made.id, scope={"pin_eu": ["campaign_report"]})
    mock.advance(minutes=60)

    assert f.connections.get(made.id).failed_at
    assert list(f.connections.errors(made.id))
    mock.script_syncs("rescheduled", times=1)
    f.connections.sync(made.id, force=True)
    mock.advance(minutes=60)
    assert "rescheduled" == f.connections.get(made.id).status.sync_state


def schemas(f: Any, _: FivetranMock) -> None:
    """The schema configuration is missing, read, changed, and its tables synced again."""
    made = f.connections.create(new("pin_eu"))
    with pytest.raises(errors.NotFound):
        f.schemas.get(made.id)
    f.schemas.reload(made.id)
    tables = {"pin_eu": {"enabled": True, "tables": {"campaign_report": {"enabled": False}}}}
    f.schemas.update(made.id, {"schemas": tables, "schema_change_handling": "BLOCK_ALL"})

    assert "BLOCK_ALL" == f.schemas.get(made.id).schema_change_handling
    assert f.schemas.resync_tables(made.id, {"pin_eu": ["campaign_report"]})


def state(f: Any, _: FivetranMock) -> None:
    """A function has a state; others do not."""
    function = {"group_id": GROUP, "service": "aws_lambda", "paused": True, "config": {"schema": "fn"}}
    made = f.connections.create(function)
    f.connections.update_state(made.id, {"cursor": 7})

    assert f.connections.state(made.id)
    other = f.connections.create(new("pin_eu"))
    with pytest.raises(errors.MethodNotAllowed):
        f.connections.state(other.id)


def look_around(f: Any, _: FivetranMock) -> None:
    """Read the account and the metadata of services."""
    assert f.account.info().account_id
    assert f.metadata.connector_type("pinterest_ads")
    assert next(iter(f.metadata.list(page_size=3))).id


def delete(f: Any, _: FivetranMock) -> None:
    """A deleted connection is not found by any operation."""
    made = f.connections.create(new("pin_eu")).id
    f.connections.delete(made)

    uses: list[Callable[[], object]] = [
        lambda: f.connections.get(made),
        lambda: f.connections.delete(made),
        lambda: f.connections.update(made, {"paused": True}),
        lambda: f.connections.sync(made),
        lambda: f.connections.resync(made),
        lambda: f.connections.test(made),
        lambda: f.connections.state(made),
        lambda: f.connections.update_state(made, {}),
        lambda: list(f.connections.errors(made)),
        lambda: f.connections.connect_card(made, redirect_uri="https://example.test"),
        lambda: f.schemas.get(made),
        lambda: f.schemas.reload(made),
        lambda: f.schemas.update(made, {"schema_change_handling": "ALLOW_ALL"}),
        lambda: f.schemas.resync_tables(made, {"pin_eu": ["campaign_report"]}),
    ]
    for use in uses:
        with pytest.raises(errors.NotFound):
            use()


def create_once(f: Any, _: FivetranMock) -> None:
    """A second create of the same is refused, and `ensure` finds the first."""
    made = f.connections.create(new("pin_eu"))
    with pytest.raises((errors.BadRequest, errors.Conflict)):
        f.connections.create(new("pin_eu"))

    assert made.id == f.connections.ensure(new("pin_eu")).connection.id


def troubles(f: Any, mock: FivetranMock) -> None:
    """Errors of the server reach the caller as exceptions of their kind."""
    once = f.with_options(retries=0)
    for status, error in (
        (401, errors.Unauthorized),
        (429, errors.RateLimited),
        (500, errors.ServerError),
        (503, errors.ServerError),
    ):
        mock.add_fault(Fault(status=status, times=1, retry_after=7 if status == 429 else None))
        with pytest.raises(error):
            once.account.info()


def in_spite_of_troubles(f: Any, mock: FivetranMock) -> None:
    """A request that is safe to repeat is repeated until it succeeds."""
    mock.add_fault(Fault(status=503, times=2, operation="get_account_info"))
    mock.add_fault(Fault(retry_after=1, times=1, operation="create_connection"))

    assert f.account.info().account_id
    assert f.connections.create(new("pin_eu")).id


def single_tables(f: Any, _: FivetranMock) -> None:
    """One schema, table or column is changed, resynced and dropped by itself."""
    made = f.connections.create(new("pin_eu")).id
    f.schemas.create(made, {"schemas": {"pin_eu": {"enabled": True}}})
    f.schemas.reload(made)
    f.schemas.update_schema(made, "pin_eu", {"enabled": True})
    f.schemas.update_table(made, "pin_eu", "campaign_report", {"enabled": True, "sync_mode": "HISTORY"})
    changed = f.schemas.update_column(made, "pin_eu", "campaign_report", "name", {"enabled": False})

    assert "HISTORY" == changed.schemas["pin_eu"].tables["campaign_report"].sync_mode
    assert "name" in f.schemas.columns(made, "pin_eu", "campaign_report").columns
    assert f.schemas.resync_table(made, "pin_eu", "campaign_report")
    f.schemas.drop_column(made, "pin_eu", "campaign_report", "name")
    f.schemas.update_column(made, "pin_eu", "ad_group_report", "name", {"enabled": False})
    assert f.schemas.drop_columns(made, {"schemas": {"pin_eu": {"tables": {"ad_group_report": {"columns": ["name"]}}}}})
    assert f.connections.force(made)


def destinations(f: Any, _: FivetranMock) -> None:
    """A new group gets a destination, which is tested, changed and deleted."""
    group = f.groups.create("Lake").id
    body = {"group_id": group, "service": "snowflake", "time_zone_offset": "0", "config": {"password": "p"}}
    made = f.destinations.create(body)

    assert group == made.id
    assert "******" == made.config["password"]
    assert group in [each.id for each in f.destinations.list()]
    assert f.destinations.test(group).setup_tests
    assert "+1" == f.destinations.update(group, {"time_zone_offset": "+1"}).time_zone_offset
    assert "+1" == f.destinations.get(group).time_zone_offset
    f.destinations.delete(group)
    with pytest.raises(errors.NotFound):
        f.destinations.get(group)


def trust(f: Any, _: FivetranMock) -> None:
    """A setup test that fails for a certificate or fingerprint passes once it is approved."""
    made = f.connections.create(new("pin_eu", run_setup_tests=False)).id
    for resource, identifier in ((f.connections, made), (f.destinations, GROUP)):
        certificate, fingerprint = offered(identifier, "certificate"), offered(identifier, "fingerprint")
        resource.approve_certificate(identifier, **certificate)
        resource.approve_fingerprint(identifier, **fingerprint)

        assert [certificate["hash"]] == [each.hash_ for each in resource.certificates(identifier)]
        assert [fingerprint["hash"]] == [each.hash_ for each in resource.fingerprints(identifier)]
        assert resource.certificate(identifier, certificate["hash"]).hash_
        assert resource.fingerprint(identifier, fingerprint["hash"]).hash_
        resource.revoke_certificate(identifier, certificate["hash"])
        resource.revoke_fingerprint(identifier, fingerprint["hash"])
        with pytest.raises(errors.NotFound):
            resource.certificate(identifier, certificate["hash"])


STORIES = (
    *(create_read_and_find, read_page_by_page, change, test_and_card, run, schemas, state, look_around, delete),
    *(create_once, troubles, in_spite_of_troubles, single_tables, destinations, trust),
)


class Blocking:
    """An `AsyncFivetran` with the blocking methods of `Fivetran`."""

    def __init__(self, awaited: Any, loop: asyncio.Runner) -> None:
        self._awaited = awaited
        self._loop = loop

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._awaited, name)
        if not callable(value):
            return Blocking(value, self._loop)

        def call(*args: Any, **options: Any) -> Any:
            result = value(*args, **options)
            if isinstance(result, AsyncIterator):
                return self._loop.run(_all(result))
            if inspect.isawaitable(result):
                return self._loop.run(_it(result))
            return Blocking(result, self._loop)

        return call


async def _all(items: AsyncIterator[Any]) -> list[Any]:
    return [item async for item in items]


async def _it(result: Any) -> Any:
    return await result


class Watched(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport that checks every answer against the document, undeclared statuses included."""

    def __init__(self, headers: Mapping[str, str] = {}) -> None:  # never changed
        self.differences: list[str] = []
        self.operations: list[str] = []
        self._headers = headers
        self._sync = httpx.HTTPTransport()
        self._async = httpx.AsyncHTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and check the answer."""
        request.headers.update(self._headers)
        answer = self._sync.handle_request(request)
        answer.read()
        self._judge(request, answer)
        return answer

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and check the answer."""
        request.headers.update(self._headers)
        answer = await self._async.handle_async_request(request)
        await answer.aread()
        self._judge(request, answer)
        return answer

    def _judge(self, request: httpx.Request, answer: httpx.Response) -> None:
        target = request.url.raw_path.decode()
        operation = _operation_of(request.method, target)
        self.operations.append(operation.id)
        reply = Reply(answer.status_code, answer.headers.multi_items(), answer.content)
        found = CONTRACT.differences(operation.id, reply)
        self.differences += [f"{operation.id} {answer.status_code} {each}" for each in found]

    def close(self) -> None:
        """Close the pool."""
        self._sync.close()

    async def aclose(self) -> None:
        """Close the pool."""
        await self._async.aclose()


def _operation_of(method: str, target: str) -> Any:
    """Return the operation of a request; paths without parameters come first."""
    path = target.partition("?")[0]
    found = [
        each
        for each in OPERATIONS.values()
        if each.method == method and re.fullmatch(re.sub(r"\{[^/]*\}", "[^/]+", each.path), path)
    ]
    assert found, f"{method} {target} is no operation of the document"
    return min(found, key=lambda each: each.path.count("{"))
