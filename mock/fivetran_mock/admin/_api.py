"""
The mock's own API, under `/__mock__/`.

Like the core it does no IO, so it is the same on the wire and by ASGI. `_access` says which clients may use it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final
from urllib.parse import parse_qs

from fivetran_common.json_types import is_array
from fivetran_rules.behaviours import BEHAVIOURS

from .._mock.arguments import ADVANCE
from .._mock.facade import BaseMock
from .._mock.faults import faults_from_data
from .._mock.formats.http import JSON, Refusal, Reply, Request, not_kept, refused
from .._mock.formats.json import has_more_values, require_size
from .._mock.formats.schema import NAME, Checker, InvalidData, an_object
from .._mock.state.snapshots import InvalidSnapshot

PREFIX: Final = "/__mock__"

MOST_DIGITS: Final = 18
"""The most digits of a number in an address."""

MOST_VALUES_OF_SNAPSHOT: Final = 2_000_000
"""The most values of a snapshot in a request, which are 40,000 connections. The server reads 32 MiB."""


@dataclass(frozen=True, slots=True)
class _Action:
    """One operation of the mock's own API."""

    summary: str
    """One line for the list of operations."""
    act: Callable[[BaseMock, str, Any], object]
    """Called with the rest of the path or the query, and the body; returns the answer."""
    has_places: bool = False
    """Whether the path may go on with the place of an item."""
    takes_bytes: bool = False
    """Whether the operation parses the body itself, by limits of its own."""


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
    action = methods.get(request.method)
    if action is None:
        allowed = ", ".join(methods)
        raise Refusal(405, "MethodNotAllowed", f"{PREFIX}/{name} takes {allowed}.", headers=[("allow", allowed)])
    if rest and not action.has_places:
        raise Refusal(404, "NotFound", f"There is nothing below {PREFIX}/{name}.")
    try:
        return action.act(mock, rest or query, request.body if action.takes_bytes else _body(request.body))
    except OSError as problem:
        raise not_kept(problem) from None
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
    actions = {(method, name): action for name, methods in _ACTIONS.items() for method, action in methods.items()}
    return {f"{method} {PREFIX}/{name}": action.summary for (method, name), action in actions.items()}


def _health(*_: object) -> object:
    return {"status": "ok"}


def _state(mock: BaseMock, query: str, _: object) -> object:
    wanted, known = _api_key(query), mock.accounts()
    if wanted is not None and known and wanted not in known and "" not in known:
        raise Refusal(404, "NotFound", f"There is no account of the API key {wanted!r}; there are {', '.join(known)}.")
    keys = known if wanted is None or not known else [wanted]  # to read an account does not make it
    accounts = {key: mock.connections(api_key=key or None) for key in keys}
    return {"now": mock.now, "calls": mock.call_count, "accounts": accounts}


def _journal(mock: BaseMock, query: str, _: object) -> object:
    after = parse_qs(query, keep_blank_values=True).get("after", ["0"])[-1]
    calls = mock.calls_after(_number(after, "after: the number of a call"))
    wanted = _api_key(query)
    return [call.to_data() for call in calls if wanted is None or call.account in ("", wanted)]


def _faults(mock: BaseMock, *_: object) -> list[dict[str, Any]]:
    return [fault.to_data() for fault in mock.faults]


def _add_faults(mock: BaseMock, _: str, body: object) -> object:
    for fault in faults_from_data(body if is_array(body) else [body]):
        mock.add_fault(fault)
    return _faults(mock)


def _remove_faults(mock: BaseMock, place: str, _: object) -> object:
    if place:
        mock.remove_fault(_number(place, "the place of a fault"))
    else:
        mock.clear_faults()
    return _faults(mock)


def _behaviours(mock: BaseMock, *_: object) -> object:
    chosen = mock.behaviours
    return [{**asdict(row), "default": row.default, "value": chosen[row.name]} for row in BEHAVIOURS]


def _set_behaviours(mock: BaseMock, _: str, body: Any) -> object:
    mock.set_behaviours(body)
    return mock.behaviours


def _advance(mock: BaseMock, _: str, body: Any) -> object:
    ADVANCE.check(body, InvalidData)
    mock.advance(**body)
    return {"now": mock.now, **({"open_deliveries": mock.webhooks.open} if mock.webhooks.listens else {})}


def _reset(mock: BaseMock, _: str, body: Any) -> object:
    _RESET.check(body, InvalidData)
    mock.reset(**body)
    return {"now": mock.now}


_RESET: Final = Checker(an_object({"api_key": NAME}))


def _restore(mock: BaseMock, _: str, body: bytes) -> object:
    restore(mock, body)
    return {"now": mock.now}


_ACTIONS: Final[Mapping[str, Mapping[str, _Action]]] = {
    "": {"GET": _Action("this list", _index)},
    "health": {"GET": _Action("whether requests are answered", _health)},
    "state": {"GET": _Action("the time, and the connections of each account; ?api_key=KEY returns only one", _state)},
    "journal": {
        "GET": _Action(
            "every call, masked; ?after=NUMBER returns only later ones, ?api_key=KEY those of one account", _journal
        )
    },
    "faults": {
        "GET": _Action("the faults", _faults),
        "POST": _Action("add one fault, or a list of faults", _add_faults),
        "DELETE": _Action(
            "remove all faults; /__mock__/faults/PLACE removes one, counted from 0", _remove_faults, has_places=True
        ),
    },
    "behaviours": {
        "GET": _Action("how the API behaves where that is unknown, with all values", _behaviours),
        "POST": _Action('set behaviours from now on: {"list_config": "present"}', _set_behaviours),
    },
    "advance": {"POST": _Action('advance the time: {"minutes": 90} or {"seconds": 5}', _advance)},
    "reset": {"POST": _Action('delete everything, or one account: {"api_key": "KEY"}', _reset)},
    "seed": {
        "POST": _Action(
            "add groups, connections and scripts, as a seed file does, to the account of ?api_key=KEY",
            lambda mock, query, body: {"connections": mock.seed(body, api_key=_api_key(query))},
        )
    },
    "snapshot": {
        "GET": _Action("the whole state, for a later restore", lambda mock, _, __: json.loads(mock.snapshot()))
    },
    "restore": {"POST": _Action("restore the state of a snapshot", _restore, takes_bytes=True)},
    "not-imitated": {
        "GET": _Action(
            "what the mock does not imitate", lambda mock, _, __: [missing._asdict() for missing in mock.not_imitated()]
        )
    },
}


def _api_key(query: str) -> str | None:
    """Return the key of a query whose account is meant, or None."""
    return parse_qs(query, keep_blank_values=True).get("api_key", [None])[-1]


def number_of(text: str) -> int | None:
    """Read a whole number from an address or a form; None for any other text."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None


def _number(text: str, what: str) -> int:
    """Read a number from an address."""
    number = number_of(text)
    if number is None:
        raise Refusal(400, "InvalidInput", f"{what} has to be a whole number from 0, of at most {MOST_DIGITS} digits.")
    return number
