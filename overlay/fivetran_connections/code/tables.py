"""The policy for schemas, tables and columns: captured, compared with the API's configuration, and applied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from fivetran_client.api import schemas as schemas_api
from fivetran_common.json_types import Json, is_mapping, pointer_of
from fivetran_common.nearest import hint

from .._api.details import is_of_one, read_each
from .._http.retry import send
from .._http.steps import Steps, call, pause, with_reader
from ..errors import BadRequest, Conflict, FivetranError, MethodNotAllowed, NotFound, RequestFailed, StatusError
from .memory import Knowledge
from .plans import Captured, Difference, PlanOptions
from .policies import (
    MOST_COMPARED,
    UNSET,
    Parts,
    has_synced,
    is_connected,
    is_exclusive,
    is_locked,
    is_paused_before_sync,
    part_of,
    parts_of,
    undeclared,
)
from .reading.declarations import COLUMN, TABLE, Declaration, Keys, policy_parts
from .reading.references import POLICY

INCOMPLETE: Final = "Its tables cannot be set before it is set up."
UNVERIFIED: Final = (
    "Its policy for tables was written before its schema is captured, so whether its names are there is not known."
)
_NOT_CAPTURED: Final = "its schema is captured first, by a reload"
_WITH_CREATE: Final = "in place before its first sync"
_NOT_TAKEN: Final = "The API answers with another value than was sent."

_LOOKS: Final = (0.0, 15.0, 30.0, 60.0, 60.0)
"""Seconds before each look for the schema after a reload without an answer; one was seen to take over two minutes."""

_DEFAULTS: Final[Mapping[str, object]] = {
    "schema_change_handling": "ALLOW_ALL",
    "enabled": True,
    "hashed": False,
    "sync_mode": "SOFT_DELETE",
}
"""A column that the API leaves out was never edited (documented), and so is synced as it is."""


class TableChanges(NamedTuple):
    """The differences of a policy, the body that changes them, and a sentence for each missing name."""

    keys: tuple[Difference, ...]
    body: Json
    missing: Mapping[str, str]


def schema_config(connection_id: str) -> Steps[Json | None]:
    """Return the schema configuration; None before it was captured, or if it cannot be read before the set-up."""
    get = with_reader(call(schemas_api.get_schema_config, connection_id), lambda envelope: dict(envelope["data"]))
    try:
        return (yield from send(get))
    except (NotFound, BadRequest):
        return None


def _with_columns(connection_id: str, policy: Json, config: Json) -> Steps[Captured]:
    """Look up declared columns that the configuration lacks: it leaves out those that were never edited."""
    parts = dict(policy_parts(config))
    columns = [
        path
        for path, part in policy_parts(policy)
        if (len(path) == COLUMN and path not in parts) or (len(path) == TABLE and part.get("exclusive"))
    ]
    found: dict[Keys, Json | str] = {}
    for path in dict.fromkeys(path[:TABLE] for path in columns if path[:TABLE] in parts):
        get = call(schemas_api.list_columns, connection_id, path[1], path[3])
        try:
            found[path] = yield from send(with_reader(get, lambda envelope: dict(envelope["data"]["columns"])))
        except RequestFailed as failure:
            if not is_of_one(failure):
                raise
            found[path] = failure.reason
    return Captured(config, found)


def captured_tables(
    policies: Mapping[str, Json], failed: dict[str, RequestFailed] | None = None
) -> Steps[dict[str, Captured]]:
    """Return the schema configurations of many connections; ids come with policies. See `read_each`."""

    def read(identifier: str) -> Steps[Captured]:
        config = yield from schema_config(identifier)
        return (
            Captured(None) if config is None else (yield from _with_columns(identifier, policies[identifier], config))
        )

    return (yield from read_each(policies, read, "schemas", failed=failed))


def policy_of(config: Json) -> dict[str, Any]:
    """Return the policy with the settings that differ from the default: disabled, hashed, another sync mode."""
    policy: dict[str, Any] = {}
    for path, part in policy_parts(config):
        for key, usual in _DEFAULTS.items():
            # Locked parts cannot be enabled or disabled.
            if part.get(key, usual) not in {usual, None} and not (key == "enabled" and is_locked(part)):
                part_of(policy, path)[key] = part[key]
    return policy


def reloaded(connection_id: str, *, is_captured: bool = False) -> Steps[Json]:
    """
    Read the schema from the source, and return its configuration.

    A reload without an answer is not repeated, since it may go on for minutes: the configuration is looked for instead,
    unless it ``is_captured`` already, which proves nothing of this reload.
    """
    reload = call(schemas_api.reload_schema_config, connection_id, body={"exclude_mode": "PRESERVE"})
    try:
        return (yield from send(with_reader(reload, lambda envelope: dict(envelope["data"]))))
    except RequestFailed as failure:
        if is_captured or not failure.may_have_acted:
            raise
        for wait in _LOOKS:
            yield from pause(wait)
            if config := (yield from schema_config(connection_id)):
                return config
        raise


def compare_tables(
    declared: Declaration, found: Json, there: Captured, known: Knowledge, options: PlanOptions
) -> list[Difference]:
    """
    Compare a policy with the API's configuration; it waits before the set-up, and for missing names.

    If the policy was written before the capture, its names are unverified until the connection has synced.
    """
    policy = declared.tables
    if not policy:
        return []
    is_written = known.says(POLICY, policy) == "sent" and not has_synced(found)
    unverified = [
        Difference("tables", POLICY + pointer_of(path), None, None, "unseen", mark="unverified")
        for path, _ in policy_parts(policy)
        if path and is_written
    ]
    if there.config is None:
        if is_connected(found):
            return unverified or [Difference("tables", POLICY, None, policy, "change", _NOT_CAPTURED)]
        return [Difference("tables", POLICY, None, policy, "waiting", INCOMPLETE, waits_for="set-up")]
    holds = is_paused_before_sync(found) and not options.sync_before_tables
    changes = table_changes(policy, there, holds=holds)
    missing = ((at, declared.placed(POLICY + at, sentence)) for at, sentence in changes.missing.items())
    waiting = [
        Difference("tables", POLICY + pointer, None, None, "waiting", message, waits_for="source")
        for pointer, message in missing
    ]
    return [*changes.keys, *waiting, *unverified]


def new_policy(declared: Declaration) -> tuple[Difference, ...]:
    """Return the policy of a connection that is created, as one difference."""
    policy = declared.tables
    return (Difference("tables", POLICY, None, policy, "change", _WITH_CREATE),) if policy else ()


def capture(connection_id: str, policy: Json) -> Steps[Captured]:
    """Read the schema from the source, and look up the columns that its configuration leaves out."""
    config = yield from reloaded(connection_id)
    return (yield from _with_columns(connection_id, policy, config))


def put(connection_id: str, policy: Json, there: Captured, *, holds: bool) -> Steps[tuple[Captured, bool]]:
    """
    Apply a policy; return the API's configuration after it, and whether a capture verified the names.

    If a reload is refused, the policy is written before the schema is captured, if the API takes it. An ``exclusive``
    one also has to block new names, without an exclusive table. For ``holds`` see `table_changes`. Raises the refusal
    of the reload otherwise.
    """
    if there.config is None:
        try:
            there = yield from capture(connection_id, policy)
        except (BadRequest, NotFound, MethodNotAllowed, Conflict) as refusal:
            return (yield from _written_before(connection_id, policy, refusal)), False
    changes = table_changes(policy, there, holds=holds)
    if not changes.keys:
        return there, True
    update = call(schemas_api.update_schema_config, connection_id, body=changes.body)
    config = yield from send(with_reader(update, lambda envelope: dict(envelope["data"])))
    there = Captured(config, there.columns)
    left = {key.pointer for key in changes.keys} & {key.pointer for key in table_changes(policy, there).keys}
    shown = {pointer_of(path) for path, _ in policy_parts(config)}
    left = {pointer for pointer in left if pointer.removeprefix(POLICY).rpartition("/")[0] in shown}
    if left:
        raise FivetranError(f"{', '.join(sorted(left))}: {_NOT_TAKEN}")
    return there, True


def _written_before(connection_id: str, policy: Json, refusal: StatusError) -> Steps[Captured]:
    """Write a policy before the schema is captured, and return it as captured; may raise the refusal."""
    declared = dict(policy_parts(policy))
    exclusive = [path for path, part in declared.items() if part.get("exclusive")]
    if any(exclusive) or (exclusive and policy.get("schema_change_handling") != "BLOCK_ALL"):
        raise refusal  # the columns to disable are not known yet
    body: dict[str, Any] = {"schemas": {}}
    for path in declared:
        for key, wanted in _values(declared, path):
            _put(body, path, key, wanted, {})
    try:
        yield from send(call(schemas_api.create_schema_config, connection_id, body=body))
    except StatusError:
        raise refusal from None
    return Captured(body)


def table_changes(policy: Json, there: Captured, *, holds: bool = False) -> TableChanges:
    """
    Compare a policy with the API's configuration; other settings count only with `exclusive`.

    A policy with `exclusive` whose names are not all there changes nothing if the connection ``holds``: is paused until
    its tables are set. Else it does not disable a table whose name is near to a missing name, which may be misspelt.
    """
    declared, parts = dict(policy_parts(policy)), parts_of(there, policy)
    exclusive = bool(policy.get("exclusive"))
    missing = dict(_without_place(declared, parts, there))
    settings = [(path, key, wanted) for path in declared if path in parts for key, wanted in _values(declared, path)]
    starts = _enabled_above(declared, parts, exclusive=exclusive)
    settings += ((path, "enabled", True) for path in starts)
    settings += ((path, "enabled", False) for path in undeclared(declared, parts, missing))
    keys: list[Difference] = []
    looked_up: list[tuple[Keys, str, Any]] = []
    body: dict[str, Any] = {}
    for path, key, wanted in settings:
        found = parts[path].get(key)
        found = UNSET.get(key) if found is None and len(path) == COLUMN else found
        if found is None:
            missing[*path, key] = f"There is no {key}{f' of {_named(path)}' if path else ''} in its captured schemas."
        elif found != wanted and key == "enabled" and is_locked(parts[path]):
            missing[*path, key] = f"The {_named(path)} can be neither enabled nor disabled."
        elif found != wanted:
            reason = starts.get(path, "") if key == "enabled" else ""
            keys.append(Difference("tables", POLICY + pointer_of((*path, key)), found, wanted, reason=reason))
            _put(body, path, key, wanted, parts)
        elif len(path) == COLUMN and path[:TABLE] in there.columns:
            looked_up.append((path, key, wanted))
    if keys:
        for path, key, wanted in looked_up:  # sent along: then the configuration has the column
            _put(body, path, key, wanted, parts)
    if holds and missing and any(part.get("exclusive") for part in declared.values()):
        keys, body = [], {}
    sentences = {pointer_of(path): sentence for path, sentence in missing.items()}
    return TableChanges(tuple(keys), body, sentences)


def _named(path: Keys) -> str:
    """Return the kind and name of a schema, table or column."""
    return f"{path[-2].removesuffix('s')} {path[-1]}"


def _without_place(declared: Parts, parts: Parts, there: Captured) -> Iterator[tuple[Keys, str]]:
    """Yield each missing declared name, with the nearest existing one, or with the reason why none is known."""
    names: dict[Keys, list[str]] = {}
    for path in parts:
        names.setdefault(path[:-1], []).append("".join(path[-1:]))
    absent = Counter[Keys](path[:-1] for path in declared if path and path not in parts and path[:-2] in parts)
    for path in declared:
        depth = len(path)
        if path in parts or (depth > 2 and path[:-2] not in parts):
            continue  # only the topmost missing name is reported
        *above, name = path
        columns = there.columns.get(path[:TABLE], {})
        named = f"{_named(path)} of {_named(path[:TABLE])}" if depth == COLUMN else _named(path)
        if isinstance(columns, str):
            yield path, f"Whether there is a {named} is not known: {columns}"
            continue
        beside = [*columns] if depth == COLUMN else names.get((*above,), [])
        ending = hint(
            name,
            beside if absent[path[:-1]] <= MOST_COMPARED else (),
            ": check the name, upper and lower case included.",
        )
        yield path, f"There is no {named} in its captured schemas{ending} {_GRANT}"


_GRANT: Final = "Perhaps the user of the connection lacks the grant to read it."


def _values(declared: Parts, path: Keys) -> Iterator[tuple[str, Any]]:
    """Yield each value of a part of a policy; an exclusive policy or table enables its declared parts."""
    part = declared[path]
    if is_exclusive(declared, path) and part.get("enabled") is None:
        yield "enabled", True
    for key, value in part.items():
        if value is not None and not is_mapping(value) and key != "exclusive":
            yield key, value


def _enabled_above(declared: Parts, parts: Parts, *, exclusive: bool) -> dict[Keys, str]:
    """Return the disabled parts above an enabled one, with a reason that counts the tables that start too."""
    above = {
        path[:end]
        for path in declared
        if path in parts and dict(_values(declared, path)).get("enabled")
        for end in range(2, len(path), 2)
        if parts[path[:end]].get("enabled") is False and declared[path[:end]].get("enabled") is None
    }
    others = Counter[Keys](
        path[:2]
        for path, part in parts.items()
        if len(path) == TABLE and part.get("enabled") and path not in declared and not exclusive
    )
    named = {path: others[path] for path in sorted(above)}
    words = {1: "1 other table starts by it"}
    return {path: words.get(number, f"{number:,} other tables start by it") for path, number in named.items()}


def _put(body: dict[str, Any], path: Keys, key: str, value: Any, captured: Parts) -> None:
    """Set a value, and repeat `enabled` for each schema, table and column on the way, since an update requires it."""
    for end in range(2, len(path) + 1, 2):
        is_enabled = captured.get(path[:end], {}).get("enabled") is not False
        part_of(body, path[:end]).setdefault("enabled", is_enabled)
    part_of(body, path)[key] = value
