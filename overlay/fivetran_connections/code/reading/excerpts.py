"""The lines of a file that findings show, without a secret, and which places of a file may hold one."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from fivetran_common.json_types import is_array, is_mapping
from fivetran_common.text import shortened

from ..._secrets.masking import ANY_SERVICE, is_secret_name
from .source import Place, Source

if TYPE_CHECKING:
    from fivetran_rules import ServiceCatalogue

_SHOWN: Final = 160
"""The most that is shown of a line."""
_KEY = re.compile(r"(?:- )*[\"']?\w+[\"']?")

_ENVELOPE: Final = frozenset({"version", "defaults", "connections", "group_id", "group_name", "service", "config"})
_POLICY: Final = re.compile(r"(?:/defaults|/connections/\d+)/(?:tables|ignore_changes)(?:/.*)?|/protect/.*", re.DOTALL)


def excerpts(source: Source, catalogue: ServiceCatalogue | None = None) -> Callable[[Place], str]:
    """Return the function that shows the line of a place; of a line that may hold a secret it shows the key."""
    lines = source.text.split("\n")
    entries: Any = source.body.get("connections")
    bodies = [source.body, source.body.get("defaults"), *(entries if is_array(entries) else ())]
    services = (body.get("service") for body in bodies if is_mapping(body))
    may_be_secret = secret_test(frozenset(service for service in services if isinstance(service, str)), catalogue)
    spans = {place.lines for place in source.places.values() if place.lines and may_be_secret(place.pointer)}
    hidden = {line for first, last in spans for line in range(first, last + 1)}

    def show(place: Place) -> str:
        line, column = place.position
        if line in hidden:
            key = place.pointer.rpartition("/")[2]
            return f"{shortened(key, _SHOWN)}: ..." if key and not key.isdecimal() else "..."
        begin = max(0, min(column - 1, len(lines[line - 1]) - _SHOWN))
        if begin < _SHOWN // 2:
            return shortened(lines[line - 1][: 2 * _SHOWN].strip(), _SHOWN)
        return "…" + shortened(lines[line - 1][begin : begin + 2 * _SHOWN], _SHOWN)

    return show


def key_of_line(line: str) -> str:
    """Return a line without its value: where a file cannot be parsed, any value may be a secret."""
    key, colon, _ = line[: 2 * _SHOWN].partition(":")  # a whole file may be one line, with many problems
    return f"{key.strip()[:_SHOWN]}: ..." if colon and _KEY.fullmatch(key.strip()) else ""


@lru_cache(maxsize=64)  # the connections of a file have few services
def secret_test(services: frozenset[str], catalogue: ServiceCatalogue | None = None) -> Callable[[str], bool]:
    """
    Return the function that says whether the value at a pointer of a file may be a secret.

    It is none where each key is a field of these services, and no secret of any service. A misspelt key, a column and
    what an anchor is for may hold a secret.
    """
    from fivetran_rules import ServiceCatalogue, kept_fields

    catalogue = catalogue or ServiceCatalogue.packaged()
    known = {*_ENVELOPE, *kept_fields()}
    for service in filter(None, map(catalogue.entry, services)):
        known.update(service.naming_keys, (key for key, _ in service.walk()))

    def may_be_secret(pointer: str) -> bool:
        are_fields = all(key in known or key.isdecimal() for key in pointer.split("/")[1:])
        return not ((are_fields and not holds_secret(pointer, catalogue)) or _POLICY.fullmatch(pointer))

    return may_be_secret


def holds_secret(pointer: str, catalogue: ServiceCatalogue | None = None) -> bool:
    """Return whether a value may be a secret, of whatever service."""
    return any(is_secret_name(key, ANY_SERVICE, catalogue) for key in pointer.split("/"))
