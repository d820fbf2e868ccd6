"""The policy for schemas, tables and columns: captured, compared with what the API has, and put in place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

from fivetran_client.api import schemas as schemas_api
from fivetran_common.json_types import is_mapping
from fivetran_common.pointers import pointer_of

from .._http.call import call, reading
from .._http.retry import send
from .._http.steps import Steps, Together, pause
from ..errors import BadRequest, Conflict, MethodNotAllowed, NotFound, RequestFailed, StatusError
from .memory import States
from .patching import TRANSIENT
from .plans import Action, Change, KeyChange
from .reading.declarations import Declaration

HELD: Final = ("/paused", "until its tables are set")
"""The pointer and the value by which a memory knows a connection that an apply created paused, to set its tables."""

INCOMPLETE: Final = "Its tables cannot be set before it is set up."
_MAY_SYNC: Final = "It is not paused, so its first sync may come before its tables are set."
STAYS_PAUSED: Final = (
    "It stays paused until its tables are set: correct this and run apply again, or let it sync before with "
    "--sync-before-tables."
)
_MAYBE_PAUSED_BY_OTHERS: Final = (
    "It is paused, and its file does not say so: somebody may have paused it. Write paused: true or paused: false."
)
_NOT_CAPTURED: Final = "its schema is captured first, by a reload"
_HELD_UNTIL_NOW: Final = "it was created paused, to set its tables first"

_LOOKS: Final = (0.0, 15.0, 30.0, 60.0, 60.0)
"""Seconds before each look for the schema after a reload without an answer; one was seen to take over two minutes."""

_UNEDITED: Final[Mapping[str, object]] = {"enabled": True, "hashed": False}
"""A column that the API leaves out was never edited (documented), and so is synced as it is."""


class TableChanges(NamedTuple):
    """
    The differences of the policy from the configuration: values, and the body that changes them.

    ``lacking`` are sentences about names that the configuration does not have; the ``warnings`` are others.
    """

    keys: tuple[KeyChange, ...]
    body: Mapping[str, Any]
    lacking: tuple[str, ...]
    warnings: tuple[str, ...]


def schema_config(connection_id: str) -> Steps[Mapping[str, Any] | None]:
    """Return the schema configuration; None before it was captured, or if it cannot be read before the set-up."""
    asked = reading(call(schemas_api.get_schema_config, connection_id), lambda envelope: dict(envelope["data"]))
    try:
        return (yield from send(asked))
    except (NotFound, BadRequest):
        return None


def schema_configs(connection_ids: Sequence[str]) -> Steps[dict[str, Mapping[str, Any] | None]]:
    """Return the schema configurations of many connections by their ids, eight at once, within the rate limits."""
    found: dict[str, Mapping[str, Any] | None] = {}

    def job(identifier: str) -> Callable[[], Steps[None]]:
        def steps() -> Steps[None]:
            found[identifier] = yield from schema_config(identifier)

        return steps

    def progress() -> str:
        return f"{len(found):,} of {len(connection_ids):,} schemas were read, and nothing was changed."

    if connection_ids:
        yield Together(map(job, connection_ids), min(_AT_ONCE, len(connection_ids)), None, None, progress)
    return found


_AT_ONCE: Final = 8


Path = tuple[str, ...]

_LEVELS: Final = ("schemas", "tables", "columns")


def _parts(owner: Mapping[str, Any], path: Path = ()) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Yield a policy or configuration, and each schema, table and column below it, with its path."""
    yield path, owner
    for level in _LEVELS[len(path) // 2 :][:1]:
        named: Any = owner.get(level)
        for name, part in named.items() if is_mapping(named) else ():
            yield from _parts(part if is_mapping(part) else {}, (*path, level, name))


def _part(body: dict[str, Any], path: Path) -> dict[str, Any]:
    """Return a schema, table or column of a body; it is made if need be."""
    for key in path:
        body = body.setdefault(key, {})
    return body


def policy_of(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the policy that has what differs from the default: what is disabled, hashed, or of another sync mode."""
    policy: dict[str, Any] = {}
    for path, part in _parts(config):
        for key, usual in _DEFAULTS.items():
            # What is locked cannot be enabled or disabled.
            if part.get(key, usual) not in {usual, None} and not (key == "enabled" and is_locked(part)):
                _part(policy, path)[key] = part[key]
    return policy


_DEFAULTS: Final[Mapping[str, object]] = {
    "schema_change_handling": "ALLOW_ALL",
    "enabled": True,
    "hashed": False,
    "sync_mode": "SOFT_DELETE",
}


def is_locked(part: Mapping[str, Any]) -> bool:
    """Return whether a table or column cannot be enabled or disabled, for instance one of the system."""
    settings: Mapping[str, Any] = part.get("enabled_patch_settings") or {}
    return settings.get("allowed") is False


def reloaded(connection_id: str, *, exclude: bool = False) -> Steps[Mapping[str, Any]]:
    """
    Read the schema from the source, and return its configuration; ``exclude`` leaves out what is new.

    A reload without an answer is not repeated, since it may go on for minutes: the configuration is looked for instead.
    """
    body = {"exclude_mode": "EXCLUDE"} if exclude else None
    asked = call(schemas_api.reload_schema_config, connection_id, body=body)
    try:
        return (yield from send(reading(asked, lambda envelope: dict(envelope["data"]))))
    except RequestFailed as failure:
        if not failure.may_have_acted:
            raise
        for wait in _LOOKS:
            yield from pause(wait)
            if config := (yield from schema_config(connection_id)):
                return config
        raise


def put_policy(connection_id: str, policy: Mapping[str, Any]) -> Steps[tuple[str, ...]]:
    """
    Capture the schema of a connection that is set up, and apply a policy to it; return which of its names are lacking.

    Where a reload is refused, the policy is written before the schema is captured, if the API takes it. With
    ``exclusive``, it also has to block what is new. Raises the refusal of the reload if there is no way.
    """
    try:
        config = yield from reloaded(connection_id)
    except (BadRequest, NotFound, MethodNotAllowed, Conflict) as refusal:
        if policy.get("exclusive") and policy.get("schema_change_handling") != "BLOCK_ALL":
            raise
        body: dict[str, Any] = {"schemas": {}}
        for path, key, asked in _values(policy):
            _put(body, path, key, asked, {})
        try:
            yield from send(call(schemas_api.create_schema_config, connection_id, body=body))
        except StatusError:
            raise refusal from None
        return ()
    changes = table_changes(policy, config)
    if changes.keys:
        yield from send(call(schemas_api.update_schema_config, connection_id, body=changes.body))
    return changes.lacking


def is_held(memory: States | None, found: Mapping[str, Any]) -> bool:
    """Return whether an apply created a connection paused, to set its tables, and it has never synced since."""
    status: Mapping[str, Any] = found.get("status") or {}
    synced = found.get("succeeded_at") or found.get("failed_at") or status.get("is_historical_sync") is False
    if memory is None or synced or not found.get("paused"):
        return False
    return memory.state(found, *HELD) in {"applied", "pending"}  # pending: a create of ours whose answer was lost


def with_tables(
    change: Change,
    declared: Declaration,
    config: Mapping[str, Any] | None,
    memory: States | None,
    *,
    sync_first: bool,
) -> Change:
    """
    Add the differences of the policy for tables, which the API keeps apart, to the change of an existing connection.

    A connection is unpaused only after its policy is in place, or with ``sync_first``.
    """
    policy = declared.tables or {}
    captures = config is None and change.setup_state == "connected"
    keys, body, lacking, warnings = table_changes(policy, config) if config is not None else _NO_CHANGES
    if captures:
        keys = (KeyChange("/tables", None, policy, _NOT_CAPTURED),)
    waits = config is None and not captures
    keys = (*change.keys, *keys)
    warnings = (*((INCOMPLETE,) if waits else ()), *warnings)
    patch = change.patch
    unpause = "paused" in patch and not patch["paused"]
    if unpause:
        patch = {key: value for key, value in patch.items() if key != "paused"}
        patch = patch if patch.keys() - TRANSIENT else {}
    elif change.found and change.found.get("paused") and declared.body.get("paused") is None:
        unpause = is_held(memory, change.found)
        if unpause:
            keys = (*keys, KeyChange(HELD[0], True, False, _HELD_UNTIL_NOW))
        else:
            warnings = (*warnings, _MAYBE_PAUSED_BY_OTHERS)
    elif waits and change.found and not change.found.get("paused"):
        warnings = (*warnings, _MAY_SYNC)
    if unpause and (lacking or waits) and not sync_first:
        keys = tuple(key for key in keys if key.pointer != "/paused")
        warnings = (*warnings, STAYS_PAUSED)
        unpause = waits  # the update may set it up, and then the tables follow
    action = Action.UPDATE if keys else Action.REFUSED if lacking else Action.UNCHANGED
    return replace(
        change,
        action=action,
        keys=keys,
        reasons=lacking if action is Action.REFUSED else (),
        warnings=(*change.warnings, *(lacking if keys else ()), *warnings),
        lacking=lacking,
        patch=patch,
        tables=None if config is None else body,
        unpause=unpause,
    )


_NO_CHANGES: Final = TableChanges((), {}, (), ())


def table_changes(policy: Mapping[str, Any], config: Mapping[str, Any]) -> TableChanges:
    """Compare a policy with the configuration; only values that the policy has count, and with `exclusive` the rest."""
    declared, captured = dict(_parts(policy)), dict(_parts(config))
    keys: list[KeyChange] = []
    body: dict[str, Any] = {}
    lacking: list[str] = []
    rest = _undeclared(declared, captured) if policy.get("exclusive") else ()
    for path, key, asked in (*_values(policy), *rest):
        # A column that is left out is as it was captured, if its table is there.
        usual = _UNEDITED.get(key) if len(path) == _COLUMN and path[:_TABLE] in captured else None
        found = captured.get(path, {}).get(key, usual)
        if found is None:
            at = next((path[:end] for end in range(2, len(path) + 1, 2) if path[:end] not in captured), path)
            named = f"{at[-2].removesuffix('s')} {at[-1]}" if at else ""
            if at in captured:
                named = f"{key} of {named}" if named else key
            lacking.append(
                f"There is no {named} in its captured schemas: check the name, upper and lower case included."
            )
        elif found != asked:
            keys.append(KeyChange("/tables" + pointer_of((*path, key)), found, asked))
            _put(body, path, key, asked, captured)
    return TableChanges(tuple(keys), body, tuple(dict.fromkeys(lacking)), tuple(_drift(declared, captured)))


_TABLE: Final = 4
_COLUMN: Final = 6
"""The length of the path of a table, and of a column."""

_Parts = Mapping[Path, Mapping[str, Any]]


def _values(policy: Mapping[str, Any]) -> Iterator[tuple[Path, str, Any]]:
    """Yield each value of a policy, with the path of its part and its key."""
    for path, part in _parts(policy):
        for key, value in part.items():
            if value is not None and not is_mapping(value) and (path or key != "exclusive"):
                yield path, key, value


def _undeclared(declared: _Parts, captured: _Parts) -> Iterator[tuple[Path, str, Any]]:
    """Disable the schemas and tables that an exclusive policy leaves out; some tables of the system are locked."""
    for path, part in captured.items():
        is_left_out = len(path) in {2, _TABLE} and path not in declared and not is_locked(part)
        if is_left_out and declared.get(path[:-2], {}).get(path[-2]) is not None:
            yield path, "enabled", False


def _put(body: dict[str, Any], path: Path, key: str, value: Any, captured: _Parts) -> None:
    """Set a value, and repeat `enabled` for each schema, table and column on the way, since an update requires it."""
    for end in range(2, len(path) + 1, 2):
        is_enabled = captured.get(path[:end], {}).get("enabled") is not False
        _part(body, path[:end]).setdefault("enabled", is_enabled)
    _part(body, path)[key] = value


def _drift(declared: _Parts, captured: _Parts) -> Iterator[str]:
    """Name columns that were edited although the policy, which has other columns of their table, leaves them out."""
    edited: dict[Path, list[str]] = {}
    for path, part in captured.items():
        is_left_out = path not in declared and declared.get(path[:_TABLE], {}).get("columns")
        if not (len(path) == _COLUMN and is_left_out) or is_locked(part):
            continue
        if any(part.get(key, usual) != usual for key, usual in _UNEDITED.items()):
            edited.setdefault(path[:_TABLE], []).append(path[-1])
    for (_, schema, _, table), columns in edited.items():
        yield f"Columns of {schema}.{table} were edited and are not in the file: {', '.join(sorted(columns))}."
