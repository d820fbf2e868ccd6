"""The roles of users in groups and connections: the same operations for both (docs/evidence.md#memberships)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final, Literal, get_args

from ..call import Call
from ..formats.http import Reply, done, success
from ..formats.refusals import conflict, not_found
from .groups import Members, members, set_members

MemberKind = Literal["group", "connection"]


def _members(kind: MemberKind, call: Call, identifier: str) -> Members:
    """Return the members of a group or connection; raises 404 if it does not exist."""
    if kind == "group":
        call.require_group(identifier)
        return members(call.state, identifier)
    return call.state.connections.kept(call.find_connection(identifier), "roles") or {}


def _keep(kind: MemberKind, call: Call, identifier: str, roles: Members) -> None:
    if kind == "group":
        set_members(call.state, identifier, roles)
    else:
        call.state.connections.keep(call.find_connection(identifier), "roles", roles or None)


def _membership(kind: MemberKind, call: Call) -> tuple[str, Members]:
    """Return the id and the members of the group or connection in the path; raises 404 for a user who is not there."""
    call.named("user")
    user, identifier = call.arguments
    roles = _members(kind, call, identifier)
    if user not in roles:
        raise not_found("Membership", identifier)
    return identifier, roles


def _list(kind: MemberKind, call: Call) -> Reply:
    call.named("user")
    state, user = call.state, call.argument
    shown = {
        number: {"id": identifier, **roles[user]}
        for identifier, number in state.records[kind].ids.items()
        if user in (roles := _members(kind, call, identifier))
    }
    return call.page(sorted(shown), shown.__getitem__)


def _create(kind: MemberKind, call: Call) -> Reply:
    call.named("user")
    user, identifier = call.argument, call.body["id"]
    roles = _members(kind, call, identifier)
    if user in roles:
        raise conflict(f"User with id '{user}' has a role in the {kind} already")
    member = {"role": call.body["role"], "created_at": call.state.clock.text(call.state.clock.now())}
    _keep(kind, call, identifier, {**roles, user: member})
    return success(call.operation, {"id": identifier, **member}, status=201)


def _get(kind: MemberKind, call: Call) -> Reply:
    identifier, roles = _membership(kind, call)
    return success(call.operation, {"id": identifier, **roles[call.argument]})


def _update(kind: MemberKind, call: Call) -> Reply:
    identifier, roles = _membership(kind, call)
    member = roles[call.argument] | call.body
    _keep(kind, call, identifier, {**roles, call.argument: member})
    return done(call.operation) if kind == "group" else success(call.operation, {"id": identifier, **member})


def _delete(kind: MemberKind, call: Call) -> Reply:
    identifier, roles = _membership(kind, call)
    member = roles.pop(call.argument)
    _keep(kind, call, identifier, roles)
    return done(call.operation) if kind == "group" else success(call.operation, {"id": identifier, **member})


HANDLERS: Final[dict[str, Callable[[Call], Reply]]] = {
    name: partial(handler, kind)
    for kind in get_args(MemberKind)
    for name, handler in {
        f"list_user_{kind}_memberships": _list,
        f"create_user_{kind}_membership": _create,
        f"get_user_{kind}_membership": _get,
        f"update_user_{kind}_membership": _update,
        f"delete_user_{kind}_membership": _delete,
    }.items()
}
"""The handlers of all ten operations, by the operation's id."""
