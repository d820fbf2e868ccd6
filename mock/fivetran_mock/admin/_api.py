"""The mock's own API, under `/__mock__/`, without IO; `_access` says which clients may use it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from inspect import getdoc, signature
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qsl

from fivetran_common.gone import KEYS
from fivetran_common.json_schema import Schema
from fivetran_common.json_types import is_array
from fivetran_common.nearest import hint
from fivetran_rules.behaviours import BEHAVIOURS

from .._mock.facade import BaseMock
from .._mock.formats.http import JSON, Reply, Request
from .._mock.formats.json import has_more_values, require_size
from .._mock.formats.refusals import Refusal, not_kept, refused
from .._mock.formats.schema import Checker, InvalidData, an_object
from .._mock.state.faults import faults_from_data
from .._mock.state.snapshots import InvalidSnapshot

PREFIX: Final = "/__mock__"

MOST_DIGITS: Final = 18
"""The most digits of a number in an address."""

MOST_VALUES_OF_SNAPSHOT: Final = 2_000_000
"""The most values of a snapshot in a request, which are 40,000 connections. The server reads 32 MiB."""


Act: TypeAlias = Callable[..., object]
"""Called with the mock, the body, and the parameters of the query by name; the list of operations has its docstring."""


def answer_admin(mock: BaseMock, request: Request) -> Reply:
    """Run the operation that a request names."""
    try:
        value = _act(mock, request)
    except Refusal as refusal:
        return refused(refusal)
    # In ASCII, which spells even the unpaired surrogate of a target that the journal holds.
    return Reply(200, [JSON], json.dumps(value).encode())


def _act(mock: BaseMock, request: Request) -> object:
    path, _, query = request.target.removeprefix(PREFIX).partition("?")
    name, _, rest = path.strip("/").partition("/")
    methods = _ACTIONS.get(name)
    if methods is None:
        raise Refusal(404, "NotFound", f"There is no {PREFIX}/{name}; GET {PREFIX}/ lists the operations.")
    act = methods.get(request.method)
    if act is None:
        allowed = ", ".join(methods)
        raise Refusal(405, "MethodNotAllowed", f"{PREFIX}/{name} takes {allowed}.", headers=[("allow", allowed)])
    known = [*signature(act).parameters][2:]
    if rest and "place" not in known:
        raise Refusal(404, "NotFound", f"There is nothing below {PREFIX}/{name}.")
    parameters = dict(parse_qsl(query, keep_blank_values=True)) | ({"place": rest} if rest else {})
    for unknown in parameters.keys() - {*known}:
        other = KEYS.get(unknown) or hint(unknown, known, f"; there are {', '.join(known) or 'none'}.")
        raise Refusal(400, "InvalidInput", f"{PREFIX}/{name} has no parameter {unknown!r}{other}")
    try:
        return act(mock, request.body if act is _restore else _body(request.body), **parameters)
    except OSError as problem:
        raise not_kept(problem) from None
    except AssertionError as failed:
        raise Refusal(409, "Failed", str(failed)) from None
    except KeyError as problem:
        raise Refusal(404, "NotFound", f"{problem.args[0]}.") from None
    except (ValueError, TypeError, LookupError) as problem:
        text = str(problem)
        sentence = text if text.endswith((".", "?")) else f"{text}."
        raise Refusal(400, "InvalidInput", sentence) from None
    except RecursionError:
        raise Refusal(400, "InvalidInput", "The request body is nested too deeply.") from None


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


def _index(*_: object) -> object:
    """List the operations."""
    return {f"{method} {PREFIX}/{name}": getdoc(act) for name, acts in _ACTIONS.items() for method, act in acts.items()}


def _health(*_: object) -> object:
    """Tell that requests are answered."""
    return {"status": "ok"}


def _state(mock: BaseMock, _: object) -> object:
    """Return the time and the connections."""
    return {"now": mock.now, "calls": mock.call_count, "connections": mock.connections()}


def _journal(mock: BaseMock, _: object, after: str = "0") -> object:
    """Return the calls, masked; ?after=NUMBER returns only later ones."""
    latest = _number(after, "after: the number of a call")
    return [call.to_data() for call in mock.calls if call.number > latest]


def _fault_counts(mock: BaseMock, _: object) -> list[dict[str, Any]]:
    """Return each fault, with the numbers of calls that it selects and changes."""
    counts = mock.fault_counts
    return [{"fault": fault.to_data(), "selected": matched, "applied": applied} for fault, matched, applied in counts]


def _faults(mock: BaseMock, _: object) -> object:
    """Return the faults."""
    return [fault.to_data() for fault in mock.faults]


def _add_faults(mock: BaseMock, body: object) -> object:
    """Add one fault, or a list of faults."""
    for fault in faults_from_data(body if is_array(body) else [body]):
        mock.add_fault(fault)
    return _faults(mock, None)


def _remove_faults(mock: BaseMock, _: object, place: str = "") -> object:
    """Remove all faults; with faults/PLACE one of them, counted from 0."""
    if place:
        mock.remove_fault(_number(place, "the place of a fault"))
    else:
        mock.clear_faults()
    return _faults(mock, None)


def _behaviours(mock: BaseMock, _: object) -> object:
    """Return how the API behaves where that is unknown, with all values."""
    chosen = mock.behaviours
    return [{**asdict(row), "default": row.default, "value": chosen[row.name]} for row in BEHAVIOURS]


def _set_behaviours(mock: BaseMock, body: Any) -> object:
    """Set behaviours from now on: {"list_config": "present"}."""
    mock.set_behaviours(body)
    return mock.behaviours


def _seed(mock: BaseMock, body: object) -> object:
    """Add groups, connections and scripts, as a seed file does."""
    return {"connections": mock.seed(body)}


def _snapshot(mock: BaseMock, _: object) -> object:
    """Return the whole state, for a later restore."""
    return json.loads(mock.snapshot())


def _restore(mock: BaseMock, body: bytes) -> object:
    """Restore the state of a snapshot."""
    restore(mock, body)
    return {"now": mock.now}


def _not_imitated(mock: BaseMock, _: object) -> object:
    """Return what the mock does not imitate."""
    return [missing._asdict() for missing in mock.not_imitated()]


def _method(method: Act) -> Act:
    """Return the operation that calls a method of the mock, whose arguments are the keys of the body."""
    _, *parameters = signature(method).parameters.values()
    arguments = [argument for argument in parameters if argument.kind is not argument.VAR_POSITIONAL]
    required = [argument.name for argument in arguments if argument.default is argument.empty]
    properties: dict[str, Schema] = {argument.name: {} for argument in arguments}
    checker = Checker(an_object(properties, required=required))

    def act(mock: BaseMock, body: Any) -> object:
        checker.check(body, InvalidData)
        if result := method(mock, **body):
            return result
        return {"now": mock.now, **({"open_deliveries": mock.webhooks.open} if mock.webhooks.listens else {})}

    about = f" The body may have {', '.join(properties)}." if properties else ""
    act.__doc__ = f"{str(getdoc(method)).partition(chr(10))[0]}{about}"
    return act


_ACTIONS: Final[Mapping[str, Mapping[str, Act]]] = {
    "": {"GET": _index},
    "health": {"GET": _health},
    "state": {"GET": _state},
    "journal": {"GET": _journal, "DELETE": _method(BaseMock.clear_calls)},
    "faults": {"GET": _faults, "POST": _add_faults, "DELETE": _remove_faults},
    "fault-counts": {"GET": _fault_counts},
    "scripts": {"DELETE": _method(BaseMock.clear_scripts)},
    "assert-used": {"POST": _method(BaseMock.assert_used)},
    "start-sync": {"POST": _method(BaseMock.start_sync)},
    "end-sync": {"POST": _method(BaseMock.end_sync)},
    "run-setup-tests": {"POST": _method(BaseMock.run_setup_tests)},
    "pause": {"POST": _method(BaseMock.pause)},
    "resume": {"POST": _method(BaseMock.resume)},
    "complete-connect-card": {"POST": _method(BaseMock.complete_connect_card)},
    "behaviours": {"GET": _behaviours, "POST": _set_behaviours},
    "advance": {"POST": _method(BaseMock.advance)},
    "reset": {"POST": _method(BaseMock.reset)},
    "seed": {"POST": _seed},
    "snapshot": {"GET": _snapshot},
    "restore": {"POST": _restore},
    "not-imitated": {"GET": _not_imitated},
}


def number_of(text: str) -> int | None:
    """Read a whole number from an address or a form; None for any other text."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None


def _number(text: str, what: str) -> int:
    """Read a number from an address."""
    number = number_of(text)
    if number is None:
        raise Refusal(400, "InvalidInput", f"{what} has to be a whole number from 0, of at most {MOST_DIGITS} digits.")
    return number
