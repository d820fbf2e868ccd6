"""The policy for schemas, tables and columns: captured, compared with the API's configuration, and applied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from fivetran_client.api import schemas as schemas_api
from fivetran_common.json_types import Json, is_mapping, keys_of, pointer_of
from fivetran_common.nearest import hint, nearest

from .._api.details import is_of_one, read_each
from .._http.retry import send
from .._http.steps import Steps, call, pause, with_reader
from ..errors import BadRequest, Conflict, FivetranError, MethodNotAllowed, NotFound, RequestFailed, StatusError
from .memory import Knowledge
from .plans import Captured, Difference, PlanOptions
from .reading.declarations import Declaration, Keys, policy_parts
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
        if (len(path) == _COLUMN and path not in parts) or (len(path) == _TABLE and part.get("exclusive"))
    ]
    found: dict[Keys, Json | str] = {}
    for path in dict.fromkeys(path[:_TABLE] for path in columns if path[:_TABLE] in parts):
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


def _part(body: dict[str, Any], path: Keys) -> dict[str, Any]:
    """Return a schema, table or column of a body; it is made if need be."""
    for key in path:
        body = body.setdefault(key, {})
    return body


def policy_of(config: Json) -> dict[str, Any]:
    """Return the policy with the settings that differ from the default: disabled, hashed, another sync mode."""
    policy: dict[str, Any] = {}
    for path, part in policy_parts(config):
        for key, usual in _DEFAULTS.items():
            # Locked parts cannot be enabled or disabled.
            if part.get(key, usual) not in {usual, None} and not (key == "enabled" and is_locked(part)):
                _part(policy, path)[key] = part[key]
    return policy


def is_locked(part: Json) -> bool:
    """Return whether a table or column cannot be enabled or disabled, for instance one of the system."""
    settings: Json = part.get("enabled_patch_settings") or {}
    return settings.get("allowed") is False


def reloaded(connection_id: str) -> Steps[Json]:
    """
    Read the schema from the source, and return its configuration.

    A reload without an answer is not repeated, since it may go on for minutes: the configuration is looked for instead.
    """
    reload = call(schemas_api.reload_schema_config, connection_id, body={"exclude_mode": "PRESERVE"})
    try:
        return (yield from send(with_reader(reload, lambda envelope: dict(envelope["data"]))))
    except RequestFailed as failure:
        if not failure.may_have_acted:
            raise
        for wait in _LOOKS:
            yield from pause(wait)
            if config := (yield from schema_config(connection_id)):
                return config
        raise


def compare(
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


def names_of(declared: Declaration, differences: Iterable[Difference]) -> str:
    """Return the names of the tables and columns that the differences of a policy change; of many, the first ones."""
    parts = policy_parts(declared.tables or {})
    whole = (path[1::2] for path, part in parts if path and not any(map(is_mapping, part.values())))
    changes = [path for each in differences if (path := keys_of(each.pointer)[2::2])]
    names = sorted({".".join(path) for path in (changes or whole)})
    more = f" and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""
    return f"{', '.join(names[:_MOST_NAMED])}{more}"


_MOST_NAMED: Final = 10


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


def has_synced(found: Json) -> bool:
    """Return whether a connection has ever synced, as far as an answer shows."""
    status: Json = found.get("status") or {}
    return bool(found.get("succeeded_at") or found.get("failed_at") or status.get("is_historical_sync") is False)


def is_connected(found: Json) -> bool:
    """Return whether a connection is set up."""
    status: Json = found.get("status") or {}
    return status.get("setup_state") == "connected"


def is_paused_before_sync(found: Json) -> bool:
    """Return whether a connection is paused and has never synced, so that its tables can still be set before that."""
    return bool(found.get("paused")) and not has_synced(found)


def table_changes(policy: Json, there: Captured, *, holds: bool = False) -> TableChanges:
    """
    Compare a policy with the API's configuration; other settings count only with `exclusive`.

    A policy with `exclusive` whose names are not all there changes nothing if the connection ``holds``: is paused until
    its tables are set. Else it does not disable a table whose name is near to a missing name, which may be misspelt.
    """
    declared, parts = dict(policy_parts(policy)), _parts_of(there, policy)
    exclusive = bool(policy.get("exclusive"))
    missing = dict(_without_place(declared, parts, there))
    settings = [(path, key, wanted) for path in declared if path in parts for key, wanted in _values(declared, path)]
    starts = _enabled_above(declared, parts, exclusive=exclusive)
    settings += ((path, "enabled", True) for path in starts)
    settings += ((path, "enabled", False) for path in _undeclared(declared, parts, missing))
    keys: list[Difference] = []
    looked_up: list[tuple[Keys, str, Any]] = []
    body: dict[str, Any] = {}
    for path, key, wanted in settings:
        found = parts[path].get(key)
        found = _UNSET.get(key) if found is None and len(path) == _COLUMN else found
        if found is None:
            missing[*path, key] = f"There is no {key}{f' of {_named(path)}' if path else ''} in its captured schemas."
        elif found != wanted and key == "enabled" and is_locked(parts[path]):
            missing[*path, key] = f"The {_named(path)} can be neither enabled nor disabled."
        elif found != wanted:
            reason = starts.get(path, "") if key == "enabled" else ""
            keys.append(Difference("tables", POLICY + pointer_of((*path, key)), found, wanted, reason=reason))
            _put(body, path, key, wanted, parts)
        elif len(path) == _COLUMN and path[:_TABLE] in there.columns:
            looked_up.append((path, key, wanted))
    if keys:
        for path, key, wanted in looked_up:  # sent along: then the configuration has the column
            _put(body, path, key, wanted, parts)
    if holds and missing and any(part.get("exclusive") for part in declared.values()):
        keys, body = [], {}
    sentences = {pointer_of(path): sentence for path, sentence in missing.items()}
    return TableChanges(tuple(keys), body, sentences)


_TABLE: Final = 4
_COLUMN: Final = 6
"""The length of the path of a table, and of a column."""

_UNSET: Final[Mapping[str, object]] = {"enabled": True, "hashed": False, "is_primary_key": False}
"""The settings of a column that an answer may lack (docs/evidence.md#unedited-columns)."""

_Parts = Mapping[Keys, Json]


def _named(path: Keys) -> str:
    """Return the kind and name of a schema, table or column."""
    return f"{path[-2].removesuffix('s')} {path[-1]}"


def _parts_of(there: Captured, policy: Json) -> dict[Keys, Json]:
    """Return the parts of the configuration, and the columns of the policy that were looked up."""
    parts = dict(policy_parts(there.config or {}))
    for path, part in policy_parts(policy):
        columns = there.columns.get(path[:_TABLE], {})
        if len(path) == _COLUMN and is_mapping(columns) and path[-1] in columns:
            parts.setdefault(path, columns[path[-1]])
        elif len(path) == _TABLE and part.get("exclusive") and is_mapping(columns):
            for name, column in columns.items():
                parts[*path, "columns", name] = {**column, **parts.get((*path, "columns", name), {})}
    return parts


def _without_place(declared: _Parts, parts: _Parts, there: Captured) -> Iterator[tuple[Keys, str]]:
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
        columns = there.columns.get(path[:_TABLE], {})
        named = f"{_named(path)} of {_named(path[:_TABLE])}" if depth == _COLUMN else _named(path)
        if isinstance(columns, str):
            yield path, f"Whether there is a {named} is not known: {columns}"
            continue
        beside = [*columns] if depth == _COLUMN else names.get((*above,), [])
        ending = hint(
            name,
            beside if absent[path[:-1]] <= _MOST_COMPARED else (),
            ": check the name, upper and lower case included.",
        )
        yield path, f"There is no {named} in its captured schemas{ending} {_GRANT}"


_GRANT: Final = "Perhaps the user of the connection lacks the grant to read it."


def _is_exclusive(declared: _Parts, path: Keys) -> bool:
    """Return whether a part belongs to an exclusive policy, or a column to an exclusive table."""
    owner = declared.get(path[:_TABLE] if len(path) == _COLUMN else (), {})
    return bool(path and owner.get("exclusive"))


def _values(declared: _Parts, path: Keys) -> Iterator[tuple[str, Any]]:
    """Yield each value of a part of a policy; an exclusive policy or table enables its declared parts."""
    part = declared[path]
    if _is_exclusive(declared, path) and part.get("enabled") is None:
        yield "enabled", True
    for key, value in part.items():
        if value is not None and not is_mapping(value) and key != "exclusive":
            yield key, value


def _enabled_above(declared: _Parts, parts: _Parts, *, exclusive: bool) -> dict[Keys, str]:
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
        if len(path) == _TABLE and part.get("enabled") and path not in declared and not exclusive
    )
    named = {path: others[path] for path in sorted(above)}
    words = {1: "1 other table starts by it"}
    return {path: words.get(number, f"{number:,} other tables start by it") for path, number in named.items()}


def _undeclared(declared: _Parts, parts: _Parts, missing: Iterable[Keys]) -> Iterator[Keys]:
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
        is_left_out = _is_exclusive(declared, path) and names_others and len(names) <= _MOST_COMPARED
        if is_left_out and not any(nearest(name, [path[-1]]) for name in names):
            yield path


_MOST_COMPARED: Final = 20
"""The most missing names to compare with others: a thousand of each would take seconds."""


def _put(body: dict[str, Any], path: Keys, key: str, value: Any, captured: _Parts) -> None:
    """Set a value, and repeat `enabled` for each schema, table and column on the way, since an update requires it."""
    for end in range(2, len(path) + 1, 2):
        is_enabled = captured.get(path[:end], {}).get("enabled") is not False
        _part(body, path[:end]).setdefault("enabled", is_enabled)
    _part(body, path)[key] = value
