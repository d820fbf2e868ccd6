"""Assertions over the journal, whose messages list the calls that were made instead."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final
from urllib.parse import parse_qsl

from fivetran_common.json_types import is_object
from fivetran_common.nearest import hint
from fivetran_rules import ServiceCatalogue

from .contract.differences import contract
from .contract.routes import Routes, every_spelling
from .formats.http import MESSAGES, OPERATIONS
from .formats.masking import STARS, all_masked, masked, masked_by_place
from .journal import Journal, RecordedCall, shown_headers

MOST_SHOWN: Final = 10
"""The most calls or deliveries that a failed assertion lists."""


def called(
    journal: Journal,
    operation: str,
    *,
    wanted: Mapping[str, Any],
    times: int | None = None,
    query: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
    created: bool = False,
) -> list[RecordedCall]:
    """Return the calls with these values, perhaps those that `created`; raises AssertionError for a wrong number."""
    sent = _calls_of(journal, operation, wanted)
    calls = [call for call in sent if call.connection_id or not created]
    if query is not None:
        wanted = {**wanted, "query": {name: str(value) for name, value in query.items()}}
        used = {name for call in calls for name, _ in parse_qsl(call.query, keep_blank_values=True)}
        known = OPERATIONS[operation].parameters
        for name in query.keys() - used - {*known}:
            other = hint(str(name), known, f"; there are {', '.join(known) or 'none'}")
            raise ValueError(f"{operation} has no parameter {name!r}{other}")
    if headers is not None:
        wanted = {**wanted, "headers": {name.lower(): str(value) for name, value in headers.items()}}
        _require_shown(wanted["headers"], shown_headers(wanted["headers"]), "headers")
    values = [
        {**_values(call), "query": dict(parse_qsl(call.query, keep_blank_values=True)), "headers": call.headers}
        for call in calls
    ]
    found = [call for call, named in zip(calls, values, strict=True) if holds(named, wanted)]
    if (times is None and not found) or times not in (None, len(found)):
        expected = "at least once" if times is None else _times(times)
        spelled = ", ".join(f"{key}={value!r}" for key, value in wanted.items())
        what = f"{operation}{f' with {spelled}' if spelled else ''}{' that succeeded' if created else ''}"
        latest = (sent or list(journal.entries))[-MOST_SHOWN:]
        came = "the latest calls were:" if latest else "there were no calls"
        for call in latest:
            came += f"\n  {call.status} {call.request_line} ({call.operation})"
            came += f": {call.reason}" if call.reason else ""
        dropped = f"\n(the journal has dropped the oldest calls: {journal.dropped})" if journal.dropped else ""
        closest = f"\n{_closest(values, wanted)}" if values and wanted and not found else ""
        message = f"expected {what} {expected}, but found {_times(len(found))}"
        raise AssertionError(f"{message}\n{came}{dropped}{closest}")
    return found


def _calls_of(journal: Journal, operation: str, wanted: Mapping[str, Any]) -> list[RecordedCall]:
    """Return the calls of an operation; raises ValueError for an operation, a name or a value that no call can have."""
    if operation not in MESSAGES:
        method, _, path = operation.partition(" ")
        named = Routes(every_spelling()).find(f"/v1{path.removeprefix('/v1')}", method).methods.get(method)
        others = "; operations have their ids in the document, as create_connection"
        other = f"; did you mean {named}?" if named else hint(operation, MESSAGES, others)
        raise ValueError(f"there is no operation {operation!r}{other}")
    by_place = masked_by_place(masked(dict(wanted)))
    shown = {key: all_masked(value) if key == "auth" else value for key, value in by_place.items()}
    _require_shown(wanted, shown, "")
    calls = [call for call in journal.entries if call.operation == operation]
    sent = {name for call in calls for name in _values(call)}
    for name in map(str, _flat(wanted)):
        if name not in sent and name not in _names(operation):
            others = "; names are keys of the body, of its config, and ids of the path; query={...} has parameters"
            raise ValueError(f"{operation} has no {name!r}{hint(name, _names(operation), others)}")
    return calls


def _require_shown(wanted: Any, shown: Any, name: str) -> None:
    """Raise ValueError for a value that the journal would mask; the message does not have the value."""
    if is_object(wanted):
        for key, value in wanted.items():
            _require_shown(value, shown[key], f"{name}[{key!r}]" if name else key)
    elif wanted != shown:
        raise ValueError(f"{name} is masked in the journal: leave it out, or expect {STARS!r}")


@cache
def _names(operation: str) -> frozenset[str]:
    """Return the names that a call of an operation may have: ids of its path, and keys of its body at any depth."""
    names = contract().keys_in(OPERATIONS[operation].described.get("requestBody", {})) | set(_ids(operation))
    if "config" in names:
        catalogue = ServiceCatalogue.packaged()
        services = filter(None, map(catalogue.entry, catalogue.names()))
        names |= {key for service in services for key in service.config}
    return frozenset(names)


def _flat(body: Any) -> dict[str, Any]:
    """Return the keys of a body and of its `config` on one level, so that assertions need no nesting."""
    if not is_object(body):
        return {}
    config = body.get("config")
    return {**(config if is_object(config) else {}), **body}


def _values(call: RecordedCall) -> dict[str, Any]:
    """Return the values of a call by name: the ids in its path, such as `connection_id`, and the keys of its body."""
    return {**dict(zip(_ids(str(call.operation)), call.arguments, strict=True)), **_flat(call.body)}


@cache
def _ids(operation: str) -> list[str]:
    """Return the names of the ids in the path of an operation, in order."""
    names = (part.strip("{}") for part in OPERATIONS[operation].path.split("/") if part.startswith("{"))
    return [re.sub("(?<=[a-z])(?=[A-Z])", "_", name).lower() for name in names]


def holds(body: Any, wanted: Mapping[str, Any]) -> bool:
    """Compare objects by the wanted keys, and all other values by equality."""
    return is_object(body) and all(
        key in body and (holds(body[key], value) if is_object(value) else bool(body[key] == value))
        for key, value in wanted.items()
    )


def _closest(values: list[dict[str, Any]], wanted: Mapping[str, Any]) -> str:
    """Return how the call with most of the wanted values differs: only the lines that do."""
    from difflib import ndiff  # only failed assertions need it

    nearest = max(values, key=lambda sent: sum(holds(sent, {key: wanted[key]}) for key in wanted))
    written = [json.dumps(part, indent=2, sort_keys=True, default=str) for part in (wanted, _part(nearest, wanted))]
    expected, actual = map(str.splitlines, written)
    differing = (f"  {line}" for line in ndiff(expected, actual) if line.startswith(("-", "+")))
    return "\n".join(["closest (- expected, + actual):", *differing])


def _part(value: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return the compared part of an object: the wanted keys, at any depth."""
    there = {key: value[key] for key in wanted if key in value}
    return {
        key: _part(inner, wanted[key]) if is_object(inner) and is_object(wanted[key]) else inner
        for key, inner in there.items()
    }


def _times(count: int) -> str:
    return f"{count} time{'' if count == 1 else 's'}"
