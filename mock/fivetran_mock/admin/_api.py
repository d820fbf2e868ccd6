"""The mock's own API, under `/__mock__/`, without IO; `_access` says which clients may use it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from inspect import getdoc, isfunction
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl

from fivetran_common.json_schema import Schema
from fivetran_common.json_types import is_array, is_object
from fivetran_common.nearest import hint
from fivetran_rules.behaviours import BEHAVIOURS

from .._mock.arguments import call_with, operation, schema_of
from .._mock.facade import BaseMock
from .._mock.formats.http import JSON, Reply, Request
from .._mock.formats.json import has_more_values, require_size
from .._mock.formats.masking import masked_by_place
from .._mock.formats.refusals import Refusal, not_kept, refused
from .._mock.formats.schema import TEXT, an_object, array, one_of, require_names
from .._mock.receivers import WebhookReceivers
from .._mock.seeds import SEED, InvalidSeed
from .._mock.state.faults import FAULT, Fault, faults_of
from .._mock.state.snapshots import InvalidSnapshot

PREFIX: Final = "/__mock__"

MOST_VALUES_OF_SNAPSHOT: Final = 2_000_000
"""The most values of a snapshot in a request, which are 40,000 connections. The server reads 32 MiB."""


def answer_admin(mock: BaseMock, request: Request) -> Reply:
    """Run the operation that a request names."""
    try:
        value = _act(mock, request)
    except Refusal as refusal:
        return refused(refusal)
    # ASCII escapes an unpaired surrogate, which a target in the journal may have.
    return Reply(200, [JSON], json.dumps(value).encode())


def _act(mock: BaseMock, request: Request) -> object:
    path, _, query = request.target.removeprefix(PREFIX).partition("?")
    name = path.strip("/")
    found = OPERATIONS.get(f"{request.method} {name}")
    if found is None:
        allowed = ", ".join(key.partition(" ")[0] for key in OPERATIONS if key.partition(" ")[2] == name)
        if allowed:
            raise Refusal(405, "MethodNotAllowed", f"{PREFIX}{path} takes {allowed}.", headers=[("allow", allowed)])
        near = hint(name, {key.partition(" ")[2] for key in OPERATIONS}, f"; GET {PREFIX}/ lists the operations")
        raise Refusal(404, "NotFound", _sentence(f"There is no {PREFIX}{path}{near}"))
    parameters = dict(parse_qsl(query, keep_blank_values=True))
    try:
        value = found.act(mock, request.body, parameters)
    except OSError as problem:
        raise not_kept(problem) from None
    except AssertionError as failed:
        raise Refusal(409, "Failed", str(failed)) from None
    except KeyError as problem:
        raise Refusal(404, "NotFound", _sentence(problem.args[0])) from None
    except (ValueError, TypeError, LookupError, RuntimeError) as problem:
        raise Refusal(400, "InvalidInput", _sentence(str(problem))) from None
    if value is None:
        return {"now": mock.now, **({"open_deliveries": mock.webhooks.open} if mock.webhooks.api.state.listens else {})}
    return _shown(value)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?")) else f"{text}."


def _shown(value: Any) -> Any:
    """Return a result of the mock as JSON."""
    if isinstance(value, bytes):  # a snapshot
        return json.loads(value)
    if hasattr(value, "to_data"):
        return value.to_data()
    if hasattr(value, "_asdict"):
        return {name: _shown(inner) for name, inner in value._asdict().items()}
    if is_object(value) and "config" in value:  # a connection
        return masked_by_place(value)
    return [*map(_shown, value)] if is_array(value) else value


def _body(body: bytes) -> Any:
    require_size(body)
    try:
        return json.loads(body) if body else {}
    except (ValueError, RecursionError):
        raise Refusal(400, "InvalidInput", "The request body is not JSON.") from None


def restore(mock: BaseMock, snapshot: bytes) -> None:
    """Restore a snapshot of bounded size: requests are not answered while it is read."""
    if has_more_values(snapshot, MOST_VALUES_OF_SNAPSHOT):
        raise InvalidSnapshot(f"a snapshot may hold {MOST_VALUES_OF_SNAPSHOT:,} values here")
    mock.restore(snapshot)


# --- operations that are no method of the mock ------------------------------------------------------------------------


def _index(_: BaseMock) -> object:
    """List the operations with the JSON Schema of their arguments."""
    return {
        key.replace(" ", f" {PREFIX}/"): {"about": found.about, "arguments": found.schema()}
        for key, found in OPERATIONS.items()
    }


def _health(_: BaseMock) -> object:
    """Tell that requests are answered; for every client, without a token."""
    return {"status": "ok"}


def _state(mock: BaseMock) -> object:
    """Return the time, the number of calls and the connections."""
    return {"now": mock.now, "calls": mock.call_count, "connections": masked_by_place(mock.connections())}


@operation
def _journal(mock: BaseMock, *, after: int = 0) -> object:
    """Return the calls whose number is greater than `after`, with secrets masked and violations named."""
    return [call for call in mock.calls if call.number > after]


def _add_faults(mock: BaseMock, body: object) -> object:
    """Add one fault, or a list of faults."""
    faults = faults_of(body) if is_array(body) else [Fault.from_data(body)]
    for fault in faults:
        mock.add_fault(fault)
    return mock.faults


def _behaviours(mock: BaseMock) -> object:
    """Return the settings for the API's unknown behaviours, with all values."""
    return [
        {"name": name, **asdict(row), "default": row.default, "value": mock.behaviours[name]}
        for name, row in BEHAVIOURS.items()
    ]


def _set_behaviours(mock: BaseMock, body: Any) -> object:
    """Set behaviours until the next reset."""
    mock.set_behaviours(body)
    return mock.behaviours


def _seed(mock: BaseMock, body: object) -> object:
    """Add groups, connections and scripts, as a seed file does."""
    if isinstance(body, str):
        raise InvalidSeed("", "this has to be an object")  # never a file of the server
    return {"connections": mock.seed(body)}


def _not_imitated(mock: BaseMock) -> object:
    """Return the parts of the API that the mock leaves out."""
    return mock.not_imitated()


# --- the table --------------------------------------------------------------------------------------------------------


class Operation(NamedTuple):
    """An operation below `/__mock__/`."""

    act: Callable[[BaseMock, bytes, dict[str, str]], object]
    """Takes the mock, the body, and the parameters of the address."""
    about: str
    schema: Callable[[], Schema]
    """Returns the JSON Schema of the arguments, or of the lone argument that is the whole body."""
    is_whole: bool = False


def _by_name(of: Callable[..., object] | property, part: str = "") -> Operation:
    """Return the operation of a method or property of the mock, or of a part of it, whose arguments have names."""
    method: Callable[..., object] = of.fget if isinstance(of, property) else of  # type: ignore[assignment]

    def act(mock: BaseMock, body: bytes, parameters: dict[str, str]) -> object:
        given = _body(body)
        if not is_object(given):
            raise TypeError("the body has to be an object")
        known = schema_of(method)["properties"]
        read = {name: read_value(text, known.get(name, TEXT)) for name, text in parameters.items()}
        return call_with(method, getattr(mock, part) if part else mock, {**given, **read})

    return Operation(act, _about(of), partial(schema_of, method))


def read_value(text: str, schema: Schema) -> Any:
    """Read a parameter of an address or a field of a form: a text where the value may be one, or else JSON."""
    if "string" not in schema.get("type", ()):
        with suppress(ValueError, RecursionError):
            return json.loads(text)
    return text


def _by_body(
    method: Callable[[BaseMock, Any], object], schema: Schema, read: Callable[[bytes], object] = _body
) -> Operation:
    """Return the operation whose argument is the whole body."""

    def act(mock: BaseMock, body: bytes, parameters: dict[str, str]) -> object:
        require_names(method.__name__.strip("_"), parameters, ())
        return method(mock, read(body))

    return Operation(act, _about(method), lambda: schema, is_whole=True)


def _about(of: object) -> str:
    return str(getdoc(of)).partition("\n")[0]


def _methods() -> Iterator[tuple[str, Operation]]:
    """Yield the operations of the mock and of its webhooks, under the names of their methods."""
    for kind, part in ((BaseMock, ""), (WebhookReceivers, "webhooks")):
        for name, method in vars(kind).items():
            if isfunction(method) and hasattr(method, "__wrapped__") and name[0] != "_":
                yield _PATHS.get(name, f"POST {name.replace('_', '-')}"), _by_name(method, part)


_PATHS: Final = {
    "clear_calls": "DELETE journal",
    "clear_faults": "DELETE faults",
    "clear_scripts": "DELETE scripts",
    **{name: f"POST deliveries/{name}" for name in ("repeat", "send", "lose", "delay")},
    "add_fault": "POST faults",
}
"""The operations with another name than their method."""

OPERATIONS: Final[Mapping[str, Operation]] = {
    "GET ": _by_name(_index),
    "GET health": _by_name(_health),
    "GET state": _by_name(_state),
    "GET journal": _by_name(_journal),
    "GET faults": _by_name(BaseMock.faults),
    "GET fault-counts": _by_name(BaseMock.fault_counts),
    "GET scripts": _by_name(BaseMock.scripts),
    "GET deliveries": _by_name(WebhookReceivers.deliveries, "webhooks"),
    "GET behaviours": _by_name(_behaviours),
    "GET snapshot": _by_name(BaseMock.snapshot),
    "GET not-imitated": _by_name(_not_imitated),
    **dict(_methods()),
    "POST deliveries/wait": _by_name(WebhookReceivers.deliver, "webhooks"),
    "POST faults": _by_body(_add_faults, {"anyOf": [FAULT.schema, array(FAULT.schema)]}),
    "POST seed": _by_body(_seed, SEED.schema),
    "POST behaviours": _by_body(
        _set_behaviours, an_object({name: one_of(*row.values) for name, row in BEHAVIOURS.items()})
    ),
    "POST restore": _by_body(restore, {"type": "object", "title": "a snapshot"}, bytes),
}
"""The operations, by their method and their path below `/__mock__/`."""
