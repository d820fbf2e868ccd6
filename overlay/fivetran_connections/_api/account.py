"""The resources beside connections: groups, destinations, users, the account and the metadata."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fivetran_client.api import account as account_api
from fivetran_client.api import destinations as destinations_api
from fivetran_client.api import groups as groups_api
from fivetran_client.api import metadata as metadata_api
from fivetran_client.api import users as users_api
from fivetran_client.models.account_info import AccountInfo
from fivetran_client.models.connection import Connection
from fivetran_client.models.connector_type import ConnectorType
from fivetran_client.models.connector_type_summary import ConnectorTypeSummary
from fivetran_client.models.destination import Destination
from fivetran_client.models.destination_summary import DestinationSummary
from fivetran_client.models.destination_update import DestinationUpdate
from fivetran_client.models.group import Group
from fivetran_client.models.group_public_key import GroupPublicKey
from fivetran_client.models.group_service_account import GroupServiceAccount
from fivetran_client.models.new_destination import NewDestination
from fivetran_client.models.new_user import NewUser
from fivetran_client.models.user import User
from fivetran_client.models.user_update import UserUpdate

from .._http.call import as_json, call
from .._http.drivers import AsyncRecordingDriver, RecordingDriver
from .._http.retry import send
from .._http.steps import Steps
from .._requests.judging import checked_by
from .faces import D, Listing, Resource, WithResponse, listing, twin
from .trust import Trusting, TrustOperations


class Groups(Resource[D]):
    """`/v1/groups`: each group has one destination and the connections that write to it."""

    __slots__ = ()

    with_response: WithResponse[Groups[RecordingDriver], Groups[AsyncRecordingDriver]] = WithResponse()

    @listing
    def list(self, *, page_size: int | None = None) -> Listing[Group]:
        """List groups, page by page as they are needed."""
        return Listing(lambda cursor: call(groups_api.list_groups, cursor=cursor, limit=page_size))

    @twin
    def create(self, name: str) -> Steps[Group]:
        """Create a group; it has no destination until one is created for it."""
        return send(call(groups_api.create_group, body=checked_by("NewGroup", {"name": name})))

    @twin
    def get(self, group_id: str) -> Steps[Group]:
        """Get one group."""
        return send(call(groups_api.get_group, group_id))

    @twin
    def update(self, group_id: str, *, name: str) -> Steps[Group]:
        """Change the name of a group."""
        body = checked_by("GroupUpdate", {"name": name})
        return send(call(groups_api.update_group, group_id, body=body))

    @twin
    def delete(self, group_id: str) -> Steps[None]:
        """Delete a group; one that is gone after a try whose answer was lost counts as deleted."""
        return send(call(groups_api.delete_group, group_id))

    @listing
    def connections(
        self, group_id: str, *, schema: str | None = None, page_size: int | None = None
    ) -> Listing[Connection]:
        """List the connections of one group; `schema` is an exact name."""
        return Listing(
            lambda cursor: call(
                groups_api.list_group_connections, group_id, schema=schema, cursor=cursor, limit=page_size
            )
        )

    @listing
    def users(self, group_id: str, *, active: bool | None = None, page_size: int | None = None) -> Listing[User]:
        """List the users of one group; `active` selects the active or the inactive ones."""
        return Listing(
            lambda cursor: call(groups_api.list_group_users, group_id, cursor=cursor, limit=page_size, active=active)
        )

    @twin
    def add_user(self, group_id: str, *, email: str, role: str | None = None) -> Steps[str]:
        """Let a user of the account work with a group. Returns the API's message."""
        body = {"email": email} if role is None else {"email": email, "role": role}
        return send(call(groups_api.add_group_user, group_id, body=checked_by("GroupUser", body)))

    @twin
    def remove_user(self, group_id: str, user_id: str) -> Steps[None]:
        """End the access of a user to a group; the user stays in the account."""
        return send(call(groups_api.remove_group_user, group_id, user_id))

    @twin
    def public_key(self, group_id: str) -> Steps[GroupPublicKey]:
        """Get the SSH public key that Fivetran uses for the group."""
        return send(call(groups_api.get_group_public_key, group_id))

    @twin
    def service_account(self, group_id: str) -> Steps[GroupServiceAccount]:
        """Get the Google Cloud service account that Fivetran uses for the group."""
        return send(call(groups_api.get_group_service_account, group_id))


class Destinations(Trusting[D]):
    """`/v1/destinations`: the destination of each group, which has the id of the group."""

    __slots__ = ()

    with_response: WithResponse[Destinations[RecordingDriver], Destinations[AsyncRecordingDriver]] = WithResponse()

    _trust = TrustOperations(
        list_certificates=destinations_api.list_destination_certificates,
        approve_certificate=destinations_api.approve_destination_certificate,
        get_certificate=destinations_api.get_destination_certificate,
        revoke_certificate=destinations_api.revoke_destination_certificate,
        list_fingerprints=destinations_api.list_destination_fingerprints,
        approve_fingerprint=destinations_api.approve_destination_fingerprint,
        get_fingerprint=destinations_api.get_destination_fingerprint,
        revoke_fingerprint=destinations_api.revoke_destination_fingerprint,
    )

    @listing
    def list(self, *, page_size: int | None = None) -> Listing[DestinationSummary]:
        """List destinations without their config, page by page as they are needed."""
        return Listing(lambda cursor: call(destinations_api.list_destinations, cursor=cursor, limit=page_size))

    @twin
    def create(self, request: NewDestination | Mapping[str, Any]) -> Steps[Destination]:
        """
        Create the destination of a group.

        The fields beside `config` are checked before they are sent, and raise `InvalidBody`; only the API checks the
        config.
        """
        body = checked_by("NewDestination", as_json(request))
        return send(call(destinations_api.create_destination, body=body))

    @twin
    def get(self, destination_id: str) -> Steps[Destination]:
        """Get one destination with its config, in which secrets are masked."""
        return send(call(destinations_api.get_destination, destination_id))

    @twin
    def update(self, destination_id: str, patch: DestinationUpdate | Mapping[str, Any]) -> Steps[Destination]:
        """Change the fields in the patch, and nothing else; checked as in `create`."""
        body = checked_by("DestinationUpdate", as_json(patch))
        return send(call(destinations_api.update_destination, destination_id, body=body))

    @twin
    def delete(self, destination_id: str) -> Steps[None]:
        """Delete a destination; one that is gone after a try whose answer was lost counts as deleted."""
        return send(call(destinations_api.delete_destination, destination_id))

    @twin
    def test(
        self, destination_id: str, *, trust_certificates: bool = False, trust_fingerprints: bool = False
    ) -> Steps[Destination]:
        """Run the setup tests; `setup_tests` of the result has their outcome."""
        body = {"trust_certificates": trust_certificates, "trust_fingerprints": trust_fingerprints}
        body = checked_by("SetupTestsRequest", body)
        return send(call(destinations_api.run_destination_setup_tests, destination_id, body=body))


class Users(Resource[D]):
    """`/v1/users`: the users of the account."""

    __slots__ = ()

    with_response: WithResponse[Users[RecordingDriver], Users[AsyncRecordingDriver]] = WithResponse()

    @listing
    def list(self, *, active: bool | None = None, page_size: int | None = None) -> Listing[User]:
        """List users, page by page as they are needed; `active` selects the active or the inactive ones."""
        return Listing(lambda cursor: call(users_api.list_users, cursor=cursor, limit=page_size, active=active))

    @twin
    def invite(self, request: NewUser | Mapping[str, Any]) -> Steps[User]:
        """Invite a person to the account by e-mail. A body that the document does not allow raises `InvalidBody`."""
        body = checked_by("NewUser", as_json(request))
        return send(call(users_api.create_user, body=body))

    @twin
    def get(self, user_id: str) -> Steps[User]:
        """Get one user."""
        return send(call(users_api.get_user, user_id))

    @twin
    def update(self, user_id: str, patch: UserUpdate | Mapping[str, Any]) -> Steps[User]:
        """Change the fields in the patch, and nothing else; checked as in `invite`."""
        body = checked_by("UserUpdate", as_json(patch))
        return send(call(users_api.update_user, user_id, body=body))

    @twin
    def delete(self, user_id: str) -> Steps[None]:
        """Remove a user from the account; one that is gone after a try whose answer was lost counts as deleted."""
        return send(call(users_api.delete_user, user_id))


class Account(Resource[D]):
    """`/v1/account`: the account behind the key."""

    __slots__ = ()

    with_response: WithResponse[Account[RecordingDriver], Account[AsyncRecordingDriver]] = WithResponse()

    @twin
    def info(self) -> Steps[AccountInfo]:
        """Get the account behind the key: the usual way to check a key."""
        return send(call(account_api.get_account_info))


class Metadata(Resource[D]):
    """`/v1/metadata`: the API's own description of its connector services."""

    __slots__ = ()

    with_response: WithResponse[Metadata[RecordingDriver], Metadata[AsyncRecordingDriver]] = WithResponse()

    @listing
    def list(self, *, page_size: int | None = None) -> Listing[ConnectorTypeSummary]:
        """List the connector services without `config` and `auth`, page by page as they are needed."""
        return Listing(lambda cursor: call(metadata_api.list_connector_types, cursor=cursor, limit=page_size))

    @twin
    def connector_type(self, service: str) -> Steps[ConnectorType]:
        """Get the description of a service: its `config` and `auth` as trees like JSON Schema."""
        return send(call(metadata_api.get_connector_type, service))
