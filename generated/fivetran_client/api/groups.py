# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
"""The requests of the operations with the tag `groups`: no function sends anything."""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType
from typing import Any
from urllib.parse import quote

from ..models.connection_page import ConnectionPage
from ..models.group import Group
from ..models.group_page import GroupPage
from ..models.group_public_key import GroupPublicKey
from ..models.group_service_account import GroupServiceAccount
from ..models.user_page import UserPage
from ..types import Request


def add_group_user(
    group_id: str,
    /,
    *,
    body: Mapping[str, Any],
) -> Request[str]:
    """Add a user to a group; `body` is a `GroupUser` as JSON."""
    return Request(
        method="POST",
        url=f"/v1/groups/{quote(str(group_id), safe='')}/users",
        answer=str,
        json=body,
    )


def create_group(
    *,
    body: Mapping[str, Any],
) -> Request[Group]:
    """Create a group; `body` is a `NewGroup` as JSON."""
    return Request(
        method="POST",
        url="/v1/groups",
        answer=Group,
        json=body,
    )


def delete_group(
    group_id: str,
    /,
) -> Request[None]:
    """Delete a group."""
    return Request(
        method="DELETE",
        url=f"/v1/groups/{quote(str(group_id), safe='')}",
        answer=NoneType,
    )


def get_group(
    group_id: str,
    /,
) -> Request[Group]:
    """Get a group."""
    return Request(
        method="GET",
        url=f"/v1/groups/{quote(str(group_id), safe='')}",
        answer=Group,
    )


def get_group_public_key(
    group_id: str,
    /,
) -> Request[GroupPublicKey]:
    """Get the public key of a group."""
    return Request(
        method="GET",
        url=f"/v1/groups/{quote(str(group_id), safe='')}/public-key",
        answer=GroupPublicKey,
    )


def get_group_service_account(
    group_id: str,
    /,
) -> Request[GroupServiceAccount]:
    """Get the service account of a group."""
    return Request(
        method="GET",
        url=f"/v1/groups/{quote(str(group_id), safe='')}/service-account",
        answer=GroupServiceAccount,
    )


def list_group_connections(
    group_id: str,
    /,
    *,
    schema: str | None = None,
    cursor: str | None = None,
    limit: int | None = None,
) -> Request[ConnectionPage]:
    """List the connections of a group."""
    params: dict[str, str | int | None] = {
        "schema": schema,
        "cursor": cursor,
        "limit": limit,
    }
    return Request(
        method="GET",
        url=f"/v1/groups/{quote(str(group_id), safe='')}/connections",
        answer=ConnectionPage,
        params={name: value for name, value in params.items() if value is not None},
    )


def list_group_users(
    group_id: str,
    /,
    *,
    cursor: str | None = None,
    limit: int | None = None,
    active: bool | None = None,
) -> Request[UserPage]:
    """List the users of a group."""
    params: dict[str, str | int | None] = {
        "cursor": cursor,
        "limit": limit,
        "active": active,
    }
    return Request(
        method="GET",
        url=f"/v1/groups/{quote(str(group_id), safe='')}/users",
        answer=UserPage,
        params={name: value for name, value in params.items() if value is not None},
    )


def list_groups(
    *,
    cursor: str | None = None,
    limit: int | None = None,
) -> Request[GroupPage]:
    """List groups."""
    params: dict[str, str | int | None] = {
        "cursor": cursor,
        "limit": limit,
    }
    return Request(
        method="GET",
        url="/v1/groups",
        answer=GroupPage,
        params={name: value for name, value in params.items() if value is not None},
    )


def remove_group_user(
    group_id: str,
    user_id: str,
    /,
) -> Request[None]:
    """Remove a user from a group."""
    return Request(
        method="DELETE",
        url=f"/v1/groups/{quote(str(group_id), safe='')}/users/{quote(str(user_id), safe='')}",
        answer=NoneType,
    )


def update_group(
    group_id: str,
    /,
    *,
    body: Mapping[str, Any],
) -> Request[Group]:
    """Update a group; `body` is a `GroupUpdate` as JSON."""
    return Request(
        method="PATCH",
        url=f"/v1/groups/{quote(str(group_id), safe='')}",
        answer=Group,
        json=body,
    )
