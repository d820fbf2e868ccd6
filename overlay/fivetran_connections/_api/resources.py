"""The plain resources, each of whose methods is one operation: account, groups, destinations, metadata, webhooks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fivetran_client.api import account as account_api
from fivetran_client.api import destinations as destinations_api
from fivetran_client.api import groups as groups_api
from fivetran_client.api import metadata as metadata_api
from fivetran_client.api import webhooks as webhooks_api
from fivetran_client.models import (
    AccountInfo,
    Connection,
    ConnectorType,
    ConnectorTypeSummary,
    Destination,
    DestinationSummary,
    DestinationUpdate,
    Group,
    GroupPublicKey,
    GroupServiceAccount,
    NewDestination,
    NewWebhook,
    Webhook,
    WebhookTestResult,
    WebhookUpdate,
)

from .._bodies.judging import checked_by
from .._http.retry import send
from .._http.steps import Steps, call
from .methods import D, Listing, Resource, client_method, listing
from .trust import Trusting, TrustOperations


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


class Destinations(Trusting[D]):
    """`/v1/destinations`: the destination of each group, which has the id of the group."""

    _trust = TrustOperations.of(destinations_api, "destination")

    @listing
    def list(self, *, page_size: int | None = None) -> Listing[DestinationSummary]:
        """List destinations without their config, page by page as they are needed."""
        return Listing(call(destinations_api.list_destinations, limit=page_size))

    @client_method
    def create(self, request: NewDestination | Mapping[str, Any]) -> Steps[Destination]:
        """
        Create the destination of a group.

        The fields beside `config` are checked before they are sent, and raise `InvalidBody`; only the API checks the
        config.
        """
        return send(call(destinations_api.create_destination, body=checked_by("NewDestination", request)))

    @client_method
    def get(self, destination_id: str) -> Steps[Destination]:
        """Get one destination with its config, in which secrets are masked."""
        return send(call(destinations_api.get_destination, destination_id))

    @client_method
    def update(self, destination_id: str, patch: DestinationUpdate | Mapping[str, Any]) -> Steps[Destination]:
        """Change the fields in the patch, and nothing else; checked as in `create`."""
        body = checked_by("DestinationUpdate", patch)
        return send(call(destinations_api.update_destination, destination_id, body=body))

    @client_method
    def delete(self, destination_id: str) -> Steps[None]:
        """Delete a destination; if an answer was lost and the destination is gone, it counts as deleted."""
        return send(call(destinations_api.delete_destination, destination_id))

    @client_method
    def test(
        self, destination_id: str, *, trust_certificates: bool = False, trust_fingerprints: bool = False
    ) -> Steps[Destination]:
        """Run the setup tests; `setup_tests` of the result has their outcome."""
        body = {"trust_certificates": trust_certificates, "trust_fingerprints": trust_fingerprints}
        body = checked_by("SetupTestsRequest", body)
        return send(call(destinations_api.run_destination_setup_tests, destination_id, body=body))


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


class Webhooks(Resource[D]):
    """`/v1/webhooks`: the account, or one group, posts events to a receiver, which `webhooks.parse` reads."""

    @listing
    def list(self, *, page_size: int | None = None) -> Listing[Webhook]:
        """List the webhooks of the account and of its groups, page by page as they are needed."""
        return Listing(call(webhooks_api.list_webhooks, limit=page_size))

    @client_method
    def create(self, request: NewWebhook | Mapping[str, Any]) -> Steps[Webhook]:
        """
        Create a webhook of the account.

        If it is active, the API posts one event to the URL first, and answers 400 unless the receiver takes it. A body
        that the document does not allow, such as an unknown event, raises `InvalidBody`.
        """
        return send(call(webhooks_api.create_account_webhook, body=checked_by("NewWebhook", request)))

    @client_method
    def create_in_group(self, group_id: str, request: NewWebhook | Mapping[str, Any]) -> Steps[Webhook]:
        """Create a webhook of one group, as `create` does for the account."""
        return send(call(webhooks_api.create_group_webhook, group_id, body=checked_by("NewWebhook", request)))

    @client_method
    def get(self, webhook_id: str) -> Steps[Webhook]:
        """Get one webhook; its secret is masked."""
        return send(call(webhooks_api.get_webhook, webhook_id))

    @client_method
    def update(self, webhook_id: str, patch: WebhookUpdate | Mapping[str, Any]) -> Steps[Webhook]:
        """Change the fields in the patch; a list of events replaces the earlier one (inferred). Checked as `create`."""
        return send(call(webhooks_api.update_webhook, webhook_id, body=checked_by("WebhookUpdate", patch)))

    @client_method
    def delete(self, webhook_id: str) -> Steps[None]:
        """Delete a webhook; if an answer was lost and the webhook is gone, it counts as deleted."""
        return send(call(webhooks_api.delete_webhook, webhook_id))

    @client_method
    def test(self, webhook_id: str, event: str) -> Steps[WebhookTestResult]:
        """Let the API post an event about a made-up connection, and return the receiver's answer."""
        return send(call(webhooks_api.test_webhook, webhook_id, body=checked_by("WebhookTest", {"event": event})))
