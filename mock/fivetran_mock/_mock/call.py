"""One request on its way through the mock, with the facts that were found about it so far."""

from __future__ import annotations

import base64
import json
from bisect import bisect_right
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import neg
from typing import Any, Final
from urllib.parse import parse_qsl

from fivetran_common.nearest import hint
from fivetran_rules import Violation

from .formats.http import Reply, Request, number_of, success
from .formats.refusals import Refusal, invalid, invalid_limit, invalid_parameter, not_found
from .state.rate_limits import RateLimits
from .state.state import State

DEFAULT_LIMIT: Final = 100
MOST_ITEMS: Final = 1000
PAGING: Final = frozenset({"limit", "cursor"})
"""The parameters of lists; any other read ignores them (docs/evidence.md#paging-elsewhere)."""


@dataclass(eq=False, repr=False)
class Call:
    """The argument of handlers: the request, the state of the mock, and the connection."""

    state: State
    limits: RateLimits | None
    request: Request
    arguments: tuple[str, ...] = ()
    """The ids or names in the path."""
    operation: str = ""
    """The operation's id; empty where the document has none."""
    kinds: Collection[str] = ()
    """The rate limits of the operation, beside the one of all requests."""
    number: int = 0
    """The connection's number, for operations on one."""
    connection_id: str = ""
    """The id of the connection that the call has created, or whose Connect Card it has opened."""
    body: Any = None
    """The parsed body, if any."""
    violations: tuple[Violation, ...] = ()
    """The findings about the body; only warnings if the body is accepted."""
    authorized: bool = False
    """Whether the credentials are accepted."""
    unimitated: bool = False
    """Whether the answer stands for that of a family that the mock does not imitate."""

    @property
    def argument(self) -> str:
        """The first id or name in the path, or an empty text."""
        return self.arguments[0] if self.arguments else ""

    def record(self) -> dict[str, Any]:
        """Return a copy of the connection's record."""
        return self.state.connections.copy(self.number)

    def option(self, key: str, usual: Any = None) -> Any:
        """Return the value of a key of the body; the body or the key may be absent."""
        return usual if self.body is None else self.body.get(key, usual)

    def require_group(self, group: str, *, status: int = 404) -> None:
        """Make sure that a group exists; raises 404, or another status, if it does not."""
        if not self.state.has_group(group):
            refusal = not_found("Group", group)
            refusal.status = status
            raise refusal

    def named(self, kind: str, *, absent: Refusal | None = None) -> dict[str, Any]:
        """Return a copy of the record of a kind that the path names; without one, raises 404 or `absent`."""
        if kind in ("group", "destination"):
            self.state.has_group(self.argument)  # makes the group, and its destination with it
        table = self.state.records[kind]
        if self.argument not in table.ids:
            raise absent or not_found(kind.title(), self.argument)
        return table.record(self.argument)

    def find_connection(self, identifier: str) -> int:
        """Return the number of a connection; raises 404 for an unknown id."""
        number = self.state.connections.ids.get(identifier)
        if number is None:
            raise not_found("Connector", identifier)
        return number

    def spend(self, kinds: Collection[str] | None = None) -> None:
        """Count this call against the limits of its operation, or others; raises 429, so change nothing before."""
        if self.limits is not None:
            self.limits.spend(self.kinds if kinds is None else kinds, self.state.clock.now())

    def wants_tests(self, body: Mapping[str, Any]) -> bool:
        """Return whether a body asks for setup tests, which it does unless it says no; they count as a run."""
        wanted: bool = body.get("run_setup_tests", True)
        if wanted:
            self.spend()
        return wanted

    @cached_property
    def query(self) -> Mapping[str, str]:
        """The query parameters; the first value of a repeated one."""
        try:
            pairs = parse_qsl(self.request.target.partition("?")[2], keep_blank_values=True, errors="strict")
        except ValueError:
            raise invalid("The query of the address is not UTF-8") from None
        return dict(reversed(pairs))

    def require_parameters(self, known: Collection[str]) -> None:
        """Make sure that the query has known names alone; raises 400 with the nearest one."""
        ignored = PAGING if self.request.method == "GET" else ()
        for name in self.query:
            if name not in known and name not in ignored:
                others = hint(name, known, f"; the parameters here are: {', '.join(sorted(known)) or 'none'}")
                raise invalid(f"Unknown parameter '{name}' in the query{others}")

    def parameter(self, name: str) -> str | None:
        """Return a query parameter; the first value if it is repeated."""
        value = self.query.get(name)
        if value == "" and name != "cursor":  # docs/evidence.md#empty-cursor
            raise invalid_parameter(name)
        return value or None

    def flag(self, name: str) -> bool | None:
        """Return a query parameter as true or false; None if it is absent."""
        text = self.parameter(name)
        if text not in (None, "true", "false"):
            raise invalid_parameter(name)
        return None if text is None else text == "true"

    def limit(self) -> int:
        """Return how many items a page may have."""
        text = self.parameter("limit")
        limit = DEFAULT_LIMIT if text is None else number_of(text) or 0
        if limit > MOST_ITEMS and self.state.behaviours["large_limit"] == "cut":
            return MOST_ITEMS
        if not 1 <= limit <= MOST_ITEMS:
            raise invalid_limit(MOST_ITEMS)
        return limit

    def page(self, numbers: Sequence[int], shown: Callable[[int], Mapping[str, Any]]) -> Reply:
        """Return the requested page of these sorted numbers, with the item that `shown` returns for each."""
        cursor = self.parameter("cursor")
        after = None if cursor is None else read_cursor(cursor)
        limit, behaviours = self.limit(), self.state.behaviours
        start = 0
        if behaviours["list_order"] == "newest_first":
            numbers = numbers[::-1]
            start = 0 if after is None else bisect_right(numbers, -after, key=neg)
        elif behaviours["list_order"] == "by_id":
            numbers = sorted(numbers, key=lambda number: str(shown(number).get("id", "")))
            start = numbers.index(after) + 1 if after in numbers else 0
        elif after is not None:
            start = bisect_right(numbers, after)
        there = numbers[start : start + limit]
        data: dict[str, Any] = {"items": list(map(shown, there))}
        if start + limit < len(numbers):
            data["next_cursor"] = write_cursor(there[-1])
        elif behaviours["last_page"] != "absent":
            data["next_cursor"] = None if behaviours["last_page"] == "null" else ""
        return success(self.operation, data)


def write_cursor(last: int) -> str:
    """Return a cursor that goes on after an item, in the form of the documentation's cursors."""
    return base64.urlsafe_b64encode(b'{"after":%d}' % last).rstrip(b"=").decode()


def read_cursor(cursor: str) -> int:
    """Return the item that a cursor goes on after."""
    try:
        value = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars="-_", validate=True))
        last = value["after"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise invalid_parameter("cursor") from None
    if type(last) is not int or not 0 <= last < 1 << 63:
        raise invalid_parameter("cursor")
    return last
