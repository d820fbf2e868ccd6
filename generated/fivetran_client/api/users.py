# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
"""The requests of the operations with the tag `users`: no function sends anything."""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType
from typing import Any
from urllib.parse import quote

from ..models.membership import Membership
from ..models.membership_page import MembershipPage
from ..models.user import User
from ..models.user_page import UserPage
from ..types import Request


def create_user(
    *,
    body: Mapping[str, Any],
) -> Request[User]:
    """Invite a user; `body` is a `NewUser` as JSON."""
    return Request(
        method="POST",
        url="/v1/users",
        answer=User,
        json=body,
        limits=("users",),
    )


def create_user_connection_membership(
    user_id: str,
    /,
    *,
    body: Mapping[str, Any],
) -> Request[Membership]:
    """Give a user a role in a connection; `body` is a `NewMembership` as JSON."""
    return Request(
        method="POST",
        url=f"/v1/users/{quote(str(user_id), safe='')}/connections",
        answer=Membership,
        json=body,
    )


def create_user_group_membership(
    user_id: str,
    /,
    *,
    body: Mapping[str, Any],
) -> Request[Membership]:
    """Give a user a role in a group; `body` is a `NewMembership` as JSON."""
    return Request(
        method="POST",
        url=f"/v1/users/{quote(str(user_id), safe='')}/groups",
        answer=Membership,
        json=body,
    )


def delete_user(
    user_id: str,
    /,
) -> Request[None]:
    """Delete a user."""
    return Request(
        method="DELETE",
        url=f"/v1/users/{quote(str(user_id), safe='')}",
        answer=NoneType,
    )


def delete_user_connection_membership(
    user_id: str,
    connection_id: str,
    /,
) -> Request[None]:
    """End the connection membership of a user."""
    return Request(
        method="DELETE",
        url=f"/v1/users/{quote(str(user_id), safe='')}/connections/{quote(str(connection_id), safe='')}",
        answer=NoneType,
    )


def delete_user_group_membership(
    user_id: str,
    group_id: str,
    /,
) -> Request[None]:
    """End the group membership of a user."""
    return Request(
        method="DELETE",
        url=f"/v1/users/{quote(str(user_id), safe='')}/groups/{quote(str(group_id), safe='')}",
        answer=NoneType,
    )


def delete_user_role(
    user_id: str,
    /,
) -> Request[None]:
    """Take the role in the account from a user."""
    return Request(
        method="DELETE",
        url=f"/v1/users/{quote(str(user_id), safe='')}/role",
        answer=NoneType,
    )


def get_user(
    user_id: str,
    /,
) -> Request[User]:
    """Get a user."""
    return Request(
        method="GET",
        url=f"/v1/users/{quote(str(user_id), safe='')}",
        answer=User,
    )


def get_user_connection_membership(
    user_id: str,
    connection_id: str,
    /,
) -> Request[Membership]:
    """Get the connection membership of a user."""
    return Request(
        method="GET",
        url=f"/v1/users/{quote(str(user_id), safe='')}/connections/{quote(str(connection_id), safe='')}",
        answer=Membership,
    )


def get_user_group_membership(
    user_id: str,
    group_id: str,
    /,
) -> Request[Membership]:
    """Get the group membership of a user."""
    return Request(
        method="GET",
        url=f"/v1/users/{quote(str(user_id), safe='')}/groups/{quote(str(group_id), safe='')}",
        answer=Membership,
    )


def list_user_connection_memberships(
    user_id: str,
    /,
    *,
    cursor: str | None = None,
    limit: int | None = None,
) -> Request[MembershipPage]:
    """List the connection memberships of a user."""
    params: dict[str, str | int | None] = {
        "cursor": cursor,
        "limit": limit,
    }
    return Request(
        method="GET",
        url=f"/v1/users/{quote(str(user_id), safe='')}/connections",
        answer=MembershipPage,
        params={name: value for name, value in params.items() if value is not None},
    )


def list_user_group_memberships(
    user_id: str,
    /,
    *,
    cursor: str | None = None,
    limit: int | None = None,
) -> Request[MembershipPage]:
    """List the group memberships of a user."""
    params: dict[str, str | int | None] = {
        "cursor": cursor,
        "limit": limit,
    }
    return Request(
        method="GET",
        url=f"/v1/users/{quote(str(user_id), safe='')}/groups",
        answer=MembershipPage,
        params={name: value for name, value in params.items() if value is not None},
    )


def list_users(
    *,
    cursor: str | None = None,
    limit: int | None = None,
    active: bool | None = None,
) -> Request[UserPage]:
    """List users."""
    params: dict[str, str | int | None] = {
        "cursor": cursor,
        "limit": limit,
        "active": active,
    }
    return Request(
        method="GET",
        url="/v1/users",
        answer=UserPage,
        params={name: value for name, value in params.items() if value is not None},
    )


def update_user(
    user_id: str,
    /,
    *,
    body: Mapping[str, Any],
) -> Request[User]:
    """Update a user; `body` is a `UserUpdate` as JSON."""
    return Request(
        method="PATCH",
        url=f"/v1/users/{quote(str(user_id), safe='')}",
        answer=User,
        json=body,
    )


def update_user_connection_membership(
    user_id: str,
    connection_id: str,
    /,
    *,
    body: Mapping[str, Any],
) -> Request[Membership]:
    """Change the role of a user in a connection; `body` is a `MembershipUpdate` as JSON."""
    return Request(
        method="PATCH",
        url=f"/v1/users/{quote(str(user_id), safe='')}/connections/{quote(str(connection_id), safe='')}",
        answer=Membership,
        json=body,
    )


def update_user_group_membership(
    user_id: str,
    group_id: str,
    /,
    *,
    body: Mapping[str, Any],
) -> Request[str]:
    """Change the role of a user in a group; `body` is a `MembershipUpdate` as JSON."""
    return Request(
        method="PATCH",
        url=f"/v1/users/{quote(str(user_id), safe='')}/groups/{quote(str(group_id), safe='')}",
        answer=str,
        json=body,
    )
