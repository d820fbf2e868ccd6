"""The users of the account, and the account itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fivetran_client.api import account as account_api
from fivetran_client.api import users as users_api
from fivetran_client.models import AccountInfo, Membership, NewUser, User, UserUpdate

from .._bodies.judging import checked_by
from .._http.retry import send
from .._http.steps import Steps, call
from .methods import D, Listing, Resource, client_method, listing


class Users(Resource[D]):
    """`/v1/users`: the users of the account."""

    @listing
    def list(self, *, active: bool | None = None, page_size: int | None = None) -> Listing[User]:
        """List users, page by page as they are needed; `active` selects the active or the inactive ones."""
        return Listing(call(users_api.list_users, limit=page_size, active=active))

    @client_method
    def invite(self, request: NewUser | Mapping[str, Any]) -> Steps[User]:
        """Invite a person to the account by e-mail. A body that the document does not allow raises `InvalidBody`."""
        return send(call(users_api.create_user, body=checked_by("NewUser", request)))

    @client_method
    def get(self, user_id: str) -> Steps[User]:
        """Get one user."""
        return send(call(users_api.get_user, user_id))

    @client_method
    def update(self, user_id: str, patch: UserUpdate | Mapping[str, Any]) -> Steps[User]:
        """Change the fields in the patch, and nothing else; checked as in `invite`."""
        return send(call(users_api.update_user, user_id, body=checked_by("UserUpdate", patch)))

    @client_method
    def delete(self, user_id: str) -> Steps[None]:
        """Remove a user from the account; if an answer was lost and the user is gone, it counts as deleted."""
        return send(call(users_api.delete_user, user_id))

    @client_method
    def delete_role(self, user_id: str) -> Steps[None]:
        """Take the role in the account from a user, who keeps the roles in groups and connections (inferred)."""
        return send(call(users_api.delete_user_role, user_id))

    @listing
    def group_memberships(self, user_id: str, *, page_size: int | None = None) -> Listing[Membership]:
        """List the groups that a user has a role in; `id` of a membership is the id of the group."""
        return Listing(call(users_api.list_user_group_memberships, user_id, limit=page_size))

    @client_method
    def add_to_group(self, user_id: str, group_id: str, *, role: str) -> Steps[Membership]:
        """Add a user to a group with a role, for instance Destination Administrator."""
        body = checked_by("NewMembership", {"id": group_id, "role": role})
        return send(call(users_api.create_user_group_membership, user_id, body=body))

    @client_method
    def group_membership(self, user_id: str, group_id: str) -> Steps[Membership]:
        """Get the role of a user in a group."""
        return send(call(users_api.get_user_group_membership, user_id, group_id))

    @client_method
    def update_group_membership(self, user_id: str, group_id: str, *, role: str) -> Steps[str]:
        """Change the role of a user in a group. Returns the API's message."""
        body = checked_by("MembershipUpdate", {"role": role})
        return send(call(users_api.update_user_group_membership, user_id, group_id, body=body))

    @client_method
    def remove_from_group(self, user_id: str, group_id: str) -> Steps[None]:
        """End the access of a user to a group; the user stays in the account."""
        return send(call(users_api.delete_user_group_membership, user_id, group_id))

    @listing
    def connection_memberships(self, user_id: str, *, page_size: int | None = None) -> Listing[Membership]:
        """List the connections that a user has a role in; `id` of a membership is the id of the connection."""
        return Listing(call(users_api.list_user_connection_memberships, user_id, limit=page_size))

    @client_method
    def add_to_connection(self, user_id: str, connection_id: str, *, role: str) -> Steps[Membership]:
        """Add a user to a connection with a role, for instance Connection Administrator."""
        body = checked_by("NewMembership", {"id": connection_id, "role": role})
        return send(call(users_api.create_user_connection_membership, user_id, body=body))

    @client_method
    def connection_membership(self, user_id: str, connection_id: str) -> Steps[Membership]:
        """Get the role of a user in a connection."""
        return send(call(users_api.get_user_connection_membership, user_id, connection_id))

    @client_method
    def update_connection_membership(self, user_id: str, connection_id: str, *, role: str) -> Steps[Membership]:
        """Change the role of a user in a connection."""
        body = checked_by("MembershipUpdate", {"role": role})
        return send(call(users_api.update_user_connection_membership, user_id, connection_id, body=body))

    @client_method
    def remove_from_connection(self, user_id: str, connection_id: str) -> Steps[None]:
        """End the access of a user to a connection; the user stays in the account."""
        return send(call(users_api.delete_user_connection_membership, user_id, connection_id))


class Account(Resource[D]):
    """`/v1/account`: the account behind the key."""

    @client_method
    def info(self) -> Steps[AccountInfo]:
        """Get the account behind the key: the usual way to check a key."""
        return send(call(account_api.get_account_info))
