"""Assertions over the journal, whose messages list the calls that were made instead."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final
from urllib.parse import parse_qsl, unquote

from fivetran_common.json_types import is_object
from fivetran_openapi import document
from fivetran_rules import ServiceCatalogue

from .contract.replies import contract
from .contract.routes import operations
from .formats.http import MESSAGES
from .formats.masking import STARS, all_masked, masked
from .formats.schema import near
from .journal import Journal, RecordedCall

MOST_SHOWN: Final = 10
"""How many calls a failed assertion lists."""

_NOTHING: Final[Mapping[str, Any]] = {}

AUTH: Final = "auth"
CONFIG: Final = "config"


def created(journal: Journal, wanted: Mapping[str, Any]) -> RecordedCall:
    """Return the latest accepted create whose body has `wanted`; raises AssertionError with a difference."""
    __tracebackhide__ = True
    _refuse_secrets(wanted)
    creates = [call for call in journal.entries if call.operation == "create_connection"]
    _refuse_unknown_names("create_connection", wanted, creates)
    accepted = [call for call in creates if call.verdict == "accepted"]
    for call in reversed(accepted):
        if _holds(_flat(call.body), wanted):
            return call
    raise AssertionError(_why_not_created(creates, accepted, wanted) + _forgotten(journal))


def called(
    journal: Journal, operation: str, *, times: int | None, wanted: Mapping[str, Any], sent: Mapping[str, Any]
) -> list[RecordedCall]:
    """
    Return the calls of an operation that have `wanted`; raises AssertionError unless there are `times`.

    `sent` has the parameters of the query and the headers that are wanted, under `query` and `headers`.
    """
    __tracebackhide__ = True
    _refuse_unknown(operation)
    _refuse_secrets(wanted)
    same = [call for call in journal.entries if call.operation == operation]
    _refuse_unknown_names(operation, wanted, same)
    wanted = {**wanted, **{name: _as_sent(name, given) for name, given in sent.items() if given is not None}}
    found = [call for call in same if _holds(_values(call) | _sent(call, sent), wanted)]
    if (times is None and not found) or times not in (None, len(found)):
        expected = "at least once" if times is None else _times(times)
        what = f"{operation} with {_spelled(wanted)}" if wanted else operation
        came = f"it was called {_times(len(found))}\n{_list(journal)}{_forgotten(journal)}"
        closest = f"\n{_closest(same, wanted, sent)}" if same and wanted and not found else ""
        raise AssertionError(f"expected {what} {expected}, but {came}{closest}")
    return found


def _refuse_unknown(operation: object) -> None:
    """Refuse an operation that does not exist: it was never called, so that `assert_not_called` would always pass."""
    if not isinstance(operation, str) or operation not in MESSAGES:
        hint = near(operation, MESSAGES) or "operations have their ids in the document, as create_connection"
        raise ValueError(f"there is no operation {operation!r}: {hint}")


def _refuse_unknown_names(operation: str, wanted: Mapping[str, Any], calls: list[RecordedCall]) -> None:
    """Refuse a name that no call of an operation can have, so that a misspelt one is no failed or empty assertion."""
    sent = {name for call in calls for name in _values(call)}
    for name in wanted:
        if name not in sent and name not in _names(operation):
            hint = near(name, _names(operation)) or (
                "names are keys of the body, of its config, and ids of the path; query={...} has parameters"
            )
            raise ValueError(f"{operation} has no {name!r}: {hint}")


@cache
def _names(operation: str) -> frozenset[str]:
    """Return the names that a call of an operation may have: ids of its path, and keys of its body at any depth."""
    described = next(each for _, _, each in operations(document()) if each["operationId"] == operation)
    names = contract().keys_in(described.get("requestBody", {})) | set(_ids_of(_templates()[operation]))
    if CONFIG in names:
        catalogue = ServiceCatalogue.packaged()
        services = filter(None, map(catalogue.entry, catalogue.names()))
        names |= {key for service in services for key in service.config}
    return frozenset(names)


def _as_sent(name: str, given: Mapping[str, object]) -> dict[str, str]:
    """Write parameters of a query or headers as texts; the names of headers are in lower case."""
    return {key.lower() if name == "headers" else key: str(value) for key, value in given.items()}


def _sent(call: RecordedCall, sent: Mapping[str, Any]) -> dict[str, Any]:
    """Return the query and the headers of a call, as far as an assertion names them."""
    query = dict(parse_qsl(call.target.partition("?")[2], keep_blank_values=True))
    values = {"query": query, "headers": dict(call.headers)}
    return {name: values[name] for name, given in sent.items() if given is not None}


def _refuse_secrets(wanted: Mapping[str, Any]) -> None:
    """Refuse to look for a secret: the journal masks them, so that none can be found."""
    shown = {key: all_masked(value) if key == AUTH else value for key, value in masked(dict(wanted)).items()}
    for name in _differing(wanted, shown, ""):
        raise ValueError(f"{name} is masked in the journal: leave it out, or expect {STARS!r}")


def _differing(wanted: Any, shown: Any, name: str) -> Iterator[str]:
    """Return the names of the values that the journal would mask."""
    if is_object(wanted):
        for key, value in wanted.items():
            yield from _differing(value, shown[key], f"{name}[{key!r}]" if name else key)
    elif wanted != shown:
        yield name


def _flat(body: Any) -> dict[str, Any]:
    """Return the keys of a body and of its `config` on one level, so that assertions need no nesting."""
    if not is_object(body):
        return {}
    config = body.get(CONFIG)
    return {**(config if is_object(config) else {}), **body}


def _values(call: RecordedCall) -> dict[str, Any]:
    """Return the values of a call by name: the ids in its path, and the keys of its body."""
    return {**_ids(call), **_flat(call.body)}


def _ids(call: RecordedCall) -> dict[str, str]:
    """Return the ids in the path of a call, for instance `connection_id`."""
    path = call.target.partition("?")[0].split("/")
    template = _templates()[str(call.operation)].split("/")
    values = [value for name, value in zip(template, path, strict=False) if name.startswith("{")]
    return dict(zip(_ids_of(_templates()[str(call.operation)]), map(unquote, values), strict=False))


def _ids_of(template: str) -> list[str]:
    """Return the names of the ids in a path, in the order of the path."""
    names = [part.strip("{}") for part in template.split("/") if part.startswith("{")]
    return [re.sub("(?<=[a-z])(?=[A-Z])", "_", name).lower() for name in names]


@cache
def _templates() -> Mapping[str, str]:
    return {operation["operationId"]: path for _, path, operation in operations(document())}


def _holds(body: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    return all(key in body and _matches(body[key], value) for key, value in wanted.items())


def _matches(value: Any, wanted: Any) -> bool:
    """Compare objects by the wanted keys, and all other values by equality."""
    if is_object(wanted):
        return is_object(value) and _holds(value, wanted)
    return bool(value == wanted)


def _why_not_created(creates: list[RecordedCall], accepted: list[RecordedCall], wanted: Mapping[str, Any]) -> str:
    if not creates:
        return f"expected a connection with {_spelled(wanted)}, but none was created"
    if not accepted:
        refusals = "\n".join(f"  {call.status} {call.reason}" for call in creates[-MOST_SHOWN:])
        return f"expected a connection with {_spelled(wanted)}, but every create was refused:\n{refusals}"
    head = f"expected a connection with {_spelled(wanted)}: no match among {len(accepted)} created;"
    return f"{head}\n{_closest(accepted, wanted)}"


def _closest(calls: list[RecordedCall], wanted: Mapping[str, Any], sent: Mapping[str, Any] = _NOTHING) -> str:
    """Return how the call with most of the wanted values differs."""
    values = [_values(call) | _sent(call, sent) for call in calls]
    nearest = max(values, key=lambda each: sum(_holds(each, {key: wanted[key]}) for key in wanted))
    return f"closest (- expected, + actual):\n{_difference(nearest, wanted)}"


def _difference(body: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
    """Return only the lines that differ."""
    from difflib import ndiff  # only failed assertions need it

    lines = ndiff(_lines(wanted), _lines(_part(body, wanted)))
    return "\n".join(f"  {line}" for line in lines if line.startswith(("-", "+")))


def _part(value: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of an object that is compared: the wanted keys, at any depth."""
    there = {key: value[key] for key in wanted if key in value}
    return {
        key: _part(each, wanted[key]) if is_object(each) and is_object(wanted[key]) else each
        for key, each in there.items()
    }


def _lines(value: Mapping[str, Any]) -> list[str]:
    return json.dumps(value, indent=2, sort_keys=True, default=str).splitlines()


def _spelled(wanted: Mapping[str, Any]) -> str:
    return ", ".join(f"{key}={value!r}" for key, value in wanted.items()) or "any body"


def _times(count: int) -> str:
    return f"{count} time{'' if count == 1 else 's'}"


def _list(journal: Journal) -> str:
    if not journal.entries:
        return "there were no calls"
    latest = list(journal.entries)[-MOST_SHOWN:]
    shown = [f"  {call.status} {call.method} {call.target} ({call.operation})" for call in latest]
    return "the latest calls were:\n" + "\n".join(shown)


def _forgotten(journal: Journal) -> str:
    """Return a sentence that older calls were dropped, if they were."""
    return f"\n(the journal has dropped the oldest calls: {journal.forgotten})" if journal.forgotten else ""
