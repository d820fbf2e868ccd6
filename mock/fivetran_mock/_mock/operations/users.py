"""The users of an account, and the account of an API key."""

from __future__ import annotations

from typing import Any

from ..call import Call
from ..formats.http import Reply, done, success
from ..formats.refusals import conflict, no_path


def get_account_info(call: Call) -> Reply:
    """Show the account of the key and its user."""
    info = {
        "account_id": call.state.account_id,
        "account_name": call.state.account_id.replace("_", " ").title(),
        "user_id": call.state.user_id,
    }
    return success(call.operation, info)


def list_users(call: Call) -> Reply:
    """List the users of the account: all, the active ones, or the others."""
    active = call.flag("active")
    users = call.state.records["user"]
    fitting = [number for number in users.numbers() if active in (None, users.at(number)["active"])]
    return call.page(fitting, users.at)


def create_user(call: Call) -> Reply:
    """Invite a user."""
    users, email = call.state.records["user"], call.body["email"]
    if any(user["email"].lower() == email.lower() for user in users.records()):
        raise conflict(f"User with email '{email}' already exists")
    call.spend()
    record = {
        "id": users.new_id(),
        "email": email,
        "given_name": call.body["given_name"],
        "family_name": call.body["family_name"],
        "verified": False,
        "invited": True,
        "picture": call.body.get("picture"),
        "phone": call.body.get("phone"),
        "role": call.body.get("role"),  # docs/evidence.md#user-without-role
        "logged_in_at": None,
        "created_at": call.state.clock.text(call.state.clock.tick()),
        "active": True,
    }
    users.add(record)
    return success(call.operation, record, status=201)


def get_user(call: Call) -> Reply:
    """Show a user."""
    return success(call.operation, call.named("user", absent=no_path()))  # docs/evidence.md#deleted-user


def update_user(call: Call) -> Reply:
    """Change a user."""
    record = call.named("user") | call.body
    call.state.records["user"].replace(record)
    return success(call.operation, record)


def delete_user(call: Call) -> Reply:
    """Delete a user other than the owner of the key."""
    _named_other(call)
    call.state.remove_user(call.argument)
    return done(call.operation, id=call.argument)


def delete_user_role(call: Call) -> Reply:
    """Take the role in the account from a user other than the owner of the key."""
    call.state.records["user"].replace(_named_other(call) | {"role": None})
    return done(call.operation)


def _named_other(call: Call) -> dict[str, Any]:
    """Return the user that the path names; refuse the owner of the key."""
    user = call.named("user")
    if call.argument == call.state.user_id:
        raise conflict(f"User with id '{call.argument}' owns the API key of this request")
    return user
