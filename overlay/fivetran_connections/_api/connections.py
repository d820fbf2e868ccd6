"""Connections: each operation is written once for both clients."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from fivetran_client.api import connections as connections_api
from fivetran_client.models import (
    ConnectCardResult,
    Connection,
    ConnectionError_,
    ConnectionState,
    ConnectionUpdate,
    SetupState,
)
from fivetran_client.new_connection import NewConnectionModel

from .._http.call import call
from .._http.drivers import AsyncRecordingDriver, RecordingDriver
from .._http.retry import send
from .._http.steps import Steps, settings
from .._requests.checks import refuse_unusable_count, refuse_unusable_seconds
from .._requests.judging import Body, as_json, as_sent, checked_by, raise_or_warn
from .._values.masking import sealed
from .._values.results import SetupResult, SyncResult, state_of, status_of
from ..errors import InvalidConnection
from .bulk import EnsuredMany, OnDone, OnWait, ensure_many
from .ensure import Ensured, ensure, look_up
from .faces import D, Listing, WithResponse, listing, twin
from .trust import Trusting, TrustOperations
from .waiting import Progress, wait_for_sync, wait_until_connected

if TYPE_CHECKING:
    from fivetran_rules import ServiceCatalogue, Violation

NewConnection: TypeAlias = NewConnectionModel | Mapping[str, Any]
"""The body of a create: what a builder gives, or the JSON object as the API takes it."""

Tables: TypeAlias = Mapping[str, list[str]]
"""Tables by schema."""


class Connections(Trusting[D]):
    """`/v1/connections`: everything about one connection, and the list of them."""

    with_response: WithResponse[Connections[RecordingDriver], Connections[AsyncRecordingDriver]] = WithResponse()

    _trust = TrustOperations(
        list_certificates=connections_api.list_connection_certificates,
        approve_certificate=connections_api.approve_connection_certificate,
        get_certificate=connections_api.get_connection_certificate,
        revoke_certificate=connections_api.revoke_connection_certificate,
        list_fingerprints=connections_api.list_connection_fingerprints,
        approve_fingerprint=connections_api.approve_connection_fingerprint,
        get_fingerprint=connections_api.get_connection_fingerprint,
        revoke_fingerprint=connections_api.revoke_connection_fingerprint,
    )

    @twin
    def create(self, request: NewConnection, *, unchecked: bool = False) -> Steps[Connection]:
        """
        Create a connection.

        The body is checked first: errors raise `InvalidConnection` with all
        violations and nothing is sent; inferred rules only warn in the log.
        It is sent again after a 429 or when it provably was not sent, and never
        otherwise, since the API has no idempotency key: see `ensure`.

        `unchecked` leaves out the checks by the catalogue of services, which
        may lack what the API has learned since.
        """
        catalogue = (yield from settings()).catalogue
        body = _checked(request, catalogue, unchecked=unchecked)
        return (yield from send(call(connections_api.create_connection, body=body)))

    @twin
    def ensure(self, request: NewConnection, *, look_first: bool = True, unchecked: bool = False) -> Steps[Ensured]:
        """
        Create a connection unless it exists: idempotent, so a script may run it again.

        The connection is looked up by group and schema first, and adopted if it
        exists; `outcome` says so. After a failure with an unknown outcome
        (time-out, reset, 5xx) it is looked up again before anything
        is sent again. The same after a 400 or 409, by which the API may refuse
        a name in use. `look_first=False` saves the first look-up, one request:
        if a connection of that name exists, the API may then make a second one.

        An adopted connection is read, since lists may lack `config`, and
        compared with the request, apart from values that the API fills in,
        leaves out or masks; a difference raises `ConnectionDiffers` and changes
        nothing. `OutcomeUnknown` says that the
        look-up failed too.

        The API has neither an idempotency key nor a documented rule that schema
        names are unique in a group. So two processes that create at the same
        moment may both succeed, and a create that the API carries out after the
        look-up is not seen. The next `ensure` shows both in `duplicates`.
        """
        catalogue = (yield from settings()).catalogue
        return (yield from ensure(_checked(request, catalogue, unchecked=unchecked), look_first=look_first))

    @twin
    def ensure_many(
        self,
        requests: Iterable[NewConnection],
        *,
        concurrency: int = 8,
        look_first: bool = True,
        deadline: float | None = None,
        on_done: OnDone | None = None,
        on_wait: OnWait | None = None,
        unchecked: bool = False,
    ) -> Steps[EnsuredMany]:
        """
        Ensure many connections, some at the same time, within the documented rate limits.

        Every request is checked before anything is sent; `InvalidConnection`
        has all violations, with the index of the request first in
        each pointer. A failure affects its own connection only: the result has
        one `EnsuredOne` for each request, with its connection or its error.

        `concurrency` requests run at the same time. If a limit is reached, the
        run waits for its next window, up to an hour; `deadline` bounds these
        waits in seconds from now, and `on_wait` is called with the seconds of
        each. A trial, which has smaller limits, is known by the API's headers.
        `on_done` is called with each `EnsuredOne` as it is finished, on
        `Fivetran` by the thread that finished it. Ctrl-C waits for the running
        requests, then raises; run it again to continue.
        """
        refuse_unusable_count("concurrency", concurrency, least=1)
        if deadline is not None:
            refuse_unusable_seconds("deadline", deadline)
        catalogue = (yield from settings()).catalogue
        bodies: list[dict[str, Any]] = []
        wrong: list[Violation] = []
        for index, request in enumerate(requests):
            try:
                bodies.append(_checked(request, catalogue, unchecked=unchecked))
            except InvalidConnection as error:
                wrong += [replace(each, pointer=f"/{index}{each.pointer}") for each in error.violations]
        if wrong:
            raise InvalidConnection(wrong)
        steps = ensure_many(
            bodies,
            concurrency=concurrency,
            look_first=look_first,
            deadline=deadline,
            on_done=on_done,
            on_wait=on_wait,
        )
        return (yield from steps)

    @twin
    def get(self, connection: Connection | str) -> Steps[Connection]:
        """Get one connection."""
        connection_id = connection.id if isinstance(connection, Connection) else connection
        return send(call(connections_api.get_connection, connection_id))

    @twin
    def get_by_schema(self, group_id: str, schema: str) -> Steps[Connection | None]:
        """Find the connection of a group by its schema, the oldest if there are several; None if there is none."""
        found = yield from look_up(send, group_id, schema)
        return found[0] if found else None

    @listing
    def list(
        self,
        *,
        group_id: str | None = None,
        schema: str | None = None,
        service: str | None = None,
        paused: bool | None = None,
        setup_state: SetupState | str | None = None,
        page_size: int | None = None,
    ) -> Listing[Connection]:
        """
        List connections, page by page as they are needed.

        The API filters by `group_id` and `schema`, an exact name. It cannot
        filter by `service`, `paused` and `setup_state`: for these, all pages are
        read and filtered here. `page_size` is the API's `limit`, 1 to 1000. A
        failure carries the items that came before it in `.partial`. Items may
        have neither `config` nor `setup_tests`: read those with `get`.
        """

        def keep(connection: Connection) -> bool:
            state = state_of(status_of(connection), "setup_state")
            wanted = (
                (schema, connection.schema),  # the API may ignore its filter (docs/evidence.md#schema-filter)
                (service, connection.service),
                (paused, getattr(connection, "paused", None)),
                (setup_state, state),
            )
            return all(asked is None or asked == found for asked, found in wanted)

        return Listing(
            call(connections_api.list_connections, group_id=group_id, schema=schema, limit=page_size),
            keep=keep,
        )

    @twin
    def update(
        self,
        connection: Connection | str,
        patch: ConnectionUpdate | Mapping[str, Any],
        *,
        read_first: bool = True,
        unchecked: bool = False,
    ) -> Steps[Connection]:
        """
        Change the fields of the patch, and nothing else; `None` clears a field.

        The answer may lack `config` and `setup_tests`: `get` reads the connection again.

        The patch is checked against the connection before it is sent: an
        unknown key, a value of another service or a permanent field raises
        `InvalidConnection`. Given an id, and a patch of `config` or `auth`, the
        connection is read for that first, one request; `read_first=False` saves
        it, and then only what holds for every service is checked. `unchecked`
        leaves out the checks by the catalogue of services.
        """
        return _update(connection, patch, unchecked=unchecked, read_first=read_first)

    @twin
    def pause(self, connection: Connection | str) -> Steps[Connection]:
        """Pause a connection: no sync starts until `unpause`."""
        return _update(connection, {"paused": True})

    @twin
    def unpause(self, connection: Connection | str) -> Steps[Connection]:
        """Let the syncs of a paused connection start again."""
        return _update(connection, {"paused": False})

    @twin
    def delete(self, connection_id: str) -> Steps[None]:
        """Delete a connection; one that is gone after a try whose answer was lost counts as deleted."""
        return send(call(connections_api.delete_connection, connection_id))

    @twin
    def sync(self, connection_id: str, *, force: bool = False) -> Steps[str]:
        """Start a sync; `force` stops a running one first. Returns the API's message."""
        return send(call(connections_api.sync_connection, connection_id, body={"force": force}))

    @twin
    def force(self, connection_id: str) -> Steps[str]:
        """Start a sync as the official Go SDK does, on a route without options. Returns the API's message."""
        return send(call(connections_api.force_connection_sync, connection_id))

    @twin
    def resync(self, connection_id: str, *, scope: Tables | None = None) -> Steps[str]:
        """Sync the history again: of everything, or of the tables in `scope`. Returns the API's message."""
        body = None if scope is None else checked_by("ResyncRequest", {"scope": scope}, error=InvalidConnection)
        return send(call(connections_api.resync_connection, connection_id, body=body))

    @twin
    def test(
        self, connection_id: str, *, trust_certificates: bool = False, trust_fingerprints: bool = False
    ) -> Steps[Connection]:
        """
        Run the setup tests; `setup_tests` of the result has their outcome.

        A test that fails is not an error of this call (documented).
        """
        body = {"trust_certificates": trust_certificates, "trust_fingerprints": trust_fingerprints}
        return send(call(connections_api.run_setup_tests, connection_id, body=body))

    @twin
    def connect_card(
        self,
        connection_id: str,
        *,
        redirect_uri: str,
        hide_setup_guide: bool | None = None,
        all_fields: bool | None = None,
    ) -> Steps[ConnectCardResult]:
        """
        Make a Connect Card: a page, good for one day, on which the source's owner authorizes the connection.

        `all_fields` shows every field on it, not only those of the authorization; added to the API in 2026.
        """
        named = {"redirect_uri": redirect_uri, "hide_setup_guide": hide_setup_guide, "all_fields": all_fields}
        config = {key: value for key, value in named.items() if value is not None}
        body = checked_by("ConnectCardRequest", {"connect_card_config": config}, error=InvalidConnection)
        return send(call(connections_api.create_connect_card, connection_id, body=body))

    @twin
    def state(self, connection_id: str) -> Steps[ConnectionState]:
        """Get the sync state; only Function and Connector SDK services have one (documented)."""
        return send(call(connections_api.get_connection_state, connection_id))

    @twin
    def update_state(self, connection_id: str, state: Mapping[str, Any]) -> Steps[ConnectionState]:
        """Replace the sync state; the connection must be paused (documented)."""
        return send(call(connections_api.update_connection_state, connection_id, body={"state": as_json(state)}))

    @listing
    def errors(self, connection_id: str, *, page_size: int | None = None) -> Listing[ConnectionError_]:
        """List the connection's errors; a private preview of the API."""
        return Listing(call(connections_api.list_connection_errors, connection_id, limit=page_size))

    @twin
    def wait_until_connected(
        self,
        connection: Connection | str,
        *,
        deadline: float = 600.0,
        interval: float = 10.0,
        run_tests: bool = True,
        progress: Progress | None = None,
    ) -> Steps[SetupResult]:
        """
        Poll until the connection is connected, broken, or cannot become connected by waiting.

        Pass the connection as `create` gave it, and its setup tests and its
        Connect Card are known; pass an id, and the tests are run once unless
        `run_tests` is off. A failed test ends the wait with state `incomplete`;
        with a card the wait goes on, since its owner may need a while. `deadline` and
        `interval` are seconds; `progress` is called with every read. Raises
        `DeadlinePassed`, whose message says what is missing.
        """
        return wait_until_connected(
            connection, deadline=deadline, interval=interval, run_tests=run_tests, progress=progress
        )

    @twin
    def wait_for_sync(
        self,
        connection: Connection | str,
        *,
        start: bool = False,
        deadline: float = 3600.0,
        interval: float = 30.0,
        progress: Progress | None = None,
    ) -> Steps[SyncResult]:
        """
        Poll until a sync has ended, or cannot start.

        The API gives a sync no id, so an end is a new `succeeded_at` or
        `failed_at`. New since when: since `connection` was read, or, given an
        id, since now. `start` starts a sync after that first look, so that none
        is missed. A sync that was seen running and no longer runs, while neither
        time moves, has the outcome `ended`. A look that fails, where it may be
        repeated, is made again after `interval`. Raises `DeadlinePassed`.
        """
        return wait_for_sync(connection, start=start, deadline=deadline, interval=interval, progress=progress)


def _checked(request: Body, catalogue: ServiceCatalogue | None, *, unchecked: bool) -> dict[str, Any]:
    from fivetran_rules import check  # brings the validator, which reading alone does not need

    body = as_json(request)
    raise_or_warn(check(as_sent(body), catalogue=catalogue, unchecked=unchecked))
    return sealed(body, catalogue=catalogue) if catalogue else body


def _update(
    connection: Connection | str,
    patch: Body,
    *,
    unchecked: bool = False,
    read_first: bool = False,
) -> Steps[Connection]:
    """Check a change against the stored connection, as far as it is known, and send it."""
    from fivetran_rules import check_change  # brings the validator, which reading alone does not need

    body, catalogue = as_json(patch), (yield from settings()).catalogue
    known = connection if isinstance(connection, Connection) else None
    connection_id = connection.id if isinstance(connection, Connection) else connection

    def judge(stored: Connection | None) -> None:
        raise_or_warn(check_change(as_sent(body), stored, catalogue=catalogue, unchecked=unchecked))

    judge(known)
    is_incomplete = known is None or known.config is None  # an item of a list has no config
    if is_incomplete and read_first and not _ABOUT_THE_SERVICE.isdisjoint(body):
        known = yield from send(call(connections_api.get_connection, connection_id))
        judge(known)
    if catalogue:
        body = sealed(body, service=str(known.service) if known else None, catalogue=catalogue)
    return (yield from send(call(connections_api.update_connection, connection_id, body=body)))


_ABOUT_THE_SERVICE: Final = frozenset({"config", "auth", "external_secrets_keys_config"})
"""Keys of a change that can only be checked if the service is known."""
