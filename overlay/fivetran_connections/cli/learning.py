"""Learns the behaviours of a real account, by reading only: `doctor --behaviours`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

from fivetran_common.json_types import is_array, is_mapping, scalars
from fivetran_rules import ServiceCatalogue, is_secret, naming_keys
from fivetran_rules.behaviours import BEHAVIOURS

from ..errors import RequestFailed, StatusError

Get = Callable[..., Mapping[str, Any]]
"""Reads a path with parameters, and returns the JSON of the answer; raises `RequestFailed`."""

MOST_DETAILS: Final = 15
"""Connections whose details are read; with the other reads it stays at a few dozen."""

MOST_PAGES: Final = 5
"""Pages of the list that are read to find the last one."""

NO_SUCH_ID: Final = "no_such_connection"
ABOVE: Final = 1001
"""One item more than a page may have (documented)."""

_STARS: Final = re.compile(r"\*+")
_DIGITS: Final = re.compile(r"\.(\d+)Z$")


class Learned(NamedTuple):
    """The result of reading for one behaviour."""

    name: str
    value: str | None
    """The value; None where reading cannot show it, or what was found is no value of the table."""
    why: str
    strange: bool = False
    """Whether something was found that fits no value."""


class _Seen(NamedTuple):
    """The answers that were read."""

    first: Mapping[str, Any]
    """The envelope of the first page of connections."""
    last: Mapping[str, Any] | None
    """The data of the last page; None if there were more pages than are read."""
    items: Sequence[Mapping[str, Any]]
    details: Sequence[Mapping[str, Any]]
    destinations: Sequence[Mapping[str, Any]]


_Shown: TypeAlias = tuple[str | None, str]
"""A value, or None where reading cannot show it, and the reason."""


def learn(get: Get) -> tuple[list[Learned], list[str]]:
    """
    Read an account, and return a row for each behaviour and the keys that the document does not know.

    Sends only GET, at most some thirty. Raises `RequestFailed` if the connections cannot be listed.
    """
    from fivetran_openapi import document

    seen = _read(get)
    configs = _configs(seen.details)
    shown = {
        "list_config": _presence("config", seen.items, "items of the list of connections"),
        "naming_keys": _naming(configs),
        "mask": _mask(configs),
        **_unset(configs),
        "empty_list": _shown(
            "returned" if any(value == [] for _, config in configs for value in config.values()) else None,
            "seen in the details",
            "no connection shows an empty list",
        ),
        "last_page": _last_page(seen.last),
        "list_order": _order(seen.items),
        "read_messages": _presence("message", [seen.first], "the list of connections"),
        "time_digits": _digits(seen.items),
        "destination_port": _port(seen.destinations),
        "schema_filter": _schema_filter(get, seen.items),
        "large_limit": _large_limit(get),
        "unknown_connection": _unknown_connection(get),
    }
    rows: list[Learned] = []
    for behaviour in BEHAVIOURS:
        found, why = shown.get(behaviour.name, (None, "reading cannot show it"))
        if found is None or found in behaviour.values:
            rows.append(Learned(behaviour.name, found, why))
        else:  # users can report it
            why = f"{why}: {found} is no value of the table; please report it"
            rows.append(Learned(behaviour.name, None, why, strange=True))
    known = document()["components"]["schemas"]["Connection"]["properties"]
    return rows, sorted({key for answer in (*seen.items, *seen.details) for key in answer if key not in known})


def _read(get: Get) -> _Seen:
    first = get("/v1/connections", limit=100)
    page = _page(first)
    items = _items(page)
    for _ in range(MOST_PAGES):
        if not page.get("next_cursor"):
            break
        page = _page(get("/v1/connections", limit=100, cursor=page["next_cursor"]))
        items += _items(page)
    last = None if page.get("next_cursor") else page
    by_service = {item["service"]: item for item in reversed(items)}
    others = [item for item in items if item["id"] != by_service[item["service"]]["id"]]
    chosen = [*by_service.values(), *others][:MOST_DETAILS]
    details = [data for item in chosen if (data := _data(get, f"/v1/connections/{item['id']}"))]
    groups = list(dict.fromkeys(item["group_id"] for item in chosen))[:3]
    destinations = [data for group in groups if (data := _data(get, f"/v1/destinations/{group}"))]
    return _Seen(first, last, items, details, destinations)


def _page(envelope: Mapping[str, Any]) -> Mapping[str, Any]:
    data = envelope.get("data")
    return data if is_mapping(data) else {}


def _items(page: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the connections of a page that have the keys of every connection."""
    items = page.get("items")
    needed = ("id", "group_id", "service", "schema", "created_at")
    listed = items if is_array(items) else ()
    return [item for item in listed if is_mapping(item) and all(isinstance(item.get(key), str) for key in needed)]


def _data(get: Get, path: str) -> Mapping[str, Any]:
    """Return the data of one answer; nothing if the key may not read it, or it is gone."""
    try:
        return _page(get(path))
    except StatusError:
        return {}


def _shown(value: str | None, where: str, otherwise: str) -> _Shown:
    """Return a value and where it was seen; without a value, the reason that there is none."""
    return (None, otherwise) if value is None else (value, where)


def _presence(key: str, answers: Sequence[Mapping[str, Any]], where: str) -> _Shown:
    if not answers:
        return None, "there is no connection to look at"
    return ("present" if any(key in answer for answer in answers) else "absent"), f"seen in {where}"


_Configs: TypeAlias = Sequence[tuple[str, Mapping[str, Any]]]


def _configs(answers: Iterable[Mapping[str, Any]]) -> _Configs:
    """Return the service and the config of each answer that shows a config."""
    return [(str(answer.get("service")), config) for answer in answers if is_mapping(config := answer.get("config"))]


def _naming(configs: _Configs) -> _Shown:
    if not configs:
        return None, "no details with config were read"
    present = any(key in config for service, config in configs for key in naming_keys(service))
    return ("present" if present else "absent"), f"seen in the details of {len(configs)} connections"


def _mask(configs: _Configs) -> _Shown:
    texts = [str(value) for _, config in configs for _, value in scalars(config)]
    longest = max((len(text) for text in texts if _STARS.fullmatch(text)), default=0)
    value = {0: None, 6: "six", 8: "eight"}.get(longest, f"{longest} stars")
    if any(text.startswith("arn:*") for text in texts):
        value = "prefixed"
    return _shown(value, "seen in the details", "no connection shows a masked secret")


def _unset(configs: _Configs) -> dict[str, _Shown]:
    """Compare each config with the published fields of its service."""
    seen: dict[str, set[str]] = {"unset_secret": set(), "unset_key": set()}
    for service, config in configs:
        entry = ServiceCatalogue.packaged().entry(service)
        if entry is None:
            continue
        for key in entry.config:
            if key not in naming_keys(service) and config.get(key) is None:
                kind = "unset_secret" if is_secret(key, service=service) else "unset_key"
                seen[kind].add("null" if key in config else "absent")
    where, otherwise = "compared with the published fields", "no connection has such a key that is not set"
    values = {name: next((word for word in ("null", "absent") if word in found), None) for name, found in seen.items()}
    return {name: _shown(value, where, otherwise) for name, value in values.items()}


def _last_page(last: Mapping[str, Any] | None) -> _Shown:
    if last is None:
        return None, f"the list has more than {MOST_PAGES + 1} pages"
    if "next_cursor" not in last:
        return "absent", "seen on the last page"
    return ("null" if last["next_cursor"] is None else "empty"), "seen on the last page"


def _order(items: Sequence[Mapping[str, Any]]) -> _Shown:
    times, ids = [item["created_at"] for item in items], [item["id"] for item in items]
    if len(items) < 3:
        return None, "there are fewer than three connections"
    orders = {"oldest_first": times == sorted(times), "newest_first": times == sorted(times, reverse=True)}
    found = [name for name, fits in {**orders, "by_id": ids == sorted(ids)}.items() if fits]
    if len(found) > 1:
        return None, f"the list fits more than one order: {', '.join(found)}"
    return (found[0] if found else "an order of another kind"), f"seen in {len(items)} items"


def _digits(items: Sequence[Mapping[str, Any]]) -> _Shown:
    times = [str(item.get(key) or "") for item in items for key in ("succeeded_at", "failed_at")]
    digits = {len(match[1]) for time in times if (match := _DIGITS.search(time))}
    if len(digits) > 1:
        return None, f"times have {' and '.join(map(str, sorted(digits)))} digits"
    value = next(({6: "six", 3: "three"}.get(number, f"{number} digits") for number in digits), None)
    return _shown(value, "seen in succeeded_at and failed_at", "no connection has synced")


def _port(destinations: Sequence[Mapping[str, Any]]) -> _Shown:
    ports = (config["port"] for _, config in _configs(destinations) if config.get("port") is not None)
    value = next(("text" if isinstance(port, str) else "number" for port in ports), None)
    return _shown(value, "seen in a destination", "no destination shows a port")


def _schema_filter(get: Get, items: Sequence[Mapping[str, Any]]) -> _Shown:
    schemas = list(dict.fromkeys(item["schema"] for item in items))
    if len(schemas) < 2:
        return None, "there are not two connections with different schemas"
    try:
        found = _items(_page(get("/v1/connections", schema=schemas[-1], limit=100)))
    except StatusError as error:
        return f"status {error.status}", "the list refused the parameter"
    others = any(item["schema"] != schemas[-1] for item in found)
    return ("ignored" if others else "honoured"), "asked for one schema"


def _large_limit(get: Get) -> _Shown:
    try:
        get("/v1/connections", limit=ABOVE)
    except StatusError as error:
        return ("refused" if error.status == 400 else f"status {error.status}"), f"asked for {ABOVE} items"
    return "cut", f"asked for {ABOVE} items"


def _unknown_connection(get: Get) -> _Shown:
    try:
        get(f"/v1/connections/{NO_SUCH_ID}")
    except StatusError as error:
        return str(error.code), "asked for an id that does not exist"
    except RequestFailed as error:
        return None, f"the read failed: {type(error).__name__}"
    return "a success", "asked for an id that does not exist"
