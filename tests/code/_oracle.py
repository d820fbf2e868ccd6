"""What was sent, folded from raw bodies, beside what a raw GET shows; it imports nothing of the project."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any


def fold(calls: Iterable[tuple[str, str, bytes, int, bytes]]) -> dict[str, Any]:
    """Return what successful requests (method, path, body, status, answer) sent to each connection, by its id."""
    sent: dict[str, Any] = {}
    for method, path, body, status, answer in calls:
        parts = path.strip("/").split("/")[1:]
        if status >= 400 or parts[:1] != ["connections"] or len(parts) > 2 or method == "GET":
            continue
        if method == "POST":
            sent[json.loads(answer)["data"]["id"]] = json.loads(body)
        elif method == "DELETE":
            sent.pop(parts[1], None)
        else:
            old = sent.setdefault(parts[1], {})
            for key, value in json.loads(body).items():
                whole = isinstance(value, dict) and isinstance(old.get(key), dict)
                old[key] = {**old[key], **value} if whole else value
    return sent


def differs(declared: Any, sent: Any, shown: Any, defaults: Any, at: str = "") -> Iterator[str]:
    """Yield the pointer of each declared value that the account neither shows, nor was sent, nor has by default."""
    sent, shown, defaults = ({} if not isinstance(each, dict) else each for each in (sent, shown, defaults))
    for key, value in declared.items():
        here, seen, usual = f"{at}/{key}", shown.get(key), defaults.get(key)
        is_hidden = seen is None or "****" in json.dumps(seen)
        if isinstance(value, dict) and (is_hidden or isinstance(seen, dict)):
            yield from differs(value, sent.get(key), seen, usual, here)
        elif value is None:
            if seen not in (None, usual) and sent.get(key) is not None:
                yield here
        elif not _same(value, sent.get(key) if is_hidden else seen):
            is_unset = is_hidden and key not in sent and (value in ("", []) or _same(value, usual))
            yield from () if is_unset else (here,)


def _same(one: Any, other: Any) -> bool:
    """Return whether two values are the same; the order of a list does not count."""
    texts = [sorted(map(json.dumps, each)) if isinstance(each, list) else json.dumps(each) for each in (one, other)]
    return texts[0] == texts[1]


def policy_differs(policy: Any, config: Any, columns: Any) -> Iterator[str]:
    """Yield each part of a policy for tables that a raw GET of schemas, and of columns by table, shows otherwise."""
    is_exclusive = policy.get("exclusive", False)
    if policy.get("schema_change_handling") not in (None, config["schema_change_handling"]):
        yield "/schema_change_handling"
    for name, schema in config["schemas"].items():
        declared = policy["schemas"].get(name)
        yield from _part_differs(declared, schema, f"/{name}", is_exclusive=is_exclusive)
        for table, settings in schema["tables"].items() if declared and "tables" in declared else ():
            wanted = declared["tables"].get(table)
            yield from _part_differs(wanted, settings, f"/{name}/{table}", is_exclusive=is_exclusive)
            for column, asked in (wanted or {}).get("columns", {}).items():
                shown = columns[name, table].get(column, {})
                yield from (f"/{name}/{table}/{column}/{key}" for key in asked if asked[key] != shown.get(key))


def _part_differs(declared: Any, shown: Any, at: str, *, is_exclusive: bool) -> Iterator[str]:
    is_locked = shown.get("enabled_patch_settings") == {"allowed": False, "reason_code": "SYSTEM_TABLE"}
    wanted = declared is not None if is_exclusive else shown["enabled"]
    wanted = (declared or {}).get("enabled", wanted)
    if wanted != shown["enabled"] and not is_locked:
        yield at
