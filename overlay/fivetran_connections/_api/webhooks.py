"""Webhooks: events that Fivetran posts to a receiver."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fivetran_client.api import webhooks as webhooks_api
from fivetran_client.models import NewWebhook, Webhook, WebhookTestResult, WebhookUpdate

from .._bodies.judging import checked_by
from .._http.retry import send
from .._http.steps import Steps, call
from .methods import D, Listing, Resource, client_method, listing


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
