"""
The mock's own API, under `/__mock__/`.

Like the core it does no IO, so it is the same on the wire and by ASGI. `_access` says which clients may use it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, replace
from inspect import signature
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl

from fivetran_common.json_types import is_array, is_object
from fivetran_rules.behaviours import BEHAVIOURS

from .._mock.arguments import ADVANCE
from .._mock.facade import BaseMock
from .._mock.faults import faults_from_data
from .._mock.formats.http import JSON, Refusal, Reply, Request, not_kept, refused
from .._mock.formats.json import has_more_values, require_size
from .._mock.formats.schema import NAME, Checker, InvalidData, an_object, near
from .._mock.state.snapshots import InvalidSnapshot

PREFIX: Final = "/__mock__"

MOST_DIGITS: Final = 18
"""The most digits of a number in an address."""

MOST_VALUES_OF_SNAPSHOT: Final = 2_000_000
"""The most values of a snapshot in a request, which are 40,000 connections. The server reads 32 MiB."""


class _Asked(NamedTuple):
    """What a request asks of an operation."""

    place: str
    """The rest of the path."""
    query: Mapping[str, str]
    body: Any

    @property
    def api_key(self) -> str | None:
        """The key whose account is meant, or None."""
        return self.query.get("api_key")


@dataclass(frozen=True, slots=True)
class _Action:
    """One operation of the mock's own API."""

    summary: str
    """One line for the list of operations."""
    act: Callable[[BaseMock, _Asked], object]
    parameters: Collection[str] = ()
    """The parameters that the query may have."""
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
    asked = dict(parse_qsl(query, keep_blank_values=True))
    for unknown in asked.keys() - set(action.parameters):
        hint = near(unknown, action.parameters) or f"there are {', '.join(action.parameters) or 'none'}."
        raise Refusal(400, "InvalidInput", f"{PREFIX}/{name} has no parameter {unknown!r}: {hint}")
    try:
        return action.act(mock, _Asked(rest, asked, request.body if action.takes_bytes else _body(request.body)))
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
    actions = {(method, name): action for name, methods in _ACTIONS.items() for method, action in methods.items()}
    return {f"{method} {PREFIX}/{name}": action.summary for (method, name), action in actions.items()}


def _health(*_: object) -> object:
    return {"status": "ok"}


def _state(mock: BaseMock, asked: _Asked) -> object:
    wanted, known = asked.api_key, mock.accounts()
    if wanted is not None and known and wanted not in known and "" not in known:
        raise Refusal(404, "NotFound", f"There is no account of the API key {wanted!r}; there are {', '.join(known)}.")
    keys = known if wanted is None or not known else [wanted]  # to read an account does not make it
    accounts = {key: mock.connections(api_key=key or None) for key in keys}
    return {"now": mock.now, "calls": mock.call_count, "accounts": accounts}


def _journal(mock: BaseMock, asked: _Asked) -> object:
    calls = mock.calls_after(_number(asked.query.get("after", "0"), "after: the number of a call"))
    return [call.to_data() for call in calls if asked.api_key is None or call.account in ("", asked.api_key)]


def _counts(mock: BaseMock, asked: _Asked) -> list[tuple[int, dict[str, Any]]]:
    """Return the faults, or those for one key, with their places and counts."""
    return [
        (place, {"fault": fault.to_data(), "selected": selected, "applied": applied})
        for place, (fault, selected, applied) in enumerate(mock.fault_counts)
        if asked.api_key in (None, fault.api_key)
    ]


def _faults(mock: BaseMock, asked: _Asked) -> list[dict[str, Any]]:
    return [count["fault"] for _, count in _counts(mock, asked)]


def _add_faults(mock: BaseMock, asked: _Asked) -> object:
    for fault in faults_from_data(asked.body if is_array(asked.body) else [asked.body]):
        mock.add_fault(fault if asked.api_key is None else replace(fault, api_key=asked.api_key))
    return _faults(mock, asked)


def _remove_faults(mock: BaseMock, asked: _Asked) -> object:
    if asked.place:
        place, standing = _number(asked.place, "the place of a fault"), _counts(mock, asked)
        mock.remove_fault(standing[place][0] if place < len(standing) else place)
    else:
        mock.clear_faults(api_key=asked.api_key)
    return _faults(mock, asked)


def _behaviours(mock: BaseMock, _: _Asked) -> object:
    chosen = mock.behaviours
    return [{**asdict(row), "default": row.default, "value": chosen[row.name]} for row in BEHAVIOURS]


def _set_behaviours(mock: BaseMock, asked: _Asked) -> object:
    mock.set_behaviours(asked.body)
    return mock.behaviours


def _advance(mock: BaseMock, asked: _Asked) -> object:
    ADVANCE.check(asked.body, InvalidData)
    mock.advance(**asked.body)
    return {"now": mock.now, **({"open_deliveries": mock.webhooks.open} if mock.webhooks.listens else {})}


def _reset(mock: BaseMock, asked: _Asked) -> object:
    _RESET.check(asked.body, InvalidData)
    mock.reset(**{**asked.query, **asked.body})
    return {"now": mock.now}


_RESET: Final = Checker(an_object({"api_key": NAME}))


def _restore(mock: BaseMock, asked: _Asked) -> object:
    restore(mock, asked.body)
    return {"now": mock.now}


def _method(method: Callable[..., object], summary: str) -> _Action:
    """Return the operation that calls a method of the mock; its arguments are the keys of the body."""
    _, *arguments = signature(method).parameters.values()
    required = [each.name for each in arguments if each.default is each.empty]
    checker = Checker(an_object({each.name: {} for each in arguments}, required=required))

    def act(mock: BaseMock, asked: _Asked) -> object:
        given = {**asked.query, **asked.body} if is_object(asked.body) else asked.body
        checker.check(given, InvalidData)
        return method(mock, **given) or {"now": mock.now}

    return _Action(summary, act, ("api_key",))


_ACTIONS: Final[Mapping[str, Mapping[str, _Action]]] = {
    "": {"GET": _Action("this list", _index)},
    "health": {"GET": _Action("whether requests are answered", _health)},
    "state": {
        "GET": _Action(
            "the time, and the connections of each account; ?api_key=KEY returns only one", _state, ("api_key",)
        )
    },
    "journal": {
        "GET": _Action(
            "every call, masked; ?after=NUMBER returns only later ones, ?api_key=KEY those of one key",
            _journal,
            ("after", "api_key"),
        ),
        "DELETE": _method(BaseMock.clear_calls, "empty the journal; ?api_key=KEY removes the calls of one key"),
    },
    "faults": {
        "GET": _Action("the faults; ?api_key=KEY returns those for one key", _faults, ("api_key",)),
        "POST": _Action("add one fault, or a list; with ?api_key=KEY for calls of one key", _add_faults, ("api_key",)),
        "DELETE": _Action(
            "remove all faults; /__mock__/faults/PLACE removes one, counted from 0; ?api_key=KEY those for one key",
            _remove_faults,
            ("api_key",),
            has_places=True,
        ),
    },
    "fault-counts": {
        "GET": _Action(
            "each fault, with the number of calls that it selects, and of those to which it applied",
            lambda mock, asked: [count for _, count in _counts(mock, asked)],
            ("api_key",),
        )
    },
    "scripts": {"DELETE": _method(BaseMock.clear_scripts, "remove all scripts; ?api_key=KEY those for one key")},
    "assert-used": {
        "POST": _method(
            BaseMock.assert_used, "fail with 409 unless each fault and script, or each for ?api_key=KEY, was used"
        )
    },
    **{
        method.__name__.replace("_", "-"): {"POST": _method(method, summary)}
        for method, summary in (
            (BaseMock.start_sync, 'start a sync: {"connection_id": "ID"}'),
            (BaseMock.end_sync, 'end the running sync: {"connection_id": "ID", "outcome": "failed", "message": "..."}'),
            (
                BaseMock.run_setup_tests,
                'run setup tests: {"connection_id": "ID", "status": "FAILED", "message": "..."}',
            ),
            (BaseMock.pause, 'pause a connection: {"connection_id": "ID"}'),
            (BaseMock.resume, 'end its pause: {"connection_id": "ID"}'),
            (BaseMock.complete_connect_card, 'authorize as the owner of a source: {"card": "ADDRESS, TOKEN OR ID"}'),
            (BaseMock.refuse_connect_card, 'refuse as the owner of a source: {"card": "ADDRESS, TOKEN OR ID"}'),
            (BaseMock.cancel_connect_card, 'cancel as the owner of a source: {"card": "ADDRESS, TOKEN OR ID"}'),
        )
    },
    "behaviours": {
        "GET": _Action("how the API behaves where that is unknown, with all values", _behaviours),
        "POST": _Action('set behaviours from now on: {"list_config": "present"}', _set_behaviours),
    },
    "advance": {"POST": _Action('advance the time: {"minutes": 90} or {"seconds": 5}', _advance)},
    "reset": {"POST": _Action('delete everything, or one account: {"api_key": "KEY"}', _reset, ("api_key",))},
    "seed": {
        "POST": _Action(
            "add groups, connections and scripts, as a seed file does, to the account of ?api_key=KEY",
            lambda mock, asked: {"connections": mock.seed(asked.body, api_key=asked.api_key)},
            ("api_key",),
        )
    },
    "snapshot": {"GET": _Action("the whole state, for a later restore", lambda mock, _: json.loads(mock.snapshot()))},
    "restore": {"POST": _Action("restore the state of a snapshot", _restore, takes_bytes=True)},
    "not-imitated": {
        "GET": _Action(
            "what the mock does not imitate", lambda mock, _: [missing._asdict() for missing in mock.not_imitated()]
        )
    },
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
