"""
The mock's own API, under `/__mock__/`.

Like the core it does no IO, so it is the same on the wire and by ASGI. `_access` says which clients may use it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qs

from fivetran_common.json_types import is_array
from fivetran_rules.behaviours import BEHAVIOURS

from .._mock.arguments import ADVANCE
from .._mock.facade import BaseMock
from .._mock.faults import faults_from_data
from .._mock.formats.http import JSON, Refusal, Reply, Request, not_kept, refused
from .._mock.formats.json import has_more_values, require_size
from .._mock.formats.schema import NAME, Checker, InvalidData, an_object

PREFIX: Final = "/__mock__"

MOST_DIGITS: Final = 18
"""The most digits of a number in an address."""

MOST_VALUES_OF_SNAPSHOT: Final = 2_000_000
"""The most values of a snapshot in a request, which are 40,000 connections. The server reads 32 MiB."""


class _Action(NamedTuple):
    """One operation of the mock's own API."""

    summary: str
    """One line for the list of operations."""
    act: Callable[[Admin, str, Any], object]
    """Called with the rest of the path or the query, and the body."""
    has_places: bool = False
    """Whether the path may go on with the place of an item."""
    takes_bytes: bool = False
    """Whether the operation parses the body itself, by limits of its own."""


class Admin:
    """The mock's own API."""

    def __init__(self, mock: BaseMock) -> None:
        self._mock = mock

    def answer(self, request: Request) -> Reply:
        """Run the operation that a request names."""
        try:
            value = self._act(request)
        except Refusal as refusal:
            return refused(refusal)
        # In ASCII, which spells even the unpaired surrogate of a target that the journal holds.
        return Reply(200, [JSON], json.dumps(value).encode())

    def _act(self, request: Request) -> object:
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
            return action.act(self, rest or query, request.body if action.takes_bytes else _body(request.body))
        except OSError as problem:
            raise not_kept(problem) from None
        except (ValueError, TypeError, LookupError) as problem:
            raise Refusal(400, "InvalidInput", _sentence(problem)) from None
        except RecursionError:
            raise Refusal(400, "InvalidInput", "The request body is nested too deeply.") from None

    def index(self, _: str, __: object) -> object:
        """List the operations."""
        return {
            f"{method} {PREFIX}/{name}": action.summary
            for name, methods in _ACTIONS.items()
            for method, action in methods.items()
        }

    def health(self, _: str, __: object) -> object:
        """Say that requests are answered."""
        return {"status": "ok"}

    def state(self, query: str, _: object) -> object:
        """Return the connections of every account, or of that of one key."""
        mock = self._mock
        wanted = _api_key(query)
        return {
            "now": mock.now,
            "calls": mock.call_count,
            "accounts": {
                key: mock.connections(api_key=key or None) for key in (mock.accounts() if wanted is None else [wanted])
            },
        }

    def journal(self, query: str, _: object) -> object:
        """Return the recorded calls, or those after a number, or those of the account of one key."""
        after = parse_qs(query, keep_blank_values=True).get("after", ["0"])[-1]
        calls = self._mock.calls_after(_number(after, "after: the number of a call"))
        wanted = _api_key(query)
        return [call.to_data() for call in calls if wanted is None or call.account in ("", wanted)]

    def faults(self, _: str, __: object) -> object:
        """Return the faults."""
        return self._listed_faults()

    def add_faults(self, _: str, body: object) -> object:
        """Add one fault, or a list of faults."""
        for fault in faults_from_data(body if is_array(body) else [body]):
            self._mock.add_fault(fault)
        return self._listed_faults()

    def remove_faults(self, place: str, _: object) -> object:
        """Remove one fault, or all."""
        if place:
            self._mock.remove_fault(_number(place, "the place of a fault"))
        else:
            self._mock.clear_faults()
        return self._listed_faults()

    def _listed_faults(self) -> list[dict[str, Any]]:
        return [fault.to_data() for fault in self._mock.faults]

    def behaviours(self, _: str, __: object) -> object:
        """Return each behaviour with its value, its possible values and their evidence."""
        chosen = self._mock.behaviours
        return [{**asdict(each), "default": each.default, "value": chosen[each.name]} for each in BEHAVIOURS]

    def set_behaviours(self, _: str, body: Any) -> object:
        """Set some behaviours, by name or by a file of behaviours, and return the value of each."""
        self._mock.set_behaviours(body)
        return self._mock.behaviours

    def advance(self, _: str, body: object) -> object:
        """Advance the time."""
        self._mock.advance(**_options(body, ADVANCE))
        return {"now": self._mock.now}

    def reset(self, _: str, body: object) -> object:
        """Delete everything, or one account."""
        self._mock.reset(**_options(body, _RESET))
        return {"now": self._mock.now}

    def seed(self, query: str, body: object) -> object:
        """Add groups, connections and scripts, to the account of one key if accounts are apart."""
        return {"connections": self._mock.seed(body, api_key=_api_key(query))}

    def snapshot(self, _: str, __: object) -> object:
        """Return the state, to be restored later."""
        return json.loads(self._mock.snapshot())

    def restore(self, _: str, body: bytes) -> object:
        """Restore the state of a snapshot."""
        if has_more_values(body, MOST_VALUES_OF_SNAPSHOT):
            raise Refusal(400, "InvalidInput", f"A snapshot may hold {MOST_VALUES_OF_SNAPSHOT:,} values here.")
        self._mock.restore(body)
        return {"now": self._mock.now}

    def not_imitated(self, _: str, __: object) -> object:
        """List what the mock does not imitate."""
        return [each._asdict() for each in self._mock.not_imitated()]


_ACTIONS: Final[Mapping[str, Mapping[str, _Action]]] = {
    "": {"GET": _Action("this list", Admin.index)},
    "health": {"GET": _Action("whether requests are answered", Admin.health)},
    "state": {
        "GET": _Action("the time, and the connections of each account; ?api_key=KEY returns only one", Admin.state)
    },
    "journal": {
        "GET": _Action(
            "every call, masked; ?after=NUMBER returns only later ones, ?api_key=KEY those of one account",
            Admin.journal,
        )
    },
    "faults": {
        "GET": _Action("the faults", Admin.faults),
        "POST": _Action("add one fault, or a list of faults", Admin.add_faults),
        "DELETE": _Action(
            "remove all faults; /__mock__/faults/PLACE removes one, counted from 0",
            Admin.remove_faults,
            has_places=True,
        ),
    },
    "behaviours": {
        "GET": _Action("how the API behaves where that is unknown, with all values", Admin.behaviours),
        "POST": _Action('set behaviours from now on: {"list_config": "present"}', Admin.set_behaviours),
    },
    "advance": {"POST": _Action('advance the time: {"minutes": 90} or {"seconds": 5}', Admin.advance)},
    "reset": {"POST": _Action('delete everything, or one account: {"api_key": "KEY"}', Admin.reset)},
    "seed": {
        "POST": _Action(
            "add groups, connections and scripts, as a seed file does, to the account of ?api_key=KEY", Admin.seed
        )
    },
    "snapshot": {"GET": _Action("the whole state, for a later restore", Admin.snapshot)},
    "restore": {"POST": _Action("restore the state of a snapshot", Admin.restore, takes_bytes=True)},
    "not-imitated": {"GET": _Action("what the mock does not imitate", Admin.not_imitated)},
}


def _api_key(query: str) -> str | None:
    """Return the key of a query whose account is meant, or None."""
    return parse_qs(query, keep_blank_values=True).get("api_key", [None])[-1]


def _body(body: bytes) -> Any:
    require_size(body)
    try:
        return json.loads(body) if body else {}
    except (ValueError, RecursionError):
        raise Refusal(400, "InvalidInput", "The request body is not JSON.") from None


def _options(body: Any, checker: Checker) -> dict[str, Any]:
    checker.check(body, InvalidData)
    return dict(body)


_RESET: Final = Checker(an_object({"api_key": NAME}))


def number_of(text: str) -> int | None:
    """Read a whole number from an address or a form; None for any other text."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None


def _number(text: str, what: str) -> int:
    """Read a number from an address."""
    number = number_of(text)
    if number is None:
        raise Refusal(400, "InvalidInput", f"{what} has to be a whole number from 0, of at most {MOST_DIGITS} digits.")
    return number


def _sentence(problem: Exception) -> str:
    text = str(problem)
    return text if text.endswith((".", "?")) else f"{text}."
