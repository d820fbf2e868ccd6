"""
The connections of a Terraform state, as ``terraform show -json`` prints it.

A state holds secrets in clear: they are replaced by references and never written. The resources are
``fivetran_connector``, its successor ``fivetran_connection``, their schedules and schema configurations. Where the
settings of a connection are kept as JSON text (``fivetran_connection_config``), they are read from there.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from fivetran_common.json_types import Json, is_array, is_mapping, scalars
from fivetran_common.text import is_mask
from fivetran_rules import kept_fields

from .importing import NAMES_OF_SECRETS, referenced, references_of


class NotState(ValueError):
    """A text is not a Terraform state as JSON; the message says so in one sentence."""


_CONNECTIONS: Final = frozenset({"fivetran_connector", "fivetran_connection", "fivetran_connection_v2"})
_SCHEDULES: Final = frozenset({"fivetran_connector_schedule", "fivetran_connection_schedule"})
_CONFIGS: Final = frozenset({"fivetran_connection_config"})

_POLICIES: Final = frozenset({"fivetran_connector_schema_config", "fivetran_connection_schema_config"})
_LEVELS: Final = ("schema", "table", "column")

_NAMES: Final = {"name": "schema", "prefix": "schema_prefix", "table": "table", "table_group_name": "table_group_name"}
_NUMBERS: Final = frozenset({"sync_frequency", "data_delay_threshold"})
_BOOLEANS: Final = frozenset({"paused", "pause_after_trial", "enabled", "hashed"})


class Imported(NamedTuple):
    """The content of a state: a body and a policy, as `tables`, for each connection, and the parts left out."""

    bodies: list[dict[str, Any]]
    left_out: list[str]
    secrets: list[dict[str, str]]
    """The values, by their pointer, in whose place each body has a reference; masks are left out."""
    groups: dict[str, str]
    """The names of the groups of the state by their ids."""


def read_state(text: str) -> Imported:
    """Return the connections of a state; raises `NotState`."""
    try:
        return _read(json.loads(text))
    except RecursionError:
        raise NotState("The state is nested deeper than any that Terraform prints.") from None
    except ValueError as error:
        raise error if isinstance(error, NotState) else NotState(_NO_STATE) from None


_NO_STATE: Final = "This is not the output of terraform show -json: it has no values.root_module."
_DAMAGED: Final = "This is no state of Terraform: its modules, resources or blocks are not objects."


def _read(state: Any) -> Imported:
    values = state.get("values") if is_mapping(state) else None
    root = values.get("root_module") if is_mapping(values) else None
    if not is_mapping(root):
        raise NotState(_NO_STATE)
    resources = list(_resources(root))
    beside: dict[str, dict[str, Any]] = {}
    for kind, values in resources:
        if kind in _SCHEDULES | _CONFIGS:
            beside.setdefault(_owner(values), {}).update(
                {key: item for key, item in values.items() if item is not None}
            )
    policies = {_owner(values): values for kind, values in resources if kind in _POLICIES}
    bodies: list[dict[str, Any]] = []
    secrets: list[dict[str, str]] = []
    known = {str(values.get("id")) for kind, values in resources if kind in _CONNECTIONS}
    others = Counter(kind for kind, _ in resources if kind not in _CONNECTIONS | _SCHEDULES | _CONFIGS | _POLICIES)
    left_out = [f"{kind}: {count:,}" for kind, count in sorted(others.items())]
    for kind, values in resources:
        if kind in _CONNECTIONS:
            given = _body(values, beside.get(str(values.get("id")), {}))
            body = _referenced(given)
            written = dict(scalars(body))
            bodies.append(body)
            referred = ((at, value) for at, value in scalars(given) if references_of(written[at]))
            texts = {at: value if isinstance(value, str) else json.dumps(value) for at, value in referred}
            secrets.append({at: text for at, text in texts.items() if not is_mask(text)})
            trusted = ", ".join(key for key in ("trust_certificates", "trust_fingerprints") if values.get(key))
            left_out += [f"{trusted} of {'/'.join(_names(given))}"] if trusted else []
            if (config := policies.get(str(values.get("id")))) and (policy := _policy(config)):
                bodies[-1]["tables"] = policy
        elif _owner(values) not in known and kind in _SCHEDULES | _CONFIGS | _POLICIES:
            left_out.append(f"{kind} of {_owner(values)}, whose connection is not in the state")
        if kind in _POLICIES and values.get("schema_change_handling") == "BLOCK_ALL":
            left_out.append(f"the columns of {_owner(values)} that Terraform blocks since they are not declared")
    groups = {str(values.get("id")): str(values.get("name")) for kind, values in resources if kind == "fivetran_group"}
    return Imported(bodies, left_out, secrets, groups)


def _policy(values: Json) -> dict[str, Any]:
    """Return the policy of a schema configuration: Terraform blocks schemas and tables that it does not declare."""
    handling = values.get("schema_change_handling")
    schemas = _parts({**values, "schemas": values.get("schemas") or _settings(values.get("schemas_json"))}, _LEVELS)
    policy = {"schema_change_handling": handling} if handling not in (None, "ALLOW_ALL") else {}
    exclusive = {"exclusive": True} if policy and schemas else {}
    return {**policy, **exclusive, **({"schemas": schemas} if schemas else {})}


def _parts(owner: Json, levels: Sequence[str], *, is_on: bool = True) -> dict[str, Any]:
    """
    Return schemas, tables or columns by name; a state has them so, or as a list of blocks with names.

    A policy enables nothing below a disabled part, unless ``is_on``.
    """
    if not levels:
        return {}
    named: Any = owner.get(f"{levels[0]}s")
    if not named:
        blocks: Any = owner.get(levels[0]) or []
        if not (is_array(blocks) and all(map(is_mapping, blocks))):
            raise NotState(_DAMAGED)
        named = {str(block.get("name")): block for block in blocks}
    if not (is_mapping(named) and all(map(is_mapping, named.values()))):
        raise NotState(_DAMAGED)
    found: dict[str, Any] = {}
    for name, part in named.items():
        keys = [key for key in ("enabled", "sync_mode", "hashed", "is_primary_key") if part.get(key) is not None]
        own = {key: _typed(key, part[key]) for key in keys if is_on or key != "enabled"}
        own |= {} if is_on or levels[0] == "column" else {"enabled": False}
        below = _parts(part, levels[1:], is_on=own.get("enabled") is not False)
        whole = own | ({f"{levels[1]}s": below} if below else {})
        if whole or is_on:
            found[name] = whole or {"enabled": True}  # its default in Terraform
    return found


def _resources(root: Json) -> Iterator[tuple[str, Json]]:
    """Yield the kind and the values of each managed resource, those of a module before those of its children."""
    waiting: list[Json] = [root]
    while waiting:
        module = waiting.pop()
        resources: Any = module.get("resources") or []
        children: Any = module.get("child_modules") or []
        if not all(is_array(part) and all(map(is_mapping, part)) for part in (resources, children)):
            raise NotState(_DAMAGED)
        for resource in resources:
            if resource.get("mode", "managed") == "managed" and is_mapping(resource.get("values")):
                yield str(resource.get("type")), resource["values"]
        waiting += reversed(children)


def _owner(values: Json) -> str:
    """Return the id of the connection that a resource beside it is about."""
    return str(values.get("connector_id") or values.get("connection_id") or values.get("id"))


def _body(values: Json, beside: Json) -> dict[str, Any]:
    """Return the body of a connection, its secrets in clear."""
    body: dict[str, Any] = {"group_id": values.get("group_id"), "service": values.get("service")}
    both = {**values, **beside}
    for key in kept_fields():
        value = both.get(key)
        value = _settings(value) if key == NAMES_OF_SECRETS else _unlisted(_typed(key, _filled(value)))
        if not _is_unset(value):
            body[key] = value
    named = _settings(values.get("destination_schema"))
    config = {_NAMES[key]: value for key, value in named.items() if key in _NAMES}
    body["config"] = {**config, **_settings(values.get("config")), **_settings(beside.get("config"))}
    auth = _unlisted({**_settings(values.get("auth")), **_settings(beside.get("auth"))})
    return {**body, "auth": auth} if auth else body


def _names(body: Json) -> list[str]:
    """Return the group of a body, and its names in the destination."""
    config: Json = body["config"]
    return [str(body["group_id"]), *(str(config[key]) for key in _NAMES.values() if key in config)]


def _referenced(body: Json) -> dict[str, Any]:
    """Return a body with references in place of its secrets."""
    names, service = _names(body), str(body["service"])

    def written(key: str, value: Any) -> Any:
        if key in {"group_id", "service"}:
            return value
        above = names if key == "config" else (*names, key)
        return referenced(value, *above, service=service, secret=key == "auth")

    return {key: written(key, value) for key, value in body.items()}


def _typed(key: str, value: Any) -> Any:
    """Return a setting of a schedule, which the provider keeps as text, in the type that the API takes."""
    if isinstance(value, str) and key in _NUMBERS and value.isdecimal():
        return int(value)
    return value == "true" if isinstance(value, str) and key in _BOOLEANS else value


def _settings(value: Any) -> dict[str, Any]:
    """Return a block of a state, which is an object, a list of one or JSON text, without unset values."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return {}
    if is_array(value):
        value = value[0] if value else None
    settings: dict[str, Any] = _filled(value) if is_mapping(value) else {}
    return settings


def _unlisted(value: Any) -> Any:
    """Return credentials in which a block, which a state may keep as a list of one, is a mapping."""
    if is_array(value) and len(value) == 1 and is_mapping(value[0]):
        value = value[0]
    return {key: _unlisted(item) for key, item in value.items()} if is_mapping(value) else value


def _filled(value: Any) -> Any:
    if is_mapping(value):
        return {key: _filled(item) for key, item in value.items() if not _is_unset(item)}
    return [_filled(item) for item in value] if is_array(value) else value


def _is_unset(value: Any) -> bool:
    return value is None or value in ("", [], {})
