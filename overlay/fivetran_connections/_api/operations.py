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
from typing import Any, TypeVar

from fivetran_client.api.account import get_account_info
from fivetran_client.api.connections import (
    approve_connection_certificate,
    approve_connection_fingerprint,
    create_connect_card,
    create_connection,
    delete_connection,
    force_connection_sync,
    get_connection,
    get_connection_certificate,
    get_connection_fingerprint,
    get_connection_state,
    list_connection_certificates,
    list_connection_errors,
    list_connection_fingerprints,
    list_connections,
    resync_connection,
    revoke_connection_certificate,
    revoke_connection_fingerprint,
    run_setup_tests,
    sync_connection,
    update_connection,
    update_connection_state,
)
from fivetran_client.api.destinations import (
    approve_destination_certificate,
    approve_destination_fingerprint,
    create_destination,
    delete_destination,
    get_destination,
    get_destination_certificate,
    get_destination_fingerprint,
    list_destination_certificates,
    list_destination_fingerprints,
    list_destinations,
    revoke_destination_certificate,
    revoke_destination_fingerprint,
    run_destination_setup_tests,
    update_destination,
)
from fivetran_client.api.groups import (
    add_group_user,
    create_group,
    delete_group,
    get_group,
    get_group_public_key,
    get_group_service_account,
    list_group_connections,
    list_group_users,
    list_groups,
    remove_group_user,
    update_group,
)
from fivetran_client.api.metadata import (
    get_connector_type,
    list_connector_types,
)
from fivetran_client.api.schemas import (
    create_schema_config,
    drop_column,
    drop_columns,
    get_schema_config,
    list_columns,
    reload_schema_config,
    resync_table,
    resync_tables,
    update_column,
    update_schema,
    update_schema_config,
    update_table,
)
from fivetran_client.api.users import (
    create_user,
    delete_user,
    get_user,
    list_users,
    update_user,
)
from fivetran_client.models.account_info import AccountInfo
from fivetran_client.models.certificate import Certificate
from fivetran_client.models.certificate_page import CertificatePage
from fivetran_client.models.connect_card_result import ConnectCardResult
from fivetran_client.models.connection import Connection
from fivetran_client.models.connection_error_page import ConnectionErrorPage
from fivetran_client.models.connection_page import ConnectionPage
from fivetran_client.models.connection_state import ConnectionState
from fivetran_client.models.connector_type import ConnectorType
from fivetran_client.models.connector_type_page import ConnectorTypePage
from fivetran_client.models.destination import Destination
from fivetran_client.models.destination_page import DestinationPage
from fivetran_client.models.fingerprint import Fingerprint
from fivetran_client.models.fingerprint_page import FingerprintPage
from fivetran_client.models.group import Group
from fivetran_client.models.group_page import GroupPage
from fivetran_client.models.group_public_key import GroupPublicKey
from fivetran_client.models.group_service_account import GroupServiceAccount
from fivetran_client.models.schema_config import SchemaConfig
from fivetran_client.models.table_columns import TableColumns
from fivetran_client.models.user import User
from fivetran_client.models.user_page import UserPage
from fivetran_client.types import UNSET
from fivetran_common.answers import Answer, Misshapen, mask_values_of, read
from fivetran_common.json_types import is_object

from .._http.call import PLAIN, Body, Cost, Json, Operation, Safety
from .._values.masking import is_secret_name
from .._values.secret import Veiled
from ..errors import InvalidRequest


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
    """Wrap a JSON object as a generated model, so that no key of it is lost."""
    return _Verbatim(body)


def given(value: Any) -> Any:
    """Return UNSET for an argument that is None."""
    return UNSET if value is None else value


A = TypeVar("A", bound=Answer)

# The generated classes know no rules, so they are told which keys hold secrets.
mask_values_of(is_secret_name)


def _data(model: type[A]) -> Callable[[Json], A]:
    def interpret(envelope: Json) -> A:
        try:
            return read(model, envelope["data"])
        except Misshapen as error:
            raise error.below("data") from None

    return interpret


def _with_card(model: type[A]) -> Callable[[Json], A]:
    """Read an answer with a Connect Card, whose token is hidden in every repr, since it authorizes anyone."""
    read_data = _data(model)

    def interpret(envelope: Json) -> A:
        data = envelope["data"]
        if is_object(data) and is_object(card := data.get("connect_card")):
            veiled = {key: Veiled(value) if isinstance(value, str) else value for key, value in card.items()}
            envelope = {"data": {**data, "connect_card": veiled}}
        return read_data(envelope)

    return interpret


def _page(model: type[A]) -> Callable[[Json], A]:
    """Read a page; a cursor that is not text is not the API's."""
    read_data = _data(model)

    def interpret(envelope: Json) -> A:
        page = read_data(envelope)
        if not isinstance(cursor := getattr(page, "next_cursor", None), str | None):
            raise Misshapen(f"is not text but a value of type {type(cursor).__name__}", "/data/next_cursor")
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
_certificate, _certificates = _data(Certificate), _page(CertificatePage)
_fingerprint, _fingerprints = _data(Fingerprint), _page(FingerprintPage)
_destination = _data(Destination)
_group = _data(Group)
_user, _users = _data(User), _page(UserPage)

LIST_CONNECTIONS = Operation(list_connections._get_kwargs, _connections, Safety.READ)
CREATE_CONNECTION = Operation(create_connection._get_kwargs, _connection, Safety.CREATE, cost=Cost.SETUP_TESTS)
GET_CONNECTION = Operation(get_connection._get_kwargs, _connection, Safety.READ)
UPDATE_CONNECTION = Operation(update_connection._get_kwargs, _connection, Safety.WRITE, cost=Cost.SETUP_TESTS)
DELETE_CONNECTION = Operation(delete_connection._get_kwargs, _nothing, Safety.DELETE)
SYNC_CONNECTION = Operation(sync_connection._get_kwargs, _message, Safety.WRITE)
FORCE_CONNECTION_SYNC = Operation(force_connection_sync._get_kwargs, _message, Safety.WRITE)
RESYNC_CONNECTION = Operation(resync_connection._get_kwargs, _message, Safety.WRITE)
RUN_SETUP_TESTS = Operation(run_setup_tests._get_kwargs, _connection, Safety.WRITE, cost=Cost.SETUP_TESTS)
CREATE_CONNECT_CARD = Operation(create_connect_card._get_kwargs, _with_card(ConnectCardResult), Safety.WRITE)
GET_CONNECTION_STATE = Operation(get_connection_state._get_kwargs, _state, Safety.READ)
UPDATE_CONNECTION_STATE = Operation(update_connection_state._get_kwargs, _state, Safety.WRITE)
LIST_CONNECTION_ERRORS = Operation(list_connection_errors._get_kwargs, _page(ConnectionErrorPage), Safety.READ)
GET_SCHEMA_CONFIG = Operation(get_schema_config._get_kwargs, _schema_config, Safety.READ, PLAIN)
UPDATE_SCHEMA_CONFIG = Operation(update_schema_config._get_kwargs, _schema_config, Safety.WRITE, PLAIN)
RELOAD_SCHEMA_CONFIG = Operation(
    reload_schema_config._get_kwargs, _schema_config, Safety.WRITE, PLAIN, cost=Cost.SOURCE
)
RESYNC_TABLES = Operation(resync_tables._get_kwargs, _message, Safety.WRITE, PLAIN)
LIST_GROUPS = Operation(list_groups._get_kwargs, _page(GroupPage), Safety.READ, PLAIN)
LIST_GROUP_CONNECTIONS = Operation(list_group_connections._get_kwargs, _connections, Safety.READ, PLAIN)
GET_ACCOUNT_INFO = Operation(get_account_info._get_kwargs, _data(AccountInfo), Safety.READ, PLAIN)
GET_CONNECTOR_TYPE = Operation(get_connector_type._get_kwargs, _data(ConnectorType), Safety.READ, PLAIN)
LIST_CONNECTION_CERTIFICATES = Operation(list_connection_certificates._get_kwargs, _certificates, Safety.READ, PLAIN)
APPROVE_CONNECTION_CERTIFICATE = Operation(
    approve_connection_certificate._get_kwargs, _certificate, Safety.WRITE, PLAIN
)
GET_CONNECTION_CERTIFICATE = Operation(get_connection_certificate._get_kwargs, _certificate, Safety.READ, PLAIN)
REVOKE_CONNECTION_CERTIFICATE = Operation(revoke_connection_certificate._get_kwargs, _nothing, Safety.DELETE, PLAIN)
LIST_CONNECTION_FINGERPRINTS = Operation(list_connection_fingerprints._get_kwargs, _fingerprints, Safety.READ, PLAIN)
APPROVE_CONNECTION_FINGERPRINT = Operation(
    approve_connection_fingerprint._get_kwargs, _fingerprint, Safety.WRITE, PLAIN
)
GET_CONNECTION_FINGERPRINT = Operation(get_connection_fingerprint._get_kwargs, _fingerprint, Safety.READ, PLAIN)
REVOKE_CONNECTION_FINGERPRINT = Operation(revoke_connection_fingerprint._get_kwargs, _nothing, Safety.DELETE, PLAIN)
LIST_DESTINATION_CERTIFICATES = Operation(list_destination_certificates._get_kwargs, _certificates, Safety.READ, PLAIN)
APPROVE_DESTINATION_CERTIFICATE = Operation(
    approve_destination_certificate._get_kwargs, _certificate, Safety.WRITE, PLAIN
)
GET_DESTINATION_CERTIFICATE = Operation(get_destination_certificate._get_kwargs, _certificate, Safety.READ, PLAIN)
REVOKE_DESTINATION_CERTIFICATE = Operation(revoke_destination_certificate._get_kwargs, _nothing, Safety.DELETE, PLAIN)
LIST_DESTINATION_FINGERPRINTS = Operation(list_destination_fingerprints._get_kwargs, _fingerprints, Safety.READ, PLAIN)
APPROVE_DESTINATION_FINGERPRINT = Operation(
    approve_destination_fingerprint._get_kwargs, _fingerprint, Safety.WRITE, PLAIN
)
GET_DESTINATION_FINGERPRINT = Operation(get_destination_fingerprint._get_kwargs, _fingerprint, Safety.READ, PLAIN)
REVOKE_DESTINATION_FINGERPRINT = Operation(revoke_destination_fingerprint._get_kwargs, _nothing, Safety.DELETE, PLAIN)
CREATE_SCHEMA_CONFIG = Operation(create_schema_config._get_kwargs, _schema_config, Safety.CREATE, PLAIN)
UPDATE_SCHEMA = Operation(update_schema._get_kwargs, _schema_config, Safety.WRITE, PLAIN)
UPDATE_TABLE = Operation(update_table._get_kwargs, _schema_config, Safety.WRITE, PLAIN)
UPDATE_COLUMN = Operation(update_column._get_kwargs, _schema_config, Safety.WRITE, PLAIN)
LIST_COLUMNS = Operation(list_columns._get_kwargs, _data(TableColumns), Safety.READ, PLAIN)
DROP_COLUMN = Operation(drop_column._get_kwargs, _nothing, Safety.DELETE, PLAIN)
DROP_COLUMNS = Operation(drop_columns._get_kwargs, _message, Safety.WRITE, PLAIN)
RESYNC_TABLE = Operation(resync_table._get_kwargs, _message, Safety.WRITE, PLAIN)
CREATE_GROUP = Operation(create_group._get_kwargs, _group, Safety.CREATE, PLAIN)
GET_GROUP = Operation(get_group._get_kwargs, _group, Safety.READ, PLAIN)
UPDATE_GROUP = Operation(update_group._get_kwargs, _group, Safety.WRITE, PLAIN)
DELETE_GROUP = Operation(delete_group._get_kwargs, _nothing, Safety.DELETE, PLAIN)
LIST_GROUP_USERS = Operation(list_group_users._get_kwargs, _users, Safety.READ, PLAIN)
ADD_GROUP_USER = Operation(add_group_user._get_kwargs, _message, Safety.CREATE, PLAIN)
REMOVE_GROUP_USER = Operation(remove_group_user._get_kwargs, _nothing, Safety.DELETE, PLAIN)
GET_GROUP_PUBLIC_KEY = Operation(get_group_public_key._get_kwargs, _data(GroupPublicKey), Safety.READ, PLAIN)
GET_GROUP_SERVICE_ACCOUNT = Operation(
    get_group_service_account._get_kwargs, _data(GroupServiceAccount), Safety.READ, PLAIN
)
LIST_DESTINATIONS = Operation(list_destinations._get_kwargs, _page(DestinationPage), Safety.READ, PLAIN)
CREATE_DESTINATION = Operation(create_destination._get_kwargs, _destination, Safety.CREATE, PLAIN)
GET_DESTINATION = Operation(get_destination._get_kwargs, _destination, Safety.READ, PLAIN)
UPDATE_DESTINATION = Operation(update_destination._get_kwargs, _destination, Safety.WRITE, PLAIN)
DELETE_DESTINATION = Operation(delete_destination._get_kwargs, _nothing, Safety.DELETE, PLAIN)
RUN_DESTINATION_SETUP_TESTS = Operation(run_destination_setup_tests._get_kwargs, _destination, Safety.WRITE, PLAIN)
LIST_USERS = Operation(list_users._get_kwargs, _users, Safety.READ, PLAIN)
CREATE_USER = Operation(create_user._get_kwargs, _user, Safety.CREATE, PLAIN)
GET_USER = Operation(get_user._get_kwargs, _user, Safety.READ, PLAIN)
UPDATE_USER = Operation(update_user._get_kwargs, _user, Safety.WRITE, PLAIN)
DELETE_USER = Operation(delete_user._get_kwargs, _nothing, Safety.DELETE, PLAIN)
LIST_CONNECTOR_TYPES = Operation(list_connector_types._get_kwargs, _page(ConnectorTypePage), Safety.READ, PLAIN)
