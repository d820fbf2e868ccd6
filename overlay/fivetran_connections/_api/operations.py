"""
The operations of the document, as a table: how each is asked, read and repeated.

Asking goes through the generated `_get_kwargs`, reading through the generated
models. The generated functions that send are not used: they raise stray errors
on HTML bodies and unregistered statuses. No IO here.
"""

# ruff: noqa: SLF001
# pyright: reportPrivateUsage=false
# The generator names its request builders with an underscore, and offers no other way to build without sending.

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Protocol, TypeVar

from fivetran_client.api.account import get_account_info
from fivetran_client.api.connections import (
    create_connect_card,
    create_connection,
    delete_connection,
    get_connection,
    get_connection_state,
    list_connection_errors,
    list_connections,
    resync_connection,
    run_setup_tests,
    sync_connection,
    update_connection,
    update_connection_state,
)
from fivetran_client.api.groups import list_group_connections, list_groups
from fivetran_client.api.metadata import get_connector_type
from fivetran_client.api.schemas import get_schema_config, reload_schema_config, resync_tables, update_schema_config
from fivetran_client.models.account_info import AccountInfo
from fivetran_client.models.connect_card import ConnectCard
from fivetran_client.models.connect_card_result import ConnectCardResult
from fivetran_client.models.connection import Connection
from fivetran_client.models.connection_error_page import ConnectionErrorPage
from fivetran_client.models.connection_page import ConnectionPage
from fivetran_client.models.connection_state import ConnectionState
from fivetran_client.models.connector_type import ConnectorType
from fivetran_client.models.group_page import GroupPage
from fivetran_client.models.schema_config import SchemaConfig
from fivetran_client.types import Unset

from .._http.call import PLAIN, Body, Json, Operation, Safety
from .._values.secret import Veiled
from ..errors import InvalidRequest
from .answers import Answer, parsed


class _Verbatim:
    """A body that is already JSON, in the shape that the generated `_get_kwargs` reads."""

    __slots__ = ("_body",)

    def __init__(self, body: Json) -> None:
        self._body = body

    def to_dict(self) -> Json:
        return self._body


def as_json(body: Body) -> dict[str, Any]:
    """Return the JSON object of a body; the model's own, or a shallow copy of the mapping. Raises `InvalidRequest`."""
    if isinstance(body, Mapping):
        return dict(body)
    if not hasattr(type(body), "to_dict"):
        raise InvalidRequest(
            f"A body is a model or a mapping, and not a value of type {type(body).__name__}; nothing was sent."
        )
    try:
        return body.to_dict()
    except (AttributeError, TypeError, ValueError) as error:
        # What a model holds is not checked when it is made. The error may quote it, so only its kind is told.
        raise InvalidRequest(
            f"The {type(body).__name__} holds a value of a type that does not fit ({type(error).__name__}); "
            "nothing was sent."
        ) from None


def verbatim(body: Json) -> Any:
    """Let a JSON object pass where a generated model is expected, so that no key of it is lost."""
    return _Verbatim(body)


class _Page(Answer, Protocol):
    @property
    def next_cursor(self) -> object: ...


class _WithCard(Answer, Protocol):
    @property
    def connect_card(self) -> ConnectCard | Unset: ...


A = TypeVar("A", bound=Answer)
W = TypeVar("W", bound=_WithCard)
G = TypeVar("G", bound=_Page)


def _data(model: type[A]) -> Callable[[Json], A]:
    read = partial(parsed, model)

    def interpret(envelope: Json) -> A:
        data = envelope["data"]
        try:
            return read(data)
        except (AttributeError, TypeError):  # a null, perhaps, where the model has none
            from .._requests.nulls import without_nulls

            return read(without_nulls(model, data))

    return interpret


def _with_card(model: type[W]) -> Callable[[Json], W]:
    """Read an answer that may have a Connect Card; whoever has its token may authorize, so no repr shows it."""
    read = _data(model)

    def interpret(envelope: Json) -> W:
        answer = read(envelope)
        if card := answer.connect_card:
            card.token, card.uri = Veiled(card.token), Veiled(card.uri)
        return answer

    return interpret


def _page(model: type[G]) -> Callable[[Json], G]:
    """Read a page; a cursor that is no text is not the API's."""
    read = _data(model)

    def interpret(envelope: Json) -> G:
        page = read(envelope)
        if not isinstance(page.next_cursor, str | Unset | None):
            raise TypeError
        return page

    return interpret


def _message(envelope: Json) -> str:
    return str(envelope.get("message") or "")


def _nothing(_envelope: Json) -> None:
    return None


_connection = _with_card(Connection)
_connections = _page(ConnectionPage)
_schema_config = _data(SchemaConfig)
_state = _data(ConnectionState)

LIST_CONNECTIONS = Operation(list_connections._get_kwargs, _connections, Safety.READ)
CREATE_CONNECTION = Operation(create_connection._get_kwargs, _connection, Safety.CREATE)
GET_CONNECTION = Operation(get_connection._get_kwargs, _connection, Safety.READ)
UPDATE_CONNECTION = Operation(update_connection._get_kwargs, _connection, Safety.WRITE)
DELETE_CONNECTION = Operation(delete_connection._get_kwargs, _nothing, Safety.DELETE)
SYNC_CONNECTION = Operation(sync_connection._get_kwargs, _message, Safety.WRITE)
RESYNC_CONNECTION = Operation(resync_connection._get_kwargs, _message, Safety.WRITE)
RUN_SETUP_TESTS = Operation(run_setup_tests._get_kwargs, _connection, Safety.WRITE)
CREATE_CONNECT_CARD = Operation(create_connect_card._get_kwargs, _with_card(ConnectCardResult), Safety.WRITE)
GET_CONNECTION_STATE = Operation(get_connection_state._get_kwargs, _state, Safety.READ)
UPDATE_CONNECTION_STATE = Operation(update_connection_state._get_kwargs, _state, Safety.WRITE)
LIST_CONNECTION_ERRORS = Operation(list_connection_errors._get_kwargs, _page(ConnectionErrorPage), Safety.READ)
GET_SCHEMA_CONFIG = Operation(get_schema_config._get_kwargs, _schema_config, Safety.READ, PLAIN)
UPDATE_SCHEMA_CONFIG = Operation(update_schema_config._get_kwargs, _schema_config, Safety.WRITE, PLAIN)
RELOAD_SCHEMA_CONFIG = Operation(reload_schema_config._get_kwargs, _schema_config, Safety.WRITE, PLAIN)
RESYNC_TABLES = Operation(resync_tables._get_kwargs, _message, Safety.WRITE, PLAIN)
LIST_GROUPS = Operation(list_groups._get_kwargs, _page(GroupPage), Safety.READ, PLAIN)
LIST_GROUP_CONNECTIONS = Operation(list_group_connections._get_kwargs, _connections, Safety.READ, PLAIN)
GET_ACCOUNT_INFO = Operation(get_account_info._get_kwargs, _data(AccountInfo), Safety.READ, PLAIN)
GET_CONNECTOR_TYPE = Operation(get_connector_type._get_kwargs, _data(ConnectorType), Safety.READ, PLAIN)
