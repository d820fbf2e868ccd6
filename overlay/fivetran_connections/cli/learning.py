"""Learns the behaviours of a real account, by reading only: `doctor --behaviours`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from fivetran_common.json_types import is_array, is_mapping
from fivetran_common.pointers import mapped
from fivetran_rules import ServiceCatalogue, is_secret, naming_keys
from fivetran_rules.behaviours import BEHAVIOURS, BY_NAME

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


class Seen(NamedTuple):
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
    shown = {
        "list_config": _presence("config", seen.items, "items of the list of connections"),
        "naming_keys": _naming(seen.details),
        "mask": _mask(seen.details),
        **_unset(seen.details),
        "empty_list": _empty_list(seen.details),
        "last_page": _last_page(seen.last),
        "list_order": _order(seen.items),
        "read_messages": _presence("message", [seen.first], "the list of connections"),
        "time_digits": _digits(seen.items),
        "destination_port": _port(seen.destinations),
        "schema_filter": _schema_filter(get, seen.items),
        "large_limit": _large_limit(get),
        "unknown_connection": _unknown_connection(get),
    }
    rows = [
        _row(behaviour.name, *shown.get(behaviour.name, (None, "reading cannot show it"))) for behaviour in BEHAVIOURS
    ]
    known = document()["components"]["schemas"]["Connection"]["properties"]
    return rows, sorted({key for answer in (*seen.items, *seen.details) for key in answer if key not in known})


def _row(name: str, found: str | None, why: str) -> Learned:
    """Return a row; a value that the table lacks is named in the reason, so that users can report it."""
    if found is None or found in BY_NAME[name].values:
        return Learned(name, found, why)
    return Learned(name, None, f"{why}: {found} is no value of the table; please report it", strange=True)


def _read(get: Get) -> Seen:
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
    return Seen(first, last, items, details, destinations)


def _page(envelope: Mapping[str, Any]) -> Mapping[str, Any]:
    data = envelope.get("data")
    return data if is_mapping(data) else {}


def _items(page: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the connections of a page that have what every connection has."""
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


def _presence(key: str, answers: Sequence[Mapping[str, Any]], where: str) -> tuple[str | None, str]:
    if not answers:
        return None, "there is no connection to look at"
    return ("present" if any(key in answer for answer in answers) else "absent"), f"seen in {where}"


def _configs(answers: Iterable[Mapping[str, Any]]) -> list[tuple[str, Mapping[str, Any]]]:
    """Return the service and the config of each answer that shows a config."""
    return [(str(answer.get("service")), config) for answer in answers if is_mapping(config := answer.get("config"))]


def _naming(details: Sequence[Mapping[str, Any]]) -> tuple[str | None, str]:
    configs = _configs(details)
    if not configs:
        return None, "no details with config were read"
    present = any(key in config for service, config in configs for key in naming_keys(service))
    return ("present" if present else "absent"), f"seen in the details of {len(configs)} connections"


def _mask(details: Sequence[Mapping[str, Any]]) -> tuple[str | None, str]:
    texts: list[str] = []
    mapped(_configs(details), lambda value, _: texts.append(str(value)))
    longest = max((len(text) for text in texts if _STARS.fullmatch(text)), default=0)
    if not longest:
        return None, "no connection shows a masked secret"
    return {6: "six", 8: "eight"}.get(longest, f"{longest} stars"), "seen in the details"


def _unset(details: Sequence[Mapping[str, Any]]) -> dict[str, tuple[str | None, str]]:
    """Compare each config with the published fields of its service."""
    seen: dict[str, set[str]] = {"unset_secret": set(), "unset_key": set()}
    for service, config in _configs(details):
        entry = ServiceCatalogue.packaged().entry(service)
        for key in entry.config if entry else ():
            if key not in naming_keys(service) and config.get(key) is None:
                kind = "unset_secret" if is_secret(key, service=service) else "unset_key"
                seen[kind].add("null" if key in config else "absent")
    return {
        name: ("null" if "null" in found else "absent", "compared with the published fields")
        if found
        else (None, "no connection has such a key that is not set")
        for name, found in seen.items()
    }


def _empty_list(details: Sequence[Mapping[str, Any]]) -> tuple[str | None, str]:
    if any(value == [] for _, config in _configs(details) for value in config.values()):
        return "returned", "seen in the details"
    return None, "no connection shows an empty list"


def _last_page(last: Mapping[str, Any] | None) -> tuple[str | None, str]:
    if last is None:
        return None, f"the list has more than {MOST_PAGES + 1} pages"
    if "next_cursor" not in last:
        return "absent", "seen on the last page"
    return ("null" if last["next_cursor"] is None else "empty"), "seen on the last page"


def _order(items: Sequence[Mapping[str, Any]]) -> tuple[str | None, str]:
    times, ids = [item["created_at"] for item in items], [item["id"] for item in items]
    if len(items) < 3:
        return None, "there are fewer than three connections"
    orders = {"oldest_first": times == sorted(times), "newest_first": times == sorted(times, reverse=True)}
    found = [name for name, fits in {**orders, "by_id": ids == sorted(ids)}.items() if fits]
    if len(found) > 1:
        return None, f"the list fits more than one order: {', '.join(found)}"
    return (found[0] if found else "an order of another kind"), f"seen in {len(items)} items"


def _digits(items: Sequence[Mapping[str, Any]]) -> tuple[str | None, str]:
    times = [str(item.get(key) or "") for item in items for key in ("succeeded_at", "failed_at")]
    digits = {len(match[1]) for time in times if (match := _DIGITS.search(time))}
    if not digits:
        return None, "no connection has synced"
    if len(digits) > 1:
        return None, f"times have {' and '.join(map(str, sorted(digits)))} digits"
    (number,) = digits
    return {6: "six", 3: "three"}.get(number, f"{number} digits"), "seen in succeeded_at and failed_at"


def _port(destinations: Sequence[Mapping[str, Any]]) -> tuple[str | None, str]:
    ports = [config["port"] for _, config in _configs(destinations) if config.get("port") is not None]
    if not ports:
        return None, "no destination shows a port"
    return ("text" if isinstance(ports[0], str) else "number"), "seen in a destination"


def _schema_filter(get: Get, items: Sequence[Mapping[str, Any]]) -> tuple[str | None, str]:
    schemas = list(dict.fromkeys(item["schema"] for item in items))
    if len(schemas) < 2:
        return None, "there are not two connections with different schemas"
    try:
        found = _items(_page(get("/v1/connections", schema=schemas[-1], limit=100)))
    except StatusError as error:
        return f"status {_status(error)}", "the list refused the parameter"
    others = any(item["schema"] != schemas[-1] for item in found)
    return ("ignored" if others else "honoured"), "asked for one schema"


def _status(error: StatusError) -> int:
    return error.response.status if error.response else 0


def _large_limit(get: Get) -> tuple[str | None, str]:
    try:
        get("/v1/connections", limit=ABOVE)
    except StatusError as error:
        return ("refused" if _status(error) == 400 else f"status {_status(error)}"), f"asked for {ABOVE} items"
    return "cut", f"asked for {ABOVE} items"


def _unknown_connection(get: Get) -> tuple[str | None, str]:
    try:
        get(f"/v1/connections/{NO_SUCH_ID}")
    except StatusError as error:
        return str(error.code), "asked for an id that does not exist"
    except RequestFailed as error:
        return None, f"the read failed: {type(error).__name__}"
    return "a success", "asked for an id that does not exist"
