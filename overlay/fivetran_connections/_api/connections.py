"""Connections: each operation is written once for both clients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, TypeAlias

from fivetran_client.api import connections as connections_api
from fivetran_client.models import (
    ConnectCardResult,
    Connection,
    ConnectionError_,
    ConnectionState,
    ConnectionUpdate,
    SetupState,
    Sync,
)
from fivetran_rules import Unchecked

from .._bodies.judging import (
    Body,
    NewConnection,
    as_json,
    as_sent,
    checked_by,
    checked_new,
    connection_json,
    raise_or_warn,
    refuse_masks,
)
from .._http.retry import send
from .._http.steps import Steps, call
from .._results import state_of, status_of
from .bulk import EnsuringMany
from .ensure import Ensured, ensure, look_up
from .methods import D, Listing, client_method, listing
from .trust import Trusting, TrustOperations
from .updates import send_update
from .waiting import Waiting

Tables: TypeAlias = Mapping[str, list[str]]
"""Tables by schema."""


class Connections(EnsuringMany[D], Trusting[D], Waiting[D]):
    """`/v1/connections`: everything about one connection, and the list of them."""

    _trust = TrustOperations.of(connections_api, "connection")

    @client_method
    def create(self, request: NewConnection, *, unchecked: Unchecked = False) -> Steps[Connection]:
        """
        Create a connection.

        Errors of the body raise `InvalidConnection` with all violations, and nothing is sent; inferred rules only warn
        in the log. It is sent again after a 429 or when it provably was not sent, and never otherwise, since the API
        has no idempotency key: see `ensure`. `unchecked` leaves out the checks by the catalogue of services.
        """
        body = checked_new(request, unchecked=unchecked)
        return (yield from send(call(connections_api.create_connection, body=body)))

    @client_method
    def ensure(
        self, request: NewConnection, *, look_first: bool = True, unchecked: Unchecked = False
    ) -> Steps[Ensured]:
        """
        Create a connection unless it exists: idempotent, so a script may run it again.

        The connection is looked up by group and schema first, and adopted if it exists; `outcome` says so. After a
        failure with an unknown outcome (time-out, reset, 5xx) it is looked up again before anything is sent again; also
        after a 400 or 409, by which the API may refuse a name in use. After an answer that cannot be read, no create is
        sent again, and the connection is looked up for a minute. `look_first=False` saves the first look-up, one
        request: if a connection of that name exists, the API may then make a second one.

        An adopted connection is read and compared with the request, apart from values that the API fills in, leaves out
        or masks; a difference raises `ConnectionDiffers` and changes nothing. `OutcomeUnknown` says that no look-up
        found it. Two processes that create at the same moment may both succeed, since names need not be unique in a
        group: the next `ensure` shows both in `duplicates`. The same may happen if a list shows new connections late
        and an answer was lost: `is_doubtful` says so.
        """
        return (yield from ensure(checked_new(request, unchecked=unchecked), look_first=look_first))

    @client_method
    def get(self, connection: Connection | str) -> Steps[Connection]:
        """Get one connection."""
        connection_id = connection.id if isinstance(connection, Connection) else connection
        return send(call(connections_api.get_connection, connection_id))

    @client_method
    def get_by_schema(self, group_id: str, schema: str) -> Steps[Connection | None]:
        """Find the oldest connection of a group with this schema, or None."""
        found = yield from look_up(group_id, schema, tries_again=True)
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

        The API filters by `group_id` and `schema`, an exact name; by `service`, `paused` and `setup_state` all pages
        are filtered here. `page_size` is the API's `limit`, 1 to 1000. A failure carries the items that came before it
        in `.partial`. Items may have neither `config` nor `setup_tests`: read those with `get`.
        """

        def keep(connection: Connection) -> bool:
            state = state_of(status_of(connection), "setup_state")
            filters = (
                (schema, connection.schema),  # the API may ignore its filter (docs/evidence.md#schema-filter)
                (service, connection.service),
                (paused, getattr(connection, "paused", None)),
                (setup_state, state),
            )
            return all(value is None or value == found for value, found in filters)

        return Listing(
            call(connections_api.list_connections, group_id=group_id, schema=schema, limit=page_size), keep=keep
        )

    @client_method
    def update(
        self,
        connection: Connection | str,
        patch: ConnectionUpdate | Mapping[str, Any],
        *,
        read_first: bool = True,
        unchecked: Unchecked = False,
    ) -> Steps[Connection]:
        """
        Change the fields of the patch, and nothing else; `None` clears a field.

        The answer may lack `config` and `setup_tests`: `get` reads the connection again. The patch is checked against
        the connection first: an unknown key, a value of another service or a permanent field raises
        `InvalidConnection`. Given an id, and a patch of `config` or `auth`, the connection is read for that, one
        request; with `read_first=False` only rules of every service apply. `unchecked` leaves out the checks
        by the catalogue of services.
        """
        return _update(connection, patch, unchecked=unchecked, read_first=read_first)

    @client_method
    def pause(self, connection: Connection | str) -> Steps[Connection]:
        """Pause a connection: no sync starts until `unpause`."""
        return _update(connection, {"paused": True})

    @client_method
    def unpause(self, connection: Connection | str) -> Steps[Connection]:
        """Let the syncs of a paused connection start again."""
        return _update(connection, {"paused": False})

    @client_method
    def delete(self, connection_id: str) -> Steps[None]:
        """Delete a connection; if an answer was lost and the connection is gone, it counts as deleted."""
        return send(call(connections_api.delete_connection, connection_id))

    @client_method
    def sync(self, connection_id: str, *, force: bool = False) -> Steps[str]:
        """Start a sync; `force` stops a running one first. Returns the API's message."""
        return send(call(connections_api.sync_connection, connection_id, body={"force": force}))

    @client_method
    def force(self, connection_id: str) -> Steps[str]:
        """Start a sync as the official Go SDK does, on a route without options. Returns the API's message."""
        return send(call(connections_api.force_connection_sync, connection_id))

    @client_method
    def resync(self, connection_id: str, *, scope: Tables | None = None) -> Steps[str]:
        """Sync the history again: of everything, or of the tables in `scope`. Returns the API's message."""
        body = None if scope is None else checked_by("ResyncRequest", {"scope": scope})
        return send(call(connections_api.resync_connection, connection_id, body=body))

    @client_method
    def test(
        self, connection_id: str, *, trust_certificates: bool = False, trust_fingerprints: bool = False
    ) -> Steps[Connection]:
        """
        Run the setup tests; `setup_tests` of the result has their outcome.

        A test that fails is not an error of this call (documented).
        """
        body = {"trust_certificates": trust_certificates, "trust_fingerprints": trust_fingerprints}
        return send(call(connections_api.run_setup_tests, connection_id, body=checked_by("SetupTestsRequest", body)))

    @client_method
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
        body = checked_by("ConnectCardRequest", {"connect_card_config": config})
        return send(call(connections_api.create_connect_card, connection_id, body=body))

    @client_method
    def state(self, connection_id: str) -> Steps[ConnectionState]:
        """Get the sync state; only Function and Connector SDK services have one (documented)."""
        return send(call(connections_api.get_connection_state, connection_id))

    @client_method
    def update_state(self, connection_id: str, state: Mapping[str, Any]) -> Steps[ConnectionState]:
        """Replace the sync state; the connection must be paused (documented)."""
        return send(call(connections_api.update_connection_state, connection_id, body={"state": as_json(state)}))

    @listing
    def errors(self, connection_id: str, *, page_size: int | None = None) -> Listing[ConnectionError_]:
        """List the connection's errors; a private preview of the API."""
        return Listing(call(connections_api.list_connection_errors, connection_id, limit=page_size))

    @listing
    def syncs(
        self,
        connection_id: str,
        *,
        start_time: datetime | None = None,
        end_time: datetime | None = None,
        page_size: int | None = None,
    ) -> Listing[Sync]:
        """List the syncs that began within at most seven days; by default in the last hour (published)."""
        start, end = (None if moment is None else moment.isoformat() for moment in (start_time, end_time))
        operation = connections_api.list_sync_history
        return Listing(call(operation, connection_id, start_time=start, end_time=end, limit=page_size))


def _update(
    connection: Connection | str, patch: Body, *, unchecked: Unchecked = False, read_first: bool = False
) -> Steps[Connection]:
    """Check a change against the stored connection, as far as it is known, and send it."""
    from fivetran_rules import check_change  # brings the validator, which reading alone does not need

    body = connection_json(patch)
    known = connection if isinstance(connection, Connection) else None
    connection_id = connection.id if isinstance(connection, Connection) else connection

    def judge(stored: Connection | None) -> None:
        raise_or_warn(check_change(as_sent(body), stored, unchecked=unchecked))

    judge(known)
    refuse_masks(body)
    is_incomplete = known is None or known.config is None  # an item of a list has no config
    if is_incomplete and read_first and not _ABOUT_THE_SERVICE.isdisjoint(body):
        known = yield from send(replace(call(connections_api.get_connection, connection_id), beside=body))
        judge(known)
    return (yield from send_update(connection_id, body))


_ABOUT_THE_SERVICE: Final = frozenset({"config", "auth", "external_secrets_keys_config"})
"""Keys of a change that can only be checked if the service is known."""
