"""A policy for tables as data: the names that it has, what it forbids, and what an account syncs beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from fivetran_common.json_types import Json, is_mapping, keys_of, object_at, pointer_of
from fivetran_common.nearest import nearest

from .plans import Captured, Difference
from .reading.declarations import COLUMN, TABLE, Declaration, Keys, policy_parts
from .reading.references import POLICY

Parts = Mapping[Keys, Json]
UNSET: Final[Mapping[str, object]] = {"enabled": True, "hashed": False, "is_primary_key": False}
"""The settings of a column that an answer may lack (docs/evidence.md#unedited-columns)."""
FORBIDS: Final = {"enabled": False, "exclusive": True, "hashed": True}
"""The values of a policy by which less is synced."""


def has_synced(found: Json) -> bool:
    """Return whether a connection has ever synced, as far as an answer shows."""
    status = object_at(found, "status")
    return bool(found.get("succeeded_at") or found.get("failed_at") or status.get("is_historical_sync") is False)


def is_syncing(found: Json) -> bool:
    """Return whether a sync runs."""
    return object_at(found, "status").get("sync_state") == "syncing" and not found.get("paused")


def is_connected(found: Json) -> bool:
    """Return whether a connection is set up."""
    return object_at(found, "status").get("setup_state") == "connected"


def is_paused_before_sync(found: Json) -> bool:
    """Return whether a connection is paused and has never synced, so that its tables can still be set before that."""
    return bool(found.get("paused")) and not has_synced(found)


def is_locked(part: Json) -> bool:
    """Return whether a table or column cannot be enabled or disabled, for instance one of the system."""
    return object_at(part, "enabled_patch_settings").get("allowed") is False


def part_of(body: dict[str, Any], path: Keys) -> dict[str, Any]:
    """Return a schema, table or column of a body; it is made if need be."""
    for key in path:
        body = body.setdefault(key, {})
    return body


def names_in(pointers: Iterable[str]) -> dict[str, Any]:
    """Return a policy that has only the names in pointers of its values."""
    policy: dict[str, Any] = {}
    for section, *path in map(keys_of, pointers):
        if pointer_of((section,)) == POLICY:
            part_of(policy, tuple(path[: len(path) // 2 * 2]))
    return policy


def names_of(declared: Declaration, differences: Iterable[Difference]) -> tuple[str, ...]:
    """Return the names of the tables and columns that the differences of a policy change: see `named`."""
    paths = (keys_of(each.pointer)[1:] for each in differences)
    changed = {path[: len(path) // 2 * 2] for path in paths if path}
    parts = policy_parts(declared.tables or {})
    return named(changed or {path for path, part in parts if path and not any(map(is_mapping, part.values()))})


def parts_of(there: Captured, policy: Json) -> dict[Keys, Json]:
    """Return the parts of the configuration, and the columns of the policy that were looked up."""
    parts = dict(policy_parts(there.config or {}))
    for path, part in policy_parts(policy):
        columns = there.columns.get(path[:TABLE], {})
        if len(path) == COLUMN and is_mapping(columns) and path[-1] in columns:
            parts.setdefault(path, columns[path[-1]])
        elif len(path) == TABLE and part.get("exclusive") and is_mapping(columns):
            for name, column in columns.items():
                parts[*path, "columns", name] = {**column, **parts.get((*path, "columns", name), {})}
    return parts


def is_exclusive(declared: Parts, path: Keys) -> bool:
    """Return whether a part belongs to an exclusive policy, or a column to an exclusive table."""
    owner = declared.get(path[:TABLE] if len(path) == COLUMN else (), {})
    return bool(path and owner.get("exclusive"))


def undeclared(declared: Parts, parts: Parts, missing: Iterable[Keys]) -> Iterator[Keys]:
    """
    Yield the names that an exclusive policy or table leaves out, but not locked ones, or those near to a missing one.

    Where many names are missing, nothing beside them is left out: the policy may be that of another source.
    """
    absent: dict[Keys, list[str]] = {}
    for at in missing:
        absent.setdefault(at[:-1], []).append(at[-1])
    for path, part in parts.items():
        if not path or path in declared or is_locked(part) or part.get("is_primary_key"):
            continue
        names_others = declared.get(path[:-2], {}).get(path[-2]) is not None
        names = absent.get(path[:-1], [])
        is_left_out = is_exclusive(declared, path) and names_others and len(names) <= MOST_COMPARED
        if is_left_out and not any(nearest(name, [path[-1]]) for name in names):
            yield path


MOST_COMPARED: Final = 20
"""The most missing names to compare with others: a thousand of each would take seconds."""


def forbidding(policy: Json) -> dict[str, Any]:
    """Return the names and booleans of a policy, as a memory keeps them; nothing if it forbids nothing."""
    kept: dict[str, Any] = {}
    for path, part in policy_parts(policy):
        part_of(kept, path).update({key: value for key, value in part.items() if isinstance(value, bool)})
    blocks = policy.get("schema_change_handling") not in {None, "ALLOW_ALL"}
    forbids = any(part.get(key) is value for _, part in policy_parts(kept) for key, value in FORBIDS.items())
    return {**kept, **({"blocks": True} if blocks else {})} if blocks or forbids else {}


def forbidden(policy: Json, parts: Parts) -> set[Keys]:
    """Return the paths of tables and columns that a policy forbids, and of `hashed` of columns that it hashes."""
    declared = dict(policy_parts(policy))
    off = {path for path, part in declared.items() if part.get("enabled") is False}
    off |= {*undeclared(declared, parts, ())}
    hashed = {(*path, "hashed") for path, part in declared.items() if part.get("hashed")}
    return hashed | {path for path in parts if any(path[:end] in off for end in (2, TABLE, COLUMN))}


def syncing(parts: Parts) -> set[Keys]:
    """Return the paths of enabled tables and columns but locked ones, and of `hashed` of columns not hashed."""
    found = {
        path
        for path, part in parts.items()
        if len(path) >= TABLE and not is_locked(part)
        if all(parts[path[:end]].get("enabled") is not False for end in (2, TABLE, COLUMN))
    }
    return found | {(*path, "hashed") for path in found if len(path) == COLUMN and not parts[path].get("hashed")}


def named(paths: Collection[Keys]) -> tuple[str, ...]:
    """Return the names of tables and columns, twenty at most, then a count; a column goes without its table."""
    whole = [path for path in paths if path[:TABLE] == path or path[:TABLE] not in paths]
    names = sorted(f"{'.'.join(path[1:6:2])}{' (not hashed)' if len(path) > COLUMN else ''}" for path in whole)
    more = names[_MOST_COPIED:]
    return (*names[:_MOST_COPIED], *([f"and {len(more):,} more"] if more else ()))


_MOST_COPIED: Final = 20
