"""The policy for schemas, tables and columns: compared with the schema configuration that the API has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from fivetran_client.api import schemas as schemas_api
from fivetran_common.json_types import is_mapping
from fivetran_common.pointers import pointer_of

from .._http.call import call, reading
from .._http.retry import send
from .._http.steps import Steps
from ..errors import NotFound
from .plans import KeyChange

_UNEDITED: Final[Mapping[str, object]] = {"enabled": True, "hashed": False}
"""A column that the API leaves out was never edited (documented), and so is synced as it is."""


class TableChanges(NamedTuple):
    """The differences of the policy from the configuration: values, the body that changes them, and warnings."""

    keys: tuple[KeyChange, ...]
    body: Mapping[str, Any]
    warnings: tuple[str, ...]


def schema_config(connection_id: str) -> Steps[Mapping[str, Any] | None]:
    """Return the schema configuration; None before it was captured."""
    asked = reading(call(schemas_api.get_schema_config, connection_id), lambda envelope: dict(envelope["data"]))
    try:
        return (yield from send(asked))
    except NotFound:
        return None


def table_changes(policy: Mapping[str, Any], config: Mapping[str, Any] | None) -> TableChanges:
    """Compare a policy with the configuration; only values that the policy has count."""
    if config is None:
        return TableChanges((), {}, ("Its tables are compared once the schema is captured, by the first sync.",))
    keys: list[KeyChange] = []
    body: dict[str, Any] = {}
    warnings: list[str] = []
    for path, asked in _leaves(policy, ()):
        found = _found(config, path)
        if found is None:
            warnings.append(f"There is no {_named(path)} in its schema: check the name, upper and lower case included.")
        elif found != asked:
            keys.append(KeyChange("/tables" + pointer_of(path), found, asked))
            _put(body, path, asked)
            _keep_enabled(body, config, path)
    warnings += _drift(policy, config)
    return TableChanges(tuple(keys), body, tuple(dict.fromkeys(warnings)))


def _leaves(policy: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, value in policy.items():
        if is_mapping(value):
            yield from _leaves(value, (*path, key))
        elif value is not None:
            yield (*path, key), value


def _found(config: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    """Return the value at a path; a column that is left out is as it was captured."""
    value: Any = config
    for depth, key in enumerate(path):
        if not is_mapping(value) or key not in value:
            is_column = "columns" in path[: depth + 1] and depth >= _COLUMNS
            return _UNEDITED.get(path[-1]) if is_column else None
        value = value[key]
    return value


_COLUMNS: Final = 4
"""Keys before ``columns`` in ``schemas/{schema}/tables/{table}/columns/{column}``."""


def _named(path: tuple[str, ...]) -> str:
    """Return the deepest schema, table or column of a path in words."""
    kinds = {"schemas": "schema", "tables": "table", "columns": "column"}
    named = [f"{kinds[path[index]]} {path[index + 1]}" for index in range(0, len(path) - 1, 2) if path[index] in kinds]
    return named[-1] if named else path[-1]


def _put(body: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    *sections, last = path
    for section in sections:
        body = body.setdefault(section, {})
    body[last] = value


def _keep_enabled(body: dict[str, Any], config: Mapping[str, Any], path: tuple[str, ...]) -> None:
    """Repeat `enabled` for each schema, table and column on the way, since an update requires it."""
    for depth in range(2, len(path), 2):
        at = (*path[:depth], "enabled")
        part: Any = body
        for key in path[:depth]:
            part = part[key]
        part.setdefault("enabled", _found(config, at) is not False)


def _drift(policy: Mapping[str, Any], config: Mapping[str, Any]) -> Iterator[str]:
    """Name columns that were edited although the policy, which has other columns of their table, leaves them out."""
    schemas: Mapping[str, Any] = policy.get("schemas") or {}
    for schema, section in schemas.items():
        tables: Mapping[str, Any] = section.get("tables") or {}
        for table, settings in tables.items():
            declared: Any = settings.get("columns")
            path = ("schemas", schema, "tables", table, "columns")
            found = _found(config, path)
            if declared and is_mapping(found):
                odd = sorted(
                    column
                    for column, one in found.items()
                    if column not in declared
                    and is_mapping(one)
                    and any(one.get(key, usual) != usual for key, usual in _UNEDITED.items())
                )
                if odd:
                    yield f"Columns of {schema}.{table} were edited and are not in the file: {', '.join(odd)}."
