"""Learns the behaviours of a real account, by reading only: `doctor --behaviours`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

from fivetran_common.json_types import is_array, is_mapping, scalars
from fivetran_rules import ServiceCatalogue, is_secret, naming_keys
from fivetran_rules.behaviours import BEHAVIOURS

from ..errors import StatusError

Get = Callable[..., Mapping[str, Any]]
"""Reads a path with parameters, and returns the JSON of the answer; raises `RequestFailed`."""

MOST_DETAILS: Final = 15
"""Connections whose details are read; with the other reads it stays at a few dozen."""

MOST_PAGES: Final = 5
"""The most pages of the list to read in search of the last one."""

NO_SUCH_ID: Final = "no_such_connection"
ABOVE: Final = 1001
"""One item more than a page may have (documented)."""

_STARS: Final = re.compile(r"\*+")
_DIGITS: Final = re.compile(r"\.(\d+)Z$")


class Learned(NamedTuple):
    """The result of reading for one behaviour."""

    name: str
    value: str | None
    """The value; None if reading shows no value of the table."""
    why: str


class _Seen(NamedTuple):
    """The answers that were read."""

    first: Mapping[str, Any]
    """The envelope of the first page of connections."""
    last: Mapping[str, Any] | None
    """The data of the last page; None if there were more pages than are read."""
    items: Sequence[Mapping[str, Any]]
    details: Sequence[Mapping[str, Any]]
    destinations: Sequence[Mapping[str, Any]]


def learn(get: Get) -> tuple[list[Learned], list[str]]:
    """
    Read an account, and return a row for each behaviour and the keys that the document does not know.

    Sends only GET, at most some thirty. Raises `RequestFailed` if the connections cannot be listed.
    """
    from fivetran_openapi import document

    seen = _read(get)
    configs = _configs(seen.details)
    values = [value for _, config in configs for value in config.values()]
    found = {
        "list_config": ("the list of connections", _presence("config", seen.items)),
        "naming_keys": ("the details of connections", _naming(configs)),
        "mask": ("the details of connections", _mask(configs)),
        "unset_secret": ("the published fields of connections", _unset(configs, secret=True)),
        "unset_key": ("the published fields of connections", _unset(configs, secret=False)),
        "empty_list": ("the details of connections", "returned" if [] in values else None),
        "last_page": (f"the first {MOST_PAGES + 1} pages of the list", _last_page(seen.last)),
        "list_order": ("the list of connections", _order(seen.items)),
        "read_messages": ("the list of connections", _presence("message", [seen.first])),
        "time_digits": ("succeeded_at and failed_at", _digits(seen.items)),
        "destination_port": ("destinations", _port(seen.destinations)),
        "schema_filter": ("the list with one schema", _schema_filter(get, seen.items)),
        "large_limit": (f"the list with {ABOVE} items", _large_limit(get)),
        "unknown_connection": ("the answer for an id that does not exist", _unknown_connection(get)),
    }
    rows: list[Learned] = []
    for behaviour in BEHAVIOURS:
        where, value = found.get(behaviour.name, ("anything that can be read", None))
        if value is None or value in behaviour.values:
            rows.append(Learned(behaviour.name, value, f"{'seen' if value else 'not seen'} in {where}"))
        else:  # users can report it
            why = f"{value} in {where} is no value of the table; please report it"
            rows.append(Learned(behaviour.name, None, why))
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
    """Return the connections of a page with all keys that every connection has."""
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


def _presence(key: str, answers: Sequence[Mapping[str, Any]]) -> str | None:
    if not answers:
        return None
    return "present" if any(key in answer for answer in answers) else "absent"


_Configs: TypeAlias = Sequence[tuple[str, Mapping[str, Any]]]


def _configs(answers: Iterable[Mapping[str, Any]]) -> _Configs:
    """Return the service and the config of each answer that shows a config."""
    return [(str(answer.get("service")), config) for answer in answers if is_mapping(config := answer.get("config"))]


def _naming(configs: _Configs) -> str | None:
    if not configs:
        return None
    present = any(key in config for service, config in configs for key in naming_keys(service))
    return "present" if present else "absent"


def _mask(configs: _Configs) -> str | None:
    texts = [str(value) for _, config in configs for _, value in scalars(config)]
    if any(text.startswith("arn:*") for text in texts):
        return "prefixed"
    longest = max((len(text) for text in texts if _STARS.fullmatch(text)), default=0)
    return {0: None, 6: "six", 8: "eight"}.get(longest, f"{longest} stars")


def _unset(configs: _Configs, *, secret: bool) -> str | None:
    """Compare each config with the published fields of its service."""
    seen = set[str]()
    for service, config in configs:
        entry = ServiceCatalogue.packaged().entry(service)
        fields = entry.config if entry else ()
        for key in fields:
            is_unset = config.get(key) is None and key not in naming_keys(service)
            if is_unset and is_secret(key, service=service) == secret:
                seen.add("null" if key in config else "absent")
    return next((word for word in ("null", "absent") if word in seen), None)


def _last_page(last: Mapping[str, Any] | None) -> str | None:
    if last is None:
        return None
    if "next_cursor" not in last:
        return "absent"
    return "null" if last["next_cursor"] is None else "empty"


def _order(items: Sequence[Mapping[str, Any]]) -> str | None:
    """Return the order of a list; None for a list that fits several."""
    times, ids = [item["created_at"] for item in items], [item["id"] for item in items]
    if len(items) < 3:
        return None
    orders = {"oldest_first": times == sorted(times), "newest_first": times == sorted(times, reverse=True)}
    found = [name for name, fits in {**orders, "by_id": ids == sorted(ids)}.items() if fits]
    if not found:
        return "an order of another kind"
    return found[0] if len(found) == 1 else None


def _digits(items: Sequence[Mapping[str, Any]]) -> str | None:
    """Return the digits of times below a second; None if no time has any, or if they differ."""
    times = [str(item.get(key) or "") for item in items for key in ("succeeded_at", "failed_at")]
    digits = {len(match[1]) for time in times if (match := _DIGITS.search(time))}
    if len(digits) != 1:
        return None
    (number,) = digits
    return {6: "six", 3: "three"}.get(number, f"{number} digits")


def _port(destinations: Sequence[Mapping[str, Any]]) -> str | None:
    ports = (config["port"] for _, config in _configs(destinations) if config.get("port") is not None)
    return next(("text" if isinstance(port, str) else "number" for port in ports), None)


def _schema_filter(get: Get, items: Sequence[Mapping[str, Any]]) -> str | None:
    schemas = list(dict.fromkeys(item["schema"] for item in items))
    if len(schemas) < 2:
        return None
    try:
        found = _items(_page(get("/v1/connections", schema=schemas[-1], limit=100)))
    except StatusError as error:
        return f"status {error.status}"
    return "ignored" if any(item["schema"] != schemas[-1] for item in found) else "honoured"


def _large_limit(get: Get) -> str:
    try:
        get("/v1/connections", limit=ABOVE)
    except StatusError as error:
        return "refused" if error.status == 400 else f"status {error.status}"
    return "cut"


def _unknown_connection(get: Get) -> str:
    try:
        get(f"/v1/connections/{NO_SUCH_ID}")
    except StatusError as error:
        return str(error.code)
    return "a success"
