# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
"""The requests of the operations with the tag `webhooks`: no function sends anything."""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType
from typing import Any
from urllib.parse import quote

from ..models.webhook import Webhook
from ..models.webhook_page import WebhookPage
from ..models.webhook_test_result import WebhookTestResult
from ..types import Request


def create_account_webhook(
    *,
    body: Mapping[str, Any],
) -> Request[Webhook]:
    """Create a webhook of the account; `body` is a `NewWebhook` as JSON."""
    return Request(
        method="POST",
        url="/v1/webhooks/account",
        answer=Webhook,
        json=body,
    )


def create_group_webhook(
    group_id: str,
    /,
    *,
    body: Mapping[str, Any],
) -> Request[Webhook]:
    """Create a webhook of a group; `body` is a `NewWebhook` as JSON."""
    return Request(
        method="POST",
        url=f"/v1/webhooks/group/{quote(str(group_id), safe='')}",
        answer=Webhook,
        json=body,
    )


def delete_webhook(
    webhook_id: str,
    /,
) -> Request[None]:
    """Delete a webhook."""
    return Request(
        method="DELETE",
        url=f"/v1/webhooks/{quote(str(webhook_id), safe='')}",
        answer=NoneType,
    )


def get_webhook(
    webhook_id: str,
    /,
) -> Request[Webhook]:
    """Get a webhook."""
    return Request(
        method="GET",
        url=f"/v1/webhooks/{quote(str(webhook_id), safe='')}",
        answer=Webhook,
    )


def list_webhooks(
    *,
    cursor: str | None = None,
    limit: int | None = None,
) -> Request[WebhookPage]:
    """List webhooks."""
    params: dict[str, str | int | None] = {
        "cursor": cursor,
        "limit": limit,
    }
    return Request(
        method="GET",
        url="/v1/webhooks",
        answer=WebhookPage,
        params={name: value for name, value in params.items() if value is not None},
    )


def test_webhook(
    webhook_id: str,
    /,
    *,
    body: Mapping[str, Any],
) -> Request[WebhookTestResult]:
    """Test a webhook; `body` is a `WebhookTest` as JSON."""
    return Request(
        method="POST",
        url=f"/v1/webhooks/{quote(str(webhook_id), safe='')}/test",
        answer=WebhookTestResult,
        json=body,
    )


def update_webhook(
    webhook_id: str,
    /,
    *,
    body: Mapping[str, Any],
) -> Request[Webhook]:
    """Update a webhook; `body` is a `WebhookUpdate` as JSON."""
    return Request(
        method="PATCH",
        url=f"/v1/webhooks/{quote(str(webhook_id), safe='')}",
        answer=Webhook,
        json=body,
    )
