"""The sent values, folded from raw bodies, beside the answer of a raw GET; it imports nothing of the project."""

import json
from collections.abc import Iterable, Iterator
from typing import Any


def fold(calls: Iterable[tuple[str, str, bytes, int, bytes]]) -> dict[str, Any]:
    """Return the values that successful requests (method, path, body, status, answer) sent, by connection id."""
    sent: dict[str, Any] = {}
    for method, path, body, status, answer in calls:
        parts = path.strip("/").split("/")[1:]
        is_test = parts[2:] == ["test"]
        if status >= 400 or parts[:1] != ["connections"] or (len(parts) > 2 and not is_test) or method == "GET":
            continue
        if method == "POST" and not is_test:
            sent[json.loads(answer)["data"]["id"]] = json.loads(body)
        elif method == "DELETE":
            sent.pop(parts[1], None)
        else:
            old = sent.setdefault(parts[1], {})
            for key, value in json.loads(body).items():
                whole = isinstance(value, dict) and isinstance(old.get(key), dict)
                old[key] = {**old[key], **value} if whole else value
            if secrets := (old.get("config") or {}).get("secrets_list"):  # null deletes one
                old["config"]["secrets_list"] = [each for each in secrets if each["value"] is not None]
    return sent


def differs(declared: Any, sent: Any, shown: Any, defaults: Any, at: str = "") -> Iterator[str]:
    """Yield the pointer of each declared value that the account neither shows, nor was sent, nor has by default."""
    sent, shown, defaults = ({} if not isinstance(each, dict) else each for each in (sent, shown, defaults))
    for key, value in declared.items():
        here, seen, usual = f"{at}/{key}", shown.get(key), defaults.get(key)
        is_hidden = seen is None or "****" in json.dumps(seen) or key == "secrets_list"  # no answer shows its values
        if isinstance(value, dict) and (is_hidden or isinstance(seen, dict)):
            yield from differs(value, sent.get(key), seen, usual, here)
        elif value is None:
            if (seen is None or seen not in (usual, "", [], {})) and sent.get(key) not in (None, {}):
                yield here
        elif not _same(value, sent.get(key) if is_hidden else seen):
            is_unset = is_hidden and key not in sent and (value in ("", []) or _same(value, usual))
            yield from () if is_unset else (here,)


def _same(one: Any, other: Any) -> bool:
    """Return whether two values are the same; the order of a list does not count."""
    texts = [sorted(map(json.dumps, each)) if isinstance(each, list) else json.dumps(each) for each in (one, other)]
    return texts[0] == texts[1]


def resolved(body: Any, sent: Any) -> Any:
    """Return a body in which each reference is the value that was sent there, if it is known."""
    if isinstance(body, dict):
        return {key: resolved(value, sent.get(key) if isinstance(sent, dict) else None) for key, value in body.items()}
    if isinstance(body, list):
        items = sent if isinstance(sent, list) and len(sent) == len(body) else [None] * len(body)
        return [resolved(*pair) for pair in zip(body, items, strict=True)]
    return (sent or "unknown") if isinstance(body, str) and body.startswith("${") else body


def lost(calls: Iterable[tuple[str, str, bytes, int, bytes]]) -> Iterator[str]:
    """Yield the pointer of each masked member that an answer showed, and that an update left out beside others."""
    shown: dict[str, Any] = {}
    for method, path, body, status, answer in calls:
        data, parts = json.loads(answer).get("data") or {}, path.strip("/").split("/")[1:]
        if method == "PATCH" and status < 400 and parts[0] == "connections" and len(parts) == 2:
            yield from _left_out(json.loads(body).get("config"), shown.get(parts[1]), "/config", is_whole=False)
        for found in (data, *data.get("items", ())):
            if isinstance(found.get("config"), dict):
                shown[found["id"]] = found["config"]


def members_lost(calls: Iterable[tuple[str, str, bytes, int, bytes]], begin: int) -> Iterator[str]:
    """Yield each member of `auth` that was sent before, and that an update from a call on leaves out."""
    sent: dict[str, set[str]] = {}
    for number, (method, path, body, status, answer) in enumerate(calls):
        parts = path.strip("/").split("/")[1:]
        if status < 400 and parts[0] == "connections" and (method, len(parts)) in {("POST", 1), ("PATCH", 2)}:
            identifier, request = json.loads(answer)["data"]["id"], json.loads(body)
            if "auth" in request:
                before = sent.get(identifier, set())
                yield from (at for at in before if number >= begin and not _reaches(request, at))
                sent[identifier] = set(_members(request["auth"], "/auth"))


def _members(value: Any, at: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _members(item, f"{at}/{key}")
    elif value is not None:
        yield at


def _reaches(body: Any, pointer: str) -> bool:
    """Return whether a body has a value, or null or a list above it."""
    for key in pointer.split("/")[1:]:
        if not isinstance(body, dict):
            return True
        if key not in body:
            return False
        body = body[key]
    return True


NAMES = frozenset({"schema", "schema_prefix", "table", "table_group_name"})
HIDDEN = ("/auth", "/trust_", "/config/connecting_user", "/destination_schema_names")


def is_unset(pointer: str, shown: Any) -> bool:
    """Return whether a raw GET lacks a key that it would have if it were set, so that no plan may assume it."""
    is_bare = pointer.startswith("/config/") and set(shown["config"]) <= NAMES
    return not (
        is_bare or pointer.startswith(HIDDEN) or pointer.removeprefix("/config/") in NAMES or _reaches(shown, pointer)
    )


def _left_out(sent: Any, found: Any, at: str, *, is_whole: bool = True) -> Iterator[str]:
    if isinstance(sent, dict) and isinstance(found, dict):
        for key, value in found.items():
            if key in sent:
                yield from _left_out(sent[key], value, f"{at}/{key}")
            elif is_whole and "****" in json.dumps(value):
                yield f"{at}/{key}"
    elif isinstance(sent, list) and isinstance(found, list):
        for item in filter(lambda item: isinstance(item, dict), found):
            visible = {key: value for key, value in item.items() if "****" not in json.dumps(value)}
            same = [each for each in sent if visible and isinstance(each, dict) and visible.items() <= each.items()]
            yield from _left_out(same[0], item, at) if same else ()


def tables(config: Any) -> set[str]:
    """Return the enabled tables of a raw GET of schemas."""
    shown = config.get("schemas", {})
    return {
        f"{schema}.{name}"
        for schema, below in shown.items()
        for name, table in below["tables"].items()
        if below["enabled"] and table["enabled"] and table.get("enabled_patch_settings", {}).get("allowed", True)
    }


def forbids(policy: Any, table: str) -> bool:
    """Return whether a policy disables a table by its name or by that of its schema."""
    schema, _, name = table.partition(".")
    below = ((policy or {}).get("schemas") or {}).get(schema, {})
    return OFF in (below.get("enabled"), below.get("tables", {}).get(name, {}).get("enabled"))


def forbids_something(policy: Any) -> bool:
    """Return whether a policy disables, hashes, blocks or leaves out anything at all."""
    words = ('"enabled": false', '"hashed": true', '"exclusive": true', '": "BLOCK_')
    return any(word in json.dumps(policy) for word in words)


OFF = False


def masked(config: Any) -> set[str]:
    """Return the keys of a config that a raw GET shows as masks."""
    return {key for key, value in config.items() if isinstance(value, str) and value.endswith("****")}


def policy_differs(policy: Any, config: Any, columns: Any) -> Iterator[str]:
    """Yield each part of a policy for tables that a raw GET of schemas, and of columns by table, shows otherwise."""
    if policy.get("schema_change_handling") not in (None, config.get("schema_change_handling")):
        yield "/schema_change_handling"
    yield from _below(policy, config, ("schemas", "tables", "columns"), columns, is_exclusive=policy.get("exclusive"))


def _below(
    declared: Any, shown: Any, levels: tuple[str, ...], columns: Any, at: str = "", *, is_exclusive: Any
) -> Iterator[str]:
    level, *rest = levels
    there = columns.get(at, {}) if level == "columns" else shown.get(level, {})
    for name in {**declared[level], **there}:
        part, found, here = declared[level].get(name), there.get(name), f"{at}/{name}"
        if found is None:
            yield here
            continue
        wanted = part.get("enabled", _enables(part, is_exclusive) or found["enabled"]) if part else found["enabled"]
        wanted = wanted and not (is_exclusive and part is None)
        is_locked = found.get("is_primary_key") or not found.get("enabled_patch_settings", {}).get("allowed", True)
        if wanted != found["enabled"] and not is_locked:
            yield here
        yield from (f"{here}/{key}" for key in ("hashed",) if key in (part or {}) and part[key] != found.get(key))
        if part and rest and rest[0] in part:
            whole = part.get("exclusive") if rest[0] == "columns" else is_exclusive
            yield from _below(part, found, tuple(rest), columns, here, is_exclusive=whole)


def _enables(part: Any, is_exclusive: Any) -> bool:
    """Return whether a policy wants a part, or one below it, to be enabled."""
    below = part.get("columns") or part.get("tables") or {}
    inner = part.get("exclusive") if "columns" in part else is_exclusive
    return bool(part.get("enabled", is_exclusive)) or any(_enables(each, inner) for each in below.values())
