"""How groups come into being: given from the start, named for the first time, or created by a request."""

from __future__ import annotations

from typing import Any

from fivetran_common.json_text import is_utf8

from ..state.account import Account
from ..state.world import World
from . import made_up


def has_group(world: World, account: Account, group: str) -> bool:
    """
    Return whether a group exists.

    Where the mock was given no list of groups, every group exists from its first use on, until it is deleted.
    """
    if group in account.tables["group"].ids:
        return True
    if world.groups is not None or not (group and is_utf8(group)):
        return False
    if any(account.kept("deleted_group", number)["id"] == group for number in account.extras["deleted_group"]):
        return False
    add_known_group(world, account, group)
    return True


def add_known_group(world: World, account: Account, group: str) -> None:
    """Add a group that exists from the start or from its first use, with a made-up destination."""
    if group not in account.tables["group"].ids:
        name = (world.groups or {}).get(group) or group
        account.tables["group"].add(new_group(world, group, name))
        account.tables["destination"].add(made_up.destination(group))


def new_group(world: World, identifier: str, name: str) -> dict[str, Any]:
    """Return the record of a new group."""
    return {"id": identifier, "name": name, "created_at": world.clock.text(world.clock.now())}


Members = dict[str, dict[str, str]]
"""The `role` of each member of a group or connection, and since when (`created_at`), by user id."""


def members(account: Account, group: str) -> Members:
    """Return the members of a group; the owner of the key is the first."""
    kept: Members | None = account.kept("members", account.tables["group"].ids[group])
    since = account.tables["group"].record(group)["created_at"]
    return {account.user_id: {"role": "Account Administrator", "created_at": since}} if kept is None else kept


def set_members(account: Account, group: str, roles: Members) -> None:
    """Keep the members of a group."""
    account.keep("members", account.tables["group"].ids[group], roles)
