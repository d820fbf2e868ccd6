"""
Methods for both clients from one definition.

`@client_method` takes a method written as steps. On `Fivetran` the method returns `T`, on `AsyncFivetran` a coroutine
of `T`; type checkers know both. `@listing` does the same for iterators.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from dataclasses import replace
from functools import wraps
from inspect import Signature, signature
from types import MethodType
from typing import Any, Concatenate, Final, Generic, ParamSpec, Protocol, Self, TypeVar, overload

from .._http.drivers import AsyncDriver, Driver
from .._http.exchange import exchange
from .._http.retry import send
from .._http.settings import settings
from .._http.steps import ApiCall, Steps, following
from .._secrets.masking import veiled
from ..errors import FivetranError, RepeatedCursor, TooManyPages

P = ParamSpec("P")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
D = TypeVar("D", Driver, AsyncDriver)
S = TypeVar("S")
A = TypeVar("A")

_pages = logging.getLogger("fivetran_connections.pages")


class Resource(Generic[D]):
    """A group of operations on one client."""

    def __init__(self, driver: D) -> None:
        """Take what executes the steps of a client; the dunder keeps it out of what editors offer."""
        self.__driver__: D = driver


class ClientMethod(Generic[P, S, A]):
    """A method with a blocking and an async form; the driver of its resource decides between them."""

    def __init__(self, source: Callable[..., Any], blocking: Any, awaiting: Any) -> None:
        """Take the definition, which returns steps, and both forms, which return the result."""
        self._forms = {False: blocking, True: awaiting}
        blocking.__signature__ = awaiting.__signature__ = signature(source).replace(return_annotation=Signature.empty)
        self.__doc__ = source.__doc__
        self.__wrapped__ = source

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: Resource[Driver], owner: type) -> Callable[P, S]: ...
    @overload
    def __get__(self, instance: Resource[AsyncDriver], owner: type) -> Callable[P, A]: ...
    def __get__(self, instance: Resource[Any] | None, owner: type) -> Any:
        """Return the form for this client, bound like a method."""
        return self if instance is None else MethodType(self._forms[instance.__driver__.awaits], instance)


def client_method(steps: Callable[Concatenate[Any, P], Steps[T]]) -> ClientMethod[P, T, Coroutine[Any, Any, T]]:
    """Make a method of steps: called on `Fivetran`, awaited on `AsyncFivetran`."""

    @wraps(steps)
    def blocking(resource: Resource[Any], *args: P.args, **kwargs: P.kwargs) -> Any:
        args, kwargs = _veiled(args, kwargs)
        return resource.__driver__.run(steps(resource, *args, **kwargs))

    @wraps(steps)
    async def awaiting(resource: Resource[Any], *args: P.args, **kwargs: P.kwargs) -> Any:
        args, kwargs = _veiled(args, kwargs)
        return await resource.__driver__.run(steps(resource, *args, **kwargs))

    return ClientMethod(steps, blocking, awaiting)


def _veiled(args: Any, kwargs: Any) -> Any:
    """Return the arguments of a call with secrets that mask themselves: a report of an error may show each frame."""
    return veiled(args), {name: veiled(value) for name, value in kwargs.items()}


class Page(Protocol[T_co]):
    """A page of a list."""

    @property
    def items(self) -> Sequence[T_co]:
        """The items of the page."""
        ...

    @property
    def next_cursor(self) -> str | None:
        """The cursor of the next page; None on the last page."""
        ...


class Listing(Generic[T]):
    """One iteration over a list: requests page after page, and keeps the items for the case of a failure."""

    def __init__(
        self, first: ApiCall[Page[T]], *, keep: Callable[[T], bool] | None = None, tries_again: bool = True
    ) -> None:
        """Take the call of the first page, which items to keep, and whether a page that fails is requested again."""
        self._first = replace(first, on_size=self._note_size)
        self._size = self._kept = 0  # bytes of the last page, and of all kept pages
        self._cursor: str | None = None
        self._send = send if tries_again else exchange
        self._keep = keep
        self._met: set[str] = set()
        self._seen: list[T] = []
        self.more = True

    def next_page(self) -> Steps[list[T]]:
        """Fetch one page; a failure carries the items of all pages before it in `.partial`."""
        try:
            page = yield from self._send(following(self._first, self._cursor) if self._cursor else self._first)
        except FivetranError as failure:
            failure.partial = tuple(self._seen)
            raise
        items = [item for item in page.items if self._keep is None or self._keep(item)]
        self._seen += items
        self._kept += self._size if items else 0
        cursor = page.next_cursor
        if not cursor:  # the last page has none, or an empty one from older servers
            self.more = False
            return items
        if cursor in self._met:
            raise RepeatedCursor(cursor, partial=tuple(self._seen))
        self._met.add(cursor)
        self._cursor = cursor
        count = len(self._met)
        if count >= _FIRST_NOTE and count.bit_count() == 1:  # the list may have no end, and each page may take long
            _pages.info("%s pages read so far: %s %s.", f"{count:,}", self._first.method, self._first.path)
        if count >= (most := (yield from settings()).policy.most_pages):
            raise TooManyPages(f"{most:,} pages", "set most_pages to read more", partial=tuple(self._seen))
        if self._kept > MOST_BYTES:
            size = f"{MOST_BYTES // 1024**2} MiB"
            raise TooManyPages(size, "list one group or one schema at a time", partial=tuple(self._seen))
        return items

    def _note_size(self, size: int) -> None:
        self._size = size


_FIRST_NOTE: Final = 16
"""The number of pages that is noted first, and after it each doubling of it."""

MOST_BYTES: Final = 64 * 1024 * 1024
"""The size limit of all pages of a list, whose items are kept for the case of a failure; 30,000 connections fit."""


def listing(begin: Callable[Concatenate[Any, P], Listing[T]]) -> ClientMethod[P, Iterator[T], AsyncIterator[T]]:
    """Make a method that returns an iterator on `Fivetran`, and an async iterator on `AsyncFivetran`."""

    @wraps(begin)
    def blocking(resource: Resource[Any], *args: P.args, **kwargs: P.kwargs) -> Iterator[Any]:
        return _walk(resource.__driver__, begin(resource, *args, **kwargs))

    @wraps(begin)
    def awaiting(resource: Resource[Any], *args: P.args, **kwargs: P.kwargs) -> AsyncIterator[Any]:
        return _awalk(resource.__driver__, begin(resource, *args, **kwargs))

    return ClientMethod(begin, blocking, awaiting)


def _walk(driver: Driver, pages: Listing[T]) -> Iterator[T]:
    while pages.more:
        yield from driver.run(pages.next_page())


async def _awalk(driver: AsyncDriver, pages: Listing[T]) -> AsyncIterator[T]:
    while pages.more:
        for item in await driver.run(pages.next_page()):
            yield item
