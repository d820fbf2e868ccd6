# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
"""The requests of the operations with the tag `users`: no function sends anything."""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType
from typing import Any
from urllib.parse import quote

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
