"""Groups: each has connections, users and at most one destination."""

from __future__ import annotations

from typing import Any

from ..call import Call
from ..formats.http import Reply, done, success
from ..formats.refusals import conflict, invalid, not_found
from ..lifecycle import made_up
from ..state.defaults import MEMBER_ROLE
from ..state.state import State

Members = dict[str, dict[str, str]]
"""The `role` of each member of a group or connection, and since when (`created_at`), by user id."""


def list_groups(call: Call) -> Reply:
    """List the groups of the account."""
    groups = call.state.records["group"]
    return call.page(groups.numbers(), groups.at)


def create_group(call: Call) -> Reply:
    """Create a group; it has no destination yet."""
    groups = call.state.records["group"]
    _require_free(call)
    now = call.state.clock.text(call.state.clock.now())
    record = {"id": groups.new_id(), "name": call.body["name"], "created_at": now}
    groups.add(record)
    return success(call.operation, record, status=201)


def _require_free(call: Call, *, but: str = "") -> None:
    """Make sure that no other group has the name in the body (docs/evidence.md#group-name-taken)."""
    name = call.option("name")
    if any(group["name"] == name and group["id"] != but for group in call.state.records["group"].records()):
        raise invalid(f"Group name '{name}' is already in use")


def get_group(call: Call) -> Reply:
    """Show a group."""
    return success(call.operation, call.named("group"))


def update_group(call: Call) -> Reply:
    """Rename a group."""
    record = call.named("group") | call.body
    _require_free(call, but=record["id"])
    call.state.records["group"].replace(record)
    return success(call.operation, record)


def delete_group(call: Call) -> Reply:
    """Delete a group without connections, and its destination."""
    call.require_group(call.argument)
    if call.state.find(group=call.argument):
        raise conflict(f"Group with id '{call.argument}' has connections")
    call.state.remove_group(call.argument)
    return done(call.operation, id=call.argument)


def list_group_users(call: Call) -> Reply:
    """List all users with their roles in a group; of others than members it is "" (docs/evidence.md#group-users)."""
    call.require_group(call.argument)
    users, active, roles = call.state.records["user"], call.flag("active"), members(call.state, call.argument)

    def shown(number: int) -> dict[str, Any]:
        user = users.at(number)
        return {**user, "role": roles[user["id"]]["role"] if user["id"] in roles else ""}

    fitting = [number for number in users.numbers() if active in (None, users.at(number)["active"])]
    return call.page(fitting, shown)


def add_group_user(call: Call) -> Reply:
    """Add a user of the account to a group, by email address."""
    call.require_group(call.argument)
    email, users = call.body["email"], call.state.records["user"]
    user = next((user for user in users.records() if user["email"].lower() == email.lower()), None)
    if user is None:
        raise not_found("User", email)
    roles = members(call.state, call.argument)
    if user["id"] in roles:
        raise conflict(f"User with id '{user['id']}' is in the group already")
    member = {"role": call.body.get("role", MEMBER_ROLE), "created_at": call.state.clock.text(call.state.clock.now())}
    set_members(call.state, call.argument, {**roles, user["id"]: member})
    return done(call.operation)


def remove_group_user(call: Call) -> Reply:
    """Remove a user from a group; one who is listed without a role is no refusal (docs/evidence.md#group-users)."""
    call.require_group(call.argument)
    user = call.arguments[1]
    if user not in call.state.records["user"].ids:
        raise not_found("User", user)
    roles = members(call.state, call.argument)
    if roles.pop(user, None) is not None:
        set_members(call.state, call.argument, roles)
    return done(call.operation, id=user)


def get_group_public_key(call: Call) -> Reply:
    """Show the public SSH key of a group."""
    call.require_group(call.argument)
    return success(call.operation, {"public_key": made_up.public_key(call.argument)})


def get_group_service_account(call: Call) -> Reply:
    """Show the service account of a group."""
    call.require_group(call.argument)
    return success(call.operation, {"service_account": made_up.service_account(call.argument)})


def members(state: State, group: str) -> Members:
    """Return the members of a group: at first, the owner of the key."""
    groups = state.records["group"]
    kept: Members | None = groups.kept(groups.ids[group], "members")
    since = groups.at(groups.ids[group])["created_at"]
    return {state.user_id: {"role": "Account Administrator", "created_at": since}} if kept is None else kept


def set_members(state: State, group: str, roles: Members) -> None:
    """Keep the members of a group."""
    groups = state.records["group"]
    groups.keep(groups.ids[group], "members", roles)
