"""The account, its groups, and the API's description of its connector services."""

from __future__ import annotations

from fivetran_client.api import account as account_api
from fivetran_client.api import groups as groups_api
from fivetran_client.api import metadata as metadata_api
from fivetran_client.models import (
    AccountInfo,
    Connection,
    ConnectorType,
    ConnectorTypeSummary,
    Group,
    GroupPublicKey,
    GroupServiceAccount,
)

from .._bodies.judging import checked_by
from .._http.retry import send
from .._http.steps import Steps, call
from .methods import D, Listing, Resource, client_method, listing


class Account(Resource[D]):
    """`/v1/account`: the account behind the key."""

    @client_method
    def info(self) -> Steps[AccountInfo]:
        """Get the account behind the key: the usual way to check a key."""
        return send(call(account_api.get_account_info))


class Groups(Resource[D]):
    """`/v1/groups`: each group has one destination and the connections that write to it."""

    @listing
    def list(self, *, page_size: int | None = None) -> Listing[Group]:
        """List groups, page by page as they are needed."""
        return Listing(call(groups_api.list_groups, limit=page_size))

    @client_method
    def create(self, name: str) -> Steps[Group]:
        """Create a group, which has no destination until you create the destination."""
        return send(call(groups_api.create_group, body=checked_by("NewGroup", {"name": name})))

    @client_method
    def get(self, group_id: str) -> Steps[Group]:
        """Get one group."""
        return send(call(groups_api.get_group, group_id))

    @client_method
    def update(self, group_id: str, *, name: str) -> Steps[Group]:
        """Change the name of a group."""
        return send(call(groups_api.update_group, group_id, body=checked_by("GroupUpdate", {"name": name})))

    @client_method
    def delete(self, group_id: str) -> Steps[None]:
        """Delete a group; if an answer was lost and the group is gone, it counts as deleted."""
        return send(call(groups_api.delete_group, group_id))

    @listing
    def connections(
        self, group_id: str, *, schema: str | None = None, page_size: int | None = None
    ) -> Listing[Connection]:
        """List the connections of one group; `schema` is an exact name."""
        return Listing(call(groups_api.list_group_connections, group_id, schema=schema, limit=page_size))

    @client_method
    def public_key(self, group_id: str) -> Steps[GroupPublicKey]:
        """Get the SSH public key that Fivetran uses for the group."""
        return send(call(groups_api.get_group_public_key, group_id))

    @client_method
    def service_account(self, group_id: str) -> Steps[GroupServiceAccount]:
        """Get the Google Cloud service account that Fivetran uses for the group."""
        return send(call(groups_api.get_group_service_account, group_id))


class Metadata(Resource[D]):
    """`/v1/metadata`: the API's own description of its connector services."""

    @listing
    def list(self, *, page_size: int | None = None) -> Listing[ConnectorTypeSummary]:
        """List the connector services without `config` and `auth`, page by page as they are needed."""
        return Listing(call(metadata_api.list_connector_types, limit=page_size))

    @client_method
    def connector_type(self, service: str) -> Steps[ConnectorType]:
        """Get the description of a service: its `config` and `auth` as trees like JSON Schema."""
        return send(call(metadata_api.get_connector_type, service))
