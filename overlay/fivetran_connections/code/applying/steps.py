"""Carry out one change, written once for both clients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol

from fivetran_client.models.connection import Connection

from ..._api.ensure import ensure
from ..._api.operations import CREATE_CONNECT_CARD, DELETE_CONNECTION, UPDATE_CONNECTION, UPDATE_SCHEMA_CONFIG, verbatim
from ..._api.waiting import FAILED_TESTS
from ..._http.retry import send, send_delete
from ..._http.steps import Steps
from ...errors import FivetranError
from ..planning.model import Action, Change
from ..planning.patching import to_remember, without_nulls
from .report import Outcome


class Remembering(Protocol):
    """Keeps what later plans need to notice a change of a value that no answer shows."""

    def remember(self, connection_id: str, values: Any) -> None:
        """Keep values of a connection in place of earlier ones."""
        ...

    def forget(self, connection_id: str) -> None:
        """Drop the values of a connection that is gone."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyOptions:
    """
    How changes are carried out.

    ``unpause_when_connected`` creates connections paused, and unpauses those that turn out to be set up unless their
    file pauses them. ``connect_cards`` is the address to which a Connect Card returns: one is made for each connection
    that is not set up. ``memory`` is where fingerprints are kept.
    """

    unpause_when_connected: bool = False
    connect_cards: str | None = None
    memory: Remembering | None = field(default=None, repr=False)


def carried_out(change: Change, options: ApplyOptions) -> Steps[Outcome]:
    """Carry out one change and return what became of it; a failure is an outcome, not an exception."""
    return _guarded(change, options) if change.action in _STEPS else _as_found(change, options)


def _guarded(change: Change, options: ApplyOptions) -> Steps[Outcome]:
    try:
        outcome = yield from _STEPS[change.action](change, options)
        return (yield from _carded(outcome, options))
    except FivetranError as error:
        return Outcome(change, "failed", change.connection_id, change.setup_state, error=error)


def _as_found(change: Change, options: ApplyOptions) -> Steps[Outcome]:
    """Leave a connection as it is; remember its secrets, so that the next change of one is noticed."""
    if change.action is Action.REFUSED:
        return Outcome(change, "refused", change.connection_id, change.setup_state)
    if change.declaration and change.found and options.memory and change.connection_id:
        options.memory.remember(change.connection_id, to_remember(change.declaration.body, change.found))
    outcome = Outcome(change, "unchanged", change.connection_id, change.setup_state)
    return (yield from _guarded_card(outcome, options)) if change.action is Action.UNCHANGED else outcome


def _guarded_card(outcome: Outcome, options: ApplyOptions) -> Steps[Outcome]:
    try:
        return (yield from _carded(outcome, options))
    except FivetranError as error:
        return replace(outcome, result="failed", error=error)


def _create(change: Change, options: ApplyOptions) -> Steps[Outcome]:
    body = _new_body(change, options)
    made = yield from ensure(body, look_first=True)
    outcome = _answered(change, made.connection, options)
    if made.outcome == "adopted":
        outcome = replace(outcome, notes=(*outcome.notes, "It already exists, as declared."))
    return (yield from _unpaused(outcome, made.connection, options))


def _new_body(change: Change, options: ApplyOptions) -> dict[str, Any]:
    body: dict[str, Any] = without_nulls(_declared(change))
    return {**body, "paused": True} if options.unpause_when_connected else body


def _unpaused(outcome: Outcome, connection: Connection, options: ApplyOptions) -> Steps[Outcome]:
    """Unpause a connection that was created paused only until it is set up."""
    declared_paused = _declared(outcome.change).get("paused")
    if options.unpause_when_connected and outcome.is_connected and connection.paused and not declared_paused:
        patch = {"paused": False, "run_setup_tests": False}
        yield from send(UPDATE_CONNECTION(connection.id, body=verbatim(patch)))
    return outcome


def _update(change: Change, options: ApplyOptions) -> Steps[Outcome]:
    connection_id = str(change.connection_id)
    outcome = Outcome(change, "done", connection_id, change.setup_state)
    if change.patch:
        connection = yield from send(UPDATE_CONNECTION(connection_id, body=verbatim(change.patch)))
        outcome = _answered(change, connection, options)
    if change.tables:
        yield from send(UPDATE_SCHEMA_CONFIG(connection_id, body=verbatim(change.tables)))
    return outcome


def _replace(change: Change, options: ApplyOptions) -> Steps[Outcome]:
    yield from _gone(change, options)
    try:
        return (yield from _create(change, options))
    except FivetranError as error:
        note = "The earlier connection is deleted; run apply again to create the new one."
        return Outcome(change, "failed", notes=(note,), error=error)


def _delete(change: Change, options: ApplyOptions) -> Steps[Outcome]:
    yield from _gone(change, options)
    return Outcome(change, "done", change.connection_id)


def _gone(change: Change, options: ApplyOptions) -> Steps[None]:
    connection_id = str(change.connection_id)
    yield from send_delete(DELETE_CONNECTION(connection_id))
    if options.memory:
        options.memory.forget(connection_id)


_STEPS: Final = {Action.CREATE: _create, Action.UPDATE: _update, Action.REPLACE: _replace, Action.DELETE: _delete}


def _declared(change: Change) -> Mapping[str, Any]:
    return change.declaration.body if change.declaration else {}


def _answered(change: Change, connection: Connection, options: ApplyOptions) -> Outcome:
    """Return the outcome that an answer shows, and remember what it does not show."""
    shown = connection.to_dict()
    if options.memory:
        options.memory.remember(connection.id, to_remember(_declared(change), shown))
    tests = shown.get("setup_tests") or ()
    failed = [_named(test) for test in tests if test.get("status") in FAILED_TESTS]
    status: Mapping[str, Any] = shown.get("status") or {}
    return Outcome(change, "done", connection.id, status.get("setup_state"), tuple(failed), _link(connection))


def _named(test: Mapping[str, Any]) -> str:
    title, message = str(test.get("title")), test.get("message")
    return f"{title}: {message}" if message else title


def _link(connection: Connection) -> str | None:
    return str(connection.connect_card.uri) if connection.connect_card else None


def _carded(outcome: Outcome, options: ApplyOptions) -> Steps[Outcome]:
    """Make a Connect Card for a connection that is not set up, if cards are wanted and it has none."""
    if not options.connect_cards or outcome.link or outcome.setup_state in {None, "connected"}:
        return outcome
    body = {"connect_card_config": {"redirect_uri": options.connect_cards}}
    made = yield from send(CREATE_CONNECT_CARD(str(outcome.connection_id), body=verbatim(body)))
    return replace(outcome, link=str(made.connect_card.uri))
