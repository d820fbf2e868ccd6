"""Walking the pages of a list, with a guard against walking in circles."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from fivetran_client.types import UNSET, Unset

from .._http.retry import send
from ..errors import FivetranError, RepeatedCursor

if TYPE_CHECKING:
    from .._http.call import Call
    from .._http.steps import Steps

T = TypeVar("T")


class Page(Protocol[T]):
    """What every page of the API has."""

    items: list[T]
    next_cursor: str | Unset | None


class Listing(Generic[T]):
    """One walk over a list: asks for page after page, and keeps what came for the case that one fails."""

    def __init__(self, ask: Callable[[str | Unset], Call[Page[T]]]) -> None:
        """Take how a page is asked for, given its cursor."""
        self._ask = ask
        self._cursor: str | Unset = UNSET
        self._met: set[str] = set()
        self._seen: list[T] = []
        self.more = True

    def next_page(self) -> Steps[list[T]]:
        """Fetch one page; a failure carries the items of all pages before it in `.partial`."""
        try:
            page = yield from send(self._ask(self._cursor))
        except FivetranError as failure:
            failure.partial = tuple(self._seen)
            raise
        self._seen += page.items
        self._turn(page.next_cursor)
        return page.items

    def _turn(self, cursor: str | Unset | None) -> None:
        """Move to the next page; the last one has no cursor, or, with older servers, an empty one."""
        if not cursor:
            self.more = False
            return
        if cursor in self._met:
            raise RepeatedCursor(cursor, partial=tuple(self._seen))
        self._met.add(cursor)
        self._cursor = cursor
