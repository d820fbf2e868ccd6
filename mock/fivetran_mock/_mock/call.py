"""One request on its way through the mock, with what has been found out about it so far."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import parse_qsl

from fivetran_rules import Violation

from .formats.envelope import invalid, invalid_parameter
from .formats.messages import Request
from .state.account import Account, page_after
from .state.rate_limits import Limits
from .state.world import World

DEFAULT_LIMIT: Final = 100
MOST_ITEMS: Final = 1000


class Call:
    """What handlers get: the request, whose it is, which connection it is about, and the world."""

    __slots__ = (
        "_query",
        "account",
        "argument",
        "body",
        "limits",
        "number",
        "operation",
        "request",
        "violations",
        "world",
    )

    def __init__(self, world: World, limits: Limits | None, account: Account, request: Request) -> None:
        self.world = world
        self.account = account
        """Whose call it is; nobody's before the credentials are known."""
        self.limits = limits
        self.request = request
        self.operation = ""
        """The operation's id; empty where the document has none."""
        self.argument = ""
        """The id or name in the path."""
        self.number = 0
        """The connection's number, for operations on one."""
        self.body: Any = None
        """The parsed body; None where there is none."""
        self.violations: tuple[Violation, ...] = ()
        """What is wrong with the body; with a body that is taken, what the rules only warn of."""
        self._query: dict[str, str] | None = None

    def record(self) -> dict[str, Any]:
        """Give the connection's record as a new dictionary."""
        return self.account.decoded(self.number)

    def option(self, key: str, usual: Any = None) -> Any:
        """Give a key of a body that may be absent."""
        return usual if self.body is None else self.body.get(key, usual)

    def knows_group(self, group: str) -> bool:
        """Tell whether a group exists: any does unless the mock was given a list."""
        return self.world.groups is None or self.account.has_group(group)

    def spend(self, group: str) -> None:
        """Count this call against a rate limit beside that of all calls."""
        if self.limits is not None:
            self.limits.spend(self.account.key, group, self.world.clock.now())

    def parameter(self, name: str) -> str | None:
        """Give a query parameter; the first one where it stands twice."""
        if self._query is None:
            self._query = _parse_query(self.request.target)
        value = self._query.get(name)
        if value == "":
            raise invalid_parameter(name)
        return value

    def limit(self) -> int:
        """Give how many items a page may hold."""
        text = self.parameter("limit")
        if text is None:
            return DEFAULT_LIMIT
        if not (text.isascii() and text.isdecimal() and len(text) <= len(str(MOST_ITEMS))):
            raise invalid_parameter("limit")
        limit = int(text)
        if not 1 <= limit <= MOST_ITEMS:
            raise invalid_parameter("limit")
        return limit

    def page(self, numbers: Sequence[int]) -> tuple[Sequence[int], bytes]:
        """Give the numbers on the page that is asked for, and the end of its JSON: the next cursor, if any."""
        cursor = self.parameter("cursor")
        limit = self.limit()
        shown, more = page_after(numbers, 0 if cursor is None else read_cursor(cursor), limit)
        return shown, b'],"next_cursor":"%b"}' % write_cursor(shown[-1]).encode() if more else b"]}"


def write_cursor(last: int) -> str:
    """Make a cursor that goes on after an item, in the form that the documentation's cursors have."""
    return base64.urlsafe_b64encode(b'{"after":%d}' % last).rstrip(b"=").decode()


def read_cursor(cursor: str) -> int:
    """Give the item that a cursor goes on after."""
    try:
        value = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars="-_", validate=True))
        last = value["after"]
    except (binascii.Error, ValueError, KeyError, TypeError, RecursionError):
        raise invalid_parameter("cursor") from None
    if type(last) is not int or not 0 <= last < 1 << 63:
        raise invalid_parameter("cursor")
    return last


def _parse_query(target: str) -> dict[str, str]:
    """Read the query of a target; of a name that stands twice, the first value."""
    try:
        pairs = parse_qsl(target.partition("?")[2], keep_blank_values=True, errors="strict")
    except ValueError:
        raise invalid("The query of the address is not UTF-8") from None
    return dict(reversed(pairs))
